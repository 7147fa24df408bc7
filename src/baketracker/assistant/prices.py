"""What models cost and can do, by model and day: `prices.toml` beside this file, and the file that
MODEL_PRICES names, whose models replace ours of the same name."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from baketracker.config import UnsafeSettings

from .provider import Capability, MediumKind, Usage

OURS = Path(__file__).with_name("prices.toml")
MILLION = Decimal(1_000_000)
Dollars = Annotated[Decimal, Field(ge=0)]
Thinking = Literal["minimal", "none", ""]


class Price(BaseModel):
    """US dollars per million tokens, from `valid_from` on. None: nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    valid_from: date
    text: Dollars
    sound: Dollars | None = None
    picture: Dollars | None = None
    out: Dollars

    def of(self, usage: Usage) -> Decimal | None:
        """Dollars for these tokens; None when a kind among them has no price."""
        parts = (
            (usage.tokens_in - usage.sound_in - usage.picture_in, self.text),
            (usage.sound_in, self.sound),
            (usage.picture_in, self.picture),
            (usage.tokens_out, self.out),
        )
        total = Decimal(0)
        for tokens, dollars in parts:
            if tokens and dollars is None:
                return None
            total += tokens * (dollars or Decimal(0))
        return total / MILLION


class ModelFacts(BaseModel):
    """One model: what it takes, how to keep it from thinking, what it costs since when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    reads: tuple[MediumKind, ...] = ()
    tools: bool = True
    thinking: Thinking = ""
    price: tuple[Price, ...] = Field(min_length=1)

    @property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset((*self.reads, *(("tools",) if self.tools else ())))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    model: list[ModelFacts]


@dataclass(frozen=True)
class Prices:
    """All models anybody has told us of, by name."""

    models: Mapping[str, ModelFacts]

    def facts(self, model: str) -> ModelFacts | None:
        """What is known of it: makers add "-001" or a day to the name of the one who answers."""
        known = [name for name in self.models if model == name or model.startswith(f"{name}-")]
        exact = {name for name in known if not _is_another(model, name)}
        return self.models[max(exact, key=len)] if exact else None

    def price(self, model: str, usage: Usage, on: date) -> Decimal | None:
        """Dollars for these tokens on that day (UTC); None when the price is not known."""
        facts = self.facts(model)
        valid = [p for p in facts.price if p.valid_from <= on] if facts else []
        return max(valid, key=lambda p: p.valid_from).of(usage) if valid else None


def _is_another(model: str, name: str) -> bool:
    """Whether what follows the name names another model ("-lite"), not an edition of it."""
    return any(part.isalpha() and part != "preview" for part in model[len(name) + 1 :].split("-"))


@lru_cache(maxsize=8)
def prices(more: str = "") -> Prices:
    """The table, with the models of the file `more` in place of ours.

    Raises UnsafeSettings when that file cannot be read."""
    models = {facts.name: facts for facts in _models(OURS)}
    if more:
        try:
            models |= {facts.name: facts for facts in _models(Path(more))}
        except (OSError, ValueError) as error:
            raise UnsafeSettings(f"MODEL_PRICES: {more} cannot be read: {_fault(error)}") from error
    return Prices(models)


def price(model: str, usage: Usage, on: date) -> Decimal | None:
    """Dollars by our own table alone."""
    return prices().price(model, usage, on)


def _models(path: Path) -> list[ModelFacts]:
    with path.open("rb") as file:
        read: dict[str, Any] = tomllib.load(file, parse_float=Decimal)
    return _File.model_validate(read).model


def _fault(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}."
    return f"{error}."
