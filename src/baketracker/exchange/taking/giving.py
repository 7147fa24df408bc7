"""People, packages, and who gets which."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from typing import Any

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, NN_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import LARGEST_WHOLE, LONGEST_TEXT, DesktopRow, NotTaken
from baketracker.exchange.sentences import sentence
from baketracker.giving.models import Gift, Package, PackageLine, Recipient
from baketracker.giving.names import folded
from baketracker.measures.folding import fold

from .base import Links, Raw, Taking, Values
from .ingredients import DATED

ALIKE = "all that are the same"
STEPS = ("pending", "ready", "delivered")
# What the desktop calls it in its two columns → what it is here.
STATES = {"pending": "pending", "assembled": "ready", "ready": "ready", "delivered": "delivered"}
MERGED = NN_(
    "%(count)s gift was there more than once for one person: it has the quantities of all.",
    "%(count)s gifts were there more than once for one person: they have the quantities of all.",
)
WHICH = N_("“%(package)s” for “%(recipient)s”: %(quantity)s in all.")
MORE_MERGED = NN_(
    "%(count)s more gift has the quantities of several.",
    "%(count)s more gifts have the quantities of several.",
)
NOT_TAKEN_OFF = NN_(
    "%(count)s gift was ready or given on the desktop, which took nothing off what is on hand for "
    "it.",
    "%(count)s gifts were ready or given on the desktop, which took nothing off what is on hand "
    "for them.",
)


def recipient(row: DesktopRow, _links: Links) -> Values:
    name, household = row.name("name"), row.text("household_name", longest=200)
    return {
        "name": name,
        "slug": None,
        "folded": folded(name, household),
        "household": household,
        "address": row.text("address"),
        "country": None,
        "email": "",
        "phone": "",
        "allergens": [],
        "notes": row.text("notes"),
    }


def package(row: DesktopRow, _links: Links) -> Values:
    name = row.name("name")
    return {
        "name": name,
        "slug": None,
        "folded": fold(name),
        "description": row.text("description"),
        "is_template": row.flag("is_template"),
        "notes": row.text("notes"),
    }


class Alike:
    """Rows that are one here: they are equal in all that tells them apart."""

    def __init__(self) -> None:
        self.rows: list[Raw] = []

    @cached_property
    def quantity(self) -> int:
        """Of all together, those left out that say none."""
        told = (row.get("quantity") for row in self.rows)
        return sum(one for one in told if isinstance(one, int) and 0 < one <= LARGEST_WHOLE)

    @cached_property
    def status(self) -> str:
        """That of the one which lacks most: nobody is to be forgotten."""
        return min(self._told(_status), key=STEPS.index)

    @cached_property
    def notes(self) -> str:
        notes = dict.fromkeys(self._told(lambda row: row.text("notes")))
        return "\n".join(filter(None, notes))[:LONGEST_TEXT]

    def _told(self, read: Callable[[DesktopRow], str]) -> Iterator[str]:
        """What can be read of it in each row."""
        for row in self.rows:
            with suppress(NotTaken):
                yield read(DesktopRow(row))


def put_together(table: str, *same: str) -> Callable[[DesktopFile], Iterator[Raw]]:
    """A table's rows, each with all that are equal in the columns `same`."""

    def rows(file: DesktopFile) -> Iterator[Raw]:
        groups: defaultdict[Any, Alike] = defaultdict(Alike)
        for row in file.rows(table):
            groups[tuple(row.get(column) for column in same)].rows.append(row)
        for row in file.rows(table):
            yield row | {ALIKE: groups[tuple(row.get(column) for column in same)]}

    return rows


def _all_of(row: DesktopRow) -> tuple[Alike, int]:
    """What is put together with the row, and the quantity of all; its own has to be one."""
    row.count("quantity")
    row.asked.add(ALIKE)
    alike = row.values[ALIKE]
    assert isinstance(alike, Alike)
    return alike, DesktopRow({"quantity": alike.quantity}).count("quantity")


def packed_good(row: DesktopRow, links: Links) -> Values:
    _alike, quantity = _all_of(row)
    return _line(row, links, Decimal(quantity)) | {
        "finished_good_id": links.to(row, "finished_good_id", "finished_goods"),
        "sort_order": row.number_in_file,
    }


def within_packages(file: DesktopFile) -> Iterator[Raw]:
    """The desktop kept the packaging of packages among the lines of finished goods."""
    return (row for row in file.rows("compositions") if row.get("package_id") is not None)


def packaging(row: DesktopRow, links: Links) -> Values:
    parts = ("assembly_id", "finished_unit_id", "finished_good_id", "material_unit_id")
    if any(row.points_to(column) is not None for column in parts):
        raise NotTaken(N_("only packaging can be in a package in this way"))
    quantity = row.amount("component_quantity", above_zero=True)
    return _line(row, links, quantity) | {
        "packaging_product_id": links.to(row, "packaging_product_id", "products"),
        "is_generic": row.flag("is_generic"),
        "notes": row.text("component_notes"),
        "sort_order": row.whole("sort_order", 0),
    }


def _line(row: DesktopRow, links: Links, quantity: Decimal) -> Values:
    return {
        "package_id": links.to(row, "package_id", "packages"),
        "finished_good_id": None,
        "packaging_product_id": None,
        "quantity": quantity,
        "is_generic": False,
        "notes": "",
        "sort_order": 0,
    }


def gift(row: DesktopRow, links: Links) -> Values:
    (alike, quantity), status, notes = _all_of(row), _status(row), row.text("notes")
    if len(alike.rows) > 1:
        status, notes = alike.status, alike.notes
        links.sums[row.uuid] = Decimal(len(alike.rows))
    return {
        "event_id": links.to(row, "event_id", "events"),
        "recipient_id": links.to(row, "recipient_id", "recipients"),
        "package_id": links.to(row, "package_id", "packages"),
        "quantity": quantity,
        "status": status,
        # The desktop set nothing aside and took nothing off.
        "without_stock": status != "pending",
        # It only kept when it touched the row last.
        "delivered_at": (row.moment("updated_at") or now()) if status == "delivered" else None,
        "delivered_to": row.text("delivered_to", longest=500),
        "notes": notes,
        "deleted_at": None,
    }


def tell(_db: TenantSession, new: Sequence[Values], links: Links) -> None:
    """What the report says of gifts that came in."""
    for row in new:
        if row["without_stock"]:
            links.note(NOT_TAKEN_OFF)
        if links.sums[row["id"]]:
            links.note(MERGED)
            names = {kind: links.facts[row[f"{kind}_id"]]["name"]
                     for kind in ("package", "recipient")}  # fmt: skip
            links.name(sentence(WHICH, **names, quantity=row["quantity"]), MORE_MERGED)


def _status(row: DesktopRow) -> str:
    """The desktop had two: the older one counts where the newer says nothing."""
    newer = row.choice("fulfillment_status", STATES, "pending")
    older = row.choice("status", STATES, "pending")
    return STATES[str(older if newer == "pending" else newer)]


def _by_name(values: Values) -> str:
    return str(values["name"])


TAKINGS = (
    Taking("recipients", Recipient, recipient, slugged=True, slug_from=_by_name,
           remembers=("name",), left_out=DATED),
    Taking("packages", Package, package, slugged=True, slug_from=_by_name, remembers=("name",),
           left_out=DATED),
    Taking("package_finished_goods", PackageLine, packed_good,
           source=put_together("package_finished_goods", "package_id", "finished_good_id"),
           part_of=("package_id", "packages"), same=(("package_id", "finished_good_id"),)),
    Taking("packaging of packages", PackageLine, packaging, source=within_packages,
           part_of=("package_id", "packages"), same=(("package_id", "packaging_product_id"),)),
    Taking("event_recipient_packages", Gift, gift, follow=tell,
           source=put_together(
               "event_recipient_packages", "event_id", "recipient_id", "package_id"),
           same=(("event_id", "recipient_id", "package_id"),)),
)  # fmt: skip
