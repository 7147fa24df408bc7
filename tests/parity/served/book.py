"""The ids behind the names of the recording, and what a replay remembers."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.materials.models import MaterialProduct
from tests.parity.served.names import names_in

Row = dict[str, Any]
Ids = dict[str, UUID]
LotNames = dict[UUID, tuple[str, str]]


class Book:
    """`lots`: what a lot and its product are called; `plans`: what each event's plan froze, told
    where it was asked and known once it started."""

    def __init__(self, db: TenantSession, lots: LotNames) -> None:
        self.db, self.names, self.lots = db, names_in(db), lots
        self.ingredients = _ids(self.names.ingredients)
        self.recipes = _ids(self.names.recipes)
        self.units = _ids(self.names.units)
        self.goods = _ids(self.names.goods)
        self.events = _ids(self.names.events)
        rolls = db.execute(select(MaterialProduct.id, MaterialProduct.slug))
        self.rolls: dict[UUID, str | None] = dict(tuple(row) for row in rolls)
        self.plans: defaultdict[str, Row] = defaultdict(dict)


def _ids(slugs: dict[UUID, str]) -> Ids:
    return {slug: key for key, slug in slugs.items()}
