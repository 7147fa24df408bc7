"""The verbs of the lines of a list."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update as updating

from baketracker.db.audit import AuditEntry
from baketracker.db.rows import expect, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, InvalidInput
from baketracker.materials.models import MaterialProduct
from baketracker.measures.numbers import enough
from baketracker.products.models import Product
from baketracker.suppliers.models import Supplier

from .given import ItemChange, NewItem
from .making import answers, line_of
from .models import ShoppingItem
from .needs import Need, needs_of
from .reading import (
    LINE,
    covers_of,
    events_of,
    item_of,
    item_views,
    items_of,
    open_list,
)
from .schemas import ItemView, ItemWithWhy, PackageChoice, WhyView
from .subjects import choices_of, material_line, product_line, subject

OTHER_KIND = N_("Choose a package of the same thing. Another thing is a line of its own.")


@verb("read")
def item(db: TenantSession, list_id: UUID, item_id: UUID) -> ItemView:
    """One line. Raises NotFound."""
    return item_views(db, [item_of(db, list_id, item_id)])[0]


@verb("read")
def why(db: TenantSession, list_id: UUID, item_id: UUID) -> ItemWithWhy:
    """One line with the sum it comes from, counted anew from the plans. Raises NotFound."""
    row = item_of(db, list_id, item_id)
    shown = item_views(db, [row])[0]
    if row.added:
        return ItemWithWhy(item=shown, why=None)
    refs = events_of(db, [list_id], living=True)[list_id]
    asked = needs_of(db, [ref.id for ref in refs])
    need = next((need for need in asked.needs if answers(row, need)), None)
    return ItemWithWhy(item=shown, why=_why(db, row, need) if need else None)


@verb("read")
def choices(db: TenantSession, list_id: UUID, item_id: UUID) -> list[PackageChoice]:
    """The packages a line may take: those of its ingredient or material. Raises NotFound."""
    return choices_of(db, [item_of(db, list_id, item_id)])[item_id]


@verb("write")
def add_item(
    db: TenantSession, list_id: UUID, new: NewItem, row_id: UUID | None = None
) -> ItemView:
    """A line by hand; its id is `row_id` when the client chose one. A product comes with its last
    price and store. Raises NotFound, TripOver, RuleBroken."""
    open_list(db, list_id)
    row = ShoppingItem(list_id=list_id, added=True, **subject(db, new))
    if new.packages is not None:
        row.packages = new.packages
    if row_id is not None:
        row.id = row_id
    db.add(row)
    db.flush()
    return item(db, list_id, row.id)


@verb("write")
def change_item(
    db: TenantSession, list_id: UUID, item_id: UUID, change: ItemChange, version: int
) -> ItemView:
    """Change the given fields of a line; a refresh then leaves it as it is. Another product comes
    with its own last price unless one is given. Raises NotFound, TripOver, Stale, InvalidInput."""
    open_list(db, list_id)
    row = item_of(db, list_id, item_id)
    expect(row, version, LINE, lambda: _current(db, row))
    values = change.model_dump(exclude_unset=True)
    _check(db, row, values)
    for name, value in values.items():
        setattr(row, name, value)
    row.edited = True
    db.flush()
    return item(db, list_id, item_id)


@verb("write")
def leave_out(db: TenantSession, list_id: UUID, item_id: UUID, version: int) -> None:
    """Take a line off the list: no package of it, until somebody puts it back.

    Raises NotFound, TripOver, Stale."""
    change_item(db, list_id, item_id, ItemChange(packages=0), version)


@verb("write")
def put_back(
    db: TenantSession,
    list_id: UUID,
    item_id: UUID,
    packages: int | None = None,
    *,
    edited: bool = True,
) -> ItemView:
    """Bring a line back that was left out: with as many `packages` as it had and as it was
    (`edited`), or with as many as its need takes. Raises NotFound, TripOver."""
    open_list(db, list_id)
    row = item_of(db, list_id, item_id)
    if row.packages == 0:
        row.packages = packages if packages is not None else _enough(row)
        row.edited = edited
        db.flush()
    return item(db, list_id, item_id)


@verb("write")
def set_in_cart(db: TenantSession, list_id: UUID, item_id: UUID, *, in_cart: bool) -> ItemView:
    """Tick a line or take the tick off. Says how it is to be, so it may be sent twice; it never
    conflicts with a change, and never makes one conflict. Raises NotFound, TripOver."""
    open_list(db, list_id)
    row = item_of(db, list_id, item_id)
    if (row.in_cart_at is not None) == in_cart:
        return item(db, list_id, item_id)
    moment, actor = now(), db.scope.account_id
    ticked = {"in_cart_at": moment, "in_cart_by": actor}
    # Past the unit of work: that would count the version on, and a form open elsewhere is not
    # about ticks.
    db.execute(
        updating(ShoppingItem)
        .where(ShoppingItem.list_id == list_id, ShoppingItem.id == item_id)
        .values(
            **(ticked if in_cart else dict.fromkeys(ticked)), updated_at=moment, updated_by=actor
        )
        .execution_options(synchronize_session=False)
    )
    changes = {"in_cart": [not in_cart, in_cart]}
    entity = ShoppingItem.__tablename__
    db.add(AuditEntry(action="update", entity=entity, entity_id=item_id, changes=changes))
    db.flush()
    return item(db, list_id, item_id)


def _why(db: TenantSession, row: ShoppingItem, need: Need) -> WhyView:
    others = [one for one in items_of(db, row.list_id) if one.id != row.id and answers(one, need)]
    lines = [line_of(other, need) for other in others]
    missing = need.missing
    return WhyView(
        unit=need.unit,
        need=need.total,
        on_hand=need.total - missing,
        missing=missing,
        elsewhere=min(missing, sum((line.needed for line in lines), missing * 0)),
        events=[share.view() for share in need.shares],
    )


def _enough(row: ShoppingItem) -> int | None:
    """Packages that hold what the line needs; one for a product nobody can measure it in."""
    if row.product_id is None and row.material_product_id is None:
        return None
    row.packages = 1
    one = covers_of(row, row.unit)
    if not one or row.needed is None:
        return 1
    return max(1, enough(row.needed, one))


def _check(db: TenantSession, row: ShoppingItem, values: dict[str, Any]) -> None:
    """What a change must be before it is stored; another product brings its price along."""
    if "text" in values and row.kind != "other":
        raise InvalidInput(N_("Only a line in your own words can be renamed."))
    shop_id = values.get("supplier_id")
    if shop_id is not None and shop_id != row.supplier_id:
        shop = db.find(Supplier, shop_id)
        if shop is None or shop.deleted_at is not None:
            words = N_("Choose one from the list.")
            raise InvalidInput(words, {"supplier_id": words})
    for column in ("product_id", "material_product_id"):
        if column in values and values[column] != getattr(row, column):
            _change_product(db, row, column, values)


def _change_product(
    db: TenantSession, row: ShoppingItem, column: str, values: dict[str, Any]
) -> None:
    wanted = values[column]
    if wanted is None:
        raise InvalidInput(OTHER_KIND, {column: OTHER_KIND})
    if row.kind == "food" and column == "product_id":
        product = live(db, Product, wanted, "product")
        about, fresh = product.ingredient_id, product_line(db, product)
        same = about == row.ingredient_id
    elif row.kind == "material" and column == "material_product_id" and row.material_product:
        sheet = live(db, MaterialProduct, wanted, "material product")
        same = sheet.material_id == row.material_product.material_id
        fresh = material_line(db, wanted)
    else:
        same, fresh = False, {}
    if not same:
        raise InvalidInput(OTHER_KIND, {column: OTHER_KIND})
    for name in ("package_price", "supplier_id"):
        values.setdefault(name, fresh[name])


def _current(db: TenantSession, row: ShoppingItem) -> Mapping[str, Any]:
    return item_views(db, [row])[0].model_dump(mode="json")
