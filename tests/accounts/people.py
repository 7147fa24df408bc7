"""People for tests: somebody who signed up, and members of a bakery."""

from dataclasses import dataclass
from ipaddress import IPv6Address
from uuid import UUID

from sqlalchemy import Engine, select

from baketracker.accounts import door, identity, operator
from baketracker.accounts.models import Membership
from baketracker.accounts.person import SignedIn
from baketracker.accounts.schemas import SignIn, SignUp
from baketracker.accounts.signing_in import Caller, CameIn, sign_in, sign_up
from baketracker.app import BakeTracker
from baketracker.config import Settings
from baketracker.db.scope import Role
from baketracker.db.types import new_id, now
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import COOKIE, Client, visitor

PASSWORD = "violet tundra sock lamp"  # pragma: allowlist secret
CALLER = Caller("192.0.2.1", "a test", "request-1")


@dataclass(frozen=True)
class Somebody:
    """A person who signed up, with the session they came in with."""

    email: str
    came: CameIn

    @property
    def tenant_id(self) -> UUID:
        assert self.came.tenant_id is not None
        return self.came.tenant_id


def fresh_email() -> str:
    return f"{new_id().hex}@example.com"


def fresh_address() -> str:
    """An IPv6 household no other test has."""
    return str(IPv6Address((0x20010DB8 << 96) | (new_id().int & (2**32 - 1)) << 64 | 1))


def signing_up(**changes: str) -> SignUp:
    """What somebody types to sign up."""
    typed = {
        "bakery_name": "The Corner",
        "display_name": "Grace",
        "email": fresh_email(),
        "password": PASSWORD,
    }
    return SignUp.model_validate(typed | changes)


def somebody(engine: Engine, settings: Settings, **changes: str) -> Somebody:
    typed = signing_up(**changes)
    return Somebody(typed.email, sign_up(engine, settings, typed, CALLER))


def comes_in(engine: Engine, settings: Settings, who: Somebody) -> CameIn:
    """Signs in once more, on another device."""
    return sign_in(engine, settings, SignIn(email=who.email, password=PASSWORD), CALLER)


def me(engine: Engine, settings: Settings, secret: str) -> SignedIn:
    return door.resolve_person(engine, settings, secret, "request-2")


def member(bakery: BakeryOnDatabase, role: Role = "member") -> tuple[UUID, UUID]:
    """A new person with this role: their account and the id of their membership."""
    account, email = new_id(), fresh_email()
    with bakery.engine.begin() as gate:
        identity.create_account(gate, account, email, None, f"A {role}", now())
    operator.add_member(bakery.engine, bakery.id, email, role)
    return account, membership_of(bakery, account)


def membership_of(bakery: BakeryOnDatabase, account: UUID | None) -> UUID:
    with bakery.session() as db:
        return db.scalars(select(Membership.id).where(Membership.account_id == account)).one()


def session_of(bakery: BakeryOnDatabase, account: UUID) -> str:
    """The cookie of a person signed in to this bakery."""
    with bakery.engine.begin() as gate:
        return identity.open_session(gate, account, bakery.id, "test", now())


def signed_in_as(app: BakeTracker, secret: str) -> Client:
    """A browser with this session cookie, as the server itself would have set it."""
    client = visitor(app)
    client.cookies.set(COOKIE, secret, domain="127.0.0.1", path="/")
    return client
