"""What the doors show of packaging and materials, and what they cost."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from baketracker.costs import Cost, NoPrice, UnitCost, together
from baketracker.events.schemas import EventRef
from baketracker.issues import Issue
from baketracker.materials.models import MaterialUnit
from baketracker.products.labels import label_of

from .gaps import Gap, Lot
from .need_figures import beside
from .need_schemas import (
    MaterialPlan,
    MaterialRef,
    MaterialStock,
    MaterialUse,
    StockView,
    WrappingPlan,
)
from .remarks import PantryLeftOut, Spoiled
from .supplies import SupplyLine, SupplyNeed
from .supply_reading import MaterialLine, Supplies


@dataclass(frozen=True)
class Wrapping:
    """What the goods of a plan are packed in. `counted`: whether stock counts."""

    supplies: Supplies
    holders: Mapping[Any, EventRef]
    counted: bool

    def wrapping_plans(self, gaps: Iterable[Gap[SupplyNeed]]) -> list[WrappingPlan]:
        """Packaging of all goods however deep they are packed, by name."""
        # The text of the id only breaks ties between equal names.
        return sorted(map(self._wrapping, gaps), key=lambda row: (row.product, str(row.product_id)))

    def material_plans(
        self, gaps: Iterable[Gap[SupplyNeed]], assembled: Mapping[Any, int]
    ) -> list[MaterialPlan]:
        """Materials of all goods however deep they are packed, by name."""
        return sorted(
            (self._material(gap, assembled) for gap in gaps),
            key=lambda row: (row.material.name, str(row.material.id)),
        )

    def cost_of_good(self, good: Any) -> Cost:
        """What the packaging and materials of one `good` cost, without those of goods inside."""
        return together(
            [
                *(self._packaging_cost(line)
                  for line in self.supplies.packaging.lines.get(good, ())),
                *(self._unit_cost(line.unit).times(line.count)
                  for line in self.supplies.material_lines if line.good == good),
            ]
        )  # fmt: skip

    def packaging_cost(self, gaps: Iterable[Gap[SupplyNeed]]) -> Cost:
        return together(self._packaging_cost(gap.need) for gap in gaps)

    def material_cost(self, assembled: Mapping[Any, int]) -> Cost:
        return together(
            self._unit_cost(line.unit).times(line.count * assembled.get(line.good, 0))
            for line in self.supplies.material_lines
            if assembled.get(line.good, 0)
        )

    def _wrapping(self, gap: Gap[SupplyNeed]) -> WrappingPlan:
        need = gap.need
        product = self.supplies.products[need.item]
        return WrappingPlan(
            **beside(gap, self.holders),
            product_id=product.id,
            product=_named(need.kind) or label_of(product, sized=True),
            is_generic=need.kind is not None,
            unit=product.package_unit,
            needed=gap.wanted,
            stock=list(self._stock(gap)),
            price=self._price(need.kind, need.item),
            cost=self._packaging_cost(need).total,
        )

    def _stock(self, gap: Gap[SupplyNeed]) -> Iterator[StockView]:
        """Product by product what counts, what does not, and why."""
        counted = {one.lots[0].product: one for one in gap.counted}
        store = self.supplies.packaging
        for key in store.serving(gap.need.kind, gap.need.item):
            if key in counted:
                yield self._held(key, counted[key].lots, counted[key].quantity)
            spoiled = [lot for lot in gap.spoiled if lot.product == key]
            if spoiled:
                yield self._held(key, spoiled, issue=Issue.of(Spoiled()))
            if not self.counted and key in store.lots:
                yield self._held(key, store.lots[key], issue=Issue.of(PantryLeftOut()))

    def _held(
        self,
        key: Any,
        lots: Sequence[Lot],
        quantity: Decimal | None = None,
        issue: Issue | None = None,
    ) -> StockView:
        product = self.supplies.products[key]
        return StockView(
            product_id=product.id,
            product=label_of(product, sized=True),
            lots=len(lots),
            held=sum((lot.quantity for lot in lots), Decimal(0)),
            unit=product.package_unit,
            quantity=quantity,
            issue=issue,
        )

    def _price(self, kind: Any, item: Any) -> Decimal | None:
        """The last price of its product; of a kind, of the first product that has one."""
        serving: Sequence[Any] = self.supplies.packaging.serving(kind, item)
        for key in serving:
            if (last := self.supplies.prices[key].last) is not None:
                return last.per_unit
        return None

    def _packaging_cost(self, line: SupplyLine | SupplyNeed) -> Cost:
        price = self._price(line.kind, line.item)
        if price is None:
            return Cost.because(NoPrice(label_of(self.supplies.products[line.item], sized=True)))
        return Cost(known=price * line.quantity)

    def _unit_cost(self, unit: MaterialUnit) -> UnitCost:
        return self.supplies.unit_costs[unit.id]

    def _material(self, gap: Gap[SupplyNeed], assembled: Mapping[Any, int]) -> MaterialPlan:
        kind = gap.need.kind
        own = [
            line
            for line in self.supplies.material_lines
            if line.unit.product.material_id == kind and assembled.get(line.good, 0)
        ]
        first = own[0].unit
        material = first.product.material
        held = {one.lots[0].product: one.quantity for one in gap.counted}
        return MaterialPlan(
            **beside(gap, self.holders),
            material=_ref(material),
            unit=_ref(first),
            product=_ref(first.product),
            base_unit=material.base_unit,
            needed=gap.wanted,
            uses=[self._material_use(line, assembled[line.good]) for line in own],
            stock=[
                MaterialStock(product=_ref(row), held=held[row.id])
                for row in self.supplies.material_products[kind]
                if row.id in held
            ],
            cost=together(
                self._unit_cost(line.unit).times(line.count * assembled[line.good]) for line in own
            ).total,
        )

    def _material_use(self, line: MaterialLine, goods: int) -> MaterialUse:
        count = line.count * goods
        return MaterialUse(
            unit=_ref(line.unit),
            product=_ref(line.unit.product),
            count=count,
            per_unit=line.unit.quantity_per_unit,
            quantity=line.unit.quantity_per_unit * count,
            unit_cost=self._unit_cost(line.unit).per_unit,
        )


def _named(kind: Any) -> str:
    return kind[0] if kind else ""


def _ref(row: Any) -> MaterialRef:
    return MaterialRef(id=row.id, name=row.name)
