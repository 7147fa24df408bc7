"""The bakeries of one person: which they are, opening another, changing from one to another.

Reading several bakeries takes one session each, one after the other on one connection: a session
belongs to one bakery for ever."""

from typing import cast
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Connection, Engine, select

from baketracker.db.scope import Role, Scope
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import Conflict, NotFound

from . import identity, security
from .models import Membership, Tenant
from .opening import Person, Preferences, open_bakery
from .person import SignedIn
from .schemas import MyBakery

SAMPLE_NAME = "Sample bakery"


def bakeries_of(gate: Connection, account_id: UUID) -> list[MyBakery]:
    """Every bakery somebody belongs to, the oldest first."""
    found = (_bakery(gate, account_id, tenant) for tenant in identity.my_tenants(gate, account_id))
    return [bakery for bakery in found if bakery is not None]


def my_bakeries(engine: Engine, me: SignedIn) -> list[MyBakery]:
    with engine.begin() as gate:
        return bakeries_of(gate, me.account_id)


def home_of(gate: Connection, account_id: UUID) -> UUID | None:
    """The bakery one enters when signing in: the first that is open, else the first, else none."""
    mine = bakeries_of(gate, account_id)
    best = sorted(mine, key=lambda bakery: not bakery.is_active)
    return best[0].id if best else None


def switch_bakery(engine: Engine, me: SignedIn, secret: str, bakery_id: UUID) -> str:
    """Go over to another of one's bakeries; returns the secret of the session that replaces the
    present one. Raises NotFound for a bakery one does not belong to."""
    with engine.begin() as gate:
        fresh = identity.rotate_session(gate, secret, me.account_id, bakery_id, now())
    if fresh is None:
        raise NotFound("bakery")
    security.record("bakery_switched", me.scope_in(bakery_id))
    return fresh


def open_another(engine: Engine, me: SignedIn, secret: str, name: str) -> str:
    """Open one more bakery and go there; returns the session's new secret. It counts and speaks
    as the present one does."""
    person = Person(me.account_id, me.email, me.display_name)
    scope = open_bakery(
        engine, name, person, new_account=False, preferences=_preferences(engine, me)
    )
    security.record("bakery_opened", me.scope_in(scope.tenant_id))
    return switch_bakery(engine, me, secret, scope.tenant_id)


def open_sample(engine: Engine, me: SignedIn) -> UUID:
    """The bakery in which somebody may try everything; opened when they have none yet. A
    visitor's is a draft."""
    tenant_id = sample_of(me.account_id)
    person = Person(me.account_id, me.email, me.display_name)
    try:
        open_bakery(
            engine, SAMPLE_NAME, person, new_account=False, draft=not me.email,
            preferences=_preferences(engine, me), tenant_id=tenant_id,
        )  # fmt: skip
    except Conflict:
        return tenant_id
    security.record("bakery_opened", me.scope_in(tenant_id))
    return tenant_id


def sample_of(account_id: UUID) -> UUID:
    """The id of somebody's sample bakery: always the same, so two taps open one."""
    return uuid5(NAMESPACE_URL, f"baketracker:sample-bakery:{account_id}")


def in_sample(scope: Scope) -> bool:
    """Whether this person is in their sample bakery."""
    return scope.account_id is not None and scope.tenant_id == sample_of(scope.account_id)


def _preferences(engine: Engine, me: SignedIn) -> Preferences:
    if me.tenant_id is None:
        return Preferences()
    with TenantSession(engine, me.scope_in(me.tenant_id)) as db:
        here = db.scalars(select(Tenant).where(Tenant.id == me.tenant_id)).one()
        return Preferences(here.timezone, here.currency, here.locale, here.units)


def _bakery(gate: Connection, account_id: UUID, tenant_id: UUID) -> MyBakery | None:
    with TenantSession(gate, Scope(tenant_id, account_id)) as db:
        found = db.execute(
            select(Tenant.name, Tenant.is_active, Membership.role)
            .join(Membership, Membership.tenant_id == Tenant.id)
            .where(Tenant.id == tenant_id, Membership.account_id == account_id)
        ).one_or_none()
    if found is None:
        return None
    return MyBakery(tenant_id, found.name, cast(Role, found.role), found.is_active)
