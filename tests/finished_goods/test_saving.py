"""Writing finished goods: what they hold, what is refused, and who sees them."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import update

from baketracker.db.types import new_id
from baketracker.errors import BakeTrackerError, Conflict, InvalidInput, NotFound, Stale
from baketracker.events import holding
from baketracker.events.models import Event
from baketracker.finished_goods import service
from baketracker.finished_goods.given import GoodChange, NewGood
from baketracker.finished_goods.packing import CircularGood
from baketracker.finished_goods.saving import WrongCount
from baketracker.finished_goods.schemas import GoodView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.rows import RowMaker

Part = dict[str, object]


@pytest.fixture
def cookie(bakery: BakeryOnDatabase) -> UUID:
    with bakery.session() as db:
        return RowMaker(db).row("finished_units", name="Cookie", items_per_batch=48)


@pytest.fixture
def brownie(bakery: BakeryOnDatabase) -> UUID:
    with bakery.session() as db:
        return RowMaker(db).row("finished_units", name="Brownie", items_per_batch=24)


def unit(unit_id: UUID, quantity: object = 1) -> Part:
    return {"kind": "finished_unit", "id": unit_id, "quantity": quantity}


def inner(good_id: UUID, quantity: object = 1) -> Part:
    return {"kind": "finished_good", "id": good_id, "quantity": quantity}


def new(name: str, *parts: Part, **more: object) -> NewGood:
    return NewGood.model_validate({"name": name, "parts": list(parts)} | more)


def made(bakery: BakeryOnDatabase, name: str, *parts: Part, **more: object) -> GoodView:
    with bakery.session() as db:
        return service.create(db, new(name, *parts, **more))


def faults(bakery: BakeryOnDatabase, *parts: Part) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused, bakery.session() as db:
        service.create(db, new("Box", *parts))
    with bakery.session() as db:
        assert service.count(db) == 0
    return refused.value.fields


def test_a_box_holds_what_was_put_into_it(
    bakery: BakeryOnDatabase, cookie: UUID, brownie: UUID
) -> None:
    bag = made(bakery, "Bag", unit(cookie, 6), unit(brownie, 3))
    tower = made(bakery, "Tower", inner(bag.id, 2), unit(cookie, 4))
    assert [(part.name, part.quantity) for part in tower.parts] == [("Bag", 2), ("Cookie", 4)]
    assert {unit.name: unit.quantity for unit in tower.comes_to} == {"Cookie": 16, "Brownie": 6}
    assert tower.assembly_type == "bundle"


@pytest.mark.covers("M-32")
def test_one_unit_alone_makes_a_bare_good_and_more_a_bundle(
    bakery: BakeryOnDatabase, cookie: UUID, brownie: UUID
) -> None:
    good = made(bakery, "Big cookie", unit(cookie))
    assert good.assembly_type == "bare"
    with bakery.session() as db:
        parts = [unit(cookie), unit(brownie)]
        grown = service.update(db, good.id, new("Pair", *parts), good.version)
    assert grown.assembly_type == "bundle"


@pytest.mark.covers("F11")
def test_changing_only_the_kind_is_judged_against_what_is_in_it(
    bakery: BakeryOnDatabase, cookie: UUID
) -> None:
    dozen = made(bakery, "Dozen", unit(cookie, 12))
    with pytest.raises(WrongCount), bakery.session() as db:
        service.update(db, dozen.id, GoodChange(assembly_type="bare"), dozen.version)
    with pytest.raises(WrongCount), bakery.session() as db:
        service.create(db, new("Nothing"))


@pytest.mark.covers("F9", "L-21")
@pytest.mark.parametrize("kind", ["finished_unit", "finished_good", "material_unit"])
def test_nobody_packs_half_a_thing(bakery: BakeryOnDatabase, cookie: UUID, kind: str) -> None:
    with bakery.session() as db:
        ids = {"finished_unit": cookie, "material_unit": RowMaker(db).row("material_units")}
        ids["finished_good"] = RowMaker(db).row("finished_goods", deleted_at=None)
        service.archive(db, ids["finished_good"], 1)
        service.restore(db, ids["finished_good"])
        service.archive(db, ids["finished_good"], 3)
    half = {"kind": kind, "id": ids[kind], "quantity": "2.5"}
    assert "whole number" in faults(bakery, unit(cookie), half)["parts.1.quantity"]


@pytest.mark.covers("F9", "M-05")
def test_only_packaging_wraps_and_it_may_be_a_fraction(
    bakery: BakeryOnDatabase, cookie: UUID
) -> None:
    with bakery.session() as db:
        maker = RowMaker(db)
        tissue = maker.row("ingredients", level=2, is_packaging=True)
        flour = maker.row("ingredients", level=2)
        sheet = maker.row("products", ingredient_id=tissue)
        bag = maker.row("products", ingredient_id=flour)
    wrapped = {"kind": "packaging", "id": sheet, "quantity": "0.5"}
    good = made(bakery, "Wrapped", unit(cookie, 2), wrapped)
    assert good.parts[1].quantity == Decimal("0.5")
    with bakery.session() as db, pytest.raises(InvalidInput) as refused:
        service.create(db, new("Floury", unit(cookie), wrapped | {"id": bag}))
    assert "food" in refused.value.fields["parts.1.what"]


@pytest.mark.covers("S2-composition-xor", "L-24")
def test_the_same_thing_twice_and_unknown_things_are_named_by_their_line(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, cookie: UUID
) -> None:
    with neighbour.session() as db:
        theirs = RowMaker(db).row("finished_units")
    assert "twice" in faults(bakery, unit(cookie, 2), unit(cookie, 3))["parts.1.what"]
    assert "list" in faults(bakery, unit(theirs))["parts.0.what"]
    assert "list" in faults(bakery, unit(cookie), inner(new_id()))["parts.1.what"]


def test_a_box_never_holds_itself(bakery: BakeryOnDatabase, cookie: UUID) -> None:
    small = made(bakery, "Small", unit(cookie, 2))
    large = made(bakery, "Large", inner(small.id, 2))
    with pytest.raises(CircularGood), bakery.session() as db:
        service.update(db, small.id, new("Small", inner(large.id)), small.version)
    with bakery.session() as db:
        assert service.get(db, small.id).trouble is None


@pytest.mark.covers("D-03")
def test_a_good_in_another_is_not_put_away_and_the_other_is_named(
    bakery: BakeryOnDatabase, cookie: UUID
) -> None:
    small = made(bakery, "Small", unit(cookie, 2))
    large = made(bakery, "Large", inner(small.id, 2))
    with pytest.raises(Conflict) as refused, bakery.session() as db:
        service.archive(db, small.id, small.version)
    assert "Large" in str(refused.value)
    with bakery.session() as db:
        service.archive(db, large.id, large.version)
        service.archive(db, small.id, small.version)
        assert service.count(db) == 0
        assert service.restore(db, small.id).name == "Small"


@pytest.mark.covers("D-03")
def test_a_good_that_an_event_wants_is_not_put_away_until_it_is_over(
    bakery: BakeryOnDatabase, cookie: UUID
) -> None:
    assert holding.events_with in service.HOLDERS
    good = made(bakery, "Dozen", unit(cookie, 12))
    with bakery.session() as db:
        today, maker = db.scope.today(), RowMaker(db)
        for name, days in (("Long ago", -30), ("Spring fair", 30)):
            event = maker.row("events", name=name, event_date=today + timedelta(days))
            maker.row("event_finished_goods", event_id=event, finished_good_id=good.id, quantity=3)
    with pytest.raises(Conflict) as refused, bakery.session() as db:
        service.archive(db, good.id, good.version)
    assert "Spring fair" in str(refused.value)
    assert "Long ago" not in str(refused.value)
    with bakery.session() as db:
        db.execute(update(Event).where(Event.name == "Spring fair").values(plan_state="completed"))
        service.archive(db, good.id, good.version)


def test_two_phones_cannot_overwrite_each_other(bakery: BakeryOnDatabase, cookie: UUID) -> None:
    good = made(bakery, "Dozen", unit(cookie, 12))
    with bakery.session() as db:
        service.update(db, good.id, new("Dozen", unit(cookie, 13)), good.version)
    with pytest.raises(Stale), bakery.session() as db:
        service.update(db, good.id, new("Dozen", unit(cookie, 14)), good.version)


@pytest.mark.covers("S2-assembly-types")
def test_older_kinds_stay_as_a_label_to_filter_by(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        RowMaker(db).row("finished_goods", name="Old box", label="gift_box")
        RowMaker(db).row("finished_goods", name="New box")
        assert service.labels(db) == ["gift_box"]
        assert [good.name for good in service.search(db, label="gift_box").items] == ["Old box"]


@pytest.mark.parametrize("verb", ["get", "update", "archive", "restore"])
def test_the_neighbour_finds_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, cookie: UUID, verb: str
) -> None:
    good = made(bakery, "Dozen", unit(cookie, 12))
    more = {"update": (GoodChange(notes="ours now"), 1), "archive": (1,)}.get(verb, ())
    with pytest.raises(NotFound), neighbour.session() as db:
        getattr(service, verb)(db, good.id, *more)
    with bakery.session() as db:
        assert service.get(db, good.id).notes == ""


def test_a_member_may_not_see_a_refusal_as_an_error_of_ours(
    bakery: BakeryOnDatabase, cookie: UUID
) -> None:
    """Every refusal is a sentence."""
    for parts in ([], [unit(cookie, 2), unit(cookie)]):
        with pytest.raises(BakeTrackerError) as refused, bakery.session() as db:
            service.create(db, new("Box", *parts))
        assert str(refused.value).endswith(".")
