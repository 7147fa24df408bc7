"""Targets follow the decisions: so many batches of a finished unit, so many of a finished good.

Whatever changes decisions or the list of goods once baking began calls `follow`."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import BatchDecision, EventFinishedGood
from baketracker.giving.demand import packaged_goods
from baketracker.planning.schemas import PlanView
from baketracker.plans.freezing import freeze_goods, freeze_recipes
from baketracker.plans.models import AssemblyTarget, PlanAmendment, PlanSnapshot, ProductionTarget
from baketracker.progress.standing import wanted_of
from baketracker.recipes.contents import yield_of
from baketracker.recipes.models import FinishedUnit

Key = tuple[UUID, UUID | None]


def follow(db: TenantSession, event_id: UUID, snapshot: PlanSnapshot | None = None) -> None:
    """Make the targets of an event what its decisions and goods say: new ones are frozen as they
    are now, for `snapshot` or the newest one, those that stand keep what they froze. Targets that
    nobody decided on and that an import brought stay; where nothing was frozen for them, it is."""
    snapshot = snapshot or newest(db, event_id)
    plan_id = snapshot.id if snapshot is not None else None
    _baking(db, event_id, plan_id)
    _packing(db, event_id, plan_id)
    db.flush()


def list_gifts(db: TenantSession, event_id: UUID) -> None:
    """What gifts take is on the list from now on, so that whatever changes it is an amendment."""
    gifts = packaged_goods(db, [event_id])[event_id]
    own = select(EventFinishedGood).where(EventFinishedGood.event_id == event_id)
    listed = {row.finished_good_id: row for row in db.scalars(own)}
    for place, (good, count) in enumerate(gifts.items(), start=len(listed)):
        if good in listed:
            # A fixed number from now on: guests that are invited later amend the plan.
            listed[good].quantity += count
            listed[good].per_guest = None
        else:
            db.add(
                EventFinishedGood(
                    event_id=event_id, finished_good_id=good, quantity=count, sort_order=place
                )
            )
    db.flush()


def take_from_shelf(db: TenantSession, event_id: UUID, plan: PlanView) -> None:
    """What the plan takes of goods that lie packed is taken from now on: so many are not packed
    anew."""
    taken = {wish.good.id: wish.from_stock for wish in plan.goods}
    own = select(EventFinishedGood).where(EventFinishedGood.event_id == event_id)
    for row in db.scalars(own):
        _set(row, from_shelf=min(taken.get(row.finished_good_id, 0), row.quantity))
    db.flush()


def newest(db: TenantSession, event_id: UUID) -> PlanSnapshot | None:
    """What was planned when baking began the last time."""
    own = select(PlanSnapshot).where(
        PlanSnapshot.event_id == event_id, PlanSnapshot.kind == "start"
    )
    last = own.order_by(PlanSnapshot.taken_at.desc(), PlanSnapshot.id.desc())
    return db.scalars(last.limit(1)).one_or_none()


def decisions_of(db: TenantSession, event_id: UUID) -> list[BatchDecision]:
    """The batches decided for an event, with the finished unit (and size) and its recipe."""
    own = select(BatchDecision).where(BatchDecision.event_id == event_id)
    unit = joinedload(BatchDecision.finished_unit, innerjoin=True)
    shown = (
        unit.joinedload(FinishedUnit.recipe, innerjoin=True),
        joinedload(BatchDecision.made_as).joinedload(FinishedUnit.recipe),
    )
    return list(db.scalars(own.options(*shown).order_by(BatchDecision.id)))


def baked_unit(row: BatchDecision) -> FinishedUnit:
    """What the batches become: the unit itself, or the size that answers its demand."""
    return row.made_as or row.finished_unit


def _baking(db: TenantSession, event_id: UUID, plan_id: UUID | None) -> None:
    wanted = _wanted(decisions_of(db, event_id))
    own = select(ProductionTarget).where(ProductionTarget.event_id == event_id)
    stored = list(db.scalars(own.order_by(ProductionTarget.id)))
    by_key: dict[Key, ProductionTarget] = {
        (row.recipe_id, row.finished_unit_id): row for row in stored
    }
    _take_over(by_key, wanted)
    for key in list(by_key):
        if key not in wanted and key[1] is not None:
            db.delete(by_key.pop(key))
    for recipe_id, unit_id in wanted:
        if (recipe_id, unit_id) not in by_key:
            by_key[recipe_id, unit_id] = ProductionTarget(
                event_id=event_id, recipe_id=recipe_id, finished_unit_id=unit_id
            )
    loose = {key: row for key, row in by_key.items() if row.recipe_snapshot_id is None}
    frozen = freeze_recipes(
        db, list(dict.fromkeys(recipe for recipe, _ in loose)), plan_snapshot_id=plan_id
    )
    for (recipe_id, _), row in loose.items():
        row.recipe_snapshot_id = frozen[recipe_id].id
    for key, (batches, needed) in wanted.items():
        _set(by_key[key], batches=batches, needed=needed)
        db.add(by_key[key])


def _wanted(decisions: Iterable[BatchDecision]) -> dict[Key, tuple[int, int | None]]:
    """Batches, and good units needed, of everything that is baked: where fewer are meant not more
    than they give. One demand that nobody knows makes the sum unknown."""
    batches: defaultdict[Key, int] = defaultdict(int)
    needed: dict[Key, int | None] = {}
    for row in decisions:
        unit = baked_unit(row)
        key = (unit.recipe_id, unit.id)
        batches[key] += row.batches
        before, wanted = needed.get(key, 0), row.quantity_needed
        if row.shortfall_confirmed:
            wanted = wanted_of(row.batches, wanted, yield_of(unit))
        needed[key] = None if before is None or wanted is None else before + wanted
    return {key: (count, needed[key]) for key, count in batches.items()}


def _take_over(by_key: dict[Key, ProductionTarget], wanted: Iterable[Key]) -> None:
    """A target that an import told for a whole recipe becomes that of the first finished unit
    decided on; what it froze stays."""
    for recipe_id, unit_id in wanted:
        whole: Key = (recipe_id, None)
        if whole in by_key and (recipe_id, unit_id) not in by_key:
            row = by_key.pop(whole)
            row.finished_unit_id = unit_id
            by_key[recipe_id, unit_id] = row


def _packing(db: TenantSession, event_id: UUID, plan_id: UUID | None) -> None:
    wishes = db.scalars(select(EventFinishedGood).where(EventFinishedGood.event_id == event_id))
    listed = {row.finished_good_id: row.quantity - row.from_shelf for row in wishes}
    wanted = {good: count for good, count in listed.items() if count > 0}
    own = select(AssemblyTarget).where(AssemblyTarget.event_id == event_id)
    stored = {row.finished_good_id: row for row in db.scalars(own)}
    known = _begun_with(db, event_id) | listed.keys()
    for key in known & stored.keys() - wanted.keys():
        db.delete(stored.pop(key))
    for key in wanted:
        if key not in stored:
            stored[key] = AssemblyTarget(event_id=event_id, finished_good_id=key)
    loose = {key: row for key, row in stored.items() if row.definition_snapshot_id is None}
    frozen = freeze_goods(db, list(loose), plan_snapshot_id=plan_id)
    for key, row in loose.items():
        row.definition_snapshot_id = frozen[key].id if key in frozen else None
    for key, quantity in wanted.items():
        _set(stored[key], quantity=quantity)
        db.add(stored[key])


def _begun_with(db: TenantSession, event_id: UUID) -> set[UUID]:
    """The goods that were ever on the list since baking began."""
    kept = select(PlanSnapshot.content).where(
        PlanSnapshot.event_id == event_id, among(PlanSnapshot.kind, ["start"])
    )
    rows: list[dict[str, Any]] = list(db.scalars(kept))
    begun = {UUID(str(good["id"])) for content in rows for good in content.get("goods", ())}
    changed = select(PlanAmendment.content["finished_good_id"].astext).where(
        PlanAmendment.event_id == event_id, PlanAmendment.content.has_key("finished_good_id")
    )
    return begun | {UUID(key) for key in db.scalars(changed)}


def _set(row: Any, **values: Any) -> None:
    """Only what differs: a row that stays as it is is no change."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
