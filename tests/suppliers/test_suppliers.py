"""Shops and online stores: writing them down, changing and archiving them."""

from functools import partial

import pytest
from pydantic import ValidationError

from baketracker.errors import Conflict, NotFound, Stale
from baketracker.suppliers import service
from baketracker.suppliers.schemas import NewSupplier, SupplierChange
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import supplier
from tests.factories.statements import asked


@pytest.mark.covers("SC-32", "S1-geography-us-eu", "DEC-21")
@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"city": "Waltham", "state": "MA"}, "Costco (Waltham, MA)"),
        ({"city": "Zürich", "country": "Schweiz", "postal_code": "8001"}, "Costco (Zürich)"),
        ({"kind": "online"}, "Costco (Online)"),
        ({}, "Costco"),
    ],
)
def test_a_shop_may_be_anywhere(
    bakery: BakeryOnDatabase, fields: dict[str, str], label: str
) -> None:
    assert supplier(bakery, **fields).label == label


@pytest.mark.covers("S0-slug-materials")
def test_two_branches_are_two_and_one_branch_is_one(bakery: BakeryOnDatabase) -> None:
    first = supplier(bakery, city="Waltham", state="MA")
    second = supplier(bakery, city="Burlington", state="MA")
    assert (first.slug, second.slug) == ("costco-waltham-ma", "costco-burlington-ma")
    with pytest.raises(Conflict, match=r"already a supplier Costco \(Waltham, MA\)"):
        supplier(bakery, "COSTCO", city="waltham", state="ma")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil", "shop.com"])
def test_an_address_no_browser_should_open_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="https://"):
        NewSupplier.model_validate({"name": "Shop", "website_url": url})


@pytest.mark.covers("SD-27", "S0-slug-materials")
def test_an_archived_shop_frees_its_slug(bakery: BakeryOnDatabase) -> None:
    shop = supplier(bakery)
    with bakery.session() as db:
        service.archive(db, shop.id, shop.version)
    assert supplier(bakery).slug == "costco"
    with bakery.session() as db:
        with pytest.raises(NotFound):
            service.get(db, shop.id)
        with pytest.raises(Conflict):
            service.restore(db, shop.id)


def test_only_what_is_given_changes_and_stale_is_refused(bakery: BakeryOnDatabase) -> None:
    shop = supplier(bakery, city="Waltham")
    with bakery.session() as db:
        now = service.update(db, shop.id, SupplierChange(notes="cash only"), shop.version)
    assert (now.city, now.notes, now.version) == ("Waltham", "cash only", 2)
    with bakery.session() as db, pytest.raises(Stale) as stale:
        service.update(db, shop.id, SupplierChange(notes="x"), shop.version)
    assert stale.value.current["notes"] == "cash only"


def test_a_form_offers_only_shops_still_used(bakery: BakeryOnDatabase) -> None:
    supplier(bakery, "Closed", is_active=False)
    supplier(bakery, "Open")
    with bakery.session() as db:
        assert [one.name for one in service.choices(db)] == ["Open"]
        assert [one.name for one in service.search(db).items] == ["Closed", "Open"]
        assert [one.name for one in service.search(db, active_only=True).items] == ["Open"]


@pytest.mark.covers("SR4", "UX-43", "L-33")
def test_the_neighbour_sees_none(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    shop = supplier(bakery, "Mühle 100%")
    with neighbour.session() as db:
        assert service.search(db).items == []
        for verb in (service.get, service.restore):
            with pytest.raises(NotFound):
                verb(db, shop.id)
        with pytest.raises(NotFound):
            service.update(db, shop.id, SupplierChange(notes="mine"), 1)
        with pytest.raises(NotFound):
            service.archive(db, shop.id, 1)
    with bakery.session() as db:
        assert [one.id for one in service.search(db, "muhle %").items] == [shop.id]
        assert service.count(db, "muhle _") == 0


@pytest.mark.covers("DEC-21", "S1-geography-us-eu")
def test_two_branches_in_one_town_are_told_apart(bakery: BakeryOnDatabase) -> None:
    """Without states, the street is what differs."""
    for street in ("Hauptstr. 1\nHinterhaus", "Seeweg 2"):
        supplier(bakery, "Lidl", street_address=street, city="Berlin", country="Deutschland")
    supplier(bakery, "Aldi", city="Berlin")
    with bakery.session() as db:
        labels = [one.label for one in service.choices(db)]
        assert service.countries(db) == ["Deutschland"]
    assert labels == ["Aldi (Berlin)", "Lidl (Berlin), Hauptstr. 1", "Lidl (Berlin), Seeweg 2"]
    with pytest.raises(Conflict, match="already a supplier Lidl"):
        supplier(bakery, "lidl", street_address="SEEWEG 2", city="Berlin", country="deutschland")


@pytest.mark.covers("DEC-21")
def test_an_address_keeps_its_lines(bakery: BakeryOnDatabase) -> None:
    address = "2-chōme-8-1\nNishi-Shinjuku\n東京都"
    assert supplier(bakery, street_address=address).street_address == address


@pytest.mark.covers("P-40")
def test_a_slip_finds_it_all_the_same(bakery: BakeryOnDatabase) -> None:
    shop = supplier(bakery, "Costco", city="Waltham")
    supplier(bakery, "Old Mill", is_active=False)
    with bakery.session() as db:
        assert [one.id for one in service.search(db, "cosco").items] == [shop.id]
        assert service.count(db, "cosco") == 0
        assert len(service.search(db, "old mil").items) == 1
        assert service.search(db, "old mull", active_only=True).items == []
        assert service.search(db, "cosco", archived=True).items == []
        assert asked(partial(service.search, db, "cosco")) == 3
