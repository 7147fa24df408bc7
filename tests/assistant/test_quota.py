"""Readings of a bakery's day and dollars of its month."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from baketracker.assistant import preferences, quota
from baketracker.assistant.errors import NoModel, QuotaReached, SpendLimitReached
from baketracker.assistant.limits import Ceiling, Spans
from baketracker.assistant.models import ModelCall
from baketracker.assistant.schemas import AssistantChange, Standing
from baketracker.db.scope import Scope
from baketracker.db.types import new_id, now
from baketracker.errors import Forbidden
from baketracker.faces.problems import status_of
from tests.factories.bakeries import BakeryOnDatabase

CEILING = Ceiling(60, Decimal("1.00"))


def spend(
    bakery: BakeryOnDatabase, dollars: str = "0", reading: UUID | None = None,
    at: datetime | None = None, tokens: int = 10,
) -> None:  # fmt: skip
    """One call of the past."""
    with bakery.session() as db:
        db.add(
            ModelCall(
                reading_id=reading or new_id(), purpose="test", model="m", outcome="answered",
                tokens_in=tokens, dollars=Decimal(dollars), created_at=at or now(),
            )
        )  # fmt: skip


def admit(bakery: BakeryOnDatabase, ceiling: Ceiling = CEILING, reading: UUID | None = None) -> int:
    with bakery.session() as db:
        return quota.admit(db, reading or new_id(), ceiling).readings


def standing(bakery: BakeryOnDatabase, ceiling: Ceiling = CEILING) -> Standing:
    with bakery.session() as db:
        return quota.standing(db, ceiling)


def allow(bakery: BakeryOnDatabase, **wanted: object) -> None:
    """What the bakery's admin says of its limits."""
    with bakery.session() as db:
        version = preferences.get(db).version
        preferences.change(db, AssistantChange(**({"is_on": True} | wanted)), version, CEILING)


def test_a_new_bakery_has_used_nothing(bakery: BakeryOnDatabase) -> None:
    found = standing(bakery)
    assert (found.readings, found.limit, found.dollars) == (0, 60, 0)
    assert (found.soft_limit, found.hard_limit, found.unpriced) == (Decimal("0.50"), 1, 0)
    assert not found.is_near


def test_an_admitted_reading_counts_once_whatever_it_takes(bakery: BakeryOnDatabase) -> None:
    reading = new_id()
    assert admit(bakery, reading=reading) == 1
    for _ in range(3):
        spend(bakery, "0.001", reading)
    assert admit(bakery, reading=reading) == 1
    assert standing(bakery).readings == 1
    assert admit(bakery) == 2


@pytest.mark.covers("AI-37")
def test_the_limit_says_how_many_and_until_when(bakery: BakeryOnDatabase) -> None:
    ceiling = Ceiling(2, Decimal(1))
    reading = new_id()
    admit(bakery, ceiling, reading)
    admit(bakery, ceiling)
    with pytest.raises(QuotaReached, match="2 of 2 readings are used today") as reached:
        admit(bakery, ceiling)
    error = reached.value
    midnight = Spans.at(bakery.scope.today(), bakery.scope.timezone).tomorrow
    assert (error.code, status_of(error), error.resets_at) == ("quota_reached", 429, midnight)
    assert 0 < error.retry_after <= 24 * 3600 + 1
    assert admit(bakery, ceiling, reading) == 2  # the same reading, tried again
    assert standing(bakery, ceiling).readings == 2


@pytest.mark.covers("AI-37")
def test_two_readings_at_once_cannot_both_be_the_last(bakery: BakeryOnDatabase) -> None:
    ceiling = Ceiling(1, Decimal(1))
    together, results = threading.Barrier(2), []

    def one() -> None:
        together.wait()
        try:
            results.append(admit(bakery, ceiling))
        except QuotaReached:
            results.append("reached")

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == [1, "reached"]
    assert standing(bakery, ceiling).readings == 1


def test_many_readings_at_once_stop_exactly_at_the_limit(bakery: BakeryOnDatabase) -> None:
    ceiling, refused = Ceiling(3, Decimal(1)), []

    def one() -> None:
        try:
            admit(bakery, ceiling)
        except QuotaReached as error:
            refused.append(error)

    threads = [threading.Thread(target=one) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 2
    assert standing(bakery, ceiling).readings == 3


def test_a_refused_reading_leaves_no_mark(bakery: BakeryOnDatabase) -> None:
    none = Ceiling(0, Decimal(1))
    with pytest.raises(QuotaReached, match="0 of 0"):
        admit(bakery, none)
    assert standing(bakery).readings == 0


def elsewhere(bakery: BakeryOnDatabase, zone: str) -> BakeryOnDatabase:
    return replace(bakery, scope=replace(bakery.scope, timezone=zone))


@pytest.mark.covers("AI-37")
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"])
def test_the_day_is_the_bakery_s(bakery: BakeryOnDatabase, zone: str) -> None:
    here = elsewhere(bakery, zone)
    midnight = Spans.at(here.scope.today(), zone).today
    spend(here, at=midnight - timedelta(seconds=1))
    spend(here, at=midnight)
    found = standing(here)
    assert found.readings == 1
    assert found.resets_at > now() >= midnight.astimezone(UTC)
    assert found.resets_at.utcoffset() == midnight.utcoffset()


def test_spans_follow_the_clock_of_the_place() -> None:
    """The day of the change to winter time has 25 hours; December is followed by January."""
    spans = Spans.at(date(2026, 11, 1), "America/New_York")
    assert spans.tomorrow.astimezone(UTC) - spans.today.astimezone(UTC) == timedelta(hours=25)
    assert (spans.month, spans.today) == (spans.today, spans.month)
    assert Spans.at(date(2026, 12, 31), "UTC").next_month == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.covers("AI-45")
def test_the_month_s_dollars_stop_a_reading_before_it_is_paid(bakery: BakeryOnDatabase) -> None:
    spend(bakery, "0.4999")
    assert not standing(bakery).is_near
    spend(bakery, "0.0001")
    assert standing(bakery).is_near
    admit(bakery)
    spend(bakery, "0.4999")
    admit(bakery)
    spend(bakery, "0.0001")
    with pytest.raises(SpendLimitReached, match=r"\$1.00 of \$1.00 this month") as reached:
        admit(bakery)
    error = reached.value
    assert (error.code, status_of(error)) == ("spend_limit_reached", 429)
    assert error.resets_at == standing(bakery).month_ends_at
    assert error.resets_at.day == 1


@pytest.mark.covers("AI-45")
def test_last_month_s_dollars_do_not_count(bakery: BakeryOnDatabase) -> None:
    month = Spans.at(bakery.scope.today(), bakery.scope.timezone).month
    spend(bakery, "5", at=month - timedelta(seconds=1))
    spend(bakery, "0.25", at=month)
    assert standing(bakery).dollars == Decimal("0.25")


def test_what_nobody_can_price_is_counted_beside_the_dollars(bakery: BakeryOnDatabase) -> None:
    spend(bakery, "0", tokens=100)
    spend(bakery, "0", tokens=0)  # nothing came back
    admit(bakery)
    assert standing(bakery).unpriced == 1


def test_four_fifths_of_the_readings_are_near(bakery: BakeryOnDatabase) -> None:
    ceiling = Ceiling(5, Decimal(1))
    for _ in range(3):
        admit(bakery, ceiling)
    assert not standing(bakery, ceiling).is_near
    admit(bakery, ceiling)
    assert standing(bakery, ceiling).is_near


@pytest.mark.covers("AI-45")
def test_an_admin_lowers_both_limits(bakery: BakeryOnDatabase) -> None:
    allow(bakery, readings_per_day=1, spend_limit_dollars="0.20")
    found = standing(bakery)
    assert (found.limit, found.hard_limit, found.soft_limit) == (1, Decimal("0.2"), Decimal("0.1"))
    admit(bakery)
    with pytest.raises(QuotaReached, match="1 of 1"):
        admit(bakery)


def test_the_operator_s_limit_is_the_ceiling_of_an_older_choice(bakery: BakeryOnDatabase) -> None:
    allow(bakery, readings_per_day=50, spend_limit_dollars="0.90")
    found = standing(bakery, Ceiling(10, Decimal("0.10")))
    assert (found.limit, found.hard_limit) == (10, Decimal("0.10"))


def test_a_bakery_that_switched_it_off_admits_nothing(bakery: BakeryOnDatabase) -> None:
    allow(bakery, is_on=False)
    with pytest.raises(NoModel, match="The assistant is off"):
        admit(bakery)


@pytest.mark.covers("AI-45")
def test_the_neighbour_s_calls_are_not_counted(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    ceiling = Ceiling(1, Decimal(1))
    reading = new_id()
    admit(neighbour, ceiling, reading)
    spend(neighbour, "0.99", reading)
    allow(neighbour, readings_per_day=0)
    assert (standing(bakery).readings, standing(bakery).dollars) == (0, 0)
    assert admit(bakery, ceiling, reading) == 1


def test_a_token_that_only_reads_admits_nothing(bakery: BakeryOnDatabase) -> None:
    with bakery.session("member", frozenset({"read"})) as db, pytest.raises(Forbidden):
        quota.admit(db, new_id(), CEILING)
    with bakery.session("member", frozenset({"propose"})) as db:
        assert quota.admit(db, new_id(), CEILING).readings == 1


def test_a_job_admits_for_its_bakery(bakery: BakeryOnDatabase) -> None:
    job = replace(bakery, scope=Scope(bakery.id, account_id=bakery.scope.account_id, kind="job"))
    assert admit(job) == 1
