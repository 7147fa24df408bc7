"""Signing in: the same answer whatever was wrong, and not too many tries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, select, text

from baketracker.accounts import door, identity, limits, person
from baketracker.accounts.models import Membership
from baketracker.accounts.schemas import SignIn
from baketracker.accounts.signing_in import Caller, sign_in
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.scope import Scope
from baketracker.db.types import now
from baketracker.errors import BakeTrackerError, SignInNeeded, TooManyRequests, Unavailable
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.depth import only_deep

from .people import (
    CALLER,
    PASSWORD,
    Somebody,
    comes_in,
    fresh_address,
    fresh_email,
    me,
    somebody,
)


@pytest.fixture
def strict(settings: Settings) -> Settings:
    """The limit of the product: five tries in a quarter of an hour."""
    return settings.model_copy(update={"sign_ins_per_quarter": 5})


def caller_from(address: str) -> Caller:
    return Caller(address, "a test", "request-1")


def test_unknown_email_wrong_password_and_closed_account_answer_alike(
    engine: Engine, settings: Settings
) -> None:
    known, closed = somebody(engine, settings), somebody(engine, settings)
    who = me(engine, settings, closed.came.secret)
    person.close_account(engine, settings, who, PASSWORD, address="192.0.2.1")
    tries = [
        SignIn(email=fresh_email(), password=PASSWORD),
        SignIn(email=known.email, password=PASSWORD + "!"),
        SignIn(email=closed.email, password=PASSWORD),
        SignIn(email="not an address", password=PASSWORD),
    ]
    said = set()
    for typed in tries:
        with pytest.raises(SignInNeeded) as refused:
            sign_in(engine, settings, typed, CALLER)
        said.add(str(refused.value))
    assert said == {"E-mail or password is wrong."}


def test_the_email_may_be_typed_in_capitals(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    typed = SignIn(email=f" {who.email.upper()} ", password=PASSWORD)
    assert sign_in(engine, settings, typed, CALLER).tenant_id == who.tenant_id


@pytest.mark.covers("S4-chk-rotation")
def test_each_sign_in_has_a_new_secret(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    secrets = {who.came.secret, *(comes_in(engine, settings, who).secret for _ in range(3))}
    assert len(secrets) == 4


@pytest.mark.covers("S4-users-last-login")
def test_the_last_sign_in_is_stored(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    later = now() + timedelta(hours=5)
    typed = SignIn(email=who.email, password=PASSWORD)
    sign_in(engine, settings, typed, CALLER, moment=later)
    with engine.begin() as gate:
        account = person.my_account(gate, me(engine, settings, who.came.secret))
    assert account.last_sign_in_at == later


@pytest.mark.covers("SR45")
def test_a_key_is_kept_for_29_days_and_forgotten_after_31(
    engine: Engine, settings: Settings
) -> None:
    who, other, start = somebody(engine, settings), somebody(engine, settings), now()

    def sends_again(person: Somebody) -> tuple[int, str]:
        account = me(engine, settings, person.came.secret).account_id
        client = program(BakeryOnDatabase(engine, Scope(person.tenant_id, account)))
        headers = {"Idempotency-Key": "the-same-key"}
        answer = client.post("/api/suppliers", json={"name": "Mill"}, headers=headers)
        return answer.status_code, answer.text

    def comes_in_after(days: int) -> None:
        typed = SignIn(email=who.email, password=PASSWORD)
        sign_in(engine, settings, typed, caller_from(fresh_address()), start + timedelta(days))

    first = [sends_again(person) for person in (who, other)]
    assert [status for status, _ in first] == [201, 201]
    comes_in_after(29)
    assert sends_again(who) == first[0]
    comes_in_after(31)
    assert sends_again(who)[0] == 409, "the key is gone: a second Mill is tried"
    assert sends_again(other) == first[1]


@pytest.mark.covers("SR34", "S4-chk-login-limit")
def test_the_sixth_try_at_an_account_waits_wherever_it_comes_from(
    engine: Engine, strict: Settings, settings: Settings
) -> None:
    who, moment = somebody(engine, settings), now()
    wrong = SignIn(email=who.email, password="wrong")
    for n in range(5):
        with pytest.raises(SignInNeeded):
            sign_in(engine, strict, wrong, caller_from(f"198.51.100.{n}"), moment)
    right = SignIn(email=who.email, password=PASSWORD)
    with pytest.raises(TooManyRequests) as limited:
        sign_in(engine, strict, right, caller_from("198.51.100.9"), moment)
    assert 895 <= limited.value.retry_after <= 901
    after = moment + timedelta(seconds=limited.value.retry_after)
    assert sign_in(engine, strict, right, caller_from("198.51.100.9"), after).secret


@pytest.mark.covers("SR34", "S4-chk-login-limit")
def test_the_sixth_try_from_one_household_waits_whoever_it_is_for(
    engine: Engine, strict: Settings
) -> None:
    home, moment = fresh_address().removesuffix("::1"), now()
    different = [SignIn(email=fresh_email(), password="wrong") for _ in range(6)]
    for n, typed in enumerate(different[:5]):
        with pytest.raises(SignInNeeded):
            sign_in(engine, strict, typed, caller_from(f"{home}::{n}:1"), moment)
    with pytest.raises(TooManyRequests):
        sign_in(engine, strict, different[5], caller_from(f"{home}:ffff::7"), moment)


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_household_of_ipv6_counts_once(address: str, counted_as: str) -> None:
    assert limits.neighbourhood(address) == counted_as


@pytest.mark.covers("SR34", "S4-chk-login-limit")
def test_four_workers_let_exactly_five_tries_through(strict: Settings) -> None:
    email, moment, start = fresh_email(), now(), Barrier(4)
    outcomes: list[str] = []

    def work(worker: int) -> None:
        engine = make_engine(strict.database_url, strict)
        start.wait()
        for n in range(4):
            try:
                limits.admit_attempt(engine, "sign_in", email, f"10.{worker}.{n}.1", 5, moment)
                outcomes.append("passed")
            except TooManyRequests:
                outcomes.append("limited")
        engine.dispose()

    workers = [Thread(target=work, args=(n,)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (outcomes.count("passed"), outcomes.count("limited")) == (5, 11)


@pytest.fixture
def hasty_engine(hasty: Settings) -> Iterator[Engine]:
    engine = make_engine(hasty.database_url, hasty)
    yield engine
    engine.dispose()


@contextmanager
def nobody_counts(settings: Settings) -> Iterator[None]:
    """The request counter fails while the block runs."""
    migrator = make_engine(settings.admin_database_url, settings)
    with migrator.begin() as other:
        other.execute(text("set local role bt_owner"))
        other.execute(text("lock table idn.rate_limits in access exclusive mode"))
        yield
    migrator.dispose()


@pytest.mark.covers("SD-20")
def test_a_broken_counter_closes_sign_in(settings: Settings, hasty_engine: Engine) -> None:
    who = somebody(hasty_engine, settings)
    with nobody_counts(settings), pytest.raises(Unavailable):
        comes_in(hasty_engine, settings, who)
    assert comes_in(hasty_engine, settings, who).secret


@only_deep
@pytest.mark.covers("SD-20")
def test_a_broken_counter_lets_reading_pass_and_nothing_change(
    bakery: BakeryOnDatabase, settings: Settings, hasty_engine: Engine
) -> None:
    hurried = replace(bakery, engine=hasty_engine)
    pages, api = browser(hurried), program(hurried)
    with nobody_counts(settings):
        for client, path in ((pages, "/bakeries"), (api, "/api/me")):
            assert client.get(path).status_code == 200
        for refused in (
            pages.post("/settings/you", data={"display_name": "Ida"}),
            api.post("/api/suppliers", json={"name": "Mill"}),
        ):
            assert refused.status_code == 503
            assert "Nothing can be changed just now." in refused.text
    with bakery.session() as db:
        assert db.scalars(select(Supplier)).all() == []
        assert db.scalars(select(Membership.display_name)).one() != "Ida"


@pytest.mark.covers("SD-20")
def test_who_is_not_counted_may_only_read(
    bakery: BakeryOnDatabase, settings: Settings, hasty_engine: Engine
) -> None:
    with nobody_counts(settings):
        for resolve, secret in (
            (door.resolve_session, bakery.cookie()),
            (door.resolve_token, bakery.token("read", "write")),
        ):
            with pytest.raises(Unavailable):
                resolve(hasty_engine, settings, secret, "")
            scope = resolve(hasty_engine, settings, secret, "", reads_only=True)
            assert scope.rights == {"read"}


@pytest.mark.covers("SR23")
def test_the_database_holds_only_hashes_of_32_bytes(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    migrator = make_engine(settings.admin_database_url, settings)
    with migrator.begin() as gate:
        gate.execute(text("set local role bt_authn"))
        row = gate.execute(
            text(
                "select s.token_sha256, s::text as all from idn.sessions s where token_sha256 = :h"
            ),
            {"h": identity.digest(who.came.secret)},
        ).one()
    migrator.dispose()
    assert len(bytes(row.token_sha256)) == 32
    assert who.came.secret not in row.all
    assert who.came.secret.encode().hex() not in row.all


@pytest.mark.covers("SD-02")
@pytest.mark.parametrize(
    "table", ["accounts", "account_tenants", "sessions", "api_tokens", "rate_limits"]
)
def test_the_app_cannot_look_into_identity(engine: Engine, table: str) -> None:
    with engine.connect() as gate, pytest.raises(Exception, match="permission denied"):
        gate.execute(text(f"select * from idn.{table}"))  # noqa: S608


@pytest.mark.covers("SD-02")
def test_only_pinned_definer_functions_reach_identity(engine: Engine) -> None:
    with engine.connect() as gate:
        functions = gate.execute(
            text(
                "select p.proname, p.prosecdef, p.proconfig, l.lanname, r.rolname "
                "from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
                "join pg_language l on l.oid = p.prolang join pg_roles r on r.oid = p.proowner "
                "where n.nspname = 'authn'"
            )
        ).all()
    assert len(functions) >= 20
    for function in functions:
        assert function.prosecdef, function.proname
        assert function.proconfig == ['search_path=""'], function.proname
        assert (function.lanname, function.rolname) == ("plpgsql", "bt_authn")


def test_a_failed_try_is_told_without_the_address(
    engine: Engine, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    who: Somebody = somebody(engine, settings)
    with caplog.at_level("INFO", "baketracker.security"), pytest.raises(BakeTrackerError):
        sign_in(engine, settings, SignIn(email=who.email, password="wrong"), CALLER)
    told = [vars(record) for record in caplog.records]
    assert [line["event"] for line in told] == ["sign_in_failed"]
    assert told[0]["request"] == "request-1"
    assert who.email not in str(told)
