"""The bare good of a finished unit: made, renamed and taken away with it, in one save."""

import pytest
from sqlalchemy import select

from baketracker.errors import Conflict
from baketracker.finished_goods.bare import bare_of
from baketracker.finished_goods.models import Composition, FinishedGood
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import program
from tests.factories.kitchen import Kitchen
from tests.recipes.writing import COOKIES, SLICE, change, read, write


def goods(bakery: BakeryOnDatabase) -> list[tuple[str, str, str]]:
    with bakery.session() as db:
        rows = db.scalars(select(FinishedGood).order_by(FinishedGood.name))
        return [(row.name, row.slug, row.assembly_type) for row in rows]


@pytest.mark.covers("K-49", "M-32")
def test_a_whole_unit_has_a_bare_good_and_a_portion_none(bakery: BakeryOnDatabase) -> None:
    made = write(bakery, yields=[COOKIES, SLICE])
    assert goods(bakery) == [("Cookies", "cookies", "bare")]
    with bakery.session() as db:
        [line] = db.scalars(select(Composition)).all()
        assert (line.finished_unit_id, line.quantity) == (made.yields[0].id, 1)
    renamed = COOKIES | {"id": made.yields[0].id, "name": "Big cookies"}
    changed = change(bakery, made, yields=[renamed])
    assert goods(bakery) == [("Big cookies", "big-cookies", "bare")]
    again = change(bakery, changed, yields=[renamed | {"items_per_batch": 12}])
    assert len(goods(bakery)) == 1
    portion = change(bakery, again, yields=[renamed | {"yield_type": "SERVING"}])
    assert len(goods(bakery)) == 1
    change(bakery, portion, yields=[])
    assert goods(bakery) == []


@pytest.mark.covers("K-49")
def test_a_bare_good_that_is_packed_keeps_its_unit(bakery: BakeryOnDatabase) -> None:
    made = write(bakery, yields=[COOKIES])
    with bakery.session() as db:
        good = bare_of(db, made.yields[0].id)
        assert good is not None
        Kitchen(db).good("Gift box", goods={good.id: "2"})
    with pytest.raises(Conflict, match="Cookies is still used: compositions"):
        change(bakery, made, yields=[])
    assert len(read(bakery, made.id).yields) == 1
    assert [name for name, _slug, _kind in goods(bakery)] == ["Cookies", "Gift box"]


@pytest.mark.covers("K-49", "K-43")
def test_a_refused_save_leaves_no_good_behind(bakery: BakeryOnDatabase) -> None:
    api = program(bakery)
    yields = [COOKIES, COOKIES]
    given = {"name": "Cookie", "category": "Cookies", "yields": yields}
    assert api.post("/api/recipes", json=given).status_code == 422
    assert goods(bakery) == []
    assert api.post("/api/recipes", json=given | {"yields": yields[:1]}).status_code == 201
    assert len(goods(bakery)) == 1
