"""Signing up with what a visitor planned: the draft becomes a lasting bakery with the same ids."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import Conflict

from . import identity, security
from .bakeries import sample_of
from .models import Membership, Tenant
from .opening import TAKEN, Person, Preferences, open_bakery
from .schemas import SignUp


def claim(
    engine: Engine, scope: Scope, draft: str, typed: SignUp, stored: str, agent: str
) -> tuple[str, UUID]:
    """Give the visitor of `scope` an account, and keep all their bakeries; returns the secret of a
    fresh session and the bakery it is in: the one they planned in, or a new one for whoever only
    looked around in the sample. `draft` is the secret of the session that ends, `stored` the
    hashed password.

    All or nothing, but for opening a new bakery. Raises Conflict for a taken e-mail."""
    account_id = scope.account_id
    assert account_id is not None  # a draft belongs to its visitor
    try:
        own = _keep(engine, scope, account_id, typed, stored)
    except IntegrityError as error:
        raise Conflict(TAKEN) from error
    home = own or _open(engine, account_id, typed)
    moment = now()
    with engine.begin() as gate:
        identity.close_session(gate, draft, moment)
        secret = identity.open_session(gate, account_id, home, agent, moment)
    security.record("draft_claimed", replace(scope, tenant_id=home))
    return secret, home


def preferences_in(typed: SignUp) -> Preferences:
    return Preferences(typed.timezone, typed.currency, typed.locale, typed.units)


def _keep(
    engine: Engine, scope: Scope, account_id: UUID, typed: SignUp, stored: str
) -> UUID | None:
    """One transaction over the bakeries of the visitor; answers the one they planned in."""
    sample, own = sample_of(account_id), None
    with engine.begin() as gate:
        if not identity.claim_account(gate, account_id, typed.email, stored, typed.display_name):
            raise Conflict(TAKEN)
        for tenant_id in sorted(identity.my_tenants(gate, account_id)):
            inside = replace(scope, tenant_id=tenant_id)
            with TenantSession(gate, inside) as db, db.begin():
                _settle(db, typed, is_sample=tenant_id == sample)
            own = own if tenant_id == sample else tenant_id
    return own


def _settle(db: TenantSession, typed: SignUp, *, is_sample: bool) -> None:
    """The bakery lasts; the sample keeps its name and how it counts."""
    bakery = db.scalars(select(Tenant).where(Tenant.id == db.scope.tenant_id)).one()
    bakery.draft_until = None
    if not is_sample:
        bakery.name = typed.bakery_name
        bakery.timezone, bakery.currency = typed.timezone, typed.currency
        bakery.locale, bakery.units = typed.locale, typed.units
    owner = db.scalars(select(Membership).where(Membership.account_id == db.scope.account_id)).one()
    owner.display_name, owner.email = typed.display_name, typed.email


def _open(engine: Engine, account_id: UUID, typed: SignUp) -> UUID:
    person = Person(account_id, typed.email, typed.display_name)
    return open_bakery(
        engine, typed.bakery_name, person, new_account=False, preferences=preferences_in(typed)
    ).tenant_id
