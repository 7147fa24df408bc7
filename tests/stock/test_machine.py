"""Random lives of a pantry: bought, used, adjusted, counted, corrected, made void, taken back and
reserved for events in any order. After every step the database says what a model in plain Python
says: each lot, what left it and what that cost, down to the last decimal that is kept, and what is
promised to whom."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from baketracker.pantry.models import Lot
from baketracker.planning import promises
from baketracker.stock.ledger import LotLike
from tests.factories.depth import DEEP, only_deep
from tests.factories.lives import PARTS, live

from .books import Books
from .planned import Planned

EXAMPLES = 125 if DEEP else 3
STEPS = 15


@pytest.mark.covers("SR51", "DEC-19", "P-08", "K-21", "R-INV-08", "R1", "R2", "O-03")
@pytest.mark.parametrize("part", PARTS)
def test_the_books_agree_with_the_model(engine: Engine, part: int) -> None:
    live(Planned, engine, EXAMPLES, STEPS, part)


@pytest.fixture
def newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    order = Lot.fifo()
    monkeypatch.setattr(Lot, "fifo", classmethod(lambda _: (Lot.purchased_on.desc(), *order)))


@pytest.fixture
def half_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what leaves a lot only half is written down, in the lot and in the ledger."""
    whole = LotLike.take

    def take(self: Any, db: Any, quantity: Decimal, *rest: Any, **more: Any) -> Any:
        return whole(self, db, quantity / 2 if quantity > 1 else quantity, *rest, **more)

    monkeypatch.setattr(LotLike, "take", take)


@pytest.fixture
def promised_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each event takes of the lots as if nobody had been there before."""
    free = promises._layers
    monkeypatch.setattr(promises, "_layers", lambda want, day, _: free(want, day, promises.NOTHING))


@only_deep
@pytest.mark.covers("SR51")
@pytest.mark.parametrize(
    ("bug", "machine"),
    [("newest_first", Books), ("half_is_forgotten", Books), ("promised_twice", Planned)],
)
def test_the_machine_notices_a_mistake(
    engine: Engine, bug: str, machine: type[Books], request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(bug)
    with pytest.raises(AssertionError):
        live(machine, engine, 60, STEPS, 0, drawn=False)
