"""How a run came out: what was expected of it, what was lost, and what each of these cost. Values
in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from baketracker.costs import Cost, kept
from baketracker.errors import N_, InvalidInput
from baketracker.recipes.batches import Yield

Category = Literal["burnt", "broken", "contaminated", "dropped", "wrong_ingredients", "other"]
"""Why units were lost."""

CATEGORIES: tuple[Category, ...] = get_args(Category)

Status = Literal["complete", "partial_loss", "total_loss"]


class LossesTooMany(InvalidInput):
    """More was told as lost than is missing."""

    code = "losses_too_many"

    def __init__(self, told: int, lost: int) -> None:
        words = N_("%(told)s are told as lost, but only %(lost)s are missing. Check both numbers.")
        super().__init__(words, {"losses": words}, told=told, lost=lost)


@dataclass(frozen=True, slots=True)
class Lost:
    """So many units were lost, for a reason."""

    category: Category
    quantity: int
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """What a run cost, as far as anybody knows, rounded as it is stored. `unit`: one good unit
    bears it all, the lost ones too (None: there is none). `expected`: one of those expected, which
    is what a lost one took with it."""

    total: Decimal
    is_known: bool
    unit: Decimal | None
    expected: Decimal | None


def expected_of(gives: Yield, batches: int, scale: Decimal) -> int:
    """Whole units that so many batches, each `scale` times as large, are expected to give. Raises
    YieldMissing."""
    return gives.items(Fraction(batches) * Fraction(scale))


def status_of(good: int, lost: int) -> Status:
    """Nothing lost, something, or everything."""
    if not lost:
        return "complete"
    return "partial_loss" if good else "total_loss"


def losses_of(expected: int, good: int, told: Sequence[Lost]) -> list[Lost]:
    """All that is missing by reason: what was told, the rest for another reason. Raises
    LossesTooMany."""
    lost, named = max(expected - good, 0), sum(one.quantity for one in told)
    if named > lost:
        raise LossesTooMany(named, lost)
    rest = [Lost("other", lost - named)] if lost > named else []
    return [*told, *rest]


def shares_of(cost: Cost, expected: int, good: int) -> Shares:
    """What is told of the cost of a run. Where nothing at all is known, neither is a share."""
    some = not cost.unknown or bool(cost.known)
    return Shares(
        total=kept(cost.known),
        is_known=not cost.unknown,
        unit=kept(cost.known / good) if some and good else None,
        expected=kept(cost.known / expected) if some and expected else None,
    )


def loss_cost(cost: Cost, expected: int, quantity: int) -> Decimal | None:
    """What so many lost units took with them: their part of what was spent on those expected. None
    where nothing is known."""
    if cost.unknown and not cost.known:
        return None
    return kept(cost.known * quantity / expected)
