"""What comes in about a trip that is over."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field

from baketracker.buying.forms import NEW, chosen
from baketracker.buying.given import MOST_LINES, Packages
from baketracker.errors import N_, BadLines
from baketracker.fields import Day, In, LongText, MoneyIn, QuantityIn, ShortText, UnitCode

from .given import several

MOST_STORES = 20
FILL_IN = N_("Fill this in.")
LOOK_AGAIN = N_("Some lines need another look.")
# What the service calls a field of a line, and what the page shows it as.
SHOWN_AS = {"product_id": "product", "material_product_id": "product", "new_package": "quantity"}


class NewPackage(In):
    """A package nobody had written down: it holds `quantity` of `unit`."""

    quantity: Annotated[QuantityIn, Field(gt=0)]
    unit: UnitCode


class TripLine(In):
    """A line of the list that was bought. What is not given is as the list says; a line without a
    product says which it was: one that is known, or a new package."""

    item_id: UUID
    product_id: UUID | None = None
    material_product_id: UUID | None = None
    new_package: NewPackage | None = None
    packages: Packages = 1
    package_price: MoneyIn | None = None
    expires_on: Day | None = None


class TripStore(In):
    """What was bought at one store, on one day (today unless told)."""

    supplier_id: UUID | None = None
    bought_on: Day | None = None
    number: ShortText = ""
    total_paid: MoneyIn | None = None
    notes: LongText = ""
    lines: Annotated[list[TripLine], Field(min_length=1, max_length=MOST_LINES)]


class Trip(In):
    """What came of a shopping list, store by store; without `stores` everything that is ticked was
    bought as the list says. `done`: lines that are ticked off without a purchase. All others stay
    open. `confirmed`: somebody has looked at what seemed odd."""

    stores: Annotated[list[TripStore], Field(max_length=MOST_STORES)] | None = None
    done: Annotated[list[UUID], Field(max_length=MOST_LINES)] = Field(default_factory=list)
    confirmed: bool = False


class LineForm(In):
    """One line of the page: `product` is "food.<id>", "material.<id>", "new" with what a package
    holds, or empty for one that is only ticked off. `store` is the place of its store."""

    item_id: UUID
    store: int
    take: bool = False
    product: Annotated[str, Field(max_length=50)] = ""
    packages: Packages = 1
    package_price: MoneyIn | None = None
    quantity: Annotated[QuantityIn, Field(gt=0)] | None = None
    unit: UnitCode | None = None


class StoreForm(In):
    """One store of the page."""

    place: int
    supplier_id: UUID | None = None
    total_paid: MoneyIn | None = None


class TripForm(In):
    """The page's form: one day for all stores."""

    bought_on: Day
    stores: Annotated[list[StoreForm], Field(max_length=MOST_STORES)] = Field(default_factory=list)
    lines: Annotated[list[LineForm], Field(max_length=MOST_LINES)] = Field(default_factory=list)
    done: Annotated[list[UUID], BeforeValidator(several)] = Field(default_factory=list)
    confirmed: bool = False

    def bought(self, store: StoreForm) -> list[int]:
        """The places of the lines that were bought at a store."""
        return [
            place
            for place, line in enumerate(self.lines)
            if line.take and line.product and line.store == store.place
        ]

    def trip(self) -> Trip:
        """What it says. Raises BadLines."""
        faults: dict[str, str] = {}
        stores = [
            TripStore(
                supplier_id=store.supplier_id,
                bought_on=self.bought_on,
                total_paid=store.total_paid,
                lines=[_line(place, self.lines[place], faults) for place in places],
            )
            for store in self.stores
            if (places := self.bought(store))
        ]
        if faults:
            raise BadLines(LOOK_AGAIN, faults)
        ticked = [line.item_id for line in self.lines if line.take and not line.product]
        return Trip(stores=stores, done=[*self.done, *ticked], confirmed=self.confirmed)

    def field_of(self, name: str) -> str:
        """What the page calls a field of the trip: "stores.0.lines.1.product_id" is
        "lines.4.product" where the fifth line is the second one bought there."""
        parts = name.split(".")
        if parts[0] != "stores" or len(parts) < 3:
            return name
        visited = [store for store in self.stores if self.bought(store)]
        store = visited[int(parts[1])]
        if parts[2] == "bought_on":
            return "bought_on"
        if parts[2] != "lines":
            return f"stores.{self.stores.index(store)}.{parts[2]}"
        return f"lines.{self.bought(store)[int(parts[3])]}.{SHOWN_AS.get(parts[4], parts[4])}"


def _line(place: int, line: LineForm, faults: dict[str, str]) -> TripLine:
    about: dict[str, Any] = {}
    if line.product == NEW:
        for name in ("quantity", "unit"):
            if getattr(line, name) is None:
                faults[f"lines.{place}.{name}"] = FILL_IN
        if line.quantity is not None and line.unit is not None:
            about["new_package"] = NewPackage(quantity=line.quantity, unit=line.unit)
    elif known := chosen(line.product):
        about[known[0].column] = known[1]
    else:
        faults[f"lines.{place}.product"] = FILL_IN
    own: dict[str, Any] = {name: getattr(line, name) for name in ("packages", "package_price")}
    return TripLine(item_id=line.item_id, **own, **about)
