"""What there is of all that goods are packed of, as the rules of packing read it."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_stock.holding import held
from baketracker.materials.stock import stock as materials_left
from baketracker.pantry.models import Lot
from baketracker.recipes.models import FinishedUnit

from .bill import Bill

Amounts = dict[Any, Decimal]


def stock_of(db: TenantSession, bills: Iterable[Bill]) -> Amounts:
    """What is there of everything these goods are packed of, by finished unit, good, packaging
    product and material product; goods that are kept for somebody do not count. At most four
    statements, and those of `finished_stock.holding`."""
    listed = list(bills)
    goods = {key for bill in listed for key in bill.keys("finished_good")}
    rolls = {
        line.material.id
        for bill in listed
        for line in bill.of("material")
        if line.material and line.material.deleted_at is None
    }
    found = _pieces(db, FinishedUnit, {key for one in listed for key in one.keys("finished_unit")})
    found |= _free(db, goods) if goods else {}
    found |= _packaging(db, {key for bill in listed for key in bill.keys("packaging")})
    return found | (materials_left(db, rolls) if rolls else {})


def _free(db: TenantSession, goods: Collection[UUID]) -> Amounts:
    kept = held(db, goods)
    there = _pieces(db, FinishedGood, goods)
    return {key: max(number - kept[key], Decimal(0)) for key, number in there.items()}


def _pieces(db: TenantSession, entity: Any, ids: Collection[UUID]) -> Amounts:
    if not ids:
        return {}
    found = select(entity.id, entity.on_hand).where(among(entity.id, ids))
    return {key: Decimal(number) for key, number in db.execute(found)}


def _packaging(db: TenantSession, product_ids: Collection[UUID]) -> Amounts:
    """In each product's package unit."""
    if not product_ids:
        return {}
    left = select(Lot.product_id, func.sum(Lot.quantity)).where(
        among(Lot.product_id, product_ids), Lot.in_use()
    )
    return {row[0]: row[1] for row in db.execute(left.group_by(Lot.product_id))}
