"""Finished goods and what is in them."""

from baketracker.exchange.desktop_rows import DesktopRow, NotTaken
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.measures.folding import fold

from .base import Links, Taking, Values

KINDS = ("bare", "bundle")
PARTS = {
    "finished_unit_id": ("finished_unit_id", "finished_units", "finished unit"),
    "component_good_id": ("finished_good_id", "finished_goods", "inner finished good"),
    "packaging_product_id": ("packaging_product_id", "products", "packaging product"),
}


def finished_good(row: DesktopRow, _links: Links) -> Values:
    name = row.name("display_name")
    kind = (row.words("assembly_type") or "bundle").lower()
    return {
        "name": name,
        "slug": row.slug(),
        "folded": fold(name),
        "description": row.text("description"),
        "assembly_type": kind if kind in KINDS else "bundle",
        "label": None if kind in KINDS else kind,
        "packaging_instructions": row.text("packaging_instructions"),
        "on_hand": row.whole("inventory_count", 0),
        "notes": row.text("notes"),
    }


def composition(row: DesktopRow, links: Links) -> Values:
    if row.points_to("package_id") is not None:
        raise NotTaken("packages come later")
    if row.points_to("material_unit_id") is not None:
        raise NotTaken("materials come later")
    good = links.to(row, "assembly_id", "finished_goods", "finished good")
    parts = {column: _part(row, links, *where) for column, where in PARTS.items()}
    if sum(part is not None for part in parts.values()) != 1:
        raise NotTaken("it does not hold exactly one thing")
    if parts["component_good_id"] == good:
        raise NotTaken("the finished good contains itself")
    return {
        "finished_good_id": good,
        **parts,
        "quantity": row.amount("component_quantity", above_zero=True),
        "notes": row.text("component_notes"),
        "sort_order": row.whole("sort_order", 0),
        "is_generic": row.flag("is_generic"),
    }


def _part(row: DesktopRow, links: Links, column: str, table: str, what: str) -> object:
    return None if row.points_to(column) is None else links.to(row, column, table, what)


TAKINGS = (
    Taking("finished_goods", FinishedGood, finished_good, slugged=True,
           slug_from=lambda values: str(values["name"])),
    Taking("compositions", Composition, composition,
           part_of=("finished_good_id", "finished_goods"),
           same=tuple(("finished_good_id", part) for part in PARTS)),
)  # fmt: skip
