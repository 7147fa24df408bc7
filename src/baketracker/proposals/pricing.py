"""Whether the price of a line is out of the ordinary: then somebody looks before it is saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from uuid import UUID

from sqlalchemy import select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.products.models import Product
from baketracker.purchases import service as purchases
from baketracker.purchases.schemas import Median
from baketracker.understanding.prices import DEAREST, PriceDoubt, Usual, price_sense

from .drafts import PurchaseDraft, PurchaseLine


@dataclass(frozen=True, slots=True)
class _Size:
    """What one package holds, of which ingredient."""

    ingredient_id: UUID
    size: Decimal
    unit: str


def doubt_prices(db: TenantSession, draft: PurchaseDraft) -> PurchaseDraft:
    """The draft with those lines to check whose price is far from what their product, or where
    that is hardly known their ingredient, usually costs. Three statements."""
    draft = draft.model_copy(update={"lines": [_stopped(line) for line in draft.lines]})
    ids = {line.product_id for line in draft.lines if line.product_id and line.price is not None}
    if not ids:
        return draft
    sizes = _sizes(db, ids)
    usual = purchases.medians(db, sizes, draft.bought_on)
    lines = [
        _doubted(line, sizes, usual) if line.product_id in ids and line.state == "ready" else line
        for line in draft.lines
    ]
    return draft.model_copy(update={"lines": lines})


def _stopped(line: PurchaseLine) -> PurchaseLine:
    """A package nobody knows has no usual price, and yet not any."""
    if line.state != "new" or line.price is None or 0 < line.price <= DEAREST:
        return line
    return line.model_copy(update={"state": "check", "reason": "price_stop"})


def _sizes(db: TenantSession, ids: set[UUID]) -> dict[UUID, _Size]:
    """These products, and the others of their ingredients."""
    of = select(Product.ingredient_id).where(among(Product.id, ids))
    found = select(
        Product.id, Product.ingredient_id, Product.package_quantity, Product.package_unit
    ).where(among(Product.ingredient_id, db.scalars(of).all()))
    return {row[0]: _Size(*row[1:]) for row in db.execute(found)}


def _doubted(
    line: PurchaseLine, sizes: Mapping[UUID, _Size], usual: Mapping[UUID, Median]
) -> PurchaseLine:
    assert line.product_id is not None  # asked for by who calls
    assert line.price is not None
    own = sizes[line.product_id]
    others = [
        (one.size, usual[key].per_unit)
        for key, one in sizes.items()
        if (one.ingredient_id, one.unit) == (own.ingredient_id, own.unit) and key in usual
    ]
    known = usual.get(line.product_id)
    doubt = price_sense(
        line.price / own.size,
        Usual(known.per_unit, known.count) if known else None,
        _of_ingredient([price for _, price in others]),
        price=line.price,
        packages=line.packages,
    )
    if doubt is None:
        return line
    told = {"state": "check", "reason": _reason(doubt), "suggestion": _meant(doubt)}
    return line.model_copy(update=told)


def _of_ingredient(prices: Sequence[Decimal]) -> Usual | None:
    return Usual(median(prices), len(prices)) if prices else None


def _reason(doubt: PriceDoubt) -> str:
    if doubt.level == "stop":
        return "price_stop"
    return "price_high" if doubt.times is not None and doubt.times > 1 else "price_low"


def _meant(doubt: PriceDoubt) -> Decimal | None:
    """The price of one package that was probably meant."""
    fix = doubt.fix
    return fix.value if fix is not None and fix.kind != "size" else None
