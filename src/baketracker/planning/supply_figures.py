"""What the doors show of packaging and materials, and what they cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from baketracker.costs import Cost, NoPrice, UnitCost, together
from baketracker.issues import Issue
from baketracker.materials.models import MaterialUnit
from baketracker.pantry.models import Lot
from baketracker.products.labels import label_of

from .need_schemas import (
    MaterialPlan,
    MaterialRef,
    MaterialStock,
    MaterialUse,
    StockView,
    WrappingPlan,
)
from .remarks import PantryLeftOut, Spoiled
from .supplies import SupplyLine, SupplyNeed, supply_needs
from .supply_reading import MaterialLine, Supplies


@dataclass(frozen=True)
class Wrapping:
    """What goods are packed in. `counted`: whether stock counts; it must be good on `day`."""

    supplies: Supplies
    day: date
    counted: bool

    def packaging_needs(self, assembled: Mapping[Any, int]) -> tuple[SupplyNeed, ...]:
        """Packaging of all goods however deep they are packed."""
        stock = {key: self._counts(lots) for key, lots in self.supplies.lots.items()}
        return supply_needs(assembled, self.supplies.packaging, stock, self.supplies.kinds)

    def wrapping_plans(self, needs: Iterable[SupplyNeed]) -> list[WrappingPlan]:
        """The needs beside what lies there, by name."""
        # The text of the id only breaks ties between equal names.
        return sorted(
            map(self._wrapping, needs), key=lambda row: (row.product, str(row.product_id))
        )

    def material_plans(self, assembled: Mapping[Any, int]) -> list[MaterialPlan]:
        """Materials of all goods however deep they are packed, by name."""
        lines: dict[Any, list[SupplyLine]] = {}
        for line in self.supplies.materials:
            product = line.unit.product
            amount = line.unit.quantity_per_unit * line.count
            lines.setdefault(line.good, []).append(
                SupplyLine(product.id, amount, product.material_id)
            )
        kinds = {
            key: [row.id for row in own] for key, own in self.supplies.material_products.items()
        }
        stock: dict[Any, Decimal] = {
            key: amount if self.counted else Decimal(0)
            for key, amount in self.supplies.material_stock.items()
        }
        needs = supply_needs(assembled, lines, stock, kinds)
        return sorted(
            (self._material(need, assembled) for need in needs),
            key=lambda row: (row.material.name, str(row.material.id)),
        )

    def cost_of_good(self, good: Any) -> Cost:
        """What the packaging and materials of one `good` cost, without those of goods inside."""
        return together(
            [
                *(self._packaging_cost(line) for line in self.supplies.packaging.get(good, ())),
                *(self._unit_cost(line.unit).times(line.count)
                  for line in self.supplies.materials if line.good == good),
            ]
        )  # fmt: skip

    def packaging_cost(self, needs: Iterable[SupplyNeed]) -> Cost:
        return together(self._need_cost(need) for need in needs)

    def material_cost(self, assembled: Mapping[Any, int]) -> Cost:
        return together(
            self._unit_cost(line.unit).times(line.count * assembled.get(line.good, 0))
            for line in self.supplies.materials
            if assembled.get(line.good, 0)
        )

    def _counts(self, lots: list[Lot]) -> Decimal:
        good = (lot.quantity for lot in lots if not self._why_not(lot))
        return sum(good, Decimal(0))

    def _why_not(self, lot: Lot) -> Issue | None:
        if not self.counted:
            return Issue.of(PantryLeftOut())
        if lot.expires_on is not None and lot.expires_on < self.day:
            return Issue.of(Spoiled())
        return None

    def _wrapping(self, need: SupplyNeed) -> WrappingPlan:
        product = self.supplies.products[need.item]
        serving = self._serving(need.kind, need.item)
        return WrappingPlan(
            product_id=product.id,
            product=_named(need.kind) or label_of(product, sized=True),
            is_generic=need.kind is not None,
            unit=product.package_unit,
            needed=need.needed,
            on_hand=need.on_hand,
            missing=need.missing,
            stock=[view for key in serving for view in self._stock(key, need)],
            price=self._price(need.kind, need.item),
            cost=self._need_cost(need).total,
        )

    def _stock(self, key: Any, need: SupplyNeed) -> list[StockView]:
        """What counts of one product, what does not, and why."""
        lots, product = self.supplies.lots.get(key, []), self.supplies.products[key]
        counted = [lot for lot in lots if not self._why_not(lot)]
        others = [lot for lot in lots if self._why_not(lot)]
        found = []
        for own, issue in ((counted, None), (others, self._why_not(others[0]) if others else None)):
            if own:
                found.append(
                    StockView(
                        product_id=product.id,
                        product=label_of(product, sized=True),
                        lots=len(own),
                        held=sum((lot.quantity for lot in own), Decimal(0)),
                        unit=product.package_unit,
                        quantity=None if issue else need.stock.get(key, Decimal(0)),
                        issue=issue,
                    )
                )
        return found

    def _serving(self, kind: Any, item: Any) -> list[Any]:
        """The products that may meet a line: those of its kind, or its own alone."""
        return self.supplies.kinds.get(kind) or [item]

    def _price(self, kind: Any, item: Any) -> Decimal | None:
        """The last price of its product; of a kind, of the first product that has one."""
        for key in self._serving(kind, item):
            if (last := self.supplies.prices[key].last) is not None:
                return last.per_unit
        return None

    def _need_cost(self, need: SupplyNeed) -> Cost:
        return self._packaging_cost(SupplyLine(need.item, need.needed, need.kind))

    def _packaging_cost(self, line: SupplyLine) -> Cost:
        price = self._price(line.kind, line.item)
        if price is None:
            return Cost.because(NoPrice(label_of(self.supplies.products[line.item], sized=True)))
        return Cost(known=price * line.quantity)

    def _unit_cost(self, unit: MaterialUnit) -> UnitCost:
        return self.supplies.unit_costs[unit.id]

    def _material(self, need: SupplyNeed, assembled: Mapping[Any, int]) -> MaterialPlan:
        own = [
            line
            for line in self.supplies.materials
            if line.unit.product.material_id == need.kind and assembled.get(line.good, 0)
        ]
        first = own[0].unit
        material = first.product.material
        return MaterialPlan(
            material=_ref(material),
            unit=_ref(first),
            product=_ref(first.product),
            base_unit=material.base_unit,
            needed=need.needed,
            on_hand=need.on_hand,
            missing=need.missing,
            uses=[self._material_use(line, assembled[line.good]) for line in own],
            stock=[
                MaterialStock(product=_ref(row), held=need.stock[row.id])
                for row in self.supplies.material_products[need.kind]
                if row.id in need.stock
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
