"""Something baked and something packed, for tests."""

from typing import Any
from uuid import UUID

from baketracker.assembly import service as assembly
from baketracker.exchange.canonical import Dump, canonical
from baketracker.finished_stock import service
from baketracker.finished_stock.given import StockCorrection
from baketracker.finished_stock.kinds import KindName
from baketracker.finished_stock.schemas import FinishedChange
from tests.assembly.packing import Bags, bags, pack
from tests.factories.bakeries import BakeryOnDatabase

__all__ = ["Bags", "adjust", "assembly", "dump", "shelf"]


def shelf(bakery: BakeryOnDatabase) -> Bags:
    """33 cookies at 0.0205, 30 brownies at 0.0838, and 3 bags."""
    with bakery.session() as db:
        made = bags(db)
    pack(bakery, made.bag, 3)
    return made


def adjust(bakery: BakeryOnDatabase, kind: KindName, key: UUID, **given: Any) -> FinishedChange:
    with bakery.session() as db:
        return service.adjust(db, kind, key, StockCorrection.model_validate(given))


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        return canonical(db)
