"""The verbs a feature's service has for its things, as the doors every catalogue shares call them.

A service module fits by having functions of these shapes; mypy compares them."""

from typing import Any, Protocol, TypeVar
from uuid import UUID

from baketracker.db.tenancy import TenantSession


class Entry(Protocol):
    """What every view of a stored thing has."""

    @property
    def id(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        ...


New = TypeVar("New", contravariant=True)
Change = TypeVar("Change", contravariant=True)
View = TypeVar("View", covariant=True)


class Verbs(Protocol[New, Change, View]):
    """What can be done with one thing. `create` takes the id the client chose; `update` and
    `archive` take the version they are meant for and raise Stale when it is another one."""

    def get(self, db: TenantSession, row_id: UUID, /) -> View: ...
    def create(self, db: TenantSession, new: New, row_id: UUID | None, /) -> View: ...
    def update(self, db: TenantSession, row_id: UUID, change: Change, version: int, /) -> View: ...
    def archive(self, db: TenantSession, row_id: UUID, version: int, /) -> None: ...
    def restore(self, db: TenantSession, row_id: UUID, /) -> View: ...
