"""Two suppliers that are one: all that was bought at the first was bought at the second."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.moving import blanks_filled, two_of
from baketracker.db.rows import live, lock_rows, move_uses, uses_of
from baketracker.db.scope import verb
from baketracker.db.search import close_rows, close_to
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_
from baketracker.fields import In

from .models import Supplier
from .reading import KIND, get, label_of, search, view_of
from .schemas import SupplierView

# What the one that stays takes from the other where it says nothing itself; an address as a whole.
ADDRESS = ("street_address", "city", "state", "postal_code", "country")
BLANKS = (ADDRESS, "website_url", "notes")


class Merge(In):
    """Which supplier stays."""

    into_id: UUID


class Merged(BaseModel):
    """The supplier that stayed, how many rows of which table moved to it, and what was done
    (`operation_id` can be taken back)."""

    supplier: SupplierView
    moved: dict[str, int]
    operation_id: UUID


class MergePreview(BaseModel):
    """What merging would move: rows by table."""

    row: SupplierView
    into: SupplierView
    uses: dict[str, int]


@verb("read")
def alike(db: TenantSession, supplier_id: UUID, text: str = "") -> list[SupplierView]:
    """Suppliers this one may be: those called `text`, else those nearly called as it is, else the
    first of all. Raises NotFound."""
    row = live(db, Supplier, supplier_id, KIND)
    ids = [] if text else close_to(db, Supplier.folded, row.name)
    if [one for one in ids if one != row.id]:
        found = [view_of(one) for one in close_rows(db, select(Supplier), ids).rows]
    else:
        found = search(db, text).items
    return [one for one in found if one.id != row.id]


@verb("read")
def preview_merge(db: TenantSession, supplier_id: UUID, into_id: UUID) -> MergePreview:
    """What `merge` would do, changing nothing. Raises NotFound, InvalidInput."""
    asked = among(Supplier.id, (supplier_id, into_id))
    row, into = two_of(db.scalars(select(Supplier).where(asked)), KIND, supplier_id, into_id)
    return MergePreview(row=get(db, row.id), into=get(db, into.id), uses=uses_of(db, row))


@verb("write")
def merge(db: TenantSession, supplier_id: UUID, into_id: UUID, op_id: UUID | None = None) -> Merged:
    """Purchases, usual shops and shopping lines of the first go to `into_id`, which takes what it
    does not say itself; the first is put away. Can be taken back.

    Raises NotFound, InvalidInput for itself."""
    both = lock_rows(db, Supplier, (supplier_id, into_id))
    row, into = two_of(both, KIND, supplier_id, into_id)
    names = {"name": label_of(row), "into": label_of(into)}
    with doing(db, "suppliers.merge", N_("Merged %(name)s into %(into)s"), op_id, **names) as done:
        moved = move_uses(db, row, into)
        for name, value in blanks_filled(row, into, *BLANKS).items():
            setattr(into, name, value)
        row.deleted_at = now()
    return Merged(supplier=get(db, into.id), moved=moved, operation_id=done)
