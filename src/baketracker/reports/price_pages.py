"""The pages of prices: all that is bought with its last price, and how one price moved."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.faces.lists import Asked, more_of
from baketracker.faces.web import PageDb, PageRouter, page, reader_of
from baketracker.purchases import book, history
from baketracker.purchases.history_schemas import TWO_YEARS, Days, PriceHistory

from .drawing import is_dear, price_drawing, shop_name

router = PageRouter()
Back = Annotated[Days, Query()]


@router.get("/observe/prices")
def index(request: Request, db: PageDb, asked: Asked) -> Response:
    """Every product with a price: what it cost last, and where it is cheapest."""
    found = book.price_book(db, asked.q, asked.cursor)
    return page(
        request,
        "reports/prices.html",
        fragment="results",
        here="prices",
        mode="observe",
        found=found,
        more=more_of("/observe/prices", found.next, q=asked.q),
        total=book.count_priced(db, asked.q),
        q=asked.q,
    )


@router.get("/products/{product_id}/prices")
def of_product(request: Request, db: PageDb, product_id: UUID, days: Back = TWO_YEARS) -> Response:
    """What one product cost, purchase by purchase."""
    return _shown(request, history.product_prices(db, product_id, days), f"/products/{product_id}")


@router.get("/ingredients/{ingredient_id}/prices")
def of_ingredient(
    request: Request, db: PageDb, ingredient_id: UUID, days: Back = TWO_YEARS
) -> Response:
    """What an ingredient cost, whatever it was bought as."""
    told = history.ingredient_prices(db, ingredient_id, days)
    return _shown(request, told, f"/ingredients/{ingredient_id}")


def _shown(request: Request, told: PriceHistory, home: str) -> Response:
    return page(
        request,
        "reports/price.html",
        here="prices",
        mode="observe",
        told=told,
        home=home,
        drawing=price_drawing(told, reader_of(request)),
        shop_name=shop_name,
        is_dear=is_dear,
    )
