"""Operations that make something: baking and packing."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.assembly import service as assembly
from baketracker.assembly.given import NewAssembly
from baketracker.finished_stock import listing as finished
from baketracker.pantry.consuming import NotEnough
from baketracker.production import service as production
from baketracker.production.given import LossIn, NewRun
from baketracker.recipes import service as recipes
from tests.parity.served.book import Book, Row
from tests.parity.served.ledgers import produced


def _produce(book: Book, args: Row) -> Row:
    run = _written_down(book, _new_run(book, args))
    told = produced(run, book.names)
    return {
        "recipe": told["recipe"],
        "finished_unit": told["finished_unit"],
        "num_batches": told["num_batches"],
        "expected_yield": told["expected_yield"],
        "actual_yield": told["actual_yield"],
        "total_ingredient_cost": told["total_ingredient_cost"],
        "per_unit_cost": told["per_unit_cost"],
        "consumptions": [
            {
                "ingredient_slug": one["ingredient"],
                "quantity_consumed": one["quantity"],
                "unit": one["unit"],
                "total_cost": one["total_cost"],
            }
            for one in told["consumptions"]
        ],
        "production_status": told["status"],
        "loss_quantity": told["loss_quantity"],
        "total_loss_cost": _sum(one["total_loss_cost"] for one in told["losses"]),
        "scale_factor": run.scale,
        "snapshot_reused": run.snapshot is not None and run.snapshot.is_reused,
    }


def _new_run(book: Book, args: Row) -> NewRun:
    unit, event = book.units[args["unit"]], _event(book, args)
    scale = Decimal(str(args.get("scale", 1)))
    expected = production.expect(book.db, unit, args["batches"], scale, event).expected
    lost = expected - args["actual"]
    losses = [LossIn(category=args["loss"], quantity=lost, notes=args.get("loss_notes", ""))] if (
        "loss" in args and lost > 0
    ) else []  # fmt: skip
    return NewRun(
        finished_unit_id=unit, batches=args["batches"], good=args["actual"], scale=scale,
        event_id=event, produced_at=_moment(args), losses=losses,
    )  # fmt: skip


def _written_down(book: Book, new: NewRun) -> production.RunView:
    """Also where nothing is there of what only the recipes inside take."""
    try:
        with book.db.begin_nested():
            return production.record(book.db, new)
    except NotEnough as error:
        unit = finished.get(book.db, "units", new.finished_unit_id)
        assert unit.recipe is not None  # every finished unit has one
        own = {line.ingredient.id for line in recipes.get(book.db, unit.recipe.id).lines}
        if own & {short.ingredient.id for short in error.uses}:
            raise
        return production.record(book.db, new.model_copy(update={"short": "take"}))


def _assemble(book: Book, args: Row) -> Row:
    new = NewAssembly(
        finished_good_id=book.goods[args["good"]], quantity=args["qty"],
        event_id=_event(book, args), assembled_at=_moment(args),
        packaging="bypass" if args.get("bypass") else "take",
    )  # fmt: skip
    run = assembly.record(book.db, new)
    return {
        "finished_good": args["good"],
        "quantity_assembled": run.quantity,
        "total_component_cost": run.total_cost,
        "per_unit_cost": run.unit_cost,
        "finished_unit_consumptions": [
            {"finished_unit": book.names.units[one.finished_unit_id]} | _piece(one)
            for one in run.parts
            if one.finished_unit_id
        ],
        "finished_good_consumptions": [
            {"finished_good": book.names.goods[one.finished_good_id]} | _piece(one)
            for one in run.parts
            if one.finished_good_id
        ],
        "packaging_consumptions": [
            {"product": book.names.products[one.product_id], "unit": one.unit} | _took(one)
            for one in run.parts
            if one.product_id
        ],
        "material_consumptions": [_cut(book, one) for one in run.parts if one.material_product_id],
        "packaging_bypassed": run.packaging_bypassed,
        "snapshot_reused": run.follows_plan,
    }


def _took(one: Any) -> Row:
    return {"quantity_consumed": one.quantity, "total_cost": one.cost}


def _piece(one: Any) -> Row:
    return _took(one) | {"unit_cost_at_consumption": one.unit_cost}


def _cut(book: Book, one: Any) -> Row:
    material, subcategory, category = one.belongs_to.split(", ")
    return _took(one) | {
        "product": book.rolls[one.material_product_id],
        "unit_cost": one.unit_cost,
        "product_name": one.name,
        "material_name": material,
        "subcategory_name": subcategory,
        "category_name": category,
        "supplier_name": one.supplier_name or None,
    }


def _event(book: Book, args: Row) -> UUID | None:
    return book.events[args["event"]] if args.get("event") else None


def _moment(args: Row) -> datetime:
    """The desktop wrote times without saying whose; an import takes them for the bakery's, which
    is UTC here."""
    return datetime.fromisoformat(args["at"]).replace(tzinfo=UTC)


def _sum(costs: Iterable[Decimal | None]) -> Decimal | None:
    told = list(costs)
    return None if None in told else sum((cost for cost in told if cost is not None), Decimal(0))


MADE: dict[str, Callable[[Book, Row], Row]] = {"produce": _produce, "assemble": _assemble}
