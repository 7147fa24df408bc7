"""The lists of units and goods ask the same of the database however much there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event

from baketracker.db.paging import PAGE
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.recipes.models import FinishedUnit, Recipe
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import Caller, browser, program

PAGES = ("/finished-goods", "/finished-goods?q=cake", "/recipes", "/recipes?q=cake")
JSON = ("/api/finished-goods", "/api/finished-goods?search=cake", "/api/recipes",
        "/api/recipes?search=cake")  # fmt: skip
FEW, MANY = PAGE + 10, 5 * PAGE  # a full page of either, and a next one


def bake(db: TenantSession, first: int, last: int) -> None:
    """Cakes of these numbers: a recipe each, the unit it yields, a good that holds it."""
    rows: dict[Any, list[dict[str, Any]]] = {
        Recipe: [], FinishedUnit: [], FinishedGood: [], Composition: []
    }  # fmt: skip
    for n in range(first, last):
        recipe, unit, good = new_id(), new_id(), new_id()
        named = {"name": f"Cake {n:04}", "slug": f"cake-{n}"}
        folded = named | {"folded": f"cake {n:04}"}
        gives = {"yield_mode": "discrete_count", "yield_type": "EA", "items_per_batch": 12}
        rows[Recipe].append({"id": recipe} | folded)
        rows[FinishedUnit].append({"id": unit, "recipe_id": recipe} | named | gives)
        rows[FinishedGood].append({"id": good} | folded)
        inside = {"finished_good_id": good, "finished_unit_id": unit, "quantity": Decimal(1)}
        rows[Composition].append({"id": new_id()} | inside)
    for entity, made in rows.items():
        db.insert_rows(entity, made)


@contextmanager
def fetched() -> Iterator[list[int]]:
    """How many rows each statement brings while the block runs."""
    rows: list[int] = []

    def note(_connection: Any, cursor: Any, *_: Any) -> None:
        rows.append(cursor.rowcount)

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield rows
    finally:
        event.remove(Engine, "after_cursor_execute", note)


def cost(client: Caller, place: str) -> list[int]:
    with fetched() as rows:
        answer = client.get(place)
    assert answer.status_code == 200, place
    assert "Cake 0000" in answer.text
    return rows


@pytest.mark.covers("S2-10k-500ms")
def test_the_lists_fetch_a_page_however_many_there_are(bakery: BakeryOnDatabase) -> None:
    page, ours = browser(bakery), program(bakery)
    places = [*((page, place) for place in PAGES), *((ours, place) for place in JSON)]
    with bakery.session() as db:
        bake(db, 0, FEW)
    few = [cost(*place) for place in places]
    with bakery.session() as db:
        bake(db, FEW, MANY)
    assert [cost(*place) for place in places] == few
    assert max(max(rows) for rows in few) == PAGE + 1
