"""The verbs of the suppliers."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.journal import doing
from baketracker.db.references import refuse_while_used
from baketracker.db.rows import brought_back, expect, forget_preferences, free_slug, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict
from baketracker.measures.folding import fold

from .merging import ADDRESS, alike, merge, preview_merge
from .models import Supplier
from .reading import (
    KIND,
    bought,
    choices,
    count,
    countries,
    get,
    label_of,
    search,
    view_of,
    wanted,
)  # fmt: skip
from .schemas import NewSupplier, SupplierChange, SupplierView

__all__ = [
    "alike", "archive", "bought", "choices", "count", "countries", "create", "get", "label_of",
    "merge", "preview_merge", "restore", "search", "update", "view_of",
]  # fmt: skip
BOUGHT_THERE = N_(
    "%(name)s stands in %(uses)s. Say that you do not shop there any more, and it stays out of the "
    "way."
)


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
    """Change what `change` gives: everything of a NewSupplier, the given fields otherwise. A shop
    nobody goes to any more is no product's usual one; that can be taken back.

    Raises NotFound, Stale, Conflict."""
    row = live(db, Supplier, supplier_id, KIND)
    expect(row, version, KIND, lambda: _current(row))
    values = change.model_dump(exclude_unset=isinstance(change, SupplierChange))
    if row.is_active and not values.get("is_active", True):
        words = N_("Stopped shopping at %(name)s")
        with doing(db, "suppliers.leave", words, name=label_of(row)):
            _put(db, row, values)
            forget_preferences(db, row)
    else:
        _put(db, row, values)
    return view_of(row)


@verb("write")
def archive(db: TenantSession, supplier_id: UUID, version: int) -> None:
    """Take it out of every list; no product's usual shop is there any more. Can be taken back.

    Raises NotFound, Stale, and StillUsed when something was bought there: that keeps its name."""
    row = live(db, Supplier, supplier_id, KIND)
    expect(row, version, KIND, lambda: _current(row))
    refuse_while_used(db, row, BOUGHT_THERE, label_of(row), preferences=False)
    with doing(db, "suppliers.archive", N_("Archived %(name)s"), name=label_of(row)):
        forget_preferences(db, row)
        row.deleted_at = now()


@verb("write")
def restore(db: TenantSession, supplier_id: UUID) -> SupplierView:
    """Bring an archived one back. Raises NotFound, Conflict."""
    return view_of(brought_back(db, Supplier, supplier_id, KIND, lambda row: _refuse_twin(db, row)))


def _put(db: TenantSession, row: Supplier, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.folded = fold(row.name)
    with db.no_autoflush:
        _refuse_twin(db, row)
    db.flush()


def _current(row: Supplier) -> Mapping[str, Any]:
    return view_of(row).model_dump(mode="json")


def _place_name(row: Supplier) -> str:
    """What its slug is made of."""
    if row.kind == "online":
        return row.name
    return " ".join(filter(None, (row.name, row.city, row.state)))


def _refuse_twin(db: TenantSession, row: Supplier) -> None:
    """Two branches of a chain are two suppliers; the same branch twice is a mistake."""
    for other in db.scalars(select(Supplier).where(*wanted(), Supplier.folded == fold(row.name))):
        if other.id != row.id and _place(other) == _place(row):
            raise Conflict("There is already a supplier %(name)s.", name=label_of(other))


def _place(row: Supplier) -> tuple[str, ...]:
    """Where it is, as far as that tells it from another of its name; online is everywhere."""
    if row.kind == "online":
        return ("online",)
    return tuple(fold(getattr(row, name) or "") for name in ADDRESS)
