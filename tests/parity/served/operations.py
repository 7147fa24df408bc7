"""The recorded operations, done again in their order by a member of the bakery.

Where our app asks before it goes on, the answer is a baker's: too few batches are meant (F24), an
event is over though not all is made, a run is written down though what is inside its recipe's
recipes is not there (F6), a gift is ready whatever the books say (F46). A surplus (D-15) is not
confirmed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import func, select

from baketracker.db.tenancy import TenantSession
from baketracker.errors import BakeTrackerError
from baketracker.events import selecting
from baketracker.events.schemas import GoodQuantity
from baketracker.plan_life import service as plan_life
from baketracker.plan_life.amending import amend_batches, amend_good, amendments, drop_good
from baketracker.plan_life.schemas import AmendBatches, AmendGood, Dropping
from baketracker.plan_life.targets import baked_unit, decisions_of, newest
from baketracker.planning import deciding
from baketracker.planning.service import plan_for
from baketracker.plans.models import DefinitionSnapshot, RecipeSnapshot
from baketracker.recipes import service as recipes
from baketracker.recipes.given import LineIn, RecipeChange
from tests.parity.compare import Refused
from tests.parity.served.book import Book, LotNames, Row
from tests.parity.served.handling import MADE
from tests.parity.served.shelving import SHELVED

Doing = Callable[[Book, Row], Any]


def replay(db: TenantSession, operations: list[Row], lots: LotNames) -> list[Row]:
    """What we answer to each of them, in its place; a refusal leaves everything as it was. `lots`:
    what the recording calls each lot and its product."""
    book = Book(db, lots)
    return [
        {"op": row["op"], "args": row["args"], "result": _answer(book, row)} for row in operations
    ]


def _answer(book: Book, row: Row) -> Any:
    try:
        with book.db.begin_nested():
            return DOINGS[row["op"]](book, row["args"])
    except (BakeTrackerError, ValidationError) as error:
        return Refused(str(error))
    finally:
        book.db.expire_all()


def _lock(book: Book, args: Row) -> Row:
    event = book.events[args["event"]]
    try:
        with book.db.begin_nested():
            return {"state": deciding.lock(book.db, event).plan_state}
    except deciding.NotComplete:
        _confirm_batches(book.db, event)
        return {"state": deciding.lock(book.db, event).plan_state}


def _confirm_batches(db: TenantSession, event: UUID) -> None:
    """What was decided is meant, also where it is too few."""
    for unit in plan_for(db, event).units:
        if unit.decided is not None:
            wanted = deciding.BatchesIn(batches=unit.decided.batches, confirm_shortfall=True)
            deciding.decide(db, event, unit.id, wanted)


def _start(book: Book, args: Row) -> Row:
    event = book.events[args["event"]]
    done = plan_life.start(book.db, event)
    plan = newest(book.db, event)
    assert plan is not None  # it was made just now
    book.plans[args["event"]].update(
        recipe_snapshots_created=_frozen(book.db, RecipeSnapshot, plan.id),
        finished_good_snapshots_created=_frozen(book.db, DefinitionSnapshot, plan.id),
    )
    return {"state": done.event.plan_state}


def _frozen(db: TenantSession, entity: Any, plan: UUID) -> int:
    return db.scalar(select(func.count(entity.id)).where(entity.plan_snapshot_id == plan)) or 0


def _complete(book: Book, args: Row) -> Row:
    done = plan_life.complete(book.db, book.events[args["event"]], confirmed=True)
    return {"state": done.event.plan_state}


def _set_goods(book: Book, args: Row) -> None:
    for good, quantity in args["goods"]:
        wanted = GoodQuantity(quantity=quantity, add_recipes=True)
        selecting.set_good(book.db, book.events[args["event"]], book.goods[good], wanted)


def _decide(book: Book, args: Row) -> None:
    wanted = deciding.BatchesIn(batches=args["batches"], confirm_shortfall=args["confirmed"])
    deciding.decide(book.db, book.events[args["event"]], book.units[args["unit"]], wanted)


def _change_batches(book: Book, args: Row) -> Row:
    """The desktop names the recipe; we change what is baked of it."""
    event, recipe = book.events[args["event"]], book.recipes[args["recipe"]]
    rows = decisions_of(book.db, event)
    row = next(row for row in rows if baked_unit(row).recipe_id == recipe)
    given = AmendBatches(batches=args["batches"], reason=args["reason"], confirm_shortfall=True)
    amend_batches(book.db, event, row.finished_unit_id, given)
    told = amendments(book.db, event)[-1]
    return {
        "data": {
            "recipe": args["recipe"],
            "recipe_name": recipes.get(book.db, recipe).name,
            "old_batches": told.before,
            "new_batches": told.after,
        }
    }


def _add_good(book: Book, args: Row) -> Row:
    event, good = _listed(book, args)
    amend_good(book.db, event, good, AmendGood(quantity=args["qty"], reason=args["reason"]))
    told = amendments(book.db, event)[-1]
    return {"data": {"fg_name": told.what, "quantity": told.after}}


def _drop_good(book: Book, args: Row) -> Row:
    event, good = _listed(book, args)
    drop_good(book.db, event, good, Dropping(reason=args["reason"]))
    told = amendments(book.db, event)[-1]
    return {"data": {"fg_name": told.what, "original_quantity": told.before}}


def _listed(book: Book, args: Row) -> tuple[UUID, UUID]:
    return book.events[args["event"]], book.goods[args["good"]]


def _update_recipe(book: Book, args: Row) -> None:
    key = book.recipes[args["recipe"]]
    lines = [
        LineIn(ingredient_id=book.ingredients[slug], quantity=Decimal(str(quantity)), unit=unit)
        for slug, quantity, unit in args["ingredients"]
    ]
    recipes.update(book.db, key, RecipeChange(lines=lines), recipes.get(book.db, key).version)


DOINGS: dict[str, Doing] = {
    # Plans are frozen when baking begins: that fills in what was made then (F19).
    "create_plan": lambda book, args: book.plans[args["event"]],
    "lock": _lock,
    "start": _start,
    "complete": _complete,
    "set_goods": _set_goods,
    "save_decision": _decide,
    "modify_batch": _change_batches,
    "add_fg": _add_good,
    "drop_fg": _drop_good,
    "update_recipe": _update_recipe,
    **MADE,
    **SHELVED,
}
