"""Purchases, and the lots that are left of them."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from baketracker.errors import N_, NN_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import TOO_MUCH, DesktopRow, NotTaken
from baketracker.pantry.models import Lot
from baketracker.purchases.models import Purchase

from .base import Links, Raw, Taking, Values

PACKAGE = "package of the product"
LOT_COST = "unit cost of the lot"
CENTS = Decimal("1e-4")
# The desktop divided in floating point.
ALIKE = Decimal("1e-6")
BY_UNIT = NN_(
    "%(count)s purchase held the price of one unit, such as 1 oz. "
    "The price of its package was worked out from it.",
    "%(count)s purchases held the price of one unit, such as 1 oz. "
    "The prices of their packages were worked out from it.",
)


def with_lots(file: DesktopFile) -> Iterator[Raw]:
    """Each purchase with the package it was of and what its first lot cost by the unit."""
    packages = {row["id"]: row.get("package_unit_quantity") for row in file.rows("products")}
    costs: dict[object, object] = {}
    for row in file.rows("inventory_items"):
        if row.get("unit_cost") is not None:
            costs.setdefault(row.get("purchase_id"), row["unit_cost"])
    for row in file.rows("purchases"):
        package, cost = packages.get(row.get("product_id")), costs.get(row["id"])
        yield row | {PACKAGE: package, LOT_COST: cost}


def purchase(row: DesktopRow, links: Links) -> Values:
    """The desktop kept the price of a package in one place and the price of one unit in another,
    in the same column; quantity and price then count units. The lot's cost is always by the
    unit."""
    product_id = links.to(row, "product_id", "products")
    count, price = row.whole("quantity_purchased"), row.number("unit_price")
    package, cost = row.amount(PACKAGE, above_zero=True), row.number(LOT_COST)
    on = row.day("purchase_date")
    if not count:
        raise NotTaken(N_("it counts no packages"))
    if on is None:
        raise NotTaken(N_("it has no date"))
    package_price = _package_price(price, cost, package)
    if price and price == cost and package != 1:
        links.note(BY_UNIT)
        # Part of a package was a package when it was bought.
        count = ceil(count / package)
    return {
        "product_id": product_id,
        "supplier_id": links.maybe(row, "supplier_id", "suppliers"),
        "packages": count,
        "package_price": package_price,
        "purchased_on": on,
        "notes": row.text("notes"),
    }


def _package_price(price: Decimal | None, cost: Decimal | None, package: Decimal) -> Decimal | None:
    """What the lot says a package cost; the price as it was typed where the two agree."""
    if price is None or cost is None:
        return price
    from_lot = cost * package
    if abs(from_lot - price) <= ALIKE * max(price, package):
        return price
    if from_lot >= TOO_MUCH:
        raise NotTaken(N_("%(column)s is out of range"), column="unit price")
    return from_lot.quantize(CENTS, ROUND_HALF_UP)


def lot(row: DesktopRow, links: Links) -> Values:
    return {
        "product_id": links.to(row, "product_id", "products"),
        "purchase_id": links.maybe(row, "purchase_id", "purchases"),
        "quantity": row.amount("quantity"),
        "unit_cost": row.number("unit_cost"),
        "purchased_on": row.day("purchase_date"),
        "expires_on": row.day("expiration_date"),
        "opened_on": row.day("opened_date"),
        "location": row.words("location"),
        "lot_code": row.words("lot_or_batch"),
        "notes": row.text("notes"),
        # Lots bought on the same day are used up in the order the desktop wrote them.
        "sort_order": row.number_in_file,
    }


TAKINGS = (
    Taking("purchases", Purchase, purchase, source=with_lots),
    Taking("inventory_items", Lot, lot, fills=("purchase_id", "purchases"),
           remembers=("purchase_id",), left_out=frozenset({"last_updated"})),
)  # fmt: skip
