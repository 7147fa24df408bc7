"""What to buy where something is lacking."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.buying.recommending import recommend
from baketracker.buying.schemas import OfferView
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.products.models import Product

# What the desktop says beside each of them.
MESSAGES = {
    "sufficient": "Sufficient stock",
    "preferred": "",
    "multiple": "",
    "none": "No product configured",
}
NO_DENSITY = "Density required for conversion. Edit ingredient '%s' to set density."
Answers = dict[str, Any]


def answers(db: TenantSession, slugs: Answers, asked: Answers) -> Answers:
    """Only the questions of `asked` are read; `slugs`: ingredients by slug."""
    rows = db.scalars(select(Product).options(joinedload(Product.ingredient)))
    products = {row.id: row for row in rows}
    questions = asked.get("product_recommendations", [])
    return {"product_recommendations": [_answer(db, slugs, products, it) for it in questions]}


def _answer(db: TenantSession, slugs: Answers, products: dict[UUID, Product], row: Answers) -> Any:
    question = {name: row[name] for name in ("ingredient", "shortfall", "unit")}
    try:
        key = slugs.get(row["ingredient"])
        if key is None:
            raise NotFound("ingredient")
        view = recommend(db, key, Decimal(row["shortfall"]), row["unit"])
    except NotFound:
        return question | {"result": _told("none", [], "Ingredient not found")}
    offers = [offer_of(it, products[it.product.id]) for it in view.offers]
    return question | {"result": _told(view.status, offers, MESSAGES[view.status])}


def _told(status: str, offers: list[Answers], message: str) -> Answers:
    return {
        "product_status": status,
        "product_recommendation": offers[0] if status == "preferred" else None,
        "all_products": offers,
        "message": message,
    }


def offer_of(offer: OfferView, row: Product) -> Answers:
    """A product that may be bought, as the desktop lists it."""
    size, price = offer.product.quantity, offer.package_price
    lost = offer.covers is None
    package = f"{float(size):g} {row.package_unit}"
    return {
        "product": "|".join((row.ingredient.slug, row.brand or "", row.name or "", package)),
        "brand": row.brand,
        "package_size": row.package_size or "",
        "package_quantity": size,
        "package_unit": offer.product.unit,
        "is_preferred": offer.is_usual,
        "cost_available": price is not None,
        "cost_message": "" if price is not None else "Cost unknown",
        "conversion_error": lost,
        "error_message": NO_DENSITY % row.ingredient.name if lost else "",
        "cost_per_package_unit": None if price is None else price / size,
        "cost_per_recipe_unit": _per_unit(offer),
        "min_packages": offer.packages,
        "total_cost": offer.cost,
    }


def _per_unit(offer: OfferView) -> Decimal | None:
    if offer.cost is None or not offer.covers:
        return None
    return offer.cost / offer.covers
