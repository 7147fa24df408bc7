"""A bakery with ten thousand products: a page of them costs what a page of ten costs."""

from functools import partial
from uuid import UUID

import pytest

from baketracker.db.types import new_id
from baketracker.measures.folding import fold
from baketracker.products import service
from baketracker.products.models import Product
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient
from tests.factories.clients import browser
from tests.factories.statements import asked

pytestmark = pytest.mark.covers("P-40", "EX59")

MANY = 10_000
MAKERS = ("Crème & Sons", "Kingsford", "Golden Mill", "Old Harbour", "Prairie")
THINGS = ("bread flour", "cake flour", "rye", "spelt", "semolina", "oats", "cornmeal")


def fill(bakery: BakeryOnDatabase, number: int, of: UUID) -> None:
    names = [
        (MAKERS[at % len(MAKERS)], f"{THINGS[at % len(THINGS)]} no. {at}") for at in range(number)
    ]
    with bakery.session() as db:
        db.insert_rows(
            Product,
            [
                {
                    "id": new_id(), "ingredient_id": of, "brand": brand, "name": name,
                    "folded": fold(f"{brand} {name}"), "package_unit": "lb", "package_quantity": 5,
                    "upc": f"{at:013}", "is_provisional": at % 500 == 0,
                }
                for at, (brand, name) in enumerate(names)
            ],
        )  # fmt: skip


def test_the_list_and_the_search_ask_and_send_no_more(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    costs, sizes = [], []
    for one, number in ((neighbour, 400), (bakery, MANY)):
        fill(one, number, ingredient(one).id)
        with one.session() as db:
            pages = [
                partial(service.search, db),
                partial(service.search, db, "creme bread"),
                partial(service.search, db, "golden mll"),
                partial(service.by_barcode, db, "0000000000017"),
                partial(service.to_review, db),
                partial(service.count_apart, db),
            ]
            costs.append([asked(page) for page in pages])
        visitor = browser(one)
        found = visitor.get("/products?q=mill", headers={"HX-Request": "true"}).text
        sizes.append(len(visitor.get("/products").content) + len(found))
    assert costs[0] == costs[1]
    assert sizes[1] < 1.1 * sizes[0]


def test_names_are_found_among_them_in_spite_of_accents_and_slips(
    bakery: BakeryOnDatabase,
) -> None:
    fill(bakery, MANY, ingredient(bakery).id)
    with bakery.session() as db:
        assert service.count(db) == MANY
        assert service.count(db, "CREME & sons cake") == len(
            [at for at in range(MANY) if at % 5 == 0 and at % 7 == 1]
        )
        (exact,) = service.search(db, "no. 9999").items
        assert exact.name == "spelt no. 9999"
        slip = service.search(db, "kingsfrd semolna").items
        assert {one.brand for one in slip} == {"Kingsford"}
        assert all("semolina" in (one.name or "") for one in slip)
