"""Finding runs again."""

from datetime import UTC, datetime, timedelta

import pytest

from baketracker.db.paging import LostPlace, cursor_of
from baketracker.exchange.canonical import canonical
from baketracker.plans.models import RecipeSnapshot
from baketracker.production import service
from baketracker.production.models import ProductionRun
from baketracker.production.service import Wanted
from tests.architecture.statement_log import statements
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.reading import words
from tests.production.bakes import Bakes, kitchen_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def bakes(bakery: BakeryOnDatabase) -> Bakes:
    return kitchen_of(bakery)


def runs(bakery: BakeryOnDatabase, of: Bakes, count: int, **more: object) -> None:
    """One run a day, 1 to `count` good."""
    with bakery.session() as db:
        for n in range(count):
            told = {"recipe_id": of.cookies, "finished_unit_id": of.cookie} | more
            db.add(
                ProductionRun(
                    **told, batches=1, expected=48, good=n + 1, lost=47 - n,
                    produced_at=NOON + timedelta(days=n),
                )
            )  # fmt: skip


def good(bakery: BakeryOnDatabase, wanted: Wanted) -> list[int]:
    with bakery.session() as db:
        return [one.good for one in service.search(db, wanted).items]


@pytest.mark.covers("K-59")
def test_newest_first_and_page_by_page(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    runs(bakery, bakes, 7)
    with bakery.session() as db:
        first = service.search(db, limit=3)
        second = service.search(db, cursor=first.next, limit=3)
        third = service.search(db, cursor=second.next, limit=3)
        told = [one.good for page in (first, second, third) for one in page.items]
        assert [one.good for one in service.all_runs(db)] == told == [7, 6, 5, 4, 3, 2, 1]
        assert third.next is None
        with pytest.raises(LostPlace):
            service.search(db, cursor=cursor_of(bakes.cookie))


@pytest.mark.covers("K-59")
def test_by_recipe_unit_and_days_both_included(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    runs(bakery, bakes, 4)
    runs(bakery, bakes, 2, recipe_id=bakes.brownies, finished_unit_id=bakes.brownie)
    day = NOON.date()
    assert good(bakery, Wanted(recipe_id=bakes.brownies)) == [2, 1]
    assert good(bakery, Wanted(finished_unit_id=bakes.cookie)) == [4, 3, 2, 1]
    assert good(bakery, Wanted(recipe_id=bakes.cookies, since=day + timedelta(days=2))) == [4, 3]
    assert good(bakery, Wanted(finished_unit_id=bakes.cookie, until=day)) == [1]
    between = Wanted(bakes.cookies, since=day + timedelta(days=1), until=day + timedelta(days=2))
    assert good(bakery, between) == [3, 2]


@pytest.mark.covers("K-59")
def test_many_runs_take_as_many_statements_as_one(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    counts = []
    for more in (1, 30):
        runs(bakery, bakes, more)
        with bakery.session() as db, statements() as log:
            service.search(db)
            service.totals(db)
        counts.append(len(log))
    assert counts[0] == counts[1]


@pytest.mark.covers("S3-badge")
def test_what_was_approximated_says_so(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    with bakery.session() as db:
        row = RecipeSnapshot(
            recipe_id=bakes.cookies, is_approximated=True, scale=2,
            content={"name": "Sugar Cookie", "lines": [], "needs": []},
        )  # fmt: skip
        db.add(row)
        db.flush()
        frozen = row.id
    runs(bakery, bakes, 1, recipe_snapshot_id=frozen)
    runs(bakery, bakes, 1)
    me = browser(bakery)
    assert words(me.get("/production").text).count("(approximated)") == 2  # table and cards
    with bakery.session() as db:
        marked = [one for one in service.all_runs(db) if one.snapshot]
        assert canonical(db)["recipe_snapshots"][0]["id"] == frozen
    assert "(approximated)" in words(me.get(f"/production/{marked[0].id}").text)
    shown = words(me.get(f"/recipes/{bakes.cookies}/snapshots").text)
    assert "(approximated)" in shown
    assert "× 2" in shown


def test_a_run_an_import_told_little_of_is_shown(bakery: BakeryOnDatabase, bakes: Bakes) -> None:
    runs(bakery, bakes, 1, finished_unit_id=None)
    me = browser(bakery)
    assert "Sugar Cookie" in words(me.get("/production").text)
    with bakery.session() as db:
        (run,) = service.all_runs(db)
        assert (run.finished_unit, run.name, run.snapshot) == (None, "Sugar Cookie", None)
        told = service.get(db, run.id)
    assert (told.operation_id, told.draws, told.consumptions) == (None, [], [])
    assert me.get(f"/production/{run.id}").status_code == 200
