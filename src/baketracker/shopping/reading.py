"""The rows of a list, and how they are shown."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.rows import live, lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, Conflict, NotFound
from baketracker.events.schemas import EventRef
from baketracker.ingredients.schemas import IngredientRef
from baketracker.ingredients.service import density_of_row
from baketracker.materials.models import MaterialProduct
from baketracker.measures.conversion import convert, convertible
from baketracker.measures.folding import fold
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.purchases import service as purchases
from baketracker.purchases.schemas import ProductPrices
from baketracker.suppliers.schemas import SupplierRef

from .models import ShoppingItem, ShoppingList, ShoppingListEvent
from .prices import material_prices
from .schemas import ItemView, ListView, PackageRef, TotalsView, event_day

LIST, LINE = "shopping list", "line of the shopping list"
SECTIONS = ("food", "packaging", "material", "other")
LOADED = (
    joinedload(ShoppingItem.ingredient),
    joinedload(ShoppingItem.product).joinedload(Product.ingredient),
    joinedload(ShoppingItem.material_product).joinedload(MaterialProduct.material),
    joinedload(ShoppingItem.supplier),
)


class TripOver(Conflict):
    """Nothing of a finished list changes any more."""

    code = "trip_over"

    def __init__(self) -> None:
        super().__init__(N_("This trip is over. Take it back, or begin a new list."))


def open_list(db: TenantSession, list_id: UUID, *, locked: bool = False) -> ShoppingList:
    """A list whose trip is not over; `locked` against others until the end. Raises NotFound,
    TripOver."""
    if locked:
        lock_rows(db, ShoppingList, [list_id])
    row = live(db, ShoppingList, list_id, LIST)
    if row.finished_at is not None:
        raise TripOver
    return row


def items_of(db: TenantSession, list_id: UUID, *, locked: bool = False) -> Sequence[ShoppingItem]:
    """The lines as stored, with all they refer to; `locked` against others until the end."""
    found = select(ShoppingItem).where(ShoppingItem.list_id == list_id).order_by(ShoppingItem.id)
    if locked:
        # Only the lines themselves: what they refer to may be changed by anybody meanwhile.
        found = found.with_for_update(of=ShoppingItem)
    return db.scalars(found.options(*LOADED).execution_options(populate_existing=True)).all()


def item_of(db: TenantSession, list_id: UUID, item_id: UUID) -> ShoppingItem:
    """One line of a list that is not archived. Raises NotFound."""
    live(db, ShoppingList, list_id, LIST)
    found = select(ShoppingItem).where(ShoppingItem.list_id == list_id, ShoppingItem.id == item_id)
    loaded = found.options(*LOADED).execution_options(populate_existing=True)
    row = db.scalars(loaded).one_or_none()
    if row is None:
        raise NotFound(LINE)
    return row


def events_of(
    db: TenantSession, list_ids: Collection[UUID], *, living: bool = False
) -> dict[UUID, list[EventRef]]:
    """The events each list is for, the nearest first; `living` leaves out archived ones. One
    statement."""
    pairs = select(ShoppingListEvent).where(among(ShoppingListEvent.list_id, list_ids))
    grouped: dict[UUID, list[EventRef]] = {list_id: [] for list_id in list_ids}
    for row in db.scalars(pairs.options(joinedload(ShoppingListEvent.event, innerjoin=True))):
        event = row.event
        if not living or event.deleted_at is None:
            grouped[row.list_id].append(EventRef.of(event))
    return {list_id: sorted(events, key=event_day) for list_id, events in grouped.items()}


def list_view(db: TenantSession, row: ShoppingList) -> ListView:
    """The list with its lines in order: five statements."""
    views = item_views(db, items_of(db, row.id))
    bought = sorted((view for view in views if not view.is_left_out), key=place_of)
    return ListView(
        id=row.id,
        name=row.name,
        notes=row.notes,
        events=events_of(db, [row.id])[row.id],
        items=bought,
        left_out=sorted((view for view in views if view.is_left_out), key=place_of),
        totals=TotalsView.of(bought),
        is_archived=row.deleted_at is not None,
        finished_at=row.finished_at,
        version=row.version,
    )


def item_views(db: TenantSession, rows: Iterable[ShoppingItem]) -> list[ItemView]:
    """The lines with what was paid for their products: two statements."""
    listed = list(rows)
    food = {row.product_id for row in listed if row.product_id}
    materials = {row.material_product_id for row in listed if row.material_product_id}
    prices = purchases.prices(db, food) | material_prices(db, materials)
    return [_view(row, prices) for row in listed]


def name_of(row: ShoppingItem) -> str:
    """What the line is about: the ingredient, the packaging, the material, or its words."""
    if row.kind == "food" and row.ingredient:
        return row.ingredient.name
    if row.product:
        return label_of(row.product)
    if row.material_product:
        return row.material_product.material.name
    return row.text


def covers_of(row: ShoppingItem, unit: str | None) -> Decimal | None:
    """What the line's packages hold in `unit`; None when that cannot be said."""
    if row.packages is None or unit is None:
        return None
    if row.material_product:
        return row.material_product.base_quantity * row.packages
    if row.product is None:
        return None
    density = density_of_row(row.product.ingredient)
    held = row.product.package_quantity * row.packages
    if not convertible(row.product.package_unit, unit, density):
        return None
    return convert(held, row.product.package_unit, unit, density)


def _view(row: ShoppingItem, prices: dict[UUID, ProductPrices]) -> ItemView:
    paid = prices.get(row.product_id or row.material_product_id or row.id, ProductPrices())
    given: dict[str, Any] = {
        "name": name_of(row),
        "ingredient": row.ingredient
        and IngredientRef(id=row.ingredient.id, name=row.ingredient.name),
        "product": _package(row),
        "covers": covers_of(row, row.unit),
        "supplier": row.supplier and SupplierRef(id=row.supplier.id, name=row.supplier.name),
        "last": paid.last,
        "best": paid.best,
    }
    stored = {name: getattr(row, name) for name in ItemView.model_fields if name not in given}
    return ItemView(**stored, **given)


def _package(row: ShoppingItem) -> PackageRef | None:
    if row.product:
        return package_of(row.product)
    return sheet_of(row.material_product) if row.material_product else None


def package_of(product: Product) -> PackageRef:
    """A product loaded with its ingredient."""
    return PackageRef(
        id=product.id,
        name=label_of(product),
        slug=product.slug,
        quantity=product.package_quantity,
        unit=product.package_unit,
        package_type=product.package_type,
    )


def sheet_of(product: MaterialProduct) -> PackageRef:
    """A product of a material."""
    return PackageRef(
        id=product.id,
        name=" ".join(filter(None, (product.brand, product.name))),
        slug=product.slug,
        quantity=product.package_quantity,
        unit=product.package_unit,
        package_type=None,
    )


def place_of(view: ItemView) -> tuple[bool, str, str, int, str, str, str]:
    """Store by store, those without one last; then aisle by aisle, food before packaging."""
    shop = view.supplier
    # Named aisles come first; what nobody placed stands together by kind.
    section = 0 if view.aisle else SECTIONS.index(view.kind) + 1
    return (
        shop is None, fold(shop.name) if shop else "", str(shop.id) if shop else "",
        section, fold(view.aisle), fold(view.name), str(view.id),
    )  # fmt: skip
