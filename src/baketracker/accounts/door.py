"""From a credential to a Scope: the one way into a bakery, the same for every door.

One short transaction on one connection: who is this (schema `idn`, through its definer functions),
then, bound to the bakery, the role they have there now; so a removed member, a changed role or a
suspended bakery takes effect with the next request on every worker.

Counting comes last, so when it fails everything else is known: who only reads passes, and nothing
is changed by requests that nobody counts."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from baketracker.config import Settings
from baketracker.db.scope import Right, Role, Scope
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, SignInNeeded, Suspended, Unavailable
from baketracker.measures.systems import System

from . import identity, limits, security
from .models import Membership, Tenant
from .person import SIGN_IN, SignedIn

log = logging.getLogger(__name__)

TOKEN_ENDED = N_("This token is unknown or has ended. Make a new one in the settings.")
UNCOUNTED = N_("Nothing can be changed just now. Try again in a minute.")
SUSPENDED = N_("This bakery is suspended. Switch to another one, or ask us to open it again.")

Finder = Callable[[Connection, datetime], Scope]


def resolve_session(
    engine: Engine,
    settings: Settings,
    secret: str,
    request_id: str,
    moment: datetime | None = None,
    *,
    reads_only: bool = False,
) -> Scope:
    """The scope of the person behind a session cookie.

    Raises SignInNeeded when the session is unknown or has ended, Forbidden when the bakery is
    suspended, TooManyRequests beyond the person's requests per minute. When requests cannot be
    counted, a request that `reads_only` gets a scope that may only read, and any other raises
    Unavailable."""

    def find(gate: Connection, moment: datetime) -> Scope:
        found = identity.resolve_session(gate, secret, moment)
        if found is None or found.tenant_id is None:
            raise SignInNeeded(SIGN_IN)
        return Scope(
            tenant_id=found.tenant_id,
            account_id=found.account_id,
            credential_id=found.session_id,
            display_name=found.display_name,
            email=found.email or "",
            request_id=request_id,
        )

    return _enter(engine, settings, find, moment or now(), reads_only)


def resolve_person(
    engine: Engine,
    settings: Settings,
    secret: str,
    request_id: str,
    moment: datetime | None = None,
    *,
    reads_only: bool = False,
) -> SignedIn:
    """The person behind a session cookie, whichever bakery they are in and even when it is
    suspended: for what they do about themselves, and for changing bakery. Raises SignInNeeded,
    TooManyRequests, and Unavailable as `resolve_session` does."""
    moment, me = moment or now(), None
    try:
        with engine.begin() as gate:
            found = identity.resolve_session(gate, secret, moment)
            if found is None:
                raise SignInNeeded(SIGN_IN)
            me = SignedIn(
                account_id=found.account_id,
                session_id=found.session_id,
                tenant_id=found.tenant_id,
                email=found.email or "",
                display_name=found.display_name,
                request_id=request_id,
            )
            limits.admit(gate, me.account_id, settings.requests_per_minute, moment)
    except SQLAlchemyError as error:
        if me is None:
            raise
        _refuse_uncounted(error, reads_only=reads_only)
    return me


def resolve_token(
    engine: Engine,
    settings: Settings,
    secret: str,
    request_id: str,
    moment: datetime | None = None,
    *,
    reads_only: bool = False,
) -> Scope:
    """The scope of the program behind an API token: the token's rights under its owner's present
    role. Raises as `resolve_session` does."""

    def find(gate: Connection, moment: datetime) -> Scope:
        found = identity.resolve_token(gate, secret, moment)
        if found is None:
            raise SignInNeeded(TOKEN_ENDED)
        return Scope(
            tenant_id=found.tenant_id,
            account_id=found.account_id,
            rights=frozenset(cast(list[Right], found.rights)),
            kind="token",
            credential_id=found.token_id,
            display_name=found.display_name,
            email=found.email or "",
            request_id=request_id,
        )

    moment = moment or now()
    scope = _enter(engine, settings, find, moment, reads_only)
    _tell_first_use(scope, moment)
    return scope


def _enter(
    engine: Engine, settings: Settings, find: Finder, moment: datetime, reads_only: bool
) -> Scope:
    scope: Scope | None = None
    try:
        with engine.begin() as gate:
            scope = in_bakery(gate, find(gate, moment), moment)
            assert scope.account_id is not None
            limits.admit(gate, scope.account_id, settings.requests_per_minute, moment)
    except SQLAlchemyError as error:
        if scope is None:
            raise
        _refuse_uncounted(error, reads_only=reads_only)
        return replace(scope, rights=scope.rights & {"read"})
    return scope


def _refuse_uncounted(error: SQLAlchemyError, *, reads_only: bool) -> None:
    log.error("The request counter failed.", exc_info=error)
    if not reads_only:
        raise Unavailable(UNCOUNTED) from error


def in_bakery(gate: Connection, scope: Scope, moment: datetime) -> Scope:
    """The scope completed with what the bakery says: the role, its name, how it counts and speaks.

    Raises SignInNeeded for somebody who does not belong to it (any more) or whose draft bakery
    has ended, Forbidden when it is suspended."""
    with TenantSession(gate, scope) as db:
        statement = (
            select(Tenant, Membership.role, Membership.units)
            .join(Membership, Membership.tenant_id == Tenant.id)
            .where(Tenant.id == scope.tenant_id, Membership.account_id == scope.account_id)
        )
        found = db.execute(statement).one_or_none()
    if found is None:
        raise SignInNeeded(SIGN_IN)
    bakery, role, units = found
    if bakery.draft_until is not None and bakery.draft_until <= moment:
        raise SignInNeeded("Your trial bakery has ended. Sign up to open a lasting one.")
    if not bakery.is_active:
        raise Suspended(SUSPENDED)
    return replace(
        scope,
        role=cast(Role, role),
        bakery_name=bakery.name,
        timezone=bakery.timezone,
        currency=bakery.currency,
        locale=bakery.locale,
        units=cast(System | None, units),
        draft_until=bakery.draft_until,
    )


def is_open(db: TenantSession) -> bool:
    """Whether the bakery is not suspended now: what runs longer than a request asks again."""
    return bool(db.scalar(select(Tenant.is_active).where(Tenant.id == db.scope.tenant_id)))


# When each token was last told of, in this process: a busy program is one line a minute.
_told: dict[UUID, datetime] = {}
_TOLD_AT_MOST = 10_000


def _tell_first_use(scope: Scope, moment: datetime) -> None:
    assert scope.credential_id is not None
    last = _told.get(scope.credential_id)
    if last is not None and moment < last + limits.MINUTE:
        return
    if len(_told) >= _TOLD_AT_MOST:
        _told.clear()
    _told[scope.credential_id] = moment
    security.record("token_used", scope)
