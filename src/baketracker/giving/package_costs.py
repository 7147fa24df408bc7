"""What packages cost: their finished goods at what one of each cost to make; the packaging beside
it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID

from pydantic import BaseModel, computed_field
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.costs import Cost, together
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.fields import DecimalOut
from baketracker.finished_goods.packaging import Packaging, packaging_costs
from baketracker.finished_goods.schemas import GoodRef
from baketracker.finished_stock.worth import unit_costs

from .models import PackageLine

CENT = Decimal("0.01")


class LineCost(BaseModel):
    """A finished good of a package: what one costs, and all of the line."""

    good: GoodRef
    quantity: DecimalOut
    unit_cost: Cost
    line_total: Cost


class PackageCost(BaseModel):
    """`lines` break `goods` down; `packaging` is what the box itself takes and no part of the
    total."""

    lines: list[LineCost]
    goods: Cost
    packaging: Cost

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> DecimalOut | None:
        """The goods to the cent, as a gift counts them; None where something is not known."""
        return None if self.goods.total is None else to_the_cent(self.goods.total)


def to_the_cent(amount: Decimal) -> Decimal:
    """A package is rounded before it is multiplied: 0.4902 is 0.49, four of it 1.96."""
    return amount.quantize(CENT, ROUND_HALF_EVEN)


@verb("read")
def costs_of(db: TenantSession, package_ids: Collection[UUID]) -> dict[UUID, PackageCost]:
    """What each of these packages costs; one that holds nothing costs nothing. The number of
    statements does not follow the number of packages."""
    lines: defaultdict[UUID, list[PackageLine]] = defaultdict(list)
    own = select(PackageLine).where(among(PackageLine.package_id, package_ids))
    loaded = own.options(joinedload(PackageLine.finished_good))
    for line in db.scalars(loaded.order_by(PackageLine.sort_order, PackageLine.id)):
        lines[line.package_id].append(line)
    every = [line for rows in lines.values() for line in rows]
    goods = {key for line in every if (key := line.finished_good_id)}
    units = {key: cost.times(1) for key, cost in unit_costs(db, "goods", goods).items()}
    boxes = packaging_costs(db, {one for line in every if (one := _box(line))})
    return {
        key: _cost(lines[key], units, {one: cost.times(1) for one, cost in boxes.items()})
        for key in package_ids
    }


def _cost(
    lines: list[PackageLine], units: Mapping[UUID, Cost], boxes: Mapping[Packaging, Cost]
) -> PackageCost:
    told = [_line(line, units[line.finished_good_id]) for line in lines if line.finished_good_id]
    wraps = [boxes[one].times(line.quantity) for line in lines if (one := _box(line))]
    return PackageCost(
        lines=told, goods=together(line.line_total for line in told), packaging=together(wraps)
    )


def _line(line: PackageLine, unit: Cost) -> LineCost:
    assert line.finished_good is not None  # its id stands in the line
    return LineCost(
        good=GoodRef.of(line.finished_good),
        quantity=line.quantity,
        unit_cost=unit,
        line_total=unit.times(line.quantity),
    )


def _box(line: PackageLine) -> Packaging | None:
    key = line.packaging_product_id
    return Packaging(key, line.is_generic) if key else None
