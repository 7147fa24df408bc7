"""How far an event came, output by output: needed, planned, made, packed, delivered."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import and_, func, select

from baketracker.db.tenancy import TenantSession
from baketracker.giving.models import Gift, PackageLine
from baketracker.planning.schemas import PlanView
from baketracker.progress.schemas import ProgressView

from .cost_schemas import OutputView


def outputs_of(
    plan: PlanView,
    progress: ProgressView,
    made: Mapping[UUID, int],
    packed: Mapping[UUID, int],
    delivered: Mapping[UUID, int],
) -> list[OutputView]:
    """The finished units a plan comes to, then its goods, each with what became of it; what was
    baked or packed beyond the plan comes last. `made` counts good units by finished unit, `packed`
    and `delivered` pieces by good. What only an import planned is known by its targets."""
    return [*_units(plan, progress, made), *_goods(plan, progress, packed, delivered)]


def delivered_of(db: TenantSession, event_id: UUID) -> Counter[UUID]:
    """Finished good → pieces in the packages that were delivered at an event. One statement."""
    pieces = func.sum(Gift.quantity * PackageLine.quantity)
    found = (
        select(PackageLine.finished_good_id, pieces)
        .join(
            Gift,
            and_(
                Gift.tenant_id == PackageLine.tenant_id, Gift.package_id == PackageLine.package_id
            ),
        )
        .where(
            Gift.event_id == event_id,
            Gift.deleted_at.is_(None),
            Gift.status == "delivered",
            PackageLine.finished_good_id.is_not(None),
        )
        .group_by(PackageLine.finished_good_id)
    )
    return Counter({key: int(count) for key, count in db.execute(found) if key is not None})


def _units(plan: PlanView, progress: ProgressView, made: Mapping[UUID, int]) -> list[OutputView]:
    needed = {unit.id: unit.needed for unit in plan.units}
    planned = {unit.id: unit.chosen.makes for unit in plan.units if unit.chosen}
    names = {unit.id: unit.name for unit in plan.units}
    for target in progress.baking:
        if target.unit_id is not None and target.unit_id not in needed:
            needed[target.unit_id] = target.units.wanted
            names[target.unit_id] = target.unit_name or target.recipe.name
    return [
        OutputView(
            kind="finished_unit",
            id=key,
            name=name,
            needed=needed[key],
            planned=planned.get(key),
            made=made.get(key, 0),
            packed=None,
            delivered=None,
        )
        for key, name in names.items()
    ]


def _goods(
    plan: PlanView,
    progress: ProgressView,
    packed: Mapping[UUID, int],
    delivered: Mapping[UUID, int],
) -> list[OutputView]:
    needed = {wish.good.id: wish.quantity for wish in plan.goods}
    planned: dict[UUID, int] = {wish.good.id: wish.can_make for wish in plan.goods}
    names = {wish.good.id: wish.good.name for wish in plan.goods}
    for target in progress.packing:
        if target.good.id not in needed:
            needed[target.good.id] = target.units.wanted
            names[target.good.id] = target.good.name
    return [
        OutputView(
            kind="finished_good",
            id=key,
            name=name,
            needed=needed[key],
            planned=planned.get(key),
            made=None,
            packed=packed.get(key, 0),
            delivered=delivered.get(key, 0) if delivered else None,
        )
        for key, name in names.items()
    ]
