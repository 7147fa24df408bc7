"""The sample bakery: a year of life in it, whatever day and kitchen it is opened in."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from baketracker.accounts.models import Tenant
from baketracker.events import service as events
from baketracker.events.models import BatchDecision, Event
from baketracker.exchange import sample_year
from baketracker.exchange.sample import fill_with_sample
from baketracker.exchange.starter.contents import Units, starter
from baketracker.exchange.starter.rows import Kitchen
from baketracker.materials.models import MaterialLot
from baketracker.pantry.models import Lot
from baketracker.planning.service import plan_for
from baketracker.purchases.models import Purchase
from tests.factories.bakeries import BakeryOnDatabase

pytestmark = pytest.mark.covers("UX-19")

TODAY = date(2026, 11, 21)
ALL = starter()
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@pytest.fixture
def sample(bakery: BakeryOnDatabase) -> BakeryOnDatabase:
    with bakery.session() as db:
        fill_with_sample(db)
    return bakery


@given(today=DAYS)
def test_on_any_day_there_is_a_year_behind_and_something_ahead(today: date) -> None:
    found = [one for one in sample_year.occasions(today) if not one.template]
    past = [one for one in found if one.day < today]
    ahead = sorted(one.day for one in found if one.day >= today)
    assert len(past) >= 9
    assert all(one.state == "completed" for one in past)
    assert min(one.day for one in past) >= today - timedelta(days=366)
    assert len(ahead) >= 4
    assert ahead[0] <= today + timedelta(days=4)
    keys = [one.key for one in sample_year.occasions(today)]
    assert len(keys) == len(set(keys))


@given(today=DAYS, units=st.sampled_from(("us", "metric")))
def test_what_is_left_was_bought_and_no_more_than_that(today: date, units: Units) -> None:
    kitchen = Kitchen(units, "EUR")
    bought = {row["id"]: row for row in sample_year.purchases(ALL, kitchen, today)}
    sizes = {row.name: row.packages[units].size for row in ALL.ingredients}
    assert len(bought) > 300
    for lot in sample_year.lots(ALL, kitchen, today):
        purchase = bought[lot["purchase_id"]]
        assert 0 <= lot["quantity"] <= sizes[purchase["notes"]] * purchase["packages"]
        assert purchase["purchased_on"] < today
    assert all(row["package_price"] > 0 for row in bought.values())


def test_it_holds_a_full_year(sample: BakeryOnDatabase) -> None:
    with sample.session() as db:
        today = db.scope.today()
        months = Counter((day.year, day.month) for day in db.scalars(select(Purchase.purchased_on)))
        over = db.scalars(select(Event.plan_state).where(Event.event_date < today)).all()
        expiring = db.scalars(select(Lot.expires_on).where(Lot.quantity > 0)).all()
        decided = db.scalar(select(func.count(BatchDecision.id)))
        wrapping = db.scalar(select(func.count(MaterialLot.id)).where(MaterialLot.quantity > 0))
    assert len(months) >= 12
    assert set(over) == {"completed"}
    assert any(day and day <= today + timedelta(days=7) for day in expiring)
    assert any(day and day > today + timedelta(days=60) for day in expiring)
    assert (decided or 0) > 20
    assert (wrapping or 0) >= 6


@pytest.mark.parametrize(("units", "currency"), [("us", "USD"), ("metric", "ISK")])
def test_every_event_can_be_planned(bakery: BakeryOnDatabase, units: Units, currency: str) -> None:
    with bakery.session() as db:
        here = db.scalars(select(Tenant).where(Tenant.id == bakery.id)).one()
        here.units, here.currency = units, currency
    with bakery.session() as db:
        fill_with_sample(db)
    with bakery.session() as db:
        plans = [plan_for(db, event.id) for event in events.search(db, "all").items]
    assert len(plans) >= 13
    for plan in plans:
        assert plan.units, plan.event.name
        assert all(unit.issue is None for unit in plan.units), plan.event.name
        assert not plan.underplanned, plan.event.name
        assert all(not row.unlike for row in plan.ingredients), plan.event.name
    assert any(plan.to_buy for plan in plans)
