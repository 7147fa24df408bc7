"""The suppliers as every door reads them: lists, one of them, what forms offer."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import live, uses_of
from baketracker.db.scope import verb
from baketracker.db.search import close_rows, close_to, has_words
from baketracker.db.tenancy import TenantSession

from .models import Supplier
from .schemas import SupplierView

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
    """Suppliers by name, or the archived ones; where none is called `text`, those nearly called
    so. One statement, two with a cursor, three for slips. Raises LostPlace."""
    shelf = wanted(archived=archived)
    if active_only:
        shelf = [*shelf, Supplier.is_active.is_(True)]
    found = select(Supplier).where(*shelf)
    exact = found.where(*_called(text))
    rows = slice_of(db, exact, Supplier, Supplier.name, cursor, limit)
    if text and not (rows.rows or cursor):
        rows = close_rows(db, found, close_to(db, Supplier.folded, text, *shelf))
    return rows.page(view_of)


@verb("read")
def count(db: TenantSession, text: str = "", *, archived: bool = False) -> int:
    """How many are called `text`, in all."""
    found = select(func.count(Supplier.id)).where(*wanted(archived=archived), *_called(text))
    return db.scalar(found) or 0


@verb("read")
def choices(db: TenantSession) -> list[SupplierView]:
    """Every supplier still shopped at, A to Z: what a form offers. Two branches in one town are
    told apart by their street."""
    found = select(Supplier).where(*wanted(), Supplier.is_active)
    views = [view_of(row) for row in db.scalars(found.order_by(Supplier.name, Supplier.id))]
    labels = Counter(view.label for view in views)
    for view in views:
        if labels[view.label] > 1 and view.street_address:
            view.label = f"{view.label}, {view.street_address.splitlines()[0]}"
    return views


@verb("read")
def countries(db: TenantSession) -> Sequence[str]:
    """The countries suppliers are in, A to Z."""
    used = select(Supplier.country).where(*wanted(), Supplier.country.is_not(None))
    return [one for one in db.scalars(used.distinct().order_by(Supplier.country)) if one]


@verb("read")
def get(db: TenantSession, supplier_id: UUID) -> SupplierView:
    """One supplier. Raises NotFound."""
    return view_of(live(db, Supplier, supplier_id, KIND))


@verb("read")
def bought(db: TenantSession, supplier_id: UUID) -> dict[str, int]:
    """What keeps it from being archived: how many purchases and others name it, by table. Raises
    NotFound."""
    return uses_of(db, live(db, Supplier, supplier_id, KIND), preferences=False)


def view_of(row: Supplier) -> SupplierView:
    own = {name: getattr(row, name) for name in SupplierView.model_fields if name != "label"}
    return SupplierView(**own, label=label_of(row))


def label_of(row: Supplier) -> str:
    """ "Costco (Waltham, MA)", "Nuts.com (Online)" or the bare name."""
    where = "Online" if row.kind == "online" else ", ".join(filter(None, (row.city, row.state)))
    return f"{row.name} ({where})" if where else row.name


def wanted(*, archived: bool = False) -> list[ColumnElement[bool]]:
    """What a list holds, as conditions."""
    put_away = Supplier.deleted_at.is_not(None)
    return [put_away if archived else ~put_away]


def _called(text: str) -> list[ColumnElement[bool]]:
    return [has_words(Supplier.folded, text)] if text else []
