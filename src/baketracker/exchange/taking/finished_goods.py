"""Finished goods and what is in them."""

from collections.abc import Iterator
from decimal import Decimal

from baketracker.errors import N_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import DesktopRow, NotTaken
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.measures.folding import fold

from .base import Links, Raw, Taking, Values

KINDS = ("bare", "bundle")
# Our column → the desktop's, and the table it points to.
PARTS = {
    "finished_unit_id": ("finished_unit_id", "finished_units"),
    "component_good_id": ("finished_good_id", "finished_goods"),
    "packaging_product_id": ("packaging_product_id", "products"),
    "material_unit_id": ("material_unit_id", "material_units"),
}


def finished_good(row: DesktopRow, links: Links) -> Values:
    name = row.name("display_name")
    links.brought.add(row.uuid)
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


def within_goods(file: DesktopFile) -> Iterator[Raw]:
    """The lines of finished goods; those of packages are no lines here."""
    return (row for row in file.rows("compositions") if row.get("package_id") is None)


def composition(row: DesktopRow, links: Links) -> Values:
    good = links.to(row, "assembly_id", "finished_goods")
    parts = {column: _part(row, links, *where) for column, where in PARTS.items()}
    if sum(part is not None for part in parts.values()) != 1:
        raise NotTaken(N_("it does not hold exactly one thing"))
    if parts["component_good_id"] == good:
        raise NotTaken(N_("the finished good contains itself"))
    return {
        "finished_good_id": good,
        **parts,
        "quantity": _quantity(row, packaging=parts["packaging_product_id"] is not None),
        "notes": row.text("component_notes"),
        "sort_order": row.whole("sort_order", 0),
        "is_generic": row.flag("is_generic"),
    }


def _part(row: DesktopRow, links: Links, column: str, table: str) -> object:
    return None if row.points_to(column) is None else links.to(row, column, table)


def _quantity(row: DesktopRow, *, packaging: bool) -> Decimal:
    """Only packaging may be a fraction."""
    quantity = row.amount("component_quantity", above_zero=True)
    if not packaging and quantity != int(quantity):
        raise NotTaken(N_("only packaging may be a fraction"))
    return quantity


TAKINGS = (
    Taking("finished_goods", FinishedGood, finished_good, slugged=True,
           slug_from=lambda values: str(values["name"]), remembers=("name",)),
    Taking("compositions", Composition, composition, source=within_goods,
           part_of=("finished_good_id", "finished_goods"),
           joins=("material_unit_id", "material_units"),
           same=tuple(("finished_good_id", part) for part in PARTS),
           left_out=frozenset({"package_id"})),
)  # fmt: skip
