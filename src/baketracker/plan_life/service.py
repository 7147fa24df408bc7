"""The verbs of a plan's life once it is settled: start, complete, compare, and what changed since.

Amending is in `amending`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.rows import live, lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, RuleBroken
from baketracker.events import service as events
from baketracker.events.models import Event, EventFinishedGood, EventRecipe
from baketracker.events.states import Action, PlanState, after, refuse_unless
from baketracker.finished_goods.models import FinishedGood
from baketracker.giving.demand import packaged_goods
from baketracker.issues import Issue
from baketracker.planning import deciding
from baketracker.planning import service as planning
from baketracker.plans.freezing import good_contents, recipe_contents
from baketracker.plans.models import AssemblyTarget, PlanSnapshot, ProductionTarget
from baketracker.plans.taken import shelf_content
from baketracker.progress import service as progress
from baketracker.recipes.models import RecipeVersion

from .comparing import Amount, amounts, differences
from .planned_costs import costs_of, kept
from .schemas import (
    ChangedView,
    ComparisonView,
    Content,
    DifferenceView,
    Done,
)
from .targets import baked_unit, decisions_of, follow, list_gifts, newest, take_from_shelf

UNREADABLE = N_("What was planned when baking began cannot be read. This is the plan as it is now.")
SOME = 5


class NotAllMade(RuleBroken):
    """Something planned is not made yet; the same with `confirmed` ends the event all the same."""

    code = "please_confirm"

    def __init__(self, lacking: Sequence[str]) -> None:
        named = [*lacking[:SOME], *(["…"] if len(lacking) > SOME else [])]
        super().__init__(
            N_("Not all is made yet: %(lacking)s. Go on baking, or confirm that it is over."),
            lacking=", ".join(named),
        )
        self.lacking = list(lacking)


class RecipeChanged(RuleBroken):
    """A recipe is another one than the plan counts with."""

    code = "recipe_changed"

    def __init__(self, name: str) -> None:
        words = N_("%(name)s was changed since. Look whether the batches still fit.")
        super().__init__(words, name=name)


class GiftsWantMore(RuleBroken):
    """Gifts take more of a good than the plan makes."""

    code = "gifts_want_more"

    def __init__(self, name: str, gifts: int, planned: int) -> None:
        words = N_("Gifts take %(gifts)s %(name)s, and %(planned)s are planned. Change the plan.")
        super().__init__(words, name=name, gifts=gifts, planned=planned)


class GoodChanged(RuleBroken):
    """A finished good is packed otherwise than the plan says."""

    code = "good_changed"

    def __init__(self, name: str) -> None:
        words = N_("%(name)s was changed since. What is packed for this event follows the plan.")
        super().__init__(words, name=name)


@verb("write")
def start(db: TenantSession, event_id: UUID, op_id: UUID | None = None) -> Done:
    """Baking begins: the plan is kept as it is, recipes and goods are frozen, and what was decided
    becomes the targets; all of it, or nothing.

    Raises NotFound, NotInThisState unless the plan is settled, and NotComplete where something was
    changed since (gifts, what lies on the shelf) that the batches do not answer."""
    event = held(db, event_id)
    refuse_unless(Action.START, event.plan_state, event.name)
    with doing(db, "plan_life.start", N_("Began to bake for %(event)s"), op_id,
               event=event.name) as operation_id:  # fmt: skip
        deciding.write_down(db, event_id)
        # Before gifts become goods of the list: the plan counts them by themselves until then.
        plan = planning.plan_for(db, event_id, whole=True)
        list_gifts(db, event_id)
        take_from_shelf(db, event_id, plan)
        own = {wish.good.id: wish.from_stock for wish in plan.goods}
        taken = shelf_content(
            {unit.id: unit.from_stock for unit in plan.units},
            Counter(plan.from_shelf) - Counter(own),
        )
        content = plan_content(db, event) | kept(costs_of(plan)) | taken
        snapshot = PlanSnapshot(event_id=event_id, kind="start", content=content)
        db.add(snapshot)
        db.flush()
        follow(db, event_id, snapshot)
        event.plan_state = after(Action.START, event.plan_state, event.name)
        db.flush()
    return Done(event=events.get(db, event_id), operation_id=operation_id)


@verb("write")
def complete(
    db: TenantSession, event_id: UUID, confirmed: bool = False, op_id: UUID | None = None
) -> Done:
    """The event is over. Raises NotFound, NotInThisState unless it is being baked, and NotAllMade,
    which says what is missing, until that is `confirmed`."""
    event = held(db, event_id)
    refuse_unless(Action.COMPLETE, event.plan_state, event.name)
    lacking = unmade(db, event_id)
    if lacking and not confirmed:
        raise NotAllMade(lacking)
    with doing(db, "plan_life.complete", N_("Ended %(event)s"), op_id,
               event=event.name) as operation_id:  # fmt: skip
        event.plan_state = after(Action.COMPLETE, event.plan_state, event.name)
        db.flush()
    return Done(event=events.get(db, event_id), operation_id=operation_id)


@verb("write")
def say_shopping(db: TenantSession, event_id: UUID, done: bool, op_id: UUID | None = None) -> Done:
    """All is bought for the event, or not after all. Raises NotFound."""
    event = held(db, event_id)
    message = N_("All is bought for %(event)s") if done else N_("Not all is bought for %(event)s")
    with doing(db, "plan_life.shopping", message, op_id, event=event.name) as operation_id:
        if (event.shopping_done_at is not None) != done:
            event.shopping_done_at = now() if done else None
            db.flush()
    return Done(event=events.get(db, event_id), operation_id=operation_id)


@verb("read")
def compare(db: TenantSession, event_id: UUID) -> ComparisonView:
    """The plan when baking began beside the plan now. Raises NotFound."""
    event = live(db, Event, event_id, events.KIND)
    frozen, here = newest(db, event_id), plan_content(db, event)
    goods, batches = _kept(here)
    trouble = None
    was: tuple[list[Amount], list[Amount]] = (goods, batches)
    if frozen is not None:
        try:
            was = _kept(frozen.content)
        except (KeyError, TypeError, ValueError):
            trouble = UNREADABLE
    readable = frozen is not None and trouble is None
    return ComparisonView(
        has_snapshot=readable,
        trouble=trouble,
        taken_at=frozen.taken_at if frozen is not None else None,
        goods=_told(was[0], goods) if readable else [],
        batches=_told(was[1], batches) if readable else [],
    )


@verb("read")
def changed(db: TenantSession, event_id: UUID) -> list[ChangedView]:
    """Recipes and finished goods that are other ones now than the plan counts with: once baking
    began, than what was frozen, and goods of which gifts take more by now; before, than they were
    when their batches were decided. A to Z. Raises NotFound."""
    event = live(db, Event, event_id, events.KIND)
    if event.plan_state in ("draft", "locked"):
        return sorted(_changed_since_decided(db, event_id), key=_said)
    found = [*_changed_recipes(db, event_id), *_changed_goods(db, event_id)]
    if event.plan_state == PlanState.IN_PRODUCTION:
        found += _more_gifts(db, event_id)
    return sorted(found, key=_said)


def held(db: TenantSession, event_id: UUID) -> Event:
    """The event, locked: who changes its plan at once waits. Raises NotFound."""
    rows = lock_rows(db, Event, [event_id])
    if not rows:
        return live(db, Event, event_id, events.KIND)
    return live(db, Event, rows[0].id, events.KIND)


def unmade(db: TenantSession, event_id: UUID) -> list[str]:
    """What of the targets is not made, in words: "12 Cookie"."""
    stands = progress.progress(db, event_id)
    return [
        *(f"{one.units.left} {one.unit_name or one.recipe.name}" for one in stands.unbaked),
        *(f"{one.units.left} {one.good.name}" for one in stands.unpacked),
    ]


def plan_content(db: TenantSession, event: Event) -> Content:
    """The plan as it is now, as a snapshot keeps it."""
    recipes = db.scalars(
        select(EventRecipe)
        .where(EventRecipe.event_id == event.id)
        .options(joinedload(EventRecipe.recipe, innerjoin=True))
        .order_by(EventRecipe.sort_order, EventRecipe.id)
    )
    goods = db.scalars(
        select(EventFinishedGood)
        .where(EventFinishedGood.event_id == event.id)
        .options(joinedload(EventFinishedGood.finished_good, innerjoin=True))
        .order_by(EventFinishedGood.sort_order, EventFinishedGood.id)
    )
    return {
        "event": {"name": event.name, "event_date": event.event_date.isoformat(),
                  "expected_guests": event.expected_guests, "output_mode": event.output_mode},
        "recipes": [{"id": str(row.recipe_id), "name": row.recipe.name} for row in recipes],
        "goods": [
            {"id": str(row.finished_good_id), "name": row.finished_good.name,
             "quantity": row.quantity}
            for row in goods
        ],
        "batches": [
            {"id": str(row.finished_unit_id), "name": row.finished_unit.name,
             "recipe_id": str(row.finished_unit.recipe_id),
             "recipe": row.finished_unit.recipe.name,
             "made_as": str(baked_unit(row).id), "batches": row.batches,
             "needed": row.quantity_needed}
            for row in decisions_of(db, event.id)
        ],
    }  # fmt: skip


def _kept(content: Content) -> tuple[list[Amount], list[Amount]]:
    return amounts(content["goods"], "quantity"), amounts(content["batches"], "batches")


def _told(before: Iterable[Amount], here: Iterable[Amount]) -> list[DifferenceView]:
    return [
        DifferenceView(
            id=UUID(one.id), name=one.name, before=one.before, now=one.now,
            status=one.status,
        )
        for one in differences(before, here)
    ]  # fmt: skip


def _changed_since_decided(db: TenantSession, event_id: UUID) -> Iterable[ChangedView]:
    decisions = decisions_of(db, event_id)
    decided: dict[UUID, Any] = {}
    for row in decisions:
        key = baked_unit(row).recipe_id
        decided[key] = min(row.updated_at, decided.get(key, row.updated_at))
    saved = (
        select(RecipeVersion.recipe_id, func.max(RecipeVersion.created_at))
        # The first one only keeps what was there.
        .where(among(RecipeVersion.recipe_id, decided), RecipeVersion.number > 1)
        .group_by(RecipeVersion.recipe_id)
    )
    names = {baked_unit(row).recipe_id: baked_unit(row).recipe.name for row in decisions}
    for recipe_id, at in db.execute(saved):
        if at > decided[recipe_id]:
            yield _recipe_changed(recipe_id, names[recipe_id])


def _changed_recipes(db: TenantSession, event_id: UUID) -> Iterable[ChangedView]:
    own = select(ProductionTarget).where(ProductionTarget.event_id == event_id)
    shown = (
        joinedload(ProductionTarget.snapshot),
        joinedload(ProductionTarget.recipe, innerjoin=True),
    )
    frozen = {
        row.recipe_id: row for row in db.scalars(own.options(*shown)) if row.snapshot is not None
    }
    here = recipe_contents(db, list(frozen))
    for key, row in frozen.items():
        assert row.snapshot is not None  # only those that froze something
        # An import kept a part of the recipe only: nothing tells what else it was.
        partial = row.snapshot.content.get("is_partial")
        if not partial and _differs(row.snapshot.content, here.get(key), ("needs", "yields")):
            yield _recipe_changed(key, row.recipe.name)


def _changed_goods(db: TenantSession, event_id: UUID) -> Iterable[ChangedView]:
    own = select(AssemblyTarget).where(AssemblyTarget.event_id == event_id)
    shown = (
        joinedload(AssemblyTarget.snapshot),
        joinedload(AssemblyTarget.finished_good, innerjoin=True),
    )
    frozen = {
        row.finished_good_id: row
        for row in db.scalars(own.options(*shown))
        if row.snapshot is not None
    }
    here = good_contents(db, list(frozen))
    for key, row in frozen.items():
        assert row.snapshot is not None  # only those that froze something
        content = row.snapshot.content
        if "parts" in content and _packed(content) != _packed(here.get(key) or {}):
            issue = Issue.of(GoodChanged(row.finished_good.name))
            yield ChangedView(kind="finished_good", id=key, issue=issue)


def _more_gifts(db: TenantSession, event_id: UUID) -> Iterable[ChangedView]:
    """Gifts that were thought of since: what they take was on the list when baking began."""
    gifts = packaged_goods(db, [event_id])[event_id]
    own = select(EventFinishedGood).where(EventFinishedGood.event_id == event_id)
    listed = {row.finished_good_id: row.quantity for row in db.scalars(own)}
    more = {key for key, count in gifts.items() if count > listed.get(key, 0)}
    for good in db.scalars(select(FinishedGood).where(among(FinishedGood.id, more))):
        wants = GiftsWantMore(good.name, gifts[good.id], listed.get(good.id, 0))
        yield ChangedView(kind="finished_good", id=good.id, issue=Issue.of(wants))


def _recipe_changed(recipe_id: UUID, name: str) -> ChangedView:
    return ChangedView(kind="recipe", id=recipe_id, issue=Issue.of(RecipeChanged(name)))


def _said(one: ChangedView) -> tuple[str, str]:
    return one.issue.sentence, str(one.id)


def _differs(frozen: Content, here: Content | None, parts: Iterable[str]) -> bool:
    """Whether what matters for baking is another; what was not kept cannot differ."""
    return any(part in frozen and frozen[part] != (here or {}).get(part) for part in parts)


def _packed(content: Content) -> Any:
    """What one takes, whatever it is called."""
    names = ("kind", "id", "quantity", "is_generic")
    return [{name: part.get(name) for name in names} for part in content.get("parts", ())]
