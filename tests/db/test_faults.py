"""What the database refuses, in words a baker understands, through any engine."""

import logging

import psycopg
import pytest
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm.exc import StaleDataError

from baketracker.db.faults import constraint_name, in_words, is_retryable, sqlstate
from baketracker.errors import Conflict, InvalidInput, NotFound, Stale, Unavailable
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase


def refused(kind: type[psycopg.Error], words: str = "") -> DBAPIError:
    """An error as a distributed engine gives it: words and a state, no diagnosis."""
    return DBAPIError("insert ...", None, kind(words))


MAPPED: dict[type[psycopg.Error], type[Exception]] = {
    pg.UniqueViolation: Conflict,
    pg.ForeignKeyViolation: InvalidInput,
    pg.CheckViolation: InvalidInput,
    pg.NotNullViolation: InvalidInput,
    pg.NumericValueOutOfRange: InvalidInput,
    pg.StringDataRightTruncation: InvalidInput,
    pg.InsufficientPrivilege: NotFound,
    pg.SerializationFailure: Unavailable,
    pg.DeadlockDetected: Unavailable,
    pg.LockNotAvailable: Unavailable,
    pg.DiskFull: Unavailable,
    pg.OutOfMemory: Unavailable,
    pg.TooManyConnections: Unavailable,
    pg.QueryCanceled: Unavailable,
    pg.AdminShutdown: Unavailable,
    pg.ConnectionFailure: Unavailable,
}


@pytest.mark.covers("SD-21")
@pytest.mark.parametrize("kind", MAPPED, ids=lambda kind: kind.__name__)
def test_a_refusal_becomes_a_sentence_by_its_state(kind: type[psycopg.Error]) -> None:
    said = in_words(refused(kind, "relation app.lots secret detail"))
    assert type(said) is MAPPED[kind]
    assert "secret" not in str(said)
    assert "app." not in str(said)


@pytest.mark.covers("SD-21")
def test_a_mistake_of_ours_stays_a_mistake() -> None:
    assert in_words(refused(pg.UndefinedTable)) is None
    assert in_words(refused(pg.SyntaxError)) is None


@pytest.mark.covers("SD-21")
def test_no_answer_at_all_means_try_later() -> None:
    gone = OperationalError("select 1", None, psycopg.OperationalError("server closed"))
    assert isinstance(in_words(gone), Unavailable)
    assert isinstance(in_words(PoolExhausted()), Unavailable)
    assert isinstance(in_words(StaleDataError()), Stale)
    assert sqlstate(gone) == ""


@pytest.mark.covers("SD-21")
def test_only_two_states_are_worth_another_try() -> None:
    retried = [kind for kind in MAPPED if is_retryable(refused(kind))]
    assert retried == [pg.SerializationFailure, pg.DeadlockDetected]


@pytest.mark.covers("SD-21")
@pytest.mark.parametrize(
    ("words", "name"),
    [
        ('duplicate key value violates unique constraint "uq_lots_slug"', "uq_lots_slug"),
        ('... violates unique constraint "uq_lots_slug_live_102008"', "uq_lots_slug_live"),
        ('insert on table "lots_102010" violates foreign key constraint "fk_lots_product_102010"',
         "fk_lots_product"),
        ("no name in here", ""),
    ],
)  # fmt: skip
def test_the_broken_constraint_is_known_without_a_diagnosis(words: str, name: str) -> None:
    assert constraint_name(refused(pg.UniqueViolation, words)) == name


@pytest.mark.covers("SD-21")
def test_the_broken_constraint_is_known_from_the_server_itself(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        db.add(Supplier(name="Mill", slug="mill"))
    with pytest.raises(IntegrityError) as second, bakery.session() as db:
        db.add(Supplier(name="Mill", slug="mill"))
    assert constraint_name(second.value) == "uq_suppliers_slug_live"
    assert isinstance(in_words(second.value), Conflict)


@pytest.mark.covers("SD-21")
def test_what_the_policy_refuses_is_logged_and_reads_as_not_found(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "baketracker.security"):
        said = in_words(refused(pg.InsufficientPrivilege))
    assert isinstance(said, NotFound)
    assert [getattr(record, "event", "") for record in caplog.records] == ["rls_refused"]
