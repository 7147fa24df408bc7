"""Finished units, material units and finished goods as the desktop froze them, in the form in which
they are frozen here."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from baketracker.errors import N_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import DesktopRow, NotTaken
from baketracker.fields import plain
from baketracker.plans.models import DefinitionSnapshot

from .base import Links, Raw, Taking, Values
from .finished_goods import within_goods
from .frozen import PLAN, frozen
from .plans import CALCULATED, plans_of, reference
from .products import called

BOXES = "what it is packed in"
# What of all that is inside is told once, by the outermost good.
KEPT_ABOVE = ("inside", "units", "material_units")
# A word of the desktop → the table it means and that of its snapshots.
PARTS = {
    "finished_unit": ("finished_units", "finished_unit_snapshots", "units"),
    "finished_good": ("finished_goods", "finished_good_snapshots", "inside"),
    "material_unit": ("material_units", "material_unit_snapshots", "material_units"),
}


def unit(row: DesktopRow, links: Links) -> Values:
    told = row.inner("definition_data")
    content = {
        "name": told.text("display_name"),
        "yield_mode": told.choice("yield_mode", ("discrete_count", "batch_portion"), None),
        # The desktop forgot to freeze it.
        "yield_type": None,
        "items_per_batch": told.whole("items_per_batch") or None,
        "item_unit": told.words("item_unit"),
        "batch_percentage": _plain(told.number("batch_percentage")),
        "portion_description": told.words("portion_description"),
        "shelf_life_days": None,
        "recipe_id": reference(links, told, "recipe_id", "recipes"),
        "recipe": told.text("recipe_name"),
        "recipe_category": told.text("recipe_category"),
        "category": told.words("category"),
        "production_notes": told.text("production_notes"),
        **_head(told),
    }
    return _definition(row, links, "finished_unit", content)


def material(row: DesktopRow, links: Links) -> Values:
    told = row.inner("definition_data")
    content = {
        "name": told.text("name"),
        "quantity_per_unit": plain(told.amount("quantity_per_unit", above_zero=True)),
        "material_product_id": str(links.to(told, "material_product_id", "material_products")),
        "material_product": told.text("material_product_name"),
        "material": told.text("material_name"),
        "material_category": told.text("material_category"),
        **_head(told),
    }
    return _definition(row, links, "material_unit", content)


def goods_frozen(file: DesktopFile) -> Iterator[Raw]:
    """Each frozen good with the plan that made it, and with the packaging it is packed in."""
    table = "finished_good_snapshots"
    plans = plans_of(file, table, "event_assembly_targets", "finished_good_snapshot_id")
    boxes: defaultdict[object, list[Raw]] = defaultdict(list)
    for row in within_goods(file):
        if row.get("packaging_product_id") is not None:
            boxes[row.get("assembly_id")].append(row)
    for row in file.rows(table):
        yield row | {PLAN: plans.get(row["id"]), BOXES: boxes[row.get("finished_good_id")]}


def good(row: DesktopRow, links: Links) -> Values:
    """The good with its parts, and what those were then: they were frozen before it. One of which a
    part is not here was another good. The desktop froze no packaging and packed in what the good
    says now."""
    told = row.inner("definition_data")
    parts = told.inners("components")
    content: dict[str, Any] = {
        "name": told.text("display_name"),
        "assembly_type": told.text("assembly_type").lower() or "bundle",
        "packaging_instructions": told.text("packaging_instructions"),
        **_head(told),
        "parts": [_part(one, links) for one in parts],
        "inside": {},
        "units": {},
        "material_units": {},
    }
    for part, one in zip(parts, content["parts"], strict=True):
        _table, snapshots, kept_in = PARTS[one["kind"]]
        then = links.frozen.get((snapshots, part.points_to("snapshot_id")))
        if one["id"] is None or then is None:
            raise NotTaken(N_("something in it was not taken"))
        content[kept_in][one["id"]] = {
            key: value for key, value in then.items() if key not in KEPT_ABOVE
        }
        for key in KEPT_ABOVE:
            content[key] |= then.get(key, {})
    boxes = [one for one in row.inners(BOXES) if _is_here(one, links)]
    together = [
        *zip(parts, content["parts"], strict=True),
        *((it, _box(it, links)) for it in boxes),
    ]
    together.sort(key=lambda pair: pair[0].whole("sort_order", 0) or 0)
    content["parts"] = [part for _, part in together]
    return _definition(row, links, "finished_good", content)


def _is_here(row: DesktopRow, links: Links) -> bool:
    return ("compositions", row.number_in_file) in links.ids


def _box(row: DesktopRow, links: Links) -> Values:
    product = links.to(row, "packaging_product_id", "products")
    return {
        "kind": "packaging",
        "id": str(product),
        "name": called(links.facts[product], links),
        "quantity": plain(row.amount("component_quantity", above_zero=True)),
        "notes": row.text("component_notes"),
        "is_generic": row.flag("is_generic"),
        "line_id": str(links.ids["compositions", row.number_in_file]),
    }


def _part(row: DesktopRow, links: Links) -> Values:
    kind = row.choice("component_type", PARTS, None)
    if kind is None:
        raise NotTaken(N_("it holds something of an unknown kind"))
    return {
        "kind": kind,
        "id": reference(links, row, "original_id", PARTS[kind][0]),
        "name": row.text("component_name"),
        "quantity": plain(row.amount("component_quantity", above_zero=True)),
        "notes": row.text("component_notes"),
        "is_generic": row.flag("is_generic"),
        "line_id": None,
    }


def _head(told: DesktopRow) -> Values:
    return {
        "slug": told.slug() or "",
        "description": told.text("description"),
        "notes": told.text("notes"),
    }


def _definition(row: DesktopRow, links: Links, of: str, content: Values) -> Values:
    table, snapshots, _ = PARTS[of]
    owners = dict.fromkeys(f"{kind}_id" for kind in PARTS)
    values = {
        **owners,
        f"{of}_id": links.to(row, f"{of}_id", table),
        "plan_snapshot_id": links.maybe(row, "planning_snapshot_id", "planning_snapshots")
        or links.maybe(row, PLAN, CALCULATED),
        **frozen(row, content),
    }
    links.frozen[snapshots, row.number_in_file] = content
    return values


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


# The run says which good it froze, and that good what was inside it.
ITS_RUN = frozenset({"assembly_run_id"})

TAKINGS = (
    Taking("finished_unit_snapshots", DefinitionSnapshot, unit, left_out=ITS_RUN),
    Taking("material_unit_snapshots", DefinitionSnapshot, material, left_out=ITS_RUN),
    Taking("finished_good_snapshots", DefinitionSnapshot, good, source=goods_frozen,
           left_out=ITS_RUN),
)  # fmt: skip
