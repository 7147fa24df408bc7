"""What is taken back stands on what is still there, and not too much goes back at once."""

from typing import Any
from uuid import UUID

import pytest

from baketracker.activity import chain as chains
from baketracker.activity import service as activity
from baketracker.activity.chain import TooMany
from baketracker.buying import service as buying
from baketracker.errors import Conflict
from baketracker.ingredients import service as ingredients
from baketracker.pantry import service as pantry
from baketracker.pantry.consuming import use
from baketracker.pantry.given import Use
from baketracker.products import service as products
from tests.activity.test_undo import dump, undo
from tests.buying.till import buy, line
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product
from tests.factories.clients import browser


def used(bakery: BakeryOnDatabase, of: Any, much: str) -> UUID:
    with bakery.session() as db:
        done = use(db, of.id, Use(quantity=much, unit="lb")).operation_id
    assert done
    return done


@pytest.mark.covers("P-08")
def test_stock_never_comes_back_under_what_is_archived(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bag = product(bakery, flour)
    bought = buy(bakery, line(bag.id))
    gone = used(bakery, flour, "5")
    with bakery.session() as db:
        service_version = products.get(db, bag.id).version
        with pytest.raises(Conflict, match="still used"):
            products.archive(db, bag.id, service_version)
    assert bought.operation_id
    undo(bakery, gone)
    undo(bakery, bought.operation_id)
    with bakery.session() as db:
        products.archive(db, bag.id, products.get(db, bag.id).version)
    before = dump(bakery)
    with bakery.session() as db, pytest.raises(Conflict):
        activity.undo(db, gone)
    assert dump(bakery) == before


@pytest.mark.covers("P-08")
def test_a_void_line_stays_away_while_its_product_is_archived(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bag = product(bakery, flour)
    (bought,) = buy(bakery, line(bag.id)).lines
    with bakery.session() as db:
        done = buying.void_line(db, bought.id, bought.version)
    with bakery.session() as db:
        products.archive(db, bag.id, products.get(db, bag.id).version)
        ingredients.archive(db, flour.id, ingredients.get(db, flour.id).version)
    before = dump(bakery)
    with pytest.raises(Conflict, match="while King Arthur is archived"):
        undo(bakery, done)
    assert dump(bakery) == before
    with bakery.session() as db:
        ingredients.restore(db, flour.id)
        products.restore(db, bag.id)
    undo(bakery, done)
    with bakery.session() as db:
        assert [one.total for one in pantry.shelves(db).items] != []


def test_a_chain_is_asked_for_in_rounds_and_has_an_end(
    bakery: BakeryOnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    flour = ingredient(bakery)
    bought = buy(bakery, line(product(bakery, flour).id, 4))
    assert bought.operation_id
    uses = [used(bakery, flour, "1") for _ in range(6)]
    with bakery.session() as db:
        chain = [one.id for one in activity.dependants(db, bought.operation_id)]
    assert chain == uses[::-1]
    monkeypatch.setattr(chains, "LONGEST", 5)
    with bakery.session() as db, pytest.raises(TooMany, match="More than 5 later entries"):
        activity.undo(db, bought.operation_id, uses)
    page = browser(bakery).get(f"/activity/{bought.operation_id}/undo")
    assert "too many to take back together" in page.text


@pytest.mark.covers("P-07")
def test_after_undoing_one_stands_where_something_still_is(bakery: BakeryOnDatabase) -> None:
    bought = buy(bakery, line(product(bakery, ingredient(bakery)).id))
    client = browser(bakery)
    url = f"/activity/{bought.operation_id}/undo"
    here = {"Referer": f"http://127.0.0.1:8000/purchases/{bought.id}"}
    done = client.post(url, headers=here)
    assert done.headers["location"] == "/activity"
    assert client.get("/activity").status_code == 200


def test_what_was_there_before_a_merge_does_not_go_back_with_it(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    seen = {"seen": "Stone ground", "ingredient_id": flour.id, "quantity": "5", "unit": "lb"}
    bought = buy(bakery, {"new_product": seen, "package_price": "5"})
    kept = bought.lines[0].product.id
    named = product(bakery, flour, gtin="4006381333931")
    with bakery.session() as db:
        merged = products.merge(db, named.id, kept).operation_id
    # It took the barcode, so it stands where the other would be: because of the merge alone.
    with bakery.session() as db:
        assert products.get(db, kept).gtin == named.gtin
        assert activity.dependants(db, merged) == []
        activity.undo(db, merged)
    with bakery.session() as db:
        assert products.get(db, named.id).gtin == named.gtin
