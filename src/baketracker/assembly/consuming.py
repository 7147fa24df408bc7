"""What a run takes, as the rows that tell it: packaging and materials one for each lot, finished
units and inner goods one for each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.costs import UnitCost, kept
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock.ledger import move
from baketracker.materials.consuming import consume
from baketracker.materials.lot_schemas import MaterialDraw, Want
from baketracker.materials.models import MaterialLot, MaterialProduct, MaterialPurchase
from baketracker.materials.refs import label_of
from baketracker.production import costs as production
from baketracker.recipes.models import FinishedUnit
from baketracker.stock.ledger import exact

from . import costs
from .bill import PIECES, Bill, Line, rolls_of
from .models import AssemblyConsumption
from .wrapping import Lots, Wrap


def wrapped(wraps: Iterable[Wrap], lots: Lots) -> Iterator[AssemblyConsumption]:
    """What left which lot of packaging."""
    for wrap in wraps:
        for one in wrap.draws:
            lot = lots[one.layer.lot]
            yield AssemblyConsumption(
                kind="packaging",
                product_id=lot.product_id,
                lot_id=lot.id,
                name=lot.label,
                unit=lot.unit,
                **_cost(one.quantity, lot.unit_cost),
            )


def take_materials(
    db: TenantSession, bill: Bill, quantity: int, *, at: datetime, notes: str
) -> Iterator[AssemblyConsumption]:
    """Take the materials, the first bought first."""
    # Without their row the check before has refused them.
    lines = [(line, line.material.id) for line in bill.of("material") if line.material]
    wants = [Want(key, line.amount * quantity) for line, key in lines]
    uses = consume(db, wants, "assembly", at=at, notes=notes).uses if wants else []
    rolls = rolls_of(db, [key for _, key in lines])
    shops = _shops(db, [one.lot_id for use in uses for one in use.draws])
    for use in uses:
        for one in use.draws:
            yield _cut(one, rolls[use.product.id], shops.get(one.lot_id, ""))


def take_pieces(
    db: TenantSession,
    bill: Bill,
    quantity: int,
    units: Mapping[UUID, FinishedUnit],
    goods: Mapping[UUID, FinishedGood],
    *,
    at: datetime,
) -> Iterator[AssemblyConsumption]:
    """Take finished units and inner goods off what is on hand, at what they cost on average."""
    baked, packed = bill.of("finished_unit"), bill.of("finished_good")
    each = production.average_costs(db, list(bill.keys("finished_unit")))
    # What only one size can be goes first, as the check before has reckoned.
    for line in sorted(baked, key=lambda one: len(one.sources)):
        for unit, count in _drawn(line, quantity, units):
            move(db, unit, -count, "assembly", at=at)
            yield AssemblyConsumption(
                kind="finished_unit",
                finished_unit_id=unit.id,
                name=line.part.name if unit.id == line.part.id else unit.name,
                unit=PIECES,
                **_cost(Decimal(count), each[unit.id].per_unit),
            )
    for line, cost in _costed(packed, costs.average_costs(db, _ids(packed)) if packed else {}):
        move(db, goods[line.part.id], -_count(line, quantity), "assembly", at=at)
        yield AssemblyConsumption(
            kind="finished_good",
            finished_good_id=line.part.id,
            name=line.part.name,
            unit=PIECES,
            **_cost(line.part.quantity * quantity, cost.per_unit),
        )


def _drawn(
    line: Line, quantity: int, units: Mapping[UUID, FinishedUnit]
) -> Iterator[tuple[FinishedUnit, int]]:
    """How many pieces of each unit that may stand for a line: other sizes first, as many as there
    are; the rest of its own."""
    left = _count(line, quantity)
    for key in line.sizes:
        if (count := min(left, units[key].on_hand)) > 0:
            left -= count
            yield units[key], count
    if left:
        yield units[line.part.id], left


def _cut(one: MaterialDraw, roll: MaterialProduct, shop: str) -> AssemblyConsumption:
    material = roll.material
    shelf = (material.name, material.subcategory.name, material.subcategory.category.name)
    usual = roll.supplier.name if roll.supplier else ""
    return AssemblyConsumption(
        kind="material",
        material_product_id=roll.id,
        material_lot_id=one.lot_id,
        name=label_of(roll),
        unit=one.unit,
        belongs_to=", ".join(shelf),
        supplier_name=shop or usual,
        **_cost(one.quantity, one.unit_cost),
    )


def _shops(db: TenantSession, lot_ids: list[UUID]) -> dict[UUID, str]:
    """Who sold these lots of materials, where somebody wrote it down. One statement."""
    bought = joinedload(MaterialLot.purchase).joinedload(MaterialPurchase.supplier)
    found = select(MaterialLot).where(among(MaterialLot.id, lot_ids)).options(bought)
    rows = db.scalars(found.execution_options(populate_existing=True))
    return {
        row.id: row.purchase.supplier.name
        for row in rows
        if row.purchase is not None and row.purchase.supplier is not None
    }


def _costed(
    lines: Iterable[Line], known: Mapping[UUID, UnitCost]
) -> Iterator[tuple[Line, UnitCost]]:
    return ((line, known[line.part.id]) for line in lines)


def _ids(lines: Iterable[Line]) -> list[UUID]:
    return [line.part.id for line in lines]


def _count(line: Line, quantity: int) -> int:
    return int(line.part.quantity * quantity)


def _cost(quantity: Decimal, unit_cost: Decimal | None) -> dict[str, Decimal | None]:
    """The numbers of a row; the cost is rounded here, once."""
    if unit_cost is None:
        return {"quantity": quantity, "unit_cost": None, "cost": None}
    return {
        "quantity": quantity, "unit_cost": exact(unit_cost), "cost": kept(quantity * unit_cost),
    }  # fmt: skip
