"""After an import: do the figures here say what the file says?

The file's side is read again, by hand, not through the code that took the rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.tenancy import TenantSession
from baketracker.errors import RuleBroken
from baketracker.pantry.models import Lot
from baketracker.products.models import Product

from .desktop_file import DesktopFile
from .taking import Links

# A stored lot is rounded to 10 places; a thousand of them differ by less than this.
TOLERANCE = Decimal("1e-6")

Sums = Mapping[UUID, tuple[Decimal, Decimal]]


class Imbalance(RuleBroken):
    """What was written is not what the file holds."""

    code = "imbalance"

    def __init__(self, what: str) -> None:
        super().__init__(
            "The figures of %(what)s do not agree with the file, so nothing was taken in. "
            "Please send us the file.",
            what=what.replace("_", " "),
        )


def compare_lots(
    db: TenantSession, file: DesktopFile, links: Links, written: Iterable[UUID]
) -> int:
    """Quantity and value of the lots just written, per ingredient, beside the file's.

    Returns how many ingredients were compared. Raises Imbalance."""
    lots = frozenset(written)
    there, here = _in_file(file, links, lots), _in_bakery(db, lots)
    if there.keys() != here.keys():
        raise Imbalance("lots")
    for ingredient, sums in there.items():
        if any(abs(a - b) > TOLERANCE for a, b in zip(sums, here[ingredient], strict=True)):
            raise Imbalance("lots")
    return len(here)


def _in_file(file: DesktopFile, links: Links, lots: frozenset[UUID]) -> Sums:
    sums: defaultdict[UUID, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    ingredient_of = {row["id"]: row["ingredient_id"] for row in file.rows("products")}
    for row in file.rows("inventory_items"):
        if _id_of(row) not in lots:
            continue
        ingredient = links.ids["ingredients", ingredient_of[row["product_id"]]]
        quantity, cost = Decimal(str(row["quantity"])), Decimal(str(row.get("unit_cost") or 0))
        sums[ingredient][0] += quantity
        sums[ingredient][1] += quantity * cost
    return {ingredient: (total, value) for ingredient, (total, value) in sums.items()}


def _in_bakery(db: TenantSession, lots: frozenset[UUID]) -> Sums:
    if not lots:
        return {}
    value = func.coalesce(func.sum(Lot.quantity * Lot.unit_cost), 0)
    rows = db.execute(
        select(Product.ingredient_id, func.sum(Lot.quantity), value)
        .join(Lot.product)
        .where(Lot.id == func.any(list(lots)))
        .group_by(Product.ingredient_id)
    )
    return {ingredient: (Decimal(total), Decimal(worth)) for ingredient, total, worth in rows}


def _id_of(row: Mapping[str, object]) -> UUID | None:
    try:
        return UUID(str(row["uuid"]))
    except ValueError:
        return None
