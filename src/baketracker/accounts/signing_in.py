"""Coming in and going out: sign-up, sign-in, sign-out, and a visitor's draft bakery.

Nobody is in a bakery yet when these begin, so they take the engine, not a bakery's session.
Whoever comes in gets a fresh session secret, which the face puts into a cookie."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from baketracker.config import Settings
from baketracker.db.idempotency import forget_old_keys
from baketracker.db.scope import Scope
from baketracker.db.tenancy import tenant_transaction
from baketracker.db.types import new_id, now
from baketracker.errors import SignInNeeded, Suspended

from . import door, identity, limits, passwords, security
from .bakeries import SAMPLE_NAME, home_of, sample_of
from .claiming import claim, preferences_in
from .opening import Person, Preferences, open_bakery
from .providers import EmailAndPassword, LocalProvider
from .schemas import SignIn, SignUp

DRAFT_NAME = "My bakery"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from."""

    address: str
    agent: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class CameIn:
    """The secret of a fresh session, and the bakery it is in (None: the person has none)."""

    secret: str
    tenant_id: UUID | None


def sign_in(
    engine: Engine,
    settings: Settings,
    typed: SignIn,
    caller: Caller,
    moment: datetime | None = None,
) -> CameIn:
    """Check e-mail and password and open a session.

    Raises SignInNeeded (the same for an unknown e-mail and a wrong password), TooManyRequests
    after five tries, Unavailable when tries cannot be counted."""
    moment = moment or now()
    email = identity.plain_email(typed.email)
    limits.admit_attempt(
        engine, "sign_in", email, caller.address, settings.sign_ins_per_quarter, moment,
        caller.request_id,
    )  # fmt: skip
    try:
        person = LocalProvider(engine).verify(EmailAndPassword(email, typed.password))
    except SignInNeeded:
        security.record("sign_in_failed", request=caller.request_id)
        raise
    account_id = UUID(person.subject)
    with engine.begin() as gate:
        home = home_of(gate, account_id)
        secret = identity.open_session(gate, account_id, home, caller.agent, moment)
    security.record("sign_in", actor=account_id, tenant=home, request=caller.request_id)
    if home:
        _tidy(engine, Scope(home, account_id), moment)
    return CameIn(secret, home)


def _tidy(engine: Engine, scope: Scope, moment: datetime) -> None:
    """Forget the bakery's old idempotency keys. Nobody waits at the door because it failed: the
    next sign-in tries again."""
    try:
        with tenant_transaction(engine, scope) as db:
            forget_old_keys(db, moment)
    except SQLAlchemyError:
        log.warning("Old idempotency keys could not be removed.", exc_info=True)


def sign_up(
    engine: Engine,
    settings: Settings,
    typed: SignUp,
    caller: Caller,
    draft: str | None = None,
) -> CameIn:
    """Make an account and its bakery, and come in. With the session secret of a draft bakery the
    visitor keeps what they planned there.

    Raises InvalidInput for a weak password, Conflict for a taken e-mail, TooManyRequests."""
    passwords.refuse_weak(typed.password, typed.email, typed.display_name, typed.bakery_name)
    limits.admit_attempt(
        engine, "sign_up", typed.email, caller.address, settings.sign_ins_per_quarter,
        now(), caller.request_id,
    )  # fmt: skip
    stored = passwords.hashed(typed.password)
    if draft and (scope := _draft_scope(engine, settings, draft, caller)):
        secret, tenant_id = claim(engine, scope, draft, typed, stored, caller.agent)
        return CameIn(secret, tenant_id)
    person = Person(new_id(), typed.email, typed.display_name, stored)
    scope = open_bakery(
        engine, typed.bakery_name, person, new_account=True, preferences=preferences_in(typed)
    )
    with engine.begin() as gate:
        secret = identity.open_session(
            gate, person.account_id, scope.tenant_id, caller.agent, now()
        )
    security.record("sign_up", replace(scope, request_id=caller.request_id))
    return CameIn(secret, scope.tenant_id)


def sign_out(engine: Engine, secret: str, request_id: str = "") -> None:
    """End one session. Ending it twice is no error."""
    moment = now()
    with engine.begin() as gate:
        found = identity.resolve_session(gate, secret, moment)
        identity.close_session(gate, secret, moment)
    if found:
        security.record(
            "sign_out", actor=found.account_id, tenant=found.tenant_id, request=request_id
        )


def let_visitor_in(
    engine: Engine, settings: Settings, caller: Caller, preferences: Preferences, *,
    sample: bool = False,
) -> str:  # fmt: skip
    """A throw-away bakery for somebody without an account, counted against the address they come
    from; returns the session secret. Raises TooManyRequests, Unavailable."""
    limits.admit_attempt(
        engine, "draft", None, caller.address, settings.sign_ins_per_quarter, now(),
        caller.request_id,
    )  # fmt: skip
    return start_draft(engine, caller.agent, preferences, sample=sample)


def start_draft(
    engine: Engine, agent: str = "", preferences: Preferences | None = None, *,
    sample: bool = False,
) -> str:  # fmt: skip
    """A throw-away bakery for a visitor (their sample bakery if asked), with an account without
    e-mail; returns the session secret. It ends after seven days unless somebody signs up with
    it."""
    person = Person(new_id(), None, "")
    name, tenant_id = (SAMPLE_NAME, sample_of(person.account_id)) if sample else (DRAFT_NAME, None)
    scope = open_bakery(
        engine, name, person, new_account=True, preferences=preferences, draft=True,
        tenant_id=tenant_id,
    )  # fmt: skip
    with engine.begin() as gate:
        return identity.open_session(gate, person.account_id, scope.tenant_id, agent, now())


def _draft_scope(engine: Engine, settings: Settings, secret: str, caller: Caller) -> Scope | None:
    """The scope of a visitor's living draft; None for anything else, a lasting bakery too. Raises
    TooManyRequests and Unavailable: what the visitor planned is not left behind for that."""
    try:
        scope = door.resolve_session(engine, settings, secret, caller.request_id)
    except (SignInNeeded, Suspended):
        return None
    return scope if scope.draft_until is not None and not scope.email else None
