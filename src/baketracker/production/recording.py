"""Writing down a run: what it took, what came out of it and what was lost, all in one operation."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from baketracker.buying.concerning import Concern, PleaseConfirm
from baketracker.costs import Cost, together
from baketracker.db.journal import doing
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import N_, InvalidInput, NotFound
from baketracker.events.models import Event
from baketracker.finished_stock.ledger import locked, move
from baketracker.plans.freezing import freeze_recipes
from baketracker.plans.models import RecipeSnapshot
from baketracker.recipes.models import FinishedUnit, Recipe

from .during import event_of, odd_about
from .expecting import expected_from, planned_as
from .given import NewRun
from .models import ProductionLoss, ProductionRun
from .outcome import Lost, loss_cost, losses_of, shares_of, status_of
from .reading import run_view
from .schemas import RunView
from .using import take, write_down

BAKED = N_("Baked %(good)s × %(name)s")
BAKED_FOR = N_("Baked %(good)s × %(name)s for %(event)s")
SURPLUS = N_("%(good)s are more than the %(expected)s that were expected.")
NOT_YET = N_("That day is still to come. Check the day.")


@verb("write")
def record(db: TenantSession, new: NewRun, op_id: UUID | None = None) -> RunView:
    """Write down a run: ingredients leave the pantry as the recipe was frozen (by the plan of the
    event, else now), the first bought first; the good units come on hand; what was lost is valued
    at what was spent. Its id is `op_id` when the client chose one.

    Raises NotFound; NotStarted while the event's plan is settled only; YieldMissing;
    LossesTooMany; InvalidInput for a day to come; PleaseConfirm for a surplus and for an event
    that is a draft or over, until it is `confirmed`; NotEnough and OutOfReach, unless `short` says
    to take what there is."""
    unit = live(db, FinishedUnit, new.finished_unit_id, "finished unit")
    recipe = live(db, Recipe, unit.recipe_id, "recipe")
    event = event_of(db, new.event_id)
    planned = planned_as(db, new.event_id, unit)
    expected = expected_from(unit, planned, new.batches, new.scale)
    lost = losses_of(expected, new.good, [Lost(**one.model_dump()) for one in new.losses])
    produced_at = _moment(db, new)
    _doubt(new, event, expected)
    told = {"good": new.good, "name": unit.name} | ({"event": event.name} if event else {})
    with doing(db, "production.record", BAKED_FOR if event else BAKED, op_id, **told) as operation:
        snapshot = planned or freeze_recipes(db, [recipe.id], scale=new.scale)[recipe.id]
        factor = new.scale * new.batches
        taken = take(db, snapshot, factor, new.short, at=produced_at, notes=unit.name)
        _stock(db, new, produced_at)
        _doubt(new, event_of(db, new.event_id, lock=True), expected)
        cost = together(one.cost for one in taken)
        run = _run(new, recipe, snapshot, expected, cost)
        run.id, run.produced_at = op_id or new_id(), produced_at
        db.add(run)
        db.flush()
        write_down(db, run, taken)
        _write_off(db, run, lost, cost)
    return run_view(db, run, operation)


def _moment(db: TenantSession, new: NewRun) -> datetime:
    """When it was baked. Raises InvalidInput for a day to come."""
    moment = new.produced_at or now()
    if moment > now() and _day(db, moment) > db.scope.today():
        raise InvalidInput(NOT_YET, {"produced_at": NOT_YET})
    return moment


def _day(db: TenantSession, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(db.scope.timezone)).date()


def _doubt(new: NewRun, event: Event | None, expected: int) -> None:
    """Ask once about what seems odd. Raises PleaseConfirm."""
    if not new.confirmed and (odd := [*odd_about(event), *_odd(new, expected)]):
        raise PleaseConfirm(odd)


def _odd(new: NewRun, expected: int) -> Iterator[Concern]:
    if new.good > expected:
        yield Concern(
            code="surplus", message=SURPLUS, field="good",
            numbers={"good": str(new.good), "expected": str(expected)},
        )  # fmt: skip


def _stock(db: TenantSession, new: NewRun, produced_at: datetime) -> None:
    """The good units come on hand."""
    ((unit,), _goods) = locked(db, [new.finished_unit_id])
    if unit.deleted_at is not None:
        raise NotFound("finished unit")
    days = unit.shelf_life_days
    until = _day(db, produced_at) + timedelta(days=days) if days else None
    move(db, unit, new.good, "production", at=produced_at, notes=new.notes, good_until=until)


def _run(
    new: NewRun, recipe: Recipe, snapshot: RecipeSnapshot, expected: int, cost: Cost
) -> ProductionRun:
    shares, lost = shares_of(cost, expected, new.good), max(expected - new.good, 0)
    own = ("finished_unit_id", "event_id", "batches", "scale", "good", "notes")
    return ProductionRun(
        recipe_id=recipe.id,
        recipe_snapshot_id=snapshot.id,
        expected=expected,
        lost=lost,
        status=status_of(new.good, lost),
        total_cost=shares.total,
        cost_is_known=shares.is_known,
        unit_cost=shares.unit,
        **{name: getattr(new, name) for name in own},
    )


def _write_off(db: TenantSession, run: ProductionRun, lost: list[Lost], cost: Cost) -> None:
    """A row for every reason something was lost for."""
    each = shares_of(cost, run.expected, run.good).expected
    for one in lost:
        db.add(
            ProductionLoss(
                production_run_id=run.id,
                finished_unit_id=run.finished_unit_id,
                category=one.category,
                quantity=one.quantity,
                notes=one.notes,
                unit_cost=each,
                cost=loss_cost(cost, run.expected, one.quantity),
                happened_at=run.produced_at,
            )
        )
    db.flush()
