"""What is running low."""

import pytest

from baketracker.materials import service
from baketracker.materials.given import MaterialChange
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program
from tests.factories.reading import words

from .making import lot, material, product


def low(bakery: BakeryOnDatabase) -> list[str]:
    with bakery.session() as db:
        found = service.search(db, show="low").items
        assert service.count(db, show="low") == len(found)
        assert all(one.low for one in found)
        return [one.name for one in found]


@pytest.mark.covers("SC-28")
def test_less_than_somebody_wants_is_low(bakery: BakeryOnDatabase) -> None:
    red, blue = material(bakery, "Red", low_below="500"), material(bakery, "Blue")
    material(bakery, "Gold", low_below="0.5")
    rolls = [product(bakery, red, name) for name in ("Small", "Large")]
    assert low(bakery) == ["Gold", "Red"]
    for of in rolls:
        lot(bakery, of, "249.9996")
    # A hair less is nothing.
    assert low(bakery) == ["Gold"]
    with bakery.session() as db:
        now = service.get(db, red.id)
        service.update(db, red.id, MaterialChange(low_below=501), now.version)
        service.update(db, blue.id, MaterialChange(low_below=1), blue.version)
    assert low(bakery) == ["Blue", "Gold", "Red"]
    with bakery.session() as db:
        now = service.get(db, red.id)
        assert not service.update(db, red.id, MaterialChange(low_below=None), now.version).low


@pytest.mark.covers("SC-28")
def test_every_door_shows_what_is_low(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    pages = browser(bakery)
    material(bakery, "Red")
    assert "Running low" not in pages.get("/materials").text
    material(bakery, "Gold", low_below="5")
    assert "Running low" in words(pages.get("/materials").text)
    shown = words(pages.get("/materials?show=low").text)
    assert "Gold" in shown
    assert "Red" not in shown
    listed = program(bakery).get("/api/materials?show=low").json()
    assert [(one["name"], one["low_below"]) for one in listed["items"]] == [("Gold", "5")]
    assert call_tool(program(bakery), "list_materials", show="low")["structuredContent"] == listed
    assert low(neighbour) == []
    assert "Nothing is running low." in browser(neighbour).get("/materials?show=low").text
