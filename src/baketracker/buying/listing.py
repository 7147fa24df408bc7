"""Finding purchases again: food and materials in one list, the newest first."""

from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, select, tuple_

from baketracker.db.paging import LARGEST_PAGE, PAGE, LostPlace, Page, cursor_of, row_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.materials.models import MaterialProduct
from baketracker.products.models import Product

from .finding import material_names_hold, names_hold
from .kinds import FOOD, KINDS, Kind
from .reading import Bought, lines_of
from .schemas import PurchaseView

Period = Literal["all", "last_30_days", "last_90_days", "last_year"]
DAYS: dict[Period, int] = {"last_30_days": 30, "last_90_days": 90, "last_year": 365}


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    period: Period = "all",
    supplier_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[PurchaseView]:
    """Purchases, the newest first; of one store; of things whose product, brand, ingredient or
    material holds every word of `text`. Raises LostPlace."""
    limit = max(1, min(limit, LARGEST_PAGE))
    place = _place(db, cursor) if cursor is not None else None
    found: list[Bought] = []
    for kind in KINDS.values():
        wanted = _wanted(db, kind, text, period, supplier_id)
        rows = db.scalars(_from(kind, wanted, place).limit(limit + 1))
        found += [(kind, row) for row in rows]
    found.sort(key=lambda one: (one[1].purchased_on, one[1].id), reverse=True)
    shown = found[:limit]
    after = cursor_of(shown[-1][1].id) if len(found) > limit else None
    return Page(items=lines_of(db, shown), next=after)


def _wanted(
    db: TenantSession, kind: Kind, text: str, period: Period, supplier_id: UUID | None
) -> Select[Any]:
    bought = kind.purchase
    found = select(bought).where(bought.deleted_at.is_(None))
    if period in DAYS:
        found = found.where(bought.purchased_on >= db.scope.today() - timedelta(DAYS[period]))
    if supplier_id is not None:
        found = found.where(bought.supplier_id == supplier_id)
    if text:
        found = found.where(getattr(bought, kind.column).in_(_named(db, kind, text)))
    return found


def _named(db: TenantSession, kind: Kind, text: str) -> Any:
    """The products somebody means by these words, archived ones too."""
    if kind is FOOD:
        return select(Product.id).join(Product.ingredient).where(names_hold(text))
    rows = db.scalars(select(MaterialProduct).options(kind.with_thing))
    return [row.id for row in rows if material_names_hold(text, row)]


def _from(kind: Kind, found: Select[Any], place: tuple[date, UUID] | None) -> Select[Any]:
    """Newest first, after the place of the last one seen."""
    keys = (kind.purchase.purchased_on, kind.purchase.id)
    if place is not None:
        found = found.where(tuple_(*keys) < tuple_(*place))
    return found.order_by(*(key.desc() for key in keys))


def _place(db: TenantSession, cursor: str) -> tuple[date, UUID]:
    """Where the last one seen stands, of whichever kind. Raises LostPlace."""
    last = row_of(cursor)
    for kind in KINDS.values():
        row = db.find(kind.purchase, last)
        if row is not None:
            return row.purchased_on, row.id
    raise LostPlace
