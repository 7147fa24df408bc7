"""The verbs of the packages people get."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from baketracker.db.journal import doing
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, live, lock_rows
from baketracker.db.scope import verb
from baketracker.db.search import close_rows, close_to, has_words
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import N_, Conflict
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.schemas import GoodRef

from . import holding  # noqa: F401  (keeps the goods that packages hold)
from .models import Gift, Package
from .package_costs import costs_of
from .package_given import LineIn, MoreOfIt, NewPackage, PackageChange
from .package_reading import rows_of, view_of
from .package_saving import HEAD, line_in, lines_of, put, replace_lines
from .package_schemas import PackageRow, PackageView

__all__ = [
    "add_line", "archive", "copy", "costs_of", "count", "create", "fillings", "get", "givable",
    "restore", "search", "update",
]  # fmt: skip
KIND = "package"


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    archived: bool = False,
) -> Page[PackageRow]:
    """Packages and templates by name that hold every word of `text`; where none is called so,
    those nearly called so. Three statements, four with a cursor. Raises LostPlace."""
    shelf = _wanted(archived=archived)
    found = select(Package).where(*shelf)
    exact = found.where(*_called(text))
    rows = slice_of(db, exact, Package, Package.name, cursor, limit)
    if text and not (rows.rows or cursor):
        rows = close_rows(db, found, close_to(db, Package.folded, text, *shelf))
    views = rows_of(db, rows.rows)
    return rows.page(lambda row: views[row.id])


@verb("read")
def count(db: TenantSession, text: str = "", *, archived: bool = False) -> int:
    """How many are called `text`, in all."""
    wanted = (*_wanted(archived=archived), *_called(text))
    return db.scalar(select(func.count(Package.id)).where(*wanted)) or 0


@verb("read")
def givable(db: TenantSession) -> list[PackageRow]:
    """What people can get, A to Z: every package that is no template."""
    own = select(Package).where(*_wanted(), Package.is_template.is_(False))
    rows = db.scalars(own.order_by(Package.name, Package.id)).all()
    return list(rows_of(db, rows).values())


@verb("read")
def fillings(db: TenantSession) -> list[GoodRef]:
    """The finished goods a package may hold, A to Z. One statement."""
    live_ones = select(FinishedGood).where(FinishedGood.deleted_at.is_(None))
    rows = db.scalars(live_ones.order_by(FinishedGood.name, FinishedGood.id))
    return [GoodRef.of(row) for row in rows]


@verb("read")
def get(db: TenantSession, package_id: UUID) -> PackageView:
    """One package or template with all that is in it. Raises NotFound."""
    return view_of(db, live(db, Package, package_id, KIND))


@verb("write")
def create(db: TenantSession, new: NewPackage, row_id: UUID | None = None) -> PackageView:
    """A new package; its id is `row_id` when the client chose one. Two may share a name. A good
    that is given twice is in it once, added up. Raises BadLines."""
    row = Package(id=row_id or new_id(), name="", slug="")
    put(db, row, new, {*HEAD, "lines"})
    return view_of(db, row)


@verb("write")
def update(
    db: TenantSession, package_id: UUID, change: NewPackage | PackageChange, version: int
) -> PackageView:
    """Change what `change` gives: everything of a NewPackage, the given fields otherwise; given
    lines replace them all. Raises NotFound, Stale, BadLines, StandsReady."""
    row = live(db, Package, package_id, KIND)
    expect(row, version, KIND, lambda: _current(db, row))
    whole = isinstance(change, NewPackage)
    put(db, row, change, {*HEAD, "lines"} if whole else change.model_fields_set)
    return view_of(db, row)


@verb("write")
def add_line(db: TenantSession, package_id: UUID, more: MoreOfIt) -> PackageView:
    """So many more of a finished good; one that is in it already becomes more. Raises NotFound,
    BadLines."""
    lock_rows(db, Package, [package_id])
    row = live(db, Package, package_id, KIND)
    own = [line_in(line) for line in lines_of(db, [package_id])]
    new = LineIn(kind="finished_good", id=more.finished_good_id, quantity=more.quantity)
    put(db, row, PackageChange(lines=[*own, new]), {"lines"})
    return view_of(db, row)


@verb("write")
def copy(
    db: TenantSession, package_id: UUID, name: str = "", row_id: UUID | None = None
) -> PackageView:
    """Another package with the same goods and the same packaging, which can be given whatever the
    first one is. Raises NotFound."""
    row = live(db, Package, package_id, KIND)
    made = Package(
        id=row_id or new_id(), name="", slug="", description=row.description, notes=row.notes
    )
    lines = [line_in(line) for line in lines_of(db, [package_id])]
    put(db, made, NewPackage(name=name or row.name), {"name"})
    # What stood in the first may stand in the copy, archived meanwhile or not.
    replace_lines(db, made.id, [], lines)
    return view_of(db, made)


@verb("write")
def archive(db: TenantSession, package_id: UUID, version: int) -> None:
    """Take it out of every list; what people got stays in the books. Raises NotFound, Stale, and
    Conflict with the events at which somebody is still to get it."""
    lock_rows(db, Package, [package_id])
    row = live(db, Package, package_id, KIND)
    expect(row, version, KIND, lambda: _current(db, row))
    if events := _waiting_at(db, package_id):
        raise Conflict(
            N_("%(name)s is still given at: %(events)s. Take it back there first."),
            name=row.name,
            events=", ".join(events),
        )
    with doing(db, "packages.archive", N_("Archived %(name)s"), name=row.name):
        row.deleted_at = now()


@verb("write")
def restore(db: TenantSession, package_id: UUID) -> PackageView:
    """Bring an archived one back. Raises NotFound."""
    return view_of(db, brought_back(db, Package, package_id, KIND))


def _waiting_at(db: TenantSession, package_id: UUID) -> list[str]:
    """Names of the events that are not over, or where a gift of it still waits."""
    given = select(Event.name).join(
        Gift, and_(Gift.tenant_id == Event.tenant_id, Gift.event_id == Event.id)
    )
    ahead = and_(Event.event_date >= db.scope.today(), Event.plan_state != "completed")
    found = given.where(
        Gift.package_id == package_id,
        Gift.deleted_at.is_(None),
        Event.deleted_at.is_(None),
        or_(ahead, Gift.status == "ready"),
    )
    return list(db.scalars(found.distinct().order_by(Event.name)))


def _current(db: TenantSession, row: Package) -> Mapping[str, Any]:
    return view_of(db, row).model_dump(mode="json")


def _wanted(*, archived: bool = False) -> list[ColumnElement[bool]]:
    put_away = Package.deleted_at.is_not(None)
    return [put_away if archived else ~put_away]


def _called(text: str) -> list[ColumnElement[bool]]:
    return [has_words(Package.folded, text)] if text else []
