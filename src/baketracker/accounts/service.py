"""What people do in a bakery about the bakery itself: its name and settings, its people, and the
keys of their programs."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import select

from baketracker.db.scope import RANK, Role, verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import Conflict, NotFound, RuleBroken, Stale
from baketracker.measures.systems import System

from . import identity, security
from .identity import TokenInfo
from .models import Membership, Tenant
from .person import myself
from .schemas import BakerySettings, BakeryView, MemberView, MeView, NewToken

MOST_TOKENS = 50


@verb("read")
def whoami(db: TenantSession) -> MeView:
    """Who the credential stands for, and what it may do."""
    scope = db.scope
    assert scope.account_id is not None
    return MeView(
        account_id=scope.account_id,
        display_name=scope.display_name,
        role=scope.role,
        rights=sorted(scope.rights),
        bakery_id=scope.tenant_id,
        bakery_name=scope.bakery_name,
    )


@verb("read")
def get_bakery(db: TenantSession) -> BakeryView:
    """The bakery one is in."""
    return _view(_bakery(db))


@verb("write", least="owner")
def rename_bakery(db: TenantSession, name: str, version: int | None = None) -> BakeryView:
    """Give the bakery another name. Raises Stale when `version` is not the stored one."""
    bakery = _bakery(db, version)
    bakery.name = name
    return _changed(db, bakery)


@verb("write", least="admin")
def change_settings(
    db: TenantSession, wanted: BakerySettings, version: int | None = None
) -> BakeryView:
    """How the bakery counts, pays and speaks. Raises Stale when `version` is not the stored one."""
    bakery = _bakery(db, version)
    for name, value in wanted:
        setattr(bakery, name, value)
    return _changed(db, bakery)


@verb("write")
def choose_units(db: TenantSession, units: System | None) -> None:
    """What the person who asks wants amounts said in, in this bakery; None: as they were written.
    What is stored stays as it is."""
    mine = select(Membership).where(Membership.account_id == db.scope.account_id)
    db.scalars(mine).one().units = units
    db.flush()


@verb("read")
def list_members(db: TenantSession) -> list[MemberView]:
    """The people of this bakery, owners first, then by name."""
    people = db.scalars(select(Membership).order_by(Membership.display_name, Membership.id)).all()
    return [
        MemberView(
            id=person.id,
            account_id=person.account_id,
            display_name=person.display_name,
            email=person.email,
            role=person.role,
            joined_at=person.created_at,
        )
        for person in sorted(people, key=lambda person: -RANK[cast(Role, person.role)])
    ]


@verb("write", least="owner")
def change_role(db: TenantSession, member_id: UUID, role: Role) -> None:
    """Make somebody owner, admin or member. They sign in again, so the session that had the old
    role is gone. Raises RuleBroken when the bakery would be without an owner."""
    owners = _lock_owners(db)
    person = _member(db, member_id)
    if person.role == role:
        return
    _keep_an_owner(owners, person, still=role == "owner")
    security.record_after_commit(
        db, "role_changed", member=person.account_id, before=person.role, after=role
    )
    person.role = role
    db.flush()
    identity.close_sessions(db, person.account_id, db.scope.tenant_id, now())


@verb("write", least="owner")
def remove_member(db: TenantSession, member_id: UUID) -> None:
    """Take somebody out of the bakery; their sessions and tokens here end with it. Raises
    RuleBroken when the bakery would be without an owner."""
    owners = _lock_owners(db)
    person = _member(db, member_id)
    _keep_an_owner(owners, person, still=False)
    _take_out(db, person)


@verb("write")
def leave_bakery(db: TenantSession) -> None:
    """Leave the bakery oneself. Raises RuleBroken for its last owner."""
    account_id = myself(db.scope).account_id
    owners = _lock_owners(db)
    person = db.scalars(select(Membership).where(Membership.account_id == account_id)).one_or_none()
    if person is None:
        raise NotFound("person")
    _keep_an_owner(owners, person, still=False)
    _take_out(db, person)


@verb("read")
def list_tokens(db: TenantSession) -> list[TokenInfo]:
    """One's own keys for programs in this bakery, newest first."""
    return identity.my_tokens(db, myself(db.scope).account_id, db.scope.tenant_id)


@verb("write")
def create_token(db: TenantSession, new: NewToken) -> tuple[UUID, str]:
    """A key for a program: its id and the secret, which nobody can show again."""
    account_id, moment = myself(db.scope).account_id, now()
    if len(identity.my_tokens(db, account_id, db.scope.tenant_id)) >= MOST_TOKENS:
        raise Conflict("You have %(most)s keys already. Revoke one first.", most=MOST_TOKENS)
    rights = sorted(set(new.rights))
    token_id, secret = identity.create_token(
        db, account_id, db.scope.tenant_id, new.name, rights, moment,
        moment + timedelta(days=new.days),
    )  # fmt: skip
    security.record_after_commit(
        db, "token_made", token=token_id, rights=" ".join(rights), days=new.days
    )
    return token_id, secret


@verb("write")
def revoke_token(db: TenantSession, token_id: UUID) -> None:
    """End one of one's own keys at once."""
    account_id = myself(db.scope).account_id
    if not identity.revoke_token(db, account_id, db.scope.tenant_id, token_id, now()):
        raise NotFound("key")
    security.record_after_commit(db, "token_revoked", token=token_id)


def _bakery(db: TenantSession, version: int | None = None) -> Tenant:
    bakery = db.scalars(select(Tenant).where(Tenant.id == db.scope.tenant_id)).one()
    if version is not None and bakery.version != version:
        raise Stale("bakery", _view(bakery).model_dump(mode="json"))
    return bakery


def _changed(db: TenantSession, bakery: Tenant) -> BakeryView:
    db.flush()
    return _view(bakery)


def _view(bakery: Tenant) -> BakeryView:
    return BakeryView(
        id=bakery.id,
        name=bakery.name,
        timezone=bakery.timezone,
        currency=bakery.currency,
        locale=bakery.locale,
        units=bakery.units,
        is_draft=bakery.draft_until is not None,
        version=bakery.version,
    )


def _lock_owners(db: TenantSession) -> list[UUID]:
    """The owners, locked in one order: whoever comes second waits, then counts again."""
    owners = select(Membership.id).where(Membership.role == "owner").order_by(Membership.id)
    return list(db.scalars(owners.with_for_update()))


def _keep_an_owner(owners: list[UUID], person: Membership, *, still: bool) -> None:
    if not still and owners == [person.id]:
        raise RuleBroken("A bakery needs an owner. Make somebody else owner first.")


def _member(db: TenantSession, member_id: UUID) -> Membership:
    if (person := db.find(Membership, member_id)) is None:
        raise NotFound("person")
    return person


def _take_out(db: TenantSession, person: Membership) -> None:
    security.record_after_commit(db, "member_removed", member=person.account_id)
    db.delete(person)
    db.flush()
    identity.leave_tenant(db, person.account_id, db.scope.tenant_id, now())
