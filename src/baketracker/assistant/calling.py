"""The one way to ask a model: every call is admitted by the breaker, tried again when that helps,
and written down with what it cost.

Nothing is open in the database while a model thinks: each call is kept in a short transaction of
its own, so that what it cost stays known when the reading fails afterwards."""

import logging
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Engine

from baketracker.db.scope import Scope
from baketracker.db.tenancy import tenant_transaction
from baketracker.db.types import now

from .breaker import Breaker
from .errors import (
    ModelBusy,
    ModelFailed,
    ModelResting,
    ModelUnreachable,
    ModelUnreadable,
)
from .models import ModelCall
from .prices import Prices, prices
from .provider import Answer, Instruction, Medium, Provider, Shape, Tool, Usage

log = logging.getLogger(__name__)

RETRIES = 2
REPAIRS = 1
LONGEST_WAIT_SECONDS = 10
FIRST_WAIT_SECONDS = 0.5
REPAIR = "\n\nYour last answer could not be used. %s Answer once more, exactly as asked."

# Looks at an answer more closely than its shape can; raises ModelUnreadable.
Check = Callable[[Answer], None]


def _fine(_answer: Answer) -> None:
    """Nothing more is asked of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Media and text in, an object of `shape` out."""

    instruction: Instruction
    text: str
    shape: Shape
    media: Sequence[Medium] = ()
    check: Check = _fine

    def put_to(self, provider: Provider) -> Answer:
        return provider.read(self.instruction, self.media, self.text, self.shape)


@dataclass(frozen=True, slots=True)
class Choosing:
    """Text in, one of `tools` with its arguments out."""

    instruction: Instruction
    text: str
    tools: Sequence[Tool]
    check: Check = _fine

    def put_to(self, provider: Provider) -> Answer:
        return provider.choose(self.instruction, self.text, self.tools)


Question = Reading | Choosing


@dataclass(frozen=True, slots=True)
class Asker:
    """Whom to ask, and how: one a process and model, for the breaker counts what all of it saw."""

    provider: Provider
    engine: Engine
    prices: Prices = field(default_factory=prices)
    breaker: Breaker = field(default_factory=Breaker)
    sleep: Callable[[float], None] = time.sleep


def ask(asker: Asker, scope: Scope, question: Question, reading_id: UUID, purpose: str) -> Answer:
    """The answer, after at most two retries and one repair; one ModelCall for each HTTP call.

    `reading_id`: what the calls are counted under. `purpose`: what for, in a word. Raises
    ModelBusy, ModelUnreachable (ModelResting: nobody was asked), ModelRefused, ModelUnreadable."""
    retries, repairs = RETRIES, REPAIRS
    while True:
        try:
            return _once(asker, scope, question, reading_id, purpose)
        except ModelResting:
            raise
        except (ModelBusy, ModelUnreachable) as error:
            # A wait that is longer than we have is left to who asks again later.
            if not retries or error.retry_after > LONGEST_WAIT_SECONDS:
                raise
            asker.sleep(_pause(RETRIES - retries, error.retry_after))
            retries -= 1
        except ModelUnreadable as error:
            if not repairs:
                raise
            repairs -= 1
            question = replace(question, text=question.text + REPAIR % error.why)


def _pause(tried: int, told: int) -> float:
    """Seconds: as long as we were told, or twice as long each time; and some more by chance, so
    that those who failed together do not come back together."""
    wait = max(float(told), FIRST_WAIT_SECONDS * (1 << tried))
    return wait + random.uniform(0, wait / 4)


def _once(asker: Asker, scope: Scope, question: Question, reading_id: UUID, purpose: str) -> Answer:
    asker.breaker.admit()
    began = time.monotonic()
    call = ModelCall(
        reading_id=reading_id, purpose=purpose, prompt_version=question.instruction.version
    )
    usage: Usage | None = None
    try:
        answer = question.put_to(asker.provider)
        usage = answer.usage
        question.check(answer)
        call.outcome = "answered"
        return answer
    except ModelFailed as error:
        call.outcome = error.outcome
        usage = usage or error.usage
        raise
    finally:
        took = int((time.monotonic() - began) * 1000)
        _settle(asker, call.outcome)
        _keep(asker, scope, call, usage or Usage(0, 0, asker.provider.model, took))


def _settle(asker: Asker, outcome: str | None) -> None:
    if outcome in ("answered", "unreadable", "refused"):
        asker.breaker.answered()
    else:
        asker.breaker.failed()


def _keep(asker: Asker, scope: Scope, call: ModelCall, usage: Usage) -> None:
    # None: our own mistake came out of the provider; nobody knows whether it was paid.
    call.outcome = call.outcome or "unreachable"
    call.model = usage.model
    call.tokens_in, call.tokens_out = usage.tokens_in, usage.tokens_out
    call.milliseconds = usage.milliseconds
    call.dollars = _cost(asker, usage)
    with tenant_transaction(asker.engine, scope) as db:
        db.add(call)


def _cost(asker: Asker, usage: Usage) -> Decimal:
    """Dollars by today's price of who answered, or of who was asked. The column has no "unknown":
    what nobody can price is 0 with tokens, which `quota.standing` counts as unpriced."""
    if not usage.tokens_in and not usage.tokens_out:
        return Decimal(0)
    today = now().date()
    for model in (usage.model, asker.provider.model):
        if (dollars := asker.prices.price(model, usage, today)) is not None:
            return dollars
    log.warning("Nobody knows what %s costs: add it to the file of MODEL_PRICES.", usage.model)
    return Decimal(0)
