"""The verbs of the suppliers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, free_slug, live
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import Conflict
from baketracker.measures.folding import fold

from .models import Supplier
from .schemas import NewSupplier, SupplierChange, SupplierView

KIND = "supplier"


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    active_only: bool = False,
    archived: bool = False,
) -> Page[SupplierView]:
    """Suppliers by name, or the archived ones. One statement, two with a cursor.

    Raises LostPlace."""
    found = select(Supplier).where(*_wanted(text, archived=archived))
    if active_only:
        found = found.where(Supplier.is_active)
    return slice_of(db, found, Supplier, Supplier.name, cursor, limit).page(view_of)


@verb("read")
def count(db: TenantSession, text: str = "", *, archived: bool = False) -> int:
    """How many `search` would find in all."""
    wanted = _wanted(text, archived=archived)
    return db.scalar(select(func.count(Supplier.id)).where(*wanted)) or 0


@verb("read")
def choices(db: TenantSession) -> list[SupplierView]:
    """Every supplier still shopped at, A to Z: what a form offers."""
    found = select(Supplier).where(*_wanted(), Supplier.is_active)
    return [view_of(row) for row in db.scalars(found.order_by(Supplier.name, Supplier.id))]


@verb("read")
def get(db: TenantSession, supplier_id: UUID) -> SupplierView:
    """One supplier. Raises NotFound."""
    return view_of(live(db, Supplier, supplier_id, KIND))


@verb("write")
def create(db: TenantSession, new: NewSupplier, row_id: UUID | None = None) -> SupplierView:
    """A new supplier; its id is `row_id` when the client chose one. Raises Conflict when the same
    shop is there already."""
    row = Supplier(**new.model_dump(), folded=fold(new.name))
    _refuse_twin(db, row)
    row.slug = free_slug(db, Supplier, _place_name(row))
    if row_id is not None:
        row.id = row_id
    db.add(row)
    db.flush()
    return view_of(row)


@verb("write")
def update(
    db: TenantSession, supplier_id: UUID, change: NewSupplier | SupplierChange, version: int
) -> SupplierView:
    """Change what `change` gives: everything of a NewSupplier, the given fields otherwise.

    Raises NotFound, Stale, Conflict."""
    row = live(db, Supplier, supplier_id, KIND)
    expect(row, version, KIND, lambda: _current(row))
    for name, value in change.model_dump(exclude_unset=isinstance(change, SupplierChange)).items():
        setattr(row, name, value)
    row.folded = fold(row.name)
    with db.no_autoflush:
        _refuse_twin(db, row)
    db.flush()
    return view_of(row)


@verb("write")
def archive(db: TenantSession, supplier_id: UUID, version: int) -> None:
    """Take it out of every list; what was bought there keeps its name. Raises NotFound, Stale."""
    row = live(db, Supplier, supplier_id, KIND)
    expect(row, version, KIND, lambda: _current(row))
    row.deleted_at = now()
    db.flush()


@verb("write")
def restore(db: TenantSession, supplier_id: UUID) -> SupplierView:
    """Bring an archived one back. Raises NotFound, Conflict."""
    return view_of(brought_back(db, Supplier, supplier_id, KIND, lambda row: _refuse_twin(db, row)))


def view_of(row: Supplier) -> SupplierView:
    own = {name: getattr(row, name) for name in SupplierView.model_fields if name != "label"}
    return SupplierView(**own, label=label_of(row))


def label_of(row: Supplier) -> str:
    """ "Costco (Waltham, MA)", "Nuts.com (Online)" or the bare name."""
    where = "Online" if row.kind == "online" else ", ".join(filter(None, (row.city, row.state)))
    return f"{row.name} ({where})" if where else row.name


def _current(row: Supplier) -> Mapping[str, Any]:
    return view_of(row).model_dump(mode="json")


def _place_name(row: Supplier) -> str:
    """What its slug is made of."""
    if row.kind == "online":
        return row.name
    return " ".join(filter(None, (row.name, row.city, row.state)))


def _refuse_twin(db: TenantSession, row: Supplier) -> None:
    """Two branches of a chain are two suppliers; the same branch twice is a mistake."""
    for other in db.scalars(select(Supplier).where(*_wanted(), Supplier.folded == fold(row.name))):
        if other.id != row.id and fold(label_of(other)) == fold(label_of(row)):
            raise Conflict("There is already a supplier %(name)s.", name=label_of(other))


def _wanted(text: str = "", *, archived: bool = False) -> list[ColumnElement[bool]]:
    put_away = Supplier.deleted_at.is_not(None)
    conditions: list[ColumnElement[bool]] = [put_away if archived else ~put_away]
    if text:
        conditions.append(has_words(Supplier.folded, text))
    return conditions
