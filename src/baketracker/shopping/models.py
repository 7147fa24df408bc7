"""Tables of the shopping lists."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from baketracker.db.base import Archivable, Base, Editable, belongs_to, ref
from baketracker.db.types import Moment, Money, Quantity
from baketracker.events.models import Event
from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import MaterialProduct
from baketracker.products.models import Product
from baketracker.suppliers.models import Supplier


class ShoppingList(Archivable, Editable, Base):
    """One trip, for one or several events or for none. Everybody in the bakery shares it.
    `finished_at`: the trip is over."""

    __tablename__ = "shopping_lists"
    __table_args__ = (Index("ix_sl_created", "tenant_id", "created_at", "id"),)

    name: Mapped[str]
    notes: Mapped[str] = mapped_column(default="")
    finished_at: Mapped[Moment | None]


class ShoppingListEvent(Editable, Base):
    """An event the list shops for."""

    __tablename__ = "shopping_list_events"
    __table_args__ = (UniqueConstraint("tenant_id", "list_id", "event_id", name="uq_sle_pair"),)

    list_id: Mapped[UUID] = ref("shopping_lists", index=False)
    event_id: Mapped[UUID] = ref("events")

    event: Mapped[Event] = belongs_to("ShoppingListEvent.event_id", "Event")


class ShoppingItem(Editable, Base):
    """One line: what is needed (`needed` in `unit`) and what to buy of it.

    `kind`: food names its ingredient, packaging its product, material its material product; other
    is a line of words. `packages` of `product_id` or `material_product_id` at `package_price`
    each are what the plan proposes or the baker changed. The list never takes back what somebody
    `edited` or put on it by hand (`added`)."""

    __tablename__ = "shopping_items"
    __table_args__ = (
        CheckConstraint("kind in ('food', 'packaging', 'material', 'other')", name="kind"),
        CheckConstraint("needed >= 0", name="needed_not_negative"),
        CheckConstraint("packages >= 0", name="packages_not_negative"),
        CheckConstraint("package_price >= 0", name="price_not_negative"),
    )

    list_id: Mapped[UUID] = ref("shopping_lists")
    kind: Mapped[str]
    ingredient_id: Mapped[UUID | None] = ref("ingredients", nullable=True)
    product_id: Mapped[UUID | None] = ref("products", nullable=True)
    material_product_id: Mapped[UUID | None] = ref("material_products", nullable=True)
    text: Mapped[str] = mapped_column(default="")
    needed: Mapped[Quantity | None]
    unit: Mapped[str | None]
    packages: Mapped[int | None]
    package_price: Mapped[Money | None]
    supplier_id: Mapped[UUID | None] = ref("suppliers", nullable=True)
    aisle: Mapped[str] = mapped_column(default="")
    added: Mapped[bool] = mapped_column(default=False)
    edited: Mapped[bool] = mapped_column(default=False)
    in_cart_at: Mapped[Moment | None]
    in_cart_by: Mapped[UUID | None]
    sort_order: Mapped[int] = mapped_column(default=0)

    ingredient: Mapped[Ingredient | None] = belongs_to("ShoppingItem.ingredient_id", "Ingredient")
    product: Mapped[Product | None] = belongs_to("ShoppingItem.product_id", "Product")
    material_product: Mapped[MaterialProduct | None] = belongs_to(
        "ShoppingItem.material_product_id", "MaterialProduct"
    )
    supplier: Mapped[Supplier | None] = belongs_to("ShoppingItem.supplier_id", "Supplier")
