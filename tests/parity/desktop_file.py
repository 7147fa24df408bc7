"""A desktop database read as it is, its rows fed to the pure planning functions.

No bakery takes part: what is only stored and read back proves nothing here.
"""

import sqlite3
from collections.abc import Hashable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from baketracker.finished_goods.packing import FinishedGood, FinishedUnit, Part
from baketracker.planning.demand import Wish
from tests.parity.kitchen import EventRow, IngredientRow, Kitchen, LotRow, answers
from tests.parity.provider import FILES, Provider
from tests.parity.sections import PROVEN_FROM_FILE


class DesktopFile(Provider):
    """The desktop's own files through `measures` and `planning`."""

    proves = frozenset(PROVEN_FROM_FILE)

    def answers(self, stage: str) -> dict[str, Any]:
        with closing(opened(self.folder / FILES[stage])) as file:
            return answers(kitchen(file))


def opened(path: Path) -> sqlite3.Connection:
    """The file, read only, rows by column name."""
    file = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    file.row_factory = sqlite3.Row
    return file


def kitchen(file: sqlite3.Connection) -> Kitchen:
    """The rows the answers need, in the order they were written."""
    return Kitchen(
        ingredients=tuple(map(_ingredient, file.execute(_INGREDIENTS))),
        lots=tuple(map(_lot, file.execute(_LOTS))),
        units={row["slug"]: FinishedUnit(*row) for row in file.execute(_UNITS)},
        goods=_goods(file),
        events=tuple(_event(file, row) for row in file.execute("SELECT * FROM events ORDER BY id")),
    )


_INGREDIENTS = "SELECT * FROM ingredients WHERE slug IS NOT NULL ORDER BY id"
_LOTS = """
    SELECT lot.*, p.brand, p.product_name, p.package_unit, p.package_unit_quantity, i.slug
    FROM inventory_items AS lot
    JOIN products AS p ON p.id = lot.product_id JOIN ingredients AS i ON i.id = p.ingredient_id
    ORDER BY lot.id
"""
_UNITS = """
    SELECT u.slug, u.display_name, r.slug AS recipe, r.name
    FROM finished_units AS u JOIN recipes AS r ON r.id = u.recipe_id ORDER BY u.id
"""
_PARTS = """
    SELECT c.component_quantity, u.slug AS unit, g.slug AS good
    FROM compositions AS c
    LEFT JOIN finished_units AS u ON u.id = c.finished_unit_id
    LEFT JOIN finished_goods AS g ON g.id = c.finished_good_id
    WHERE c.assembly_id = ? AND coalesce(u.id, g.id) IS NOT NULL ORDER BY c.sort_order, c.id
"""
_SELECTED_RECIPES = """
    SELECT r.slug FROM event_recipes AS e JOIN recipes AS r ON r.id = e.recipe_id
    WHERE e.event_id = ? ORDER BY e.id
"""
_SELECTED_GOODS = """
    SELECT g.slug, e.quantity FROM event_finished_goods AS e
    JOIN finished_goods AS g ON g.id = e.finished_good_id WHERE e.event_id = ? ORDER BY e.id
"""


def _ingredient(row: sqlite3.Row) -> IngredientRow:
    volume, weight = row["density_volume_value"], row["density_weight_value"]
    units = row["density_volume_unit"], row["density_weight_unit"]
    return IngredientRow(row["slug"], (_decimal(volume), units[0], _decimal(weight), units[1]))


def _lot(row: sqlite3.Row) -> LotRow:
    return LotRow(
        ingredient=row["slug"],
        brand=row["brand"],
        product=row["product_name"],
        package_quantity=Decimal(str(row["package_unit_quantity"])),
        unit=row["package_unit"],
        quantity=Decimal(str(row["quantity"])),
        unit_cost=_decimal(row["unit_cost"]),
        purchased_on=_day(row["purchase_date"]),
        expires_on=_day(row["expiration_date"]),
        location=row["location"],
    )


def _goods(file: sqlite3.Connection) -> dict[Hashable, FinishedGood]:
    rows = file.execute("SELECT id, slug, display_name FROM finished_goods ORDER BY id")
    return {
        row["slug"]: FinishedGood(
            row["slug"],
            row["display_name"],
            tuple(
                Part(Decimal(str(quantity)), unit, good)
                for quantity, unit, good in file.execute(_PARTS, (row["id"],))
            ),
        )
        for row in rows
    }


def _event(file: sqlite3.Connection, row: sqlite3.Row) -> EventRow:
    asked = (row["id"],)
    return EventRow(
        row["name"],
        date.fromisoformat(row["event_date"]),
        tuple(slug for (slug,) in file.execute(_SELECTED_RECIPES, asked)),
        tuple(Wish(slug, quantity) for slug, quantity in file.execute(_SELECTED_GOODS, asked)),
    )


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
