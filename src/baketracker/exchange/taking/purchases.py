"""Purchases, and the lots that are left of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from math import ceil
from typing import Any

from baketracker.errors import N_, NN_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import TOO_MUCH, DesktopRow, NotTaken
from baketracker.exchange.sentences import sentence
from baketracker.fields import plain
from baketracker.pantry.models import Lot
from baketracker.purchases.models import Purchase

from .base import Links, Raw, Taking, Values
from .products import called

PACKAGE = "package of the product"
LOT_COST = "unit cost of the lot"
IN_PACKAGES = "may count packages"
CENTS = Decimal("1e-4")
# The desktop divided in floating point.
ALIKE = Decimal("1e-6")
BY_UNIT = NN_(
    "%(count)s purchase held the price of one unit, such as 1 oz. "
    "The price of its package was worked out from it.",
    "%(count)s purchases held the price of one unit, such as 1 oz. "
    "The prices of their packages were worked out from it.",
)
MAYBE_PACKAGES = NN_(
    "%(count)s lot may count packages instead of what is in them. Please look at it.",
    "%(count)s lots may count packages instead of what is in them. Please look at them.",
)
WHICH = N_("%(lot)s: %(quantity)s %(unit)s, or that many packages of %(size)s %(unit)s?")
MORE_PACKAGES = NN_(
    "%(count)s more lot may count packages.", "%(count)s more lots may count packages."
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


def with_packages(file: DesktopFile) -> Iterator[Raw]:
    """Each lot, and whether all that ever was in it is the number of packages bought: then some
    ways of bringing it in wrote packages where others wrote what is in them."""
    sizes = {row["id"]: _told(row.get("package_unit_quantity")) for row in file.rows("products")}
    counts = {row["id"]: _told(row.get("quantity_purchased")) for row in file.rows("purchases")}
    once = there_was(file)
    for row in file.rows("inventory_items"):
        bought, size = counts.get(row.get("purchase_id"), 0), sizes.get(row.get("product_id"))
        counted = bought > 0 and size != 1 and abs(once[row["id"]] - bought) <= ALIKE * bought
        yield row | {IN_PACKAGES: counted}


def there_was(file: DesktopFile) -> dict[object, Decimal]:
    """All that ever was in each lot, by its number in the file: what is left and what was used."""
    out: defaultdict[object, Decimal] = defaultdict(Decimal)
    for row in file.rows("inventory_depletions"):
        out[row.get("inventory_item_id")] += _told(row.get("quantity_depleted"))
    lots = file.rows("inventory_items")
    return {row["id"]: _told(row.get("quantity")) + out[row["id"]] for row in lots}


def lot(row: DesktopRow, links: Links) -> Values:
    product_id = links.to(row, "product_id", "products")
    values: Values = {
        "product_id": product_id,
        "purchase_id": links.maybe(row, "purchase_id", "purchases"),
        "quantity": row.amount("quantity"),
        "quantity_out": Decimal(0),
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
    if row.flag(IN_PACKAGES):
        _doubt(values["quantity"], links.facts[product_id], links)
    links.brought.add(row.uuid)
    return values


def _doubt(quantity: Decimal, product: Mapping[str, Any], links: Links) -> None:
    """Tell of a lot that may count packages: nobody but the baker can know."""
    links.note(MAYBE_PACKAGES)
    size, unit = plain(product["package_quantity"]), product["package_unit"]
    told = {"lot": called(product, links), "quantity": plain(quantity), "unit": unit, "size": size}
    links.name(sentence(WHICH, **told), MORE_PACKAGES)


def _told(value: object) -> Decimal:
    """The number a column holds; 0 for what is none."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


TAKINGS = (
    Taking("purchases", Purchase, purchase, source=with_lots),
    Taking("inventory_items", Lot, lot, fills=("purchase_id", "purchases"), source=with_packages,
           remembers=("purchase_id", "unit_cost", "quantity_out"),
           left_out=frozenset({"last_updated"})),
)  # fmt: skip
