"""The verbs of prices over time: of one product, or of an ingredient whatever it is bought as."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from baketracker.costs import unit_price
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput, NotFound
from baketracker.ingredients.models import Ingredient
from baketracker.ingredients.service import density_of_row
from baketracker.issues import Issue
from baketracker.measures.conversion import convert, convertible
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.suppliers.schemas import SupplierRef

from .alerts import alert, trend
from .history_schemas import (
    TWO_YEARS,
    PackageBought,
    PriceChange,
    PriceHistory,
    PricePoint,
    StorePrices,
    UsualPrice,
    UsualSpan,
)
from .medians import LATE
from .models import Purchase
from .usual import Paid, average_before, band_on, spans

RECENT = timedelta(days=60)
# A chart of more is a black bar; the newest are the ones that matter.
MOST = 1_000


@verb("read")
def product_prices(db: TenantSession, product_id: UUID, days: int = TWO_YEARS) -> PriceHistory:
    """How the price of one package unit of a product moved in the last `days`: its newest 1,000
    purchases. Two statements. Raises NotFound."""
    found = select(Product).where(Product.id == product_id, Product.deleted_at.is_(None))
    product = db.scalars(found.options(joinedload(Product.ingredient))).one_or_none()
    if product is None:
        raise NotFound("product")
    bought = _bought(db, Purchase.product_id == product_id, days)
    about = {"id": product.id, "kind": "product", "name": label_of(product)}
    return _history(db, about, bought, product.package_unit, product.ingredient, days)


@verb("read")
def ingredient_prices(
    db: TenantSession, ingredient_id: UUID, days: int = TWO_YEARS
) -> PriceHistory:
    """How the price of an ingredient moved, of all its products together: in its usual unit, or in
    the unit most of its purchases can be said in. Two statements. Raises NotFound."""
    row = db.find(Ingredient, ingredient_id)
    if row is None or row.deleted_at is not None:
        raise NotFound("ingredient")
    bought = _bought(db, Product.ingredient_id == ingredient_id, days)
    about = {"id": row.id, "kind": "ingredient", "name": row.name}
    return _history(db, about, bought, _unit_for(bought, row), row, days)


def _bought(db: TenantSession, condition: Any, days: int) -> Sequence[Purchase]:
    """What was bought with a price, the oldest first: so far back that the usual price of the
    first day is known too."""
    since = db.scope.today() - timedelta(days=days) - LATE
    found = (
        select(Purchase)
        .join(Purchase.product)
        .join(Product.ingredient)
        .outerjoin(Purchase.supplier)
        .where(
            condition,
            Purchase.package_price.is_not(None),
            Purchase.deleted_at.is_(None),
            Purchase.purchased_on >= since,
        )
        .order_by(Purchase.purchased_on.desc(), Purchase.id.desc())
        .limit(MOST)
        .options(
            contains_eager(Purchase.product).contains_eager(Product.ingredient),
            contains_eager(Purchase.supplier),
        )
    )
    return db.scalars(found).all()[::-1]


def _unit_for(bought: Sequence[Purchase], row: Ingredient) -> str:
    """The unit in which most of it can be said; of equal ones the usual unit, else the newest."""
    density = density_of_row(row)
    met = Counter(one.product.package_unit for one in bought)
    newest = dict.fromkeys(one.product.package_unit for one in reversed(bought))
    units = [*([row.default_unit] if row.default_unit else []), *newest]
    told = {
        unit: sum(times for other, times in met.items() if convertible(other, unit, density))
        for unit in units
    }
    return max(told, key=lambda unit: told[unit], default="")


@dataclass(frozen=True, slots=True)
class _Told:
    """A purchase, and what one of its packages holds in the unit of the history."""

    row: Purchase
    holds: Decimal

    @property
    def per_unit(self) -> Decimal:
        return unit_price(self.row.package_price or Decimal(0), self.holds)


def _history(
    db: TenantSession,
    about: Mapping[str, Any],
    bought: Sequence[Purchase],
    unit: str,
    ingredient: Ingredient,
    days: int,
) -> PriceHistory:
    today = db.scope.today()
    since = today - timedelta(days=days)
    told, left_out = _said_in(bought, unit, ingredient)
    paid = [Paid(one.row.purchased_on, one.per_unit) for one in told]
    points = [_point(one, paid) for one in told if one.row.purchased_on >= since]
    band = band_on(paid, today, LATE)
    late = [(one.on, one.per_unit) for one in paid if today - LATE <= one.on <= today]
    moved = trend([(day, price) for day, price in late if price])
    return PriceHistory(
        **about,
        unit=unit,
        since=since,
        until=max([today, *(point.on for point in points)]),
        points=points,
        last=points[-1] if points else None,
        best=_best(points[::-1]),
        usual=UsualPrice.model_validate(band, from_attributes=True) if band else None,
        per_day=moved.per_day if moved else None,
        direction=moved.direction if moved else None,
        spans=_spans(paid, since, today),
        stores=_stores(points),
        left_out=left_out,
    )


def _said_in(
    bought: Sequence[Purchase], unit: str, ingredient: Ingredient
) -> tuple[list[_Told], list[Issue]]:
    """The purchases that can be said in the unit, and why others cannot, each reason once."""
    density = density_of_row(ingredient)
    told, reasons = [], dict[str, Issue]()
    for row in bought:
        size, own = row.product.package_quantity, row.product.package_unit
        try:
            told.append(_Told(row, convert(size, own, unit, density, ingredient.name)))
        except InvalidInput as reason:
            issue = Issue.of(reason)
            reasons[issue.sentence] = issue
    return told, list(reasons.values())


def _point(one: _Told, paid: Sequence[Paid]) -> PricePoint:
    row, shop = one.row, one.row.supplier
    usual = band_on(paid, row.purchased_on, LATE)
    assert row.package_price is not None  # only rows with a price are read
    return PricePoint(
        purchase_id=row.id,
        on=row.purchased_on,
        supplier=SupplierRef(id=shop.id, name=shop.name) if shop else None,
        product=PackageBought(id=row.product.id, label=label_of(row.product)),
        packages=row.packages,
        package_price=row.package_price,
        quantity=one.holds * row.packages,
        per_unit=one.per_unit,
        usual=usual.median if usual else None,
        change=_change(one.per_unit, row.purchased_on, paid),
    )


def _change(price: Decimal, day: date, paid: Sequence[Paid]) -> PriceChange | None:
    """None for a gift too: it is not cheap, it is given."""
    average = average_before(paid, day, RECENT)
    found = alert(price, average) if price and average is not None else None
    if found is None or average is None:
        return None
    return PriceChange(level=found.level, percent=found.percent, average=average)


def _spans(paid: Sequence[Paid], since: date, today: date) -> list[UsualSpan]:
    return [
        UsualSpan(
            since=max(span.since, since),
            until=span.until,
            low=span.band.low,
            median=span.band.median,
            high=span.band.high,
            count=span.band.count,
        )
        for span in spans(paid, LATE, today + timedelta(days=1))
        if span.until > since
    ]


def _stores(points: Sequence[PricePoint]) -> list[StorePrices]:
    """Each shop once, those gone to most first, then the one gone to last."""
    found: dict[UUID | None, list[PricePoint]] = {}
    for point in reversed(points):
        found.setdefault(point.supplier.id if point.supplier else None, []).append(point)
    return [
        StorePrices(
            supplier=some[0].supplier,
            times=len(some),
            last=some[0],
            best=_best(some),
        )
        for some in sorted(found.values(), key=len, reverse=True)
    ]


def _best(newest_first: Sequence[PricePoint]) -> PricePoint | None:
    """The lowest price, of equal ones the newest; a gift is no price to look for again."""
    paid = [point for point in newest_first if point.per_unit]
    return min(paid, key=lambda point: point.per_unit, default=None)
