"""The two kinds of things that are finished: baked units and packed goods."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.finished_goods.models import FinishedGood
from baketracker.recipes.models import FinishedUnit

from .ledger import Stocked, locked
from .models import FinishedAdjustment

KindName = Literal["units", "goods"]


@dataclass(frozen=True, slots=True)
class Kind:
    """`entity` are its rows, `column` names one in the ledger, `called` is it in a sentence."""

    name: KindName
    entity: Any
    column: Any
    called: str

    def locked(self, db: TenantSession, item_id: UUID) -> Stocked:
        """The row, locked; an archived one too, of which something may be left. Raises
        NotFound."""
        units, goods = locked(db, **{self.name: [item_id]})
        rows: list[Stocked] = [*units, *goods]
        if not rows:
            raise NotFound(self.called)
        return rows[0]


UNITS = Kind("units", FinishedUnit, FinishedAdjustment.finished_unit_id, "finished unit")
GOODS = Kind("goods", FinishedGood, FinishedAdjustment.finished_good_id, "finished good")
KINDS: Mapping[KindName, Kind] = {"units": UNITS, "goods": GOODS}
