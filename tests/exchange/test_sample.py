"""The sample bakery: a year of life in it, whatever day and kitchen it is opened in."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from baketracker.accounts.models import Tenant
from baketracker.events import service as events
from baketracker.events.models import BatchDecision, Event
from baketracker.exchange import sample_stock, sample_year
from baketracker.exchange.sample import fill_with_sample
from baketracker.exchange.starter.contents import Units, starter
from baketracker.exchange.starter.rows import Kitchen, starter_id
from baketracker.materials.models import MaterialDepletion, MaterialLot, MaterialPurchase
from baketracker.pantry.models import Depletion, Lot
from baketracker.planning.service import plan_for
from baketracker.purchases.models import Purchase, Receipt
from baketracker.stock.ledger import exact
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import examples

pytestmark = pytest.mark.covers("UX-19")

TODAY = date(2026, 11, 21)
ALL = starter()
# Some of them take their time.
A_FEW = settings(max_examples=examples(10))
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


@dataclass(frozen=True)
class Stock:
    """What the year of some day came to, by table."""

    rows: dict[type, list[dict[str, Any]]]

    def by_id(self, entity: type) -> dict[Any, dict[str, Any]]:
        return {row["id"]: row for row in self.rows[entity]}

    def gone(self, entity: type) -> dict[Any, list[dict[str, Any]]]:
        """The ledger by lot."""
        found: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
        for row in self.rows[entity]:
            found[row["lot_id"]].append(row)
        return found


def stock(units: Units, today: date) -> Stock:
    return Stock(dict(sample_stock.tables(ALL, Kitchen(units, "EUR"), today, UTC)))


@pytest.mark.covers("R-INV-01")
@A_FEW
@given(today=DAYS, units=st.sampled_from(("us", "metric")))
def test_every_lot_holds_and_lost_what_its_packages_held(today: date, units: Units) -> None:
    told = stock(units, today)
    bought, gone = told.by_id(Purchase), told.gone(Depletion)
    sizes = {starter_id("product", row.name): row.packages[units].size for row in ALL.ingredients}
    assert len(told.rows[Lot]) == len(bought) > 300
    for lot in told.rows[Lot]:
        purchase, uses = bought[lot["purchase_id"]], gone[lot["id"]]
        whole = sizes[purchase["product_id"]] * purchase["packages"]
        assert lot["quantity"] + lot["quantity_out"] == whole
        assert lot["quantity_out"] == sum(use["quantity"] for use in uses)
        assert all(use["cost"] == exact(use["quantity"] * lot["unit_cost"]) for use in uses)
        assert all(use["quantity"] > 0 for use in uses)


@A_FEW
@given(today=DAYS, units=st.sampled_from(("us", "metric")))
def test_everything_happens_after_it_was_bought_and_before_today(today: date, units: Units) -> None:
    told = stock(units, today)
    for lots, ledger in ((Lot, Depletion), (MaterialLot, MaterialDepletion)):
        days = {row["id"]: row["purchased_on"] for row in told.rows[lots]}
        assert all(day < today for day in days.values())
        for use in told.rows[ledger]:
            assert days[use["lot_id"]] <= use["happened_at"].date() < today
    assert {use["reason"] for use in told.rows[Depletion]} == {
        "production", "ad_hoc_usage", "spoilage",
    }  # fmt: skip


@A_FEW
@given(today=DAYS, units=st.sampled_from(("us", "metric")))
def test_what_was_bought_on_a_day_in_a_shop_stands_on_one_receipt(
    today: date, units: Units
) -> None:
    told = stock(units, today)
    lines: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in (*told.rows[Purchase], *told.rows[MaterialPurchase]):
        lines[row["receipt_id"]].append(row)
    receipts = told.by_id(Receipt)
    assert set(receipts) == set(lines)
    for key, receipt in receipts.items():
        paid = sum(row["packages"] * row["package_price"] for row in lines[key])
        assert receipt["total_paid"] == paid
        assert {(row["supplier_id"], row["purchased_on"]) for row in lines[key]} == {
            (receipt["supplier_id"], receipt["bought_on"])
        }
    assert len({(it["supplier_id"], it["bought_on"]) for it in receipts.values()}) == len(receipts)


def test_where_nobody_knows_the_prices_nothing_is_free() -> None:
    rows = dict(sample_stock.tables(ALL, Kitchen("metric", "XXX"), TODAY, UTC))
    assert {row["total_paid"] for row in rows[Receipt]} == {None}
    assert {row["cost"] for row in rows[Depletion]} == {None}


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
