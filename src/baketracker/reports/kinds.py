"""The two kinds of stock, food (with packaging bought like it) and materials: where their lots and
ledgers stand, and how both are read alike."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, func, literal, select
from sqlalchemy.orm import aliased

from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import Material, MaterialDepletion, MaterialLot, MaterialProduct
from baketracker.pantry.models import Depletion, Lot
from baketracker.products.models import Product

KindName = Literal["food", "material"]


@dataclass(frozen=True, slots=True)
class Kind:
    """The tables of one kind, and the columns and relationships that lead from a lot to the
    `thing` it is of; `unit` is the column that says what its lots are counted in, `category` what
    its worth is told by."""

    name: KindName
    lot: type[Any]
    ledger: type[Any]
    product: Any
    thing: type[Any]
    thing_of: Any
    thing_id: Any
    unit: Any
    category: Any

    def thing_of_lot(self, lot: Any) -> Any:
        """The ingredient or material of a lot loaded with its product and that one's thing."""
        return getattr(lot.product, self.thing_of.key)


FOOD = Kind(
    name="food",
    lot=Lot,
    ledger=Depletion,
    product=Lot.product,
    thing=Ingredient,
    thing_of=Product.ingredient,
    thing_id=Product.ingredient_id,
    unit=Product.package_unit,
    category=Ingredient.category,
)
MATERIAL = Kind(
    name="material",
    lot=MaterialLot,
    ledger=MaterialDepletion,
    product=MaterialLot.product,
    thing=Material,
    thing_of=MaterialProduct.material,
    thing_id=MaterialProduct.material_id,
    unit=Material.base_unit,
    # All materials are one.
    category=literal(""),
)
KINDS = (FOOD, MATERIAL)


def net_entries(kind: Kind) -> Select[Any]:
    """The ledger as it counts: lot_id, reason, quantity and cost of every row, each at the moment
    (`at`) of what it corrects, so that what was taken back never happened."""
    row, first = kind.ledger, aliased(kind.ledger)
    corrected = (first.tenant_id == row.tenant_id) & (first.id == row.corrects_id)
    at = func.coalesce(first.happened_at, row.happened_at)
    told = select(row.lot_id, row.reason, row.quantity, row.cost, at.label("at"))
    return told.outerjoin(first, corrected)
