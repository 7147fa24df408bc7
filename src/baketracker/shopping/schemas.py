"""What every door shows of the shopping lists; what comes in is in `given`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, computed_field

from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut, plain
from baketracker.ingredients.schemas import IngredientRef
from baketracker.issues import Issue
from baketracker.planning.need_schemas import LITTLE, LITTLE_OF_NEED, PromisedView
from baketracker.purchases.schemas import Price
from baketracker.suppliers.schemas import SupplierRef

Kind = Literal["food", "packaging", "material", "other"]
# How a length or an area of a material is said.
SAID = {"linear_cm": "cm", "square_cm": "cm²"}


class PackageRef(BaseModel):
    """A package to buy: `quantity` of `unit`. `slug` and `name` identify it; `id` opens it."""

    id: UUID
    name: str
    slug: str | None
    quantity: DecimalOut
    unit: str
    package_type: str | None


class PackageChoice(BaseModel):
    """A package a line may take instead, and its last price."""

    package: PackageRef
    last: Price | None
    is_usual: bool


class ItemView(BaseModel):
    """One line. `needed` in `unit` is the part of the need it answers, `covers` what its packages
    hold in that unit (None: cannot be said). `total` is packages × price, None while unknown.
    `last` and `best` are the last price paid for the product and the lowest of the last at each
    store. 0 packages: left out."""

    id: UUID
    kind: Kind
    name: str
    ingredient: IngredientRef | None
    product: PackageRef | None
    needed: DecimalOut | None
    unit: str | None
    packages: int | None
    covers: DecimalOut | None
    package_price: DecimalOut | None
    supplier: SupplierRef | None
    aisle: str
    last: Price | None
    best: Price | None
    added: bool
    edited: bool
    in_cart_at: datetime | None
    version: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> DecimalOut | None:
        if self.package_price is None or self.packages is None:
            return None
        return self.package_price * self.packages

    @computed_field  # type: ignore[prop-decorator]
    @property
    def leftover(self) -> DecimalOut | None:
        """What the packages hold beyond the need."""
        return self._over(1)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def short(self) -> DecimalOut | None:
        """What the packages lack of the need."""
        return self._over(-1)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def in_cart(self) -> bool:
        return self.in_cart_at is not None

    @property
    def is_left_out(self) -> bool:
        return self.packages == 0

    @property
    def unit_said(self) -> str:
        return SAID.get(self.unit or "", self.unit or "")

    @property
    def price_unit(self) -> str:
        """The unit its prices are said in: of the package, or the base unit of a material."""
        return self.unit_said if self.kind == "material" or not self.product else self.product.unit

    @property
    def leftover_said(self) -> bool:
        """Whether what is left over is worth a word: more than rounds away."""
        over = self.leftover or Decimal(0)
        return over > LITTLE and over > (self.covers or 0) * LITTLE_OF_NEED

    def _over(self, sign: int) -> Decimal | None:
        if self.covers is None or self.needed is None:
            return None
        return max(Decimal(0), sign * (self.covers - self.needed))

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        return {
            "text": self.name if self.kind == "other" else "",
            "package_id": str(self.product.id) if self.product else "",
            "packages": "" if self.packages is None else str(self.packages),
            "package_price": "" if self.package_price is None else plain(self.package_price),
            "supplier_id": str(self.supplier.id) if self.supplier else "",
            "aisle": self.aisle,
        }


class TotalsView(BaseModel):
    """So many lines, so many in the cart; what the known prices come to, and how many lines have
    none: `all_known` is the whole sum only when `unpriced` is 0."""

    lines: int
    in_cart: int
    in_cart_known: DecimalOut
    all_known: DecimalOut
    unpriced: int

    @property
    def left(self) -> int:
        return self.lines - self.in_cart

    @classmethod
    def of(cls, items: list[ItemView]) -> "TotalsView":
        taken = [item for item in items if item.in_cart]
        return cls(
            lines=len(items),
            in_cart=len(taken),
            in_cart_known=sum((item.total or 0 for item in taken), Decimal(0)),
            all_known=sum((item.total or 0 for item in items), Decimal(0)),
            unpriced=sum(item.total is None for item in items),
        )


class AisleView(BaseModel):
    """The lines of one aisle, in order; without a `name` those of one kind nobody placed."""

    name: str
    kind: Kind
    items: list[ItemView]


class StoreView(BaseModel):
    """What is bought at one store (None: nobody said where), aisle by aisle."""

    supplier: SupplierRef | None
    totals: TotalsView
    aisles: list[AisleView]


class ListView(BaseModel):
    """A shopping list: the lines to buy in the order of stores and aisles, and those that were
    `left_out`. `finished_at`: the trip is over."""

    id: UUID
    name: str
    notes: str
    events: list[EventRef]
    items: list[ItemView]
    left_out: list[ItemView]
    totals: TotalsView
    is_archived: bool
    finished_at: datetime | None
    version: int

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None

    @property
    def left(self) -> list[ItemView]:
        """The lines that are not in the cart."""
        return [item for item in self.items if not item.in_cart]

    @property
    def stores(self) -> list[StoreView]:
        """The lines as one walks: by store, then by aisle."""
        shops: dict[UUID | None, list[ItemView]] = {}
        for item in self.items:
            shops.setdefault(item.supplier.id if item.supplier else None, []).append(item)
        return [
            StoreView(supplier=held[0].supplier, totals=TotalsView.of(held), aisles=_aisles(held))
            for held in shops.values()
        ]

    def typed(self) -> dict[str, Any]:
        """Its fields as the form shows them before anybody types."""
        events = [str(event.id) for event in self.events]
        return {"name": self.name, "notes": self.notes, "event_id": events}


class ListSummary(BaseModel):
    """A list among others."""

    id: UUID
    name: str
    events: list[EventRef]
    lines: int
    in_cart: int
    is_archived: bool
    finished_at: datetime | None
    created_at: datetime
    version: int


class RecipeShare(BaseModel):
    """What one recipe takes of it."""

    name: str
    quantity: DecimalOut


class EventShare(BaseModel):
    """What one event needs of it, and for which recipes; `on_hand` is what of the pantry counts on
    its day. What is `promised` to earlier events is not `free` for it, and `short` is what lacks
    beside that."""

    event: EventRef
    need: DecimalOut
    on_hand: DecimalOut
    promised: list[PromisedView]
    free: DecimalOut
    short: DecimalOut
    recipes: list[RecipeShare]


class WhyView(BaseModel):
    """Why a line is there, in `unit`: the events' needs add up to `need`; what of the stock is for
    them (`on_hand`) leaves `missing`; `elsewhere` is answered by other lines; the rest is the
    line's `needed`, for which its packages `cover` enough. Needs of today, which the line follows
    when it is refreshed."""

    unit: str
    need: DecimalOut
    on_hand: DecimalOut
    missing: DecimalOut
    elsewhere: DecimalOut
    events: list[EventShare]

    @property
    def unit_said(self) -> str:
        return SAID.get(self.unit, self.unit)


class ItemWithWhy(BaseModel):
    """A line and the sum it comes from; None for a line by hand or no longer needed."""

    item: ItemView
    why: WhyView | None


class ChangesView(BaseModel):
    """Whether the plans ask for something else than the list says (`lines`: how many lines differ),
    and what in the plans is still open, so that something may be missing."""

    lines: int
    open: list[Issue]


def event_day(event: EventRef) -> tuple[date, str]:
    """Events in the order they come."""
    return event.event_date, event.name


def _aisles(items: list[ItemView]) -> list[AisleView]:
    aisles: dict[tuple[str, str], AisleView] = {}
    for item in items:
        place = (item.aisle, "" if item.aisle else item.kind)
        aisle = aisles.setdefault(place, AisleView(name=item.aisle, kind=item.kind, items=[]))
        aisle.items.append(item)
    return list(aisles.values())
