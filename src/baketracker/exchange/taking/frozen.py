"""Recipes as the desktop froze them, in the form in which they are frozen here. It froze direct
lines only, so what a batch took were those."""

from collections.abc import Iterator
from decimal import Decimal

from baketracker.db.types import now
from baketracker.errors import N_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import DesktopRow, NotTaken
from baketracker.fields import plain
from baketracker.plans.freezing import YIELD
from baketracker.plans.models import RecipeSnapshot

from .base import Links, Raw, Taking, Values
from .plans import CALCULATED, plans_of, reference

PLAN = "plan that made it"
UNIT = "finished unit of its yield"
SCALES = Decimal("1e-6")
LARGEST_SCALE = 10**6


def recipes_frozen(file: DesktopFile) -> Iterator[Raw]:
    """Each frozen recipe with the plan that made it, and with the finished unit of its recipe that
    is called what it yields."""
    plans = plans_of(file, "recipe_snapshots", "event_production_targets", "recipe_snapshot_id")
    units = {
        (row.get("recipe_id"), row.get("display_name")): row["id"]
        for row in file.rows("finished_units")
    }
    for row in file.rows("recipe_snapshots"):
        plan = plans.get(row["id"]) if row.get("production_run_id") is None else None
        unit = units.get((row.get("recipe_id"), _called(row)))
        yield row | {PLAN: plan, UNIT: unit}


def _called(row: Raw) -> str | None:
    try:
        return DesktopRow(row).inner("recipe_data").words("yield_description")
    except NotTaken:
        return None


def recipe(row: DesktopRow, links: Links) -> Values:
    told = row.inner("recipe_data")
    lines = [_line(one, links) for one in row.inners("ingredients_data")]
    content = {
        "name": told.text("name"),
        "source": told.text("source"),
        "minutes": told.whole("estimated_time_minutes") or None,
        "notes": told.text("notes"),
        "variant_name": told.words("variant_name"),
        "is_production_ready": told.flag("is_production_ready"),
        "category": told.text("category"),
        "lines": lines,
        "components": [],
        "needs": [
            {key: value for key, value in line.items() if key != "notes"}
            for line in lines
            if line["quantity"] != "0"
        ],
        "yields": _yields(row, told, links),
        "steps": [],
        # Without the recipes inside it and all but one of its yields.
        "is_partial": True,
    }
    return {
        "recipe_id": links.to(row, "recipe_id", "recipes"),
        "plan_snapshot_id": links.maybe(row, PLAN, CALCULATED),
        "scale": scale_of(row, "scale_factor"),
        **frozen(row, content),
    }


def _line(row: DesktopRow, links: Links) -> Values:
    """One ingredient; one that is not here is kept by its name."""
    return {
        "ingredient_id": reference(links, row, "ingredient_id", "ingredients"),
        "ingredient": row.text("ingredient_name") or row.text("ingredient_slug"),
        "quantity": plain(row.amount("quantity")),
        "unit": row.text("unit"),
        "notes": row.text("notes"),
    }


def _yields(row: DesktopRow, told: DesktopRow, links: Links) -> list[Values]:
    """The desktop froze the first yield of a recipe, in numbers of pieces."""
    items, unit = told.whole("yield_quantity") or None, told.words("yield_unit")
    if not (items or unit):
        return []
    known = {
        "name": told.words("yield_description") or unit or "",
        "yield_mode": "discrete_count",
        "items_per_batch": items,
        "item_unit": unit,
    }
    return [{"id": reference(links, row, UNIT, "finished_units")} | dict.fromkeys(YIELD) | known]


def scale_of(row: DesktopRow, column: str) -> Decimal:
    """How large a batch is, 1 where nobody said."""
    told = row.number(column, Decimal(1))
    scale = Decimal(0) if told is None or told > LARGEST_SCALE else told.quantize(SCALES)
    if not 0 < scale < LARGEST_SCALE:
        raise NotTaken(N_("%(column)s is out of range"), column="scale factor")
    return scale


def frozen(row: DesktopRow, content: Values) -> Values:
    """What every snapshot has."""
    return {
        "taken_at": row.moment("snapshot_date") or row.moment("created_at") or now(),
        "content": content,
        "is_approximated": row.flag("is_backfilled"),
    }


TAKINGS = (
    Taking("recipe_snapshots", RecipeSnapshot, recipe, source=recipes_frozen,
           left_out=frozenset({"production_run_id"})),
)  # fmt: skip
