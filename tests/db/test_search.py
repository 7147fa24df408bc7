"""Looking for words, and for what is nearly called so."""

from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.db.search import MOST_CLOSE, close_rows, close_to
from baketracker.db.types import now
from baketracker.ingredients import service
from baketracker.ingredients.models import Ingredient
from baketracker.products.models import Product
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product, supplier
from tests.factories.statements import asked


def test_the_nearest_name_comes_first(bakery: BakeryOnDatabase) -> None:
    chips, bar = ingredient(bakery, "Chocolate chips"), ingredient(bakery, "Dark chocolate")
    ingredient(bakery, "Rye")
    with bakery.session() as db:
        assert close_to(db, Ingredient.folded, "choclate chps") == [chips.id]
        assert close_to(db, Ingredient.folded, "CHOCOLÁTE")[0] == bar.id
        assert close_to(db, Ingredient.folded, "spelt") == []


def test_it_asks_once_however_many_there_are(bakery: BakeryOnDatabase) -> None:
    counts = []
    for more in (1, 30):
        for number in range(more):
            ingredient(bakery, f"Chocolate {more} {number}")
        with bakery.session() as db:
            counts.append(asked(partial(close_to, db, Ingredient.folded, "choclate")))
            assert len(close_to(db, Ingredient.folded, "choclate")) <= MOST_CLOSE
    assert counts == [1, 1]


def test_what_is_archived_is_not_near_unless_asked_for(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        db.add(Supplier(name="Costco", slug="costco", folded="costco", deleted_at=now()))
    with bakery.session() as db:
        assert close_to(db, Supplier.folded, "cosco") == []
        put_away = Supplier.deleted_at.is_not(None)
        assert len(close_to(db, Supplier.folded, "cosco", put_away)) == 1


def test_another_column_may_be_looked_through_beside(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery, "Bread flour"), brand="Old Mill")
    product(bakery, ingredient(bakery, "Rye"), brand="New Mill")
    with bakery.session() as db:
        of_it = (Product.tenant_id == Ingredient.tenant_id) & (
            Product.ingredient_id == Ingredient.id
        )
        found = close_to(db, Product.folded, "old flowr", of_it, beside=Ingredient.folded)
    assert found == [bag.id]


def test_rows_come_in_the_order_of_their_nearness(bakery: BakeryOnDatabase) -> None:
    made = [supplier(bakery, name).id for name in ("A", "B", "C")]
    wanted = [made[2], made[0]]
    with bakery.session() as db:
        rows = close_rows(db, select(Supplier), wanted)
        assert [row.id for row in rows.rows] == wanted
        assert asked(partial(close_rows, db, select(Supplier), [])) == 0


@pytest.mark.parametrize("typed", ["", " ", "x" * 5000, "\x00\x01", "%", "'; drop--", "🧈" * 300])
def test_anything_may_be_typed(bakery: BakeryOnDatabase, typed: str) -> None:
    ingredient(bakery, "Flour")
    with bakery.session() as db:
        assert close_to(db, Ingredient.folded, typed) == []


@pytest.mark.covers("SR4")
def test_the_neighbours_names_are_near_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    ours = ingredient(bakery, "Chocolate")
    ingredient(neighbour, "Chocolate")
    with bakery.session() as db:
        assert close_to(db, Ingredient.folded, "choclate") == [ours.id]


def fill(bakery: BakeryOnDatabase, number: int) -> UUID:
    """So many ingredients, and one more."""
    kinds = ("flour", "sugar", "butter", "cocoa", "syrup", "extract", "nuts", "cream")
    rows = [
        {"name": f"Kind {n} {kinds[n % 8]}", "folded": f"kind {n} {kinds[n % 8]}",
         "slug": f"k-{n}", "level": 2}
        for n in range(number)
    ]  # fmt: skip
    with bakery.session() as db:
        db.insert_rows(Ingredient, rows)
    return ingredient(bakery, "Pistachio paste").id


@pytest.mark.covers("P-40")
def test_ten_thousand_names_take_the_same_three_questions(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    counts = []
    for owner, number in ((neighbour, 500), (bakery, 9_999)):
        wanted = fill(owner, number)
        with owner.session() as db:
            found = service.search(db, "pistacio pste")
            assert [one.id for one in found.items] == [wanted]
            counts.append(asked(partial(service.search, db, "pistacio pste")))
            counts.append(asked(partial(service.search, db, "pistachio")))
            assert len(service.search(db).items) == 50
            counts.append(asked(partial(service.search, db)))
    # Exact (with other names: 2), or nothing exact (1), the names (1), the near ones (2).
    assert counts == [4, 2, 2] * 2
