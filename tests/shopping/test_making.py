"""A list out of the plans of events, and what a refresh keeps of it."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.events.models import Event, EventFinishedGood
from baketracker.shopping import items, making, service
from baketracker.shopping.given import ItemChange, NewItem, NewList
from baketracker.shopping.schemas import ListView
from tests.architecture.statement_log import statements
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen, stock
from tests.shopping.trips import lines, listed, shop, shopped, told


def want(db: TenantSession, event: UUID, quantity: int) -> None:
    row = db.scalars(select(EventFinishedGood).where(EventFinishedGood.event_id == event)).one()
    row.quantity = quantity
    db.flush()


def after(bakery: BakeryOnDatabase, shown: ListView, event: UUID, quantity: int) -> ListView:
    """The list when the event wants another number of goods."""
    with bakery.session() as db:
        want(db, event, quantity)
        return making.refresh(db, shown.id)


@pytest.mark.covers("D-13", "A6", "G-19", "P-10", "SC-09", "DEC-24")
def test_one_row_each_in_whole_packages_with_packaging_and_materials(
    bakery: BakeryOnDatabase,
) -> None:
    _trip, shown = shopped(bakery)
    # 20 lb are needed, 3 are there: 17 lb are 3 × 5 lb and 1 × 2 lb, no other mix is cheaper.
    assert told(shown) == [
        ("Mill", 1, "2 lb"),
        ("Window box", 1, "10 each"),
        ("Satin roll", 1, "200 linear_cm"),
        ("King", 3, "15 lb"),
    ]
    large = lines(shown, "Flour")[1]
    assert (large.total, large.leftover, large.short) == (12, 0, 0)
    ribbon = lines(shown, "Red ribbon")[0]
    assert (ribbon.total, ribbon.leftover, ribbon.unit_said) == (6, 800, "cm")
    assert [
        (store.supplier.name if store.supplier else "", [aisle.name for aisle in store.aisles])
        for store in shown.stores
    ] == [("Corner Shop", ["Baking", "", ""]), ("Costco", ["Baking"])]
    assert (shown.name, shown.totals.lines, shown.totals.all_known) == (
        "Fair", 4, Decimal("2.5") + Decimal("19.5") + 6 + 12,
    )  # fmt: skip


@pytest.mark.covers("P-34", "PH-03")
def test_a_line_tells_the_last_and_the_best_price(bakery: BakeryOnDatabase) -> None:
    small = lines(shopped(bakery)[1], "Flour")[0]
    assert small.last is not None
    assert small.best is not None
    told = [
        (price.package_price, price.per_unit, price.supplier and price.supplier.name, str(price.on))
        for price in (small.last, small.best)
    ]
    assert told == [
        (Decimal("2.5"), Decimal("1.25"), "Corner Shop", "2026-01-10"),
        (Decimal(2), Decimal(1), "Costco", "2026-01-02"),
    ]


@pytest.mark.covers("DEC-24")
def test_several_events_share_one_pantry_and_one_line(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        trip = shop(db)
    shown = listed(bakery, trip.tea, trip.fair)
    assert [event.name for event in shown.events] == ["Fair", "Tea"]
    # 20 + 6 lb are needed and 3 lb are there once: 23 lb.
    assert sum(item.needed or 0 for item in lines(shown, "Flour")) == 23
    assert told(shown)[-1] == ("King", 5, "23 lb")
    with bakery.session() as db:
        why = items.why(db, shown.id, lines(shown, "Flour")[-1].id).why
    assert why is not None
    assert (why.need, why.on_hand, why.missing, why.elsewhere) == (26, 3, 23, 0)
    assert [
        (share.event.name, share.need, share.on_hand, [r.name for r in share.recipes])
        for share in why.events
    ] == [("Fair", 20, 3, ["Bread"]), ("Tea", 6, 3, ["Bread"])]
    assert sum(recipe.quantity for share in why.events for recipe in share.recipes) == why.need


@pytest.mark.covers("A6")
def test_the_lots_that_are_there_are_seen(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        event = stock(db).event
    shown = listed(bakery, event)
    # Flour, butter and cocoa are enough; of sugar 15 cups lack and only single cups are known.
    assert [(item.name, item.needed, item.packages) for item in shown.items] == [("Sugar", 15, 15)]


def test_a_refresh_keeps_what_is_in_the_cart_and_buys_the_rest(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    small, large = lines(shown, "Flour")
    with bakery.session() as db:
        items.set_in_cart(db, shown.id, large.id, in_cart=True)
    more = after(bakery, shown, trip.fair, 12)
    assert lines(more, "Flour")[-1] == lines(after(bakery, shown, trip.fair, 12), "Flour")[-1]
    # 24 lb needed, 3 on hand, 15 in the cart: 6 lb more, as 3 × 2 lb or 5 + 2: 6.50 beats 7.50.
    kept = next(item for item in more.items if item.id == large.id)
    assert (kept.packages, kept.needed, kept.in_cart) == (3, 15, True)
    assert small.id in {item.id for item in more.items}
    rest = [item for item in lines(more, "Flour") if item.id != large.id]
    assert sum(item.needed or 0 for item in rest) == 6
    assert sum(item.total or 0 for item in rest) == Decimal("6.5")
    # And when nothing is needed any more, what lies in the cart still lies there.
    with bakery.session() as db:
        row = db.find(Event, trip.fair)
        assert row is not None
        row.deleted_at = row.created_at
        db.flush()
        left = making.refresh(db, shown.id)
        assert items.why(db, shown.id, large.id).why is None
    assert [item.id for item in left.items] == [large.id]


def test_a_refresh_keeps_what_was_changed_added_and_left_out(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    small, large = lines(shown, "Flour")
    (box,) = lines(shown, "Window box")
    with bakery.session() as db:
        items.change_item(db, shown.id, large.id, ItemChange(packages=2), large.version)
        items.leave_out(db, shown.id, box.id, box.version)
        napkins = items.add_item(db, shown.id, NewItem(text="Napkins"))
        extra = items.add_item(db, shown.id, NewItem(product_id=trip.small))
    same = after(bakery, shown, trip.fair, 10)
    assert [item.id for item in same.left_out] == [box.id]
    by_id = {item.id: item for item in same.items}
    assert (by_id[large.id].packages, by_id[large.id].short) == (2, 5)
    assert (by_id[napkins.id].name, by_id[extra.id].packages) == ("Napkins", 1)
    assert (by_id[extra.id].package_price, by_id[extra.id].needed) == (Decimal("2.5"), None)
    assert (by_id[small.id].packages, len(same.items)) == (1, 5)
    # Who bought less than 15 lb on purpose is asked for what is needed beyond them only.
    more = after(bakery, shown, trip.fair, 11)
    fresh = [i for i in lines(more, "Flour") if not i.edited and not i.added]
    assert sum(item.needed or 0 for item in fresh) == 4
    assert [item.id for item in more.left_out] == [box.id]
    with bakery.session() as db:
        assert making.changes(db, shown.id).lines == 0
        want(db, trip.fair, 20)
        assert making.changes(db, shown.id).lines > 0


def test_a_refresh_without_news_changes_nothing(bakery: BakeryOnDatabase) -> None:
    _trip, shown = shopped(bakery)
    with bakery.session() as db:
        assert making.changes(db, shown.id).lines == 0
        assert making.refresh(db, shown.id) == shown


def test_making_the_list_of_an_event_again_opens_the_one_there_is(
    bakery: BakeryOnDatabase,
) -> None:
    trip, shown = shopped(bakery)
    assert listed(bakery, trip.fair).id == shown.id
    assert listed(bakery, trip.fair, trip.tea).id != shown.id
    assert listed(bakery, trip.fair, name="Second trip").id != shown.id
    with bakery.session() as db:
        service.archive(db, shown.id, shown.version)
    assert listed(bakery, trip.fair).id != shown.id


def test_the_usual_product_when_asked_for(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        trip = shop(db)
        kitchen = Kitchen(db)
        kitchen.product(trip.flour, "lb", brand="Dear", package_quantity=Decimal(10),
                        preferred=True)  # fmt: skip
    asked = listed(bakery, trip.fair, prefer_usual=True)
    (line,) = lines(asked, "Flour")
    assert (line.product and line.product.name, line.packages, line.total) == ("Dear", 2, None)
    assert asked.totals.unpriced == 1
    with bakery.session() as db:
        assert "Dear" not in {name for name, _, _ in told(making.refresh(db, asked.id))}


def test_what_has_no_package_says_how_much_and_a_past_event_asks_for_nothing(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        rye = kitchen.ingredient("Rye")
        kitchen.product(rye, "each")
        loaf = kitchen.finished_unit(kitchen.recipe("Loaf", {rye: "3 cup"}), "Loaf", 1)
        good = kitchen.good("Tray", units={loaf: "1"})
        event = kitchen.event("Fair", db.scope.today(), {good: 2})
        past = kitchen.event("Past", db.scope.today().replace(year=2020), {good: 2})
    shown = listed(bakery, event)
    assert told(shown) == [("Rye", None, "6 cup")]
    assert shown.totals.unpriced == 1
    assert listed(bakery, event).items == shown.items
    assert listed(bakery, past).items == []


def test_what_the_plan_leaves_open_is_told(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        bun = kitchen.finished_unit(kitchen.recipe("Bun", {}), "Bun", None)
        event = kitchen.event("Fair", db.scope.today(), {kitchen.good("Tray", units={bun: "1"}): 1})
    shown = listed(bakery, event)
    with bakery.session() as db:
        told = making.changes(db, shown.id)
    assert told.lines == 0
    assert any("how many Bun" in issue.sentence for issue in told.open)


def test_an_event_that_is_not_there_makes_no_list(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db, pytest.raises(NotFound):
        making.make(db, NewList(event_ids=[shop(db).loaf]))
    with bakery.session() as db:
        assert service.count(db) == 0


@pytest.mark.covers("SR5")
def test_the_neighbour_makes_no_list_of_our_events_and_sees_none(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    trip, shown = shopped(bakery)
    with neighbour.session() as db:
        assert service.search(db).items == []
        for forbidden in (
            lambda: making.make(db, NewList(event_ids=[trip.fair])),
            lambda: service.get(db, shown.id),
            lambda: making.refresh(db, shown.id),
            lambda: items.add_item(db, shown.id, NewItem(text="x")),
            lambda: items.item(db, shown.id, shown.items[0].id),
            lambda: items.set_in_cart(db, shown.id, shown.items[0].id, in_cart=True),
            lambda: service.newest(db),
        ):
            with pytest.raises(NotFound):
                forbidden()


def test_reading_costs_the_same_however_long_the_list_is(bakery: BakeryOnDatabase) -> None:
    trip, shown = shopped(bakery)
    costs = []
    for _ in range(2):
        with bakery.session() as db, statements() as log:
            service.get(db, shown.id)
            service.search(db)
        costs.append(len(log))
        with bakery.session() as db:
            for _ in range(10):
                items.add_item(db, shown.id, NewItem(product_id=trip.small))
    assert costs[0] == costs[1]
