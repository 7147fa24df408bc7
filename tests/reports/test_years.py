"""Years beside each other, and who got what in them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.reports import service
from baketracker.reports.series import series_of, without_year
from tests.factories.bakeries import BakeryOnDatabase
from tests.giving import boxes
from tests.reports.making import BATCH, another, bake, came_out, making, pack


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Christmas 2025", "Christmas 2026"),
        ("Christmas", "christmas (2026)"),
        ("2024 Fête d’été", "Fete d'ete ’26"),
        ("Bake-sale, 2025", "Bake sale"),
    ],
)
def test_names_that_differ_by_the_year_are_one_series(one: str, other: str) -> None:
    assert series_of(one) == series_of(other)


def test_other_names_are_other_series() -> None:
    assert series_of("Christmas 2025") != series_of("Christmas fair 2025")
    assert series_of("Room 101") != series_of("Room 102")
    assert series_of("2025") != series_of("2026")
    assert without_year("Christmas 2025") == "Christmas"
    assert without_year("2025") == "2025"


@given(st.text(min_size=1, max_size=30), st.integers(1950, 2150), st.integers(1950, 2150))
def test_any_name_is_of_the_same_series_in_every_year(name: str, one: int, other: int) -> None:
    assert series_of(f"X {name} {one}") == series_of(f"X {name} {other}")


@pytest.mark.covers("SC-34")
def test_events_of_one_name_stand_beside_each_other_year_by_year(
    bakery: BakeryOnDatabase,
) -> None:
    made = making(bakery, "Cookie Boxes 2026")
    bake(bakery, made, 16)
    pack(bakery, made, 4)
    bake(bakery, made, 16, event_id=None)
    before = another(bakery, "Cookie boxes", {made.bag: 50}, guests=40)
    another(bakery, "Wedding", {made.bag: 10}, days=0, guests=60)
    came_out(bakery, before, made.bag, left_over=12)
    with bakery.session() as db:
        report, year = service.years(db), db.scope.today().year
    this, last = report.years
    assert (this.year, this.events, this.guests, this.goods) == (year, 2, 60, 4)
    # Four bags, each a box for 0.30 and ribbon for 0.50.
    assert (this.spent, this.beside) == (BATCH + Decimal("3.2"), BATCH)
    assert (this.left_over, last.left_over, last.ran_short, last.guests) == (None, 12, 0, 40)
    (series,) = report.series
    assert series.name == "Cookie Boxes"
    assert [(one.year, one.left_over) for one in series.years] == [(year, None), (year - 1, 12)]


@pytest.mark.covers("K-63")
def test_who_got_what_by_year(bakery: BakeryOnDatabase) -> None:
    shelf = boxes.shelf(bakery, days_ahead=0)
    made = boxes.package(bakery, {shelf.cookies: 2}, "Small box")
    bea, anna = boxes.person(bakery, "Bea"), boxes.person(bakery, "Anna")
    last_year = another(bakery, "Cookie Boxes", {}, state="in_production")
    boxes.give(bakery, shelf.event, made.id, [bea.id, anna.id])
    boxes.give(bakery, last_year, made.id, [bea.id], quantity=3)
    with bakery.session() as db:
        now, year = service.given(db), db.scope.today().year
        before = service.given(db, year - 1)
        assert service.given(db, 1999).rows == []
    assert (now.year, now.years, now.people, now.packages) == (year, [year, year - 1], 2, 2)
    assert [(one.recipient, one.package, one.status) for one in now.rows] == [
        ("Anna", "Small box", "pending"),
        ("Bea", "Small box", "pending"),
    ]
    assert [(one.recipient, one.quantity) for one in before.rows] == [("Bea", 3)]
