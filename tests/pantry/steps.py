"""What the tests of the pantry do again and again."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.db.tenancy import TenantSession
from baketracker.exchange.canonical import Dump, canonical
from baketracker.pantry.models import Depletion, Lot
from baketracker.stock.ledger import out_of_balance
from tests.factories.bakeries import BakeryOnDatabase


class Done(Protocol):
    """What a verb of the pantry answers."""

    @property
    def operation_id(self) -> UUID | None: ...


def dump(bakery: BakeryOnDatabase) -> Dump:
    """All rows of the bakery, its ledger in balance and no lot below nothing."""
    with bakery.session() as db:
        assert out_of_balance(db, Lot, Depletion) == []
        assert db.scalars(select(Lot.id).where(Lot.quantity < 0)).all() == []
        return canonical(db)


def left(bakery: BakeryOnDatabase, *lots: UUID) -> list[Decimal]:
    """What is left of these lots."""
    with bakery.session() as db:
        rows = [db.find(Lot, key) for key in lots]
        return [row.quantity for row in rows if row is not None]


def ledger(bakery: BakeryOnDatabase) -> Sequence[Depletion]:
    """What the ledger holds, as it was written."""
    with bakery.session() as db:
        return db.scalars(select(Depletion).order_by(Depletion.id)).all()


def assert_taken_back(bakery: BakeryOnDatabase, act: Callable[[TenantSession], Done]) -> None:
    """What `act` does shows in the bakery's rows, and taken back nothing of it does."""
    before = dump(bakery)
    with bakery.session() as db:
        done = act(db)
    assert dump(bakery) != before
    assert done.operation_id is not None
    with bakery.session() as db:
        activity.undo(db, done.operation_id)
    assert dump(bakery) == before


def sentence(bakery: BakeryOnDatabase) -> str:
    """What the newest operation says."""
    with bakery.session() as db:
        return activity.recent(db).items[0].sentence
