"""What whoever runs the installation does, by command: add people, suspend a bakery, remove the
drafts nobody claimed. There is no page for it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, MetaData, column, delete, select, table, text

from baketracker.db.base import is_tenant_owned
from baketracker.db.isolation import tenant_column
from baketracker.db.roles import AUTHN, PURGE
from baketracker.db.scope import Role, Scope
from baketracker.db.tenancy import TENANT_SETTING, TenantSession, tenant_transaction
from baketracker.db.types import now
from baketracker.errors import Conflict, NotFound

from . import identity, security
from .bakeries import bakeries_of
from .models import Membership, Tenant
from .opening import DRAFT_LIFE
from .schemas import MyBakery


def operator_in(engine: Engine, tenant_id: UUID) -> Scope:
    """The operator's scope in one bakery: an owner's rights, but nobody's account, so that the
    audit log names the operator and no person. Raises NotFound."""
    operator = Scope(tenant_id, role="owner", kind="operator", display_name="Operator")
    with tenant_transaction(engine, operator) as db:
        bakery = _bakery(db)
        return replace(
            operator,
            bakery_name=bakery.name,
            timezone=bakery.timezone,
            currency=bakery.currency,
            locale=bakery.locale,
        )


def bakeries_of_owner(engine: Engine, email: str) -> list[MyBakery]:
    """The bakeries of the account with this e-mail. Raises NotFound."""
    with engine.begin() as gate:
        return bakeries_of(gate, _account_id(gate, email))


def add_member(engine: Engine, tenant_id: UUID, email: str, role: Role) -> None:
    """Put somebody who has an account into a bakery. Raises NotFound for an unknown e-mail or
    bakery, Conflict for somebody who is in it already."""
    email = identity.plain_email(email)
    with tenant_transaction(engine, operator_in(engine, tenant_id)) as db:
        known = identity.find_credentials(db, email)
        if known is None or known.disabled:
            raise NotFound("account")
        mine = select(Membership.id).where(Membership.account_id == known.account_id)
        if db.scalar(mine):
            raise Conflict("This person belongs to the bakery already.")
        db.add(
            Membership(
                account_id=known.account_id,
                role=role,
                display_name=known.display_name,
                email=email,
            )
        )
        identity.join_tenant(db, known.account_id, tenant_id, now())
        security.record_after_commit(db, "member_added", member=known.account_id, role=role)


def set_active(engine: Engine, tenant_id: UUID, active: bool) -> str:
    """Suspend a bakery, or open it again; returns its name. Sessions, tokens, jobs and tools stop
    with their next request. Raises NotFound."""
    with tenant_transaction(engine, operator_in(engine, tenant_id)) as db:
        bakery = _bakery(db)
        if bakery.is_active != active:
            bakery.is_active = active
            security.record_after_commit(db, "bakery_resumed" if active else "bakery_suspended")
        return bakery.name


def disable_account(engine: Engine, email: str) -> None:
    """Shut somebody out, such as after a theft: their sessions and tokens end in the same
    transaction. They stay a member where they are one. Raises NotFound."""
    with engine.begin() as gate:
        account_id = _account_id(gate, email)
        identity.disable_account(gate, account_id, now())
    security.record("account_disabled", account=account_id)


def every_bakery(migrator: Engine) -> list[UUID]:
    """The ids of all bakeries anybody belongs to. `migrator` as in `purge_drafts`."""
    with migrator.begin() as gate:
        gate.execute(text(f"set local role {AUTHN}"))
        found = gate.execute(text("select distinct tenant_id from idn.account_tenants order by 1"))
        return list(found.scalars())


@dataclass(frozen=True, slots=True)
class Draft:
    tenant_id: UUID
    account_id: UUID


def purge_drafts(migrator: Engine, metadata: MetaData, moment: datetime) -> int:
    """Delete every draft bakery past its end, with its visitor's account when it was the last of
    theirs; returns how many.

    `migrator` logs in as the role that may become bt_purge (rows of one bound bakery) and
    bt_authn (accounts). One transaction a draft: one that fails leaves the others deleted."""
    return sum(_purge(migrator, metadata, draft, moment) for draft in _drafts(migrator, moment))


def _drafts(migrator: Engine, moment: datetime) -> list[Draft]:
    """Accounts that never got an e-mail address and are old enough. Only one bakery's rows can be
    seen at a time, so whether the draft has really ended is asked inside it."""
    with migrator.begin() as gate:
        gate.execute(text(f"set local role {AUTHN}"))
        found = gate.execute(
            text(
                "select t.tenant_id, a.id as account_id from idn.accounts a "
                "join idn.account_tenants t on t.account_id = a.id "
                "where a.email is null and a.created_at <= :before order by a.created_at"
            ),
            {"before": moment - DRAFT_LIFE},
        )
        return [Draft(row.tenant_id, row.account_id) for row in found]


def _purge(migrator: Engine, metadata: MetaData, draft: Draft, moment: datetime) -> bool:
    with migrator.begin() as gate:
        gate.execute(text(f"set local role {PURGE}"))
        gate.execute(text(f"set local {TENANT_SETTING} = '{UUID(int=draft.tenant_id.int)}'"))
        ends = gate.scalar(select(Tenant.draft_until).where(Tenant.id == draft.tenant_id))
        if ends is None or ends > moment:
            return False
        _delete_rows(gate, metadata, draft.tenant_id)
        gate.execute(text(f"set local role {AUTHN}"))
        for name in ("sessions", "api_tokens", "account_tenants"):
            _delete_where(gate, name, account_id=draft.account_id, tenant_id=draft.tenant_id)
        if not _has_another(gate, draft.account_id):
            _delete_where(gate, "sessions", account_id=draft.account_id)
            _delete_where(gate, "accounts", id=draft.account_id)
    security.record("draft_purged", tenant=draft.tenant_id)
    return True


def _delete_rows(gate: Connection, metadata: MetaData, tenant_id: UUID) -> None:
    """Lines before what they refer to; the bakery itself last."""
    for owned in reversed(metadata.sorted_tables):
        if is_tenant_owned(owned):
            gate.execute(delete(owned).where(owned.c[tenant_column(owned)] == tenant_id))


def _delete_where(gate: Connection, name: str, **keys: UUID) -> None:
    identity_table = table(name, *map(column, keys), schema="idn")
    gate.execute(
        delete(identity_table).where(*(identity_table.c[key] == keys[key] for key in keys))
    )


def _has_another(gate: Connection, account_id: UUID) -> bool:
    """A visitor may have planned a bakery and looked at the sample, on different days."""
    links = table("account_tenants", column("account_id"), schema="idn")
    left = select(links.c.account_id).where(links.c.account_id == account_id)
    return gate.execute(left.limit(1)).first() is not None


def _bakery(db: TenantSession) -> Tenant:
    found = db.scalars(select(Tenant).where(Tenant.id == db.scope.tenant_id)).one_or_none()
    if found is None:
        raise NotFound("bakery")
    return found


def _account_id(gate: Connection, email: str) -> UUID:
    known = identity.find_credentials(gate, identity.plain_email(email))
    if known is None:
        raise NotFound("account")
    return known.account_id
