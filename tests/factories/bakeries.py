"""Bakeries for tests: each with an owner, a session to work in and tokens for its programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Engine

from baketracker.accounts import identity
from baketracker.accounts.opening import Person
from baketracker.accounts.opening import open_bakery as _open
from baketracker.db.scope import Right, Role, Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.db.types import new_id, now


@dataclass(frozen=True)
class BakeryOnDatabase:
    """One bakery as tests see it."""

    engine: Engine
    scope: Scope

    @property
    def id(self) -> UUID:
        return self.scope.tenant_id

    @contextmanager
    def session(
        self, role: Role = "owner", rights: frozenset[Right] | None = None
    ) -> Iterator[TenantSession]:
        """One unit of work as somebody of this bakery; commits at the end."""
        scope = replace(self.scope, role=role, rights=rights or self.scope.rights)
        with tenant_transaction(self.engine, scope) as db:
            yield db

    def token(self, *rights: Right, life: timedelta = timedelta(days=1)) -> str:
        """An API token of the owner, all rights unless told."""
        moment = now()
        assert self.scope.account_id is not None
        with self.engine.begin() as gate:
            _, secret = identity.create_token(
                gate, self.scope.account_id, self.id, "test",
                rights or ("read", "propose", "write"), moment, moment + life,
            )  # fmt: skip
        return secret

    def cookie(self) -> str:
        """A signed-in session of the owner: the secret the cookie holds."""
        assert self.scope.account_id is not None
        with self.engine.begin() as gate:
            return identity.open_session(gate, self.scope.account_id, self.id, "test", now())


def open_bakery(engine: Engine, name: str) -> BakeryOnDatabase:
    """A bakery with a new owner account."""
    account = new_id()
    person = Person(account, f"{account.hex}@example.com", f"Owner of {name}")
    return BakeryOnDatabase(engine, _open(engine, name, person, new_account=True))
