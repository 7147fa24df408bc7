"""What the operator's log tells of rights and credentials, and what it never holds."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import Engine

from baketracker.accounts import bakeries, door, operator, person, service
from baketracker.accounts.schemas import NewToken, SignIn
from baketracker.accounts.signing_in import Caller, sign_in, sign_out
from baketracker.config import Settings
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.errors import SignInNeeded
from baketracker.faces.log import JsonLines
from tests.factories.bakeries import BakeryOnDatabase

from .people import CALLER, PASSWORD, me, member, session_of, somebody

pytestmark = pytest.mark.covers("SR44")


@contextmanager
def told() -> Iterator[list[dict[str, Any]]]:
    """The lines of the security log, as the operator reads them, once the block has ended."""
    lines: list[dict[str, Any]] = []
    stream, logger = StringIO(), logging.getLogger("baketracker.security")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel("INFO")
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        lines.extend(json.loads(line) for line in stream.getvalue().splitlines())


def scope_of(engine: Engine, settings: Settings, secret: str) -> Scope:
    return door.resolve_session(engine, settings, secret, "request-3")


def test_the_life_of_an_account_is_told(engine: Engine, settings: Settings) -> None:
    with told() as lines:
        who = somebody(engine, settings)
        came = sign_in(engine, settings, SignIn(email=who.email, password=PASSWORD), CALLER)
        with pytest.raises(SignInNeeded):
            sign_in(engine, settings, SignIn(email=who.email, password="wrong"), CALLER)
        sign_out(engine, came.secret, "request-1")
        here = me(engine, settings, who.came.secret)
        second = bakeries.open_another(engine, here, who.came.secret, "Second")
        fresh = person.change_password(
            engine, settings, me(engine, settings, second), PASSWORD, "another four odd words",
            address="", agent="",
        )  # fmt: skip
        person.close_account(
            engine, settings, me(engine, settings, fresh), "another four odd words", address=""
        )
    assert [line["event"] for line in lines] == [
        "sign_up", "sign_in", "sign_in_failed", "sign_out", "bakery_opened", "bakery_switched",
        "password_changed", "account_closed",
    ]  # fmt: skip
    for line in lines:
        assert line["request"] in ("request-1", "request-2"), line
        if line["event"] != "sign_in_failed":
            assert line["actor"] == str(here.account_id)
            assert line["tenant"]
    for private in (who.email, PASSWORD, came.secret, second, fresh, "Grace", "another four"):
        assert private not in json.dumps(lines)


def test_roles_members_and_keys_are_told(bakery: BakeryOnDatabase, settings: Settings) -> None:
    account, membership = member(bakery)
    engine, owner = bakery.engine, scope_of(bakery.engine, settings, bakery.cookie())
    with told() as lines:
        with tenant_transaction(engine, owner) as db:
            token_id, secret = service.create_token(db, NewToken(name="t", rights=["read"]))
            service.change_role(db, membership, "admin")
        for _ in range(3):
            door.resolve_token(engine, settings, secret, "request-4")
        with tenant_transaction(engine, owner) as db:
            service.revoke_token(db, token_id)
            service.remove_member(db, membership)
        operator.set_active(engine, bakery.id, False)
    assert [line["event"] for line in lines] == [
        "token_made", "role_changed", "token_used", "token_revoked", "member_removed",
        "bakery_suspended",
    ]  # fmt: skip
    changed = lines[1]
    assert (changed["before"], changed["after"]) == ("member", "admin")
    assert changed["member"] == str(account)
    assert (changed["tenant"], changed["request"]) == (str(bakery.id), "request-3")
    assert lines[2]["credential"] == str(token_id)
    assert secret not in json.dumps(lines)


def test_what_was_rolled_back_is_not_told(bakery: BakeryOnDatabase) -> None:
    with told() as lines:
        with TenantSession(bakery.engine, bakery.scope) as db:
            service.create_token(db, NewToken(name="t", rights=["read"]))
            db.rollback()
        with bakery.session() as db:
            service.get_bakery(db)
    assert lines == []


def test_nobody_can_forge_a_line(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    forger = Caller("192.0.2.1", "x", 'r"\n{"event": "sign_in", "actor": "root"}')
    with told() as lines:
        sign_in(engine, settings, SignIn(email=who.email, password=PASSWORD), forger)
    assert len(lines) == 1
    assert lines[0]["request"] == forger.request_id


def test_a_member_signed_in_elsewhere_is_told_apart(
    bakery: BakeryOnDatabase, settings: Settings
) -> None:
    account, _ = member(bakery, "admin")
    scope = scope_of(bakery.engine, settings, session_of(bakery, account))
    with told() as lines, tenant_transaction(bakery.engine, scope) as db:
        service.create_token(db, NewToken(name="t", rights=["read"]))
    assert lines[0]["actor"] == str(account)
    assert lines[0]["credential"] == str(scope.credential_id)
