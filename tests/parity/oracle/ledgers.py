"""The ledgers a desktop file holds, and what is there of all that is finished."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from tests.parity.oracle.amounts import Row, exact, money, rows, told
from tests.parity.oracle.books import Books
from tests.parity.oracle.costs import UNKNOWN


def production_ledger(file: sqlite3.Connection, _path: tuple[str, ...] = ()) -> list[Row]:
    """stages/<stage>/production_ledger."""
    books = Books(file)
    return [_baked(books, row) for row in rows(file, "production_runs")]


def assembly_ledger(file: sqlite3.Connection, _path: tuple[str, ...] = ()) -> list[Row]:
    """stages/<stage>/assembly_ledger, as the desktop wrote it down."""
    books = Books(file)
    return [_packed(books, row) for row in rows(file, "assembly_runs")]


def current_cost(file: sqlite3.Connection, path: tuple[str, ...]) -> Any:
    """stages/<stage>/finished_units|finished_goods/<slug>/current_cost."""
    return there(Books(file), path[2], path[3])["current_cost"]


def there(books: Books, group: str, slug: str) -> Row:
    """How many there are of it and what one cost to make."""
    key = next(key for key, row in books.tables[group].items() if row["slug"] == slug)
    cost = (books.unit_cost if group == "finished_units" else books.good_cost)(key)
    count = books.on_hand[group][key]
    return {"inventory_count": count, "current_cost": UNKNOWN if cost is None else told(cost)}


def _baked(books: Books, run: Row) -> Row:
    units, recipes = books.tables["finished_units"], books.tables["recipes"]
    spent, good, expected = (
        money(run["total_ingredient_cost"]), run["actual_yield"], run["expected_yield"],
    )  # fmt: skip
    told_each = good and (spent or books.is_known(run))
    return {
        "recipe": recipes[run["recipe_id"]]["slug"],
        "finished_unit": units[run["finished_unit_id"]]["slug"],
        "event": _event(books, run),
        "produced_at": _moment(run["produced_at"]),
        "num_batches": run["num_batches"],
        "expected_yield": expected,
        "actual_yield": good,
        "status": run["production_status"],
        "loss_quantity": run["loss_quantity"],
        "total_ingredient_cost": told(spent),
        "per_unit_cost": told(money(run["per_unit_cost"])) if told_each else None,
        "has_snapshot": run["recipe_snapshot_id"] is not None,
        "consumptions": [
            {"ingredient": one["ingredient_slug"], "quantity": one["quantity_consumed"],
             "unit": one["unit"], "total_cost": told(books.cost_of_use(one))}
            for one in books.uses(run["id"])
        ],
        "losses": [
            {"category": one["loss_category"], "quantity": one["loss_quantity"],
             "per_unit_cost": told(round(spent / expected, 4)),
             "total_loss_cost": told(round(spent * one["loss_quantity"] / expected, 4))}
            for one in rows(books.file, "production_losses")
            if one["production_run_id"] == run["id"]
        ],
    }  # fmt: skip


def _packed(books: Books, run: Row) -> Row:
    return {
        "finished_good": books.tables["finished_goods"][run["finished_good_id"]]["slug"],
        "event": _event(books, run),
        "assembled_at": _moment(run["assembled_at"]),
        "quantity": run["quantity_assembled"],
        "packaging_bypassed": bool(run["packaging_bypassed"]),
        "total_component_cost": told(money(run["total_component_cost"])),
        "per_unit_cost": told(money(run["per_unit_cost"])),
        "finished_units": list(_pieces(books, run, "finished_unit")),
        "finished_goods": list(_pieces(books, run, "finished_good")),
        "packaging": [
            {"product": books.product_named(one["product_id"])} | _took(one)
            for one in _of(books, run, "assembly_packaging_consumptions")
        ],
        "materials": [
            {"product": one["product_name"], "unit_cost": told(exact(one["unit_cost"]))}
            | _took(one)
            for one in _of(books, run, "material_consumptions")
        ],
    }


def _pieces(books: Books, run: Row, kind: str) -> Iterator[Row]:
    for one in _of(books, run, f"assembly_{kind}_consumptions"):
        yield {kind: books.tables[f"{kind}s"][one[f"{kind}_id"]]["slug"]} | _took(one)


def _of(books: Books, run: Row, table: str) -> list[Row]:
    return [row for row in rows(books.file, table) if row["assembly_run_id"] == run["id"]]


def _took(one: Row) -> Row:
    cost = one["total_cost"]
    return {"quantity": one["quantity_consumed"], "total_cost": told(money(cost)) if cost else None}


def _event(books: Books, run: Row) -> str | None:
    row = books.tables["events"].get(run["event_id"])
    return f"{row['name']}|{row['event_date']}" if row else None


def _moment(text: str) -> str:
    return text.replace(" ", "T").split(".")[0]
