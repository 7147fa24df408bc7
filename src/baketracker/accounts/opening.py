"""Opening a bakery: the tenant, its first owner, and the link between account and bakery.

Everything happens in one transaction bound to the new bakery, so a failure leaves nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.db.types import new_id, now
from baketracker.errors import N_, Conflict

from . import identity
from .models import Membership, Tenant

DRAFT_LIFE = timedelta(days=7)
TAKEN = N_("There is already an account with this e-mail. Sign in instead.")


@dataclass(frozen=True, slots=True)
class Person:
    """Who opens the bakery. A visitor has neither e-mail nor password yet."""

    account_id: UUID
    email: str | None
    display_name: str
    password_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a bakery counts, pays and speaks."""

    timezone: str = "UTC"
    currency: str = "USD"
    locale: str = "en_US"
    units: str = "us"


def open_bakery(
    engine: Engine,
    name: str,
    person: Person,
    *,
    new_account: bool,
    preferences: Preferences | None = None,
    draft: bool = False,
    tenant_id: UUID | None = None,
) -> Scope:
    """Open a bakery called `name` with `person` as its owner; returns the owner's scope.

    `draft` makes a visitor's throw-away bakery that ends after seven days; `tenant_id` is for a
    bakery that may exist only once. Raises Conflict when a new account's e-mail is taken or that
    bakery exists."""
    moment = now()
    preferences = preferences or Preferences()
    ends = moment + DRAFT_LIFE if draft else None
    scope = _founder(tenant_id or new_id(), name, person, preferences, ends)
    try:
        with tenant_transaction(engine, scope) as db:
            if new_account:
                identity.create_account(
                    db, person.account_id, person.email, person.password_hash,
                    person.display_name, moment,
                )  # fmt: skip
            _found(db, name, person, preferences, ends)
            identity.join_tenant(db, person.account_id, scope.tenant_id, moment)
    except IntegrityError as error:
        raise Conflict(TAKEN) from error
    return scope


def _founder(
    tenant_id: UUID, name: str, person: Person, preferences: Preferences, ends: datetime | None
) -> Scope:
    return Scope(
        tenant_id=tenant_id,
        account_id=person.account_id,
        role="owner",
        display_name=person.display_name,
        email=person.email or "",
        bakery_name=name,
        timezone=preferences.timezone,
        currency=preferences.currency,
        locale=preferences.locale,
        draft_until=ends,
    )


def _found(
    db: TenantSession, name: str, person: Person, preferences: Preferences, ends: datetime | None
) -> None:
    db.add(
        Tenant(
            id=db.scope.tenant_id,
            name=name,
            timezone=preferences.timezone,
            currency=preferences.currency,
            locale=preferences.locale,
            units=preferences.units,
            draft_until=ends,
            created_by=person.account_id,
        )
    )
    db.flush()
    db.add(
        Membership(
            account_id=person.account_id,
            role="owner",
            display_name=person.display_name,
            email=person.email or "",
        )
    )
    db.flush()
