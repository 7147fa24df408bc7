"""What finished stock is worth: what one of each took to make. Making stands downstream, and says
it here."""

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from baketracker.costs import UnitCost
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, RuleBroken

from .kinds import KindName

Averages = Callable[[TenantSession, Collection[UUID]], Mapping[UUID, UnitCost]]

AVERAGES: dict[KindName, Averages] = {}
"""Features downstream say what one of each costs."""


class NoCost(RuleBroken):
    """Nobody knows what it costs."""

    code = "no_cost"

    def __init__(self) -> None:
        super().__init__(N_("Nobody knows yet what this costs."))


def unit_costs(
    db: TenantSession, kind: KindName, item_ids: Collection[UUID]
) -> dict[UUID, UnitCost]:
    """What one of each of these costs; unknown where nobody says it."""
    told = AVERAGES[kind](db, item_ids) if item_ids and kind in AVERAGES else {}
    return {key: told.get(key) or UnitCost.because(NoCost()) for key in item_ids}
