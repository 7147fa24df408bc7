"""What a signed-in person does about themselves, whatever bakery they are in and whatever role
they have there: name, password, sessions, and leaving for good."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Engine, Select, select

from baketracker.config import Settings
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Forbidden, InvalidInput, NotFound, RuleBroken, SignInNeeded

from . import identity, limits, passwords, security
from .identity import Account, SessionInfo
from .models import Membership, Tenant

SIGN_IN = N_("Please sign in.")
IN_PERSON = N_("Only a person who is signed in can do that, not a program.")
WRONG_PASSWORD = N_("This is not your present password.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with a living session, in a bakery or (after leaving the last one) in none."""

    account_id: UUID
    session_id: UUID | None
    tenant_id: UUID | None
    email: str
    display_name: str
    request_id: str = ""

    def scope_in(self, tenant_id: UUID) -> Scope:
        """Their scope in one bakery with the least role: enough to write about themselves."""
        return Scope(
            tenant_id=tenant_id,
            account_id=self.account_id,
            credential_id=self.session_id,
            display_name=self.display_name,
            email=self.email,
            request_id=self.request_id,
        )


def myself(scope: Scope) -> SignedIn:
    """The person behind a scope. Raises Forbidden for a program: a token never decides about its
    owner."""
    if scope.kind != "person" or scope.account_id is None:
        raise Forbidden(IN_PERSON)
    return SignedIn(
        account_id=scope.account_id,
        session_id=scope.credential_id,
        tenant_id=scope.tenant_id,
        email=scope.email,
        display_name=scope.display_name,
        request_id=scope.request_id,
    )


def my_account(gate: identity.Gate, me: SignedIn) -> Account:
    """What is stored about oneself, with the last sign-in."""
    found = identity.find_account(gate, me.account_id)
    if found is None or found.disabled:
        raise SignInNeeded(SIGN_IN)
    return found


def rename_me(engine: Engine, me: SignedIn, name: str) -> None:
    """Change the display name, in the account and in every bakery that shows it."""
    with engine.begin() as gate:
        identity.rename_account(gate, me.account_id, name)
        for tenant_id in sorted(identity.my_tenants(gate, me.account_id)):
            with TenantSession(gate, me.scope_in(tenant_id)) as db:
                for membership in db.scalars(_mine(me)):
                    membership.display_name = name
                db.commit()


def change_password(
    engine: Engine,
    settings: Settings,
    me: SignedIn,
    old: str,
    new: str,
    *,
    address: str,
    agent: str,
    bakery_name: str = "",
) -> str:
    """Set a new password. Every session of the account ends; returns the secret of a new one for
    the device that asked.

    Raises InvalidInput for a wrong old password or a weak new one, TooManyRequests for guessing."""
    _confirm(engine, settings, me, old, address)
    passwords.refuse_weak(new, me.email, me.display_name, bakery_name)
    fresh, moment = passwords.hashed(new), now()
    with engine.begin() as gate:
        identity.set_password(gate, me.account_id, fresh)
        identity.close_sessions(gate, me.account_id, None, moment)
        secret = identity.open_session(gate, me.account_id, me.tenant_id, agent, moment)
    _record(me, "password_changed")
    return secret


def my_sessions(gate: identity.Gate, me: SignedIn) -> list[SessionInfo]:
    """The devices one is signed in on, the newest first."""
    return identity.my_sessions(gate, me.account_id, now())


def end_session(engine: Engine, me: SignedIn, session_id: UUID) -> None:
    """Sign one device out. Raises NotFound for a session that is not one's own."""
    with engine.begin() as gate:
        if not identity.close_my_session(gate, me.account_id, session_id, now()):
            raise NotFound("device")
    _record(me, "session_ended", session=session_id)


def sign_out_everywhere(engine: Engine, me: SignedIn) -> int:
    """End all sessions of the account, this one too; returns how many."""
    with engine.begin() as gate:
        ended = identity.close_sessions(gate, me.account_id, None, now())
    _record(me, "signed_out_everywhere", sessions=ended)
    return ended


def close_account(
    engine: Engine, settings: Settings, me: SignedIn, password: str, *, address: str
) -> None:
    """Close one's account: it leaves every bakery, and its sessions and tokens end in the same
    transaction. A bakery nobody else belongs to is closed with it.

    Raises RuleBroken while other people depend on a bakery this person alone owns, InvalidInput
    for a wrong password."""
    _confirm(engine, settings, me, password, address)
    leave_everything(engine, me)


def leave_everything(engine: Engine, me: SignedIn) -> None:
    """What closing an account does once it is confirmed, all or nothing."""
    moment = now()
    with engine.begin() as gate:
        tenants = sorted(identity.my_tenants(gate, me.account_id))
        for tenant_id in tenants:
            with TenantSession(gate, me.scope_in(tenant_id)) as db:
                _leave_for_good(db, me)
                db.commit()
        for tenant_id in tenants:
            identity.leave_tenant(gate, me.account_id, tenant_id, moment)
        identity.disable_account(gate, me.account_id, moment)
    _record(me, "account_closed", bakeries=len(tenants))


def _leave_for_good(db: TenantSession, me: SignedIn) -> None:
    everybody = select(Membership).order_by(Membership.id).with_for_update()
    people = db.scalars(everybody).all()
    others = [person for person in people if person.account_id != me.account_id]
    if not others:
        bakery = db.scalars(select(Tenant).where(Tenant.id == db.scope.tenant_id)).one()
        bakery.is_active = False
        return
    if not any(person.role == "owner" for person in others):
        name = db.scalar(select(Tenant.name).where(Tenant.id == db.scope.tenant_id))
        raise RuleBroken(
            "You are the only owner of %(bakery)s. Make somebody else owner first.", bakery=name
        )
    for person in people:
        if person.account_id == me.account_id:
            db.delete(person)


def _confirm(engine: Engine, settings: Settings, me: SignedIn, password: str, address: str) -> None:
    """A borrowed session is not enough for what cannot be taken back."""
    limits.admit_attempt(
        engine, "confirmation", me.email, address, settings.sign_ins_per_quarter, now(),
        me.request_id,
    )  # fmt: skip
    with engine.begin() as gate:
        known = identity.find_credentials(gate, me.email)
    if known is None or not passwords.matches(known.password_hash, password):
        _record(me, "sign_in_failed", what="confirmation")
        raise InvalidInput(WRONG_PASSWORD, {"old_password": WRONG_PASSWORD})


def _mine(me: SignedIn) -> Select[Membership]:
    return select(Membership).where(Membership.account_id == me.account_id)


def _record(me: SignedIn, name: str, **facts: object) -> None:
    security.record(
        name, actor=me.account_id, tenant=me.tenant_id, credential=me.session_id,
        request=me.request_id, **facts,
    )  # fmt: skip
