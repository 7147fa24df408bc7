"""Finding ingredients, a page at a time."""

from functools import partial

import pytest
from sqlalchemy import text

from baketracker.db.paging import LostPlace, cursor_of
from baketracker.ingredients import service
from baketracker.ingredients.models import Ingredient
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient
from tests.factories.statements import asked, explained


def names(bakery: BakeryOnDatabase, typed: str, category: str = "") -> list[str]:
    with bakery.session() as db:
        found = service.search(db, typed, category)
        assert service.count(db, typed, category) == len(found.items)
        return [one.name for one in found.items]


@pytest.mark.covers("UX-43")
def test_accents_case_and_other_names_do_not_matter(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery, "Crème fraîche")
    ingredient(bakery, "Flour", aliases=["Mehl"])
    assert names(bakery, "creme FRAICHE") == ["Crème fraîche"]
    assert names(bakery, "mehl") == ["Flour"]


@pytest.mark.covers("L-33", "S4-chk-sqlparam")
@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", "/", "\x00", "e%r", "or 1=1"])
def test_a_percent_sign_is_only_a_percent_sign(bakery: BakeryOnDatabase, typed: str) -> None:
    ingredient(bakery, "Flour")
    assert names(bakery, typed) == ([] if typed != "\x00" else ["Flour"])
    ingredient(bakery, "100% rye_flour '\\/ e%r or 1=1")
    assert "100% rye_flour '\\/ e%r or 1=1" in names(bakery, typed)


def test_a_category_narrows_the_list(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery, "Rye", category="Flour")
    ingredient(bakery, "Rock sugar", category="Sugar")
    assert names(bakery, "r", "Sugar") == ["Rock sugar"]
    with bakery.session() as db:
        assert service.categories(db) == ["Flour", "Sugar"]


@pytest.mark.covers("DEC-16", "D-17")
def test_pages_follow_each_other_by_code_point(bakery: BakeryOnDatabase) -> None:
    wanted = sorted(["apple", "Zest", "Äpfel", "almond", "Flour", "🥚 eggs", "10x sugar"])
    for name in wanted:
        ingredient(bakery, name)
    seen: list[str] = []
    cursor: str | None = None
    with bakery.session() as db:
        while True:
            page = service.search(db, cursor=cursor, limit=3)
            assert len(page.items) <= 3
            seen += [one.name for one in page.items]
            cursor = page.next
            if cursor is None:
                break
    assert seen == wanted


@pytest.mark.covers("DEC-16")
def test_a_page_is_bounded(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery, "Flour")
    ingredient(bakery, "Sugar")
    with bakery.session() as db:
        assert len(service.search(db, limit=0).items) == 1
        assert len(service.search(db, limit=10**9).items) == 2


def test_rows_that_come_and_go_shift_nothing(bakery: BakeryOnDatabase) -> None:
    first, second, third = (ingredient(bakery, name) for name in ("B", "C", "D"))
    with bakery.session() as db:
        page = service.search(db, limit=2)
    ingredient(bakery, "A")
    with bakery.session() as db:
        service.archive(db, second.id, second.version)
        assert [one.name for one in service.search(db, cursor=page.next).items] == ["D"]
    assert {first.name, third.name} == {"B", "D"}


def test_a_place_in_another_list_is_lost(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    theirs = cursor_of(ingredient(neighbour).id)
    with bakery.session() as db:
        for cursor in (theirs, "x", "", "å", "AAAA", "A" * 500):
            with pytest.raises(LostPlace):
                service.search(db, cursor=cursor)


@pytest.mark.covers("L-33", "L-36")
def test_a_long_list_asks_as_little_as_a_short_one(bakery: BakeryOnDatabase) -> None:
    top = ingredient(bakery, "Flours", is_group=True)
    group = ingredient(bakery, "Wheat", parent_id=top.id, is_group=True, aliases=["Weizen"])
    counts = []
    for more in (1, 30):
        for number in range(more):
            ingredient(bakery, f"Kind {more} {number}", parent_id=group.id, aliases=["Mehl"])
        with bakery.session() as db:
            counts.append(asked(partial(service.search, db)))
            last = service.search(db).items[-1]
        assert (last.name, last.parent and last.parent.name) == ("Wheat", "Flours")
    assert counts == [3, 3]


@pytest.mark.covers("S4-index-ingredients")
def test_the_list_is_read_along_its_index(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    for owner in (bakery, neighbour):
        with owner.session() as db:
            rows = [{"name": f"Kind {n:04}", "slug": f"k-{n}", "level": 2} for n in range(500)]
            db.insert_rows(Ingredient, rows)
    with bakery.session() as db:
        # What statistics would say of many bakeries: reading everything is dear.
        db.execute(text("set local enable_seqscan = off"))
        db.execute(text("set local enable_bitmapscan = off"))
        plan = explained(db, lambda: service.search(db, limit=50))
    listing = plan.split("SubPlan")[0]
    assert "ingredients_name" in listing, plan
    assert f"tenant_id = '{bakery.id}'" in listing
    assert "Presorted Key: ingredients.name" in listing or "Sort Key" not in listing, plan
