"""Packing runs with all they took, and packaging whose lots were chosen. Nothing is taken from the
stock for them: what they took has left it already."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from baketracker.assembly.models import AssemblyConsumption, AssemblyRun, PackagingAssignment
from baketracker.db.types import now
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import TOO_MUCH, DesktopRow
from baketracker.stock.ledger import exact

from .base import Links, Raw, Taking, Values
from .knowing import FREE, cost, is_known, priced, unit_cost
from .products import called

RUNS = "assembly_runs"
SNAPSHOT = "snapshot of its good"
KNOWN = "all it took has a cost"
EACH = "each"


def of_what_is_made(table: str) -> Callable[[DesktopFile], Iterator[dict[str, object]]]:
    """What runs took of finished units or goods: those of which none had a cost cost 0 there."""
    return lambda file: (row | {FREE: False} for row in file.rows(table))


def of_packaging(file: DesktopFile) -> Iterator[dict[str, object]]:
    """The packaging runs took, and whether it may have cost nothing."""
    ingredients = {row["id"]: row.get("ingredient_id") for row in file.rows("products")}
    free = priced(file)
    for row in file.rows("assembly_packaging_consumptions"):
        yield row | {FREE: ingredients.get(row.get("product_id")) in free}


def of_materials(file: DesktopFile) -> Iterator[dict[str, object]]:
    """The materials runs took, and whether they may have cost nothing."""
    costs = {row["id"]: row.get("cost_per_unit") for row in file.rows("material_inventory_items")}
    for row in file.rows("material_consumptions"):
        yield row | {FREE: costs.get(row.get("inventory_item_id")) is not None}


SOURCES = {
    "assembly_finished_unit_consumptions": of_what_is_made("assembly_finished_unit_consumptions"),
    "assembly_finished_good_consumptions": of_what_is_made("assembly_finished_good_consumptions"),
    "assembly_packaging_consumptions": of_packaging,
    "material_consumptions": of_materials,
}


def with_what_they_took(file: DesktopFile) -> Iterator[Raw]:
    """Each run with its snapshot, which may know its run where the run does not know it, and
    whether all of its cost is known."""
    own = {
        (row.get("assembly_run_id"), row.get("finished_good_id")): row["id"]
        for row in file.rows("finished_good_snapshots")
    }
    known: defaultdict[object, list[bool]] = defaultdict(list)
    for source in SOURCES.values():
        for one in source(file):
            known[one.get("assembly_run_id")].append(is_known(one, "total_cost"))
    for row in file.rows(RUNS):
        told = row.get("finished_good_snapshot_id")
        snapshot = own.get((row["id"], row.get("finished_good_id"))) if told is None else told
        took = known[row["id"]]
        all_known = all(took) and bool(took or row.get("total_component_cost"))
        yield row | {SNAPSHOT: snapshot, KNOWN: all_known}


def run(row: DesktopRow, links: Links) -> Values:
    total = row.money("total_component_cost") or Decimal(0)
    per_unit = row.money("per_unit_cost")
    return {
        "finished_good_id": links.to(row, "finished_good_id", "finished_goods"),
        "event_id": links.maybe(row, "event_id", "events"),
        "definition_snapshot_id": links.maybe(row, SNAPSHOT, "finished_good_snapshots"),
        "quantity": row.count("quantity_assembled"),
        "assembled_at": row.moment("assembled_at") or row.moment("created_at") or now(),
        "notes": row.text("notes"),
        "packaging_bypassed": row.flag("packaging_bypassed"),
        "bypass_notes": row.text("packaging_bypass_notes"),
        "total_cost": total,
        "cost_is_known": row.flag(KNOWN),
        "unit_cost": per_unit if total or row.flag(KNOWN) else None,
    }


def _took(row: DesktopRow, links: Links, kind: str, **values: Any) -> Values:
    return {
        "assembly_run_id": links.to(row, "assembly_run_id", RUNS),
        "kind": kind,
        "finished_unit_id": None,
        "finished_good_id": None,
        "product_id": None,
        # The desktop did not say which.
        "lot_id": None,
        "material_product_id": None,
        "material_lot_id": None,
        "quantity": row.amount("quantity_consumed", above_zero=True),
        "unit": EACH,
        "unit_cost": None,
        "cost": cost(row, "total_cost"),
        "belongs_to": "",
        "supplier_name": "",
        "sort_order": row.number_in_file,
        **values,
    }


def took_unit(row: DesktopRow, links: Links) -> Values:
    unit = links.to(row, "finished_unit_id", "finished_units")
    return _took(row, links, "finished_unit", finished_unit_id=unit,
                 name=links.facts[unit]["name"], **_each(row))  # fmt: skip


def took_good(row: DesktopRow, links: Links) -> Values:
    good = links.to(row, "finished_good_id", "finished_goods")
    return _took(row, links, "finished_good", finished_good_id=good,
                 name=links.facts[good]["name"], **_each(row))  # fmt: skip


def _each(row: DesktopRow) -> Values:
    return {"unit_cost": unit_cost(row, "unit_cost_at_consumption")}


def took_packaging(row: DesktopRow, links: Links) -> Values:
    product = links.to(row, "product_id", "products")
    quantity, together = row.amount("quantity_consumed", above_zero=True), cost(row, "total_cost")
    each = None if together is None else exact(together / quantity)
    return _took(
        row, links, "packaging", product_id=product, name=called(links.facts[product], links),
        unit=row.name("unit"), unit_cost=each if each is None or each < TOO_MUCH else None,
    )  # fmt: skip


def took_material(row: DesktopRow, links: Links) -> Values:
    product = links.maybe(row, "product_id", "material_products")
    made_of = links.facts[product]["material_id"] if product else None
    above = ("material_name", "subcategory_name", "category_name")
    return _took(
        row, links, "material", material_product_id=product,
        material_lot_id=links.maybe(row, "inventory_item_id", "material_inventory_items"),
        name=row.name("product_name"),
        unit=links.facts[made_of]["base_unit"] if made_of else "",
        unit_cost=unit_cost(row, "unit_cost"),
        belongs_to=", ".join(filter(None, (row.text(name).strip() for name in above))),
        supplier_name=row.text("supplier_name"),
    )  # fmt: skip


def assignment(row: DesktopRow, links: Links) -> Values:
    """A lot chosen for a line of a good: for its next run, since the desktop knew of no event."""
    return {
        "composition_id": links.to(row, "composition_id", "compositions"),
        "event_id": None,
        "lot_id": links.to(row, "inventory_item_id", "inventory_items"),
        "quantity": row.amount("quantity_assigned", above_zero=True),
        "assigned_at": row.moment("assigned_at") or now(),
        "deleted_at": None,
    }


OF_RUN = ("assembly_run_id", RUNS)
READERS = dict(zip(SOURCES, (took_unit, took_good, took_packaging, took_material), strict=True))

TAKINGS = (
    Taking(RUNS, AssemblyRun, run, source=with_what_they_took,
           left_out=frozenset({"finished_good_snapshot_id"})),
    *(Taking(table, AssemblyConsumption, READERS[table], source=source, part_of=OF_RUN)
      for table, source in SOURCES.items()),
    Taking("composition_assignments", PackagingAssignment, assignment,
           same=(("composition_id", "lot_id"),)),
)  # fmt: skip
