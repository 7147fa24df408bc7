"""The lots that a count is about, locked as every writer locks them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from baketracker.db.many import among
from baketracker.db.rows import lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, NotFound, RuleBroken
from baketracker.ingredients.models import Ingredient
from baketracker.products.models import Product

from .given import Count
from .holding import lots_left
from .models import Lot
from .viewing import WITH_PRODUCT


class NothingKnown(RuleBroken):
    """What was counted never stood here, so nobody knows what package it is."""

    code = "nothing_known"

    def __init__(self, name: str) -> None:
        words = N_(
            "Nothing of %(name)s was ever written down here. Say which package you have at home."
        )
        super().__init__(words, name=name)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one count is about: at least one lot, in the order of use, and their ingredient."""

    name: str
    ingredient: Ingredient
    lots: Sequence[Lot]


def counted_by(db: TenantSession, counts: Sequence[Count]) -> list[Counted]:
    """The lots of each count. Where nothing is left of what was counted, its newest lot: it may
    have been written off too early.

    Raises NotFound, NothingKnown. The number of statements does not depend on how many there
    are."""
    named = {one.lot_id for one in counts if one.lot_id}
    kinds = {one.product_id for one in counts if one.product_id}
    own = {one.ingredient_id for one in counts if one.ingredient_id}
    of_lot = _pairs(db, select(Lot.id, Lot.product_id).where(
        among(Lot.id, named), Lot.deleted_at.is_(None)
    ), named, "lot")  # fmt: skip
    kinds |= set(of_lot.values())
    of_product = _pairs(db, select(Product.id, Product.ingredient_id).where(
        among(Product.id, kinds)
    ), kinds, "product")  # fmt: skip
    ids = own | set(of_product.values())
    ingredients = {row.id: row for row in lock_rows(db, Ingredient, ids)}
    if len(ingredients) < len(ids):
        raise NotFound("ingredient")
    left = [lot for lots in lots_left(db, ids, for_change=True).values() for lot in lots]
    there = {lot.id: lot for lot in [*left, *_used_up(db, ids, named, left)]}

    def of(one: Count) -> Counted:
        if one.lot_id:
            lot = there[one.lot_id]
            return Counted(lot.label, lot.product.ingredient, [lot])
        if one.product_id:
            lots = _of(one.product_id, left, there.values(), lambda lot: lot.product_id)
            of_it = ingredients[of_product[one.product_id]]
            return Counted(lots[0].label if lots else of_it.name, of_it, lots)
        assert one.ingredient_id is not None  # one of the three is given
        of_it = ingredients[one.ingredient_id]
        lots = _of(of_it.id, left, there.values(), lambda lot: lot.product.ingredient_id)
        return Counted(of_it.name, of_it, lots)

    found = [of(one) for one in counts]
    for one in found:
        if not one.lots:
            raise NothingKnown(one.name)
    return found


def _pairs(db: TenantSession, found: Any, wanted: Collection[UUID], kind: str) -> dict[UUID, UUID]:
    """What each of `wanted` belongs to. Raises NotFound(kind)."""
    pairs = {row[0]: row[1] for row in db.execute(found)} if wanted else {}
    if len(pairs) < len(wanted):
        raise NotFound(kind)
    return pairs


def _of(key: UUID, left: Sequence[Lot], all_lots: Iterable[Lot], kind: Any) -> Sequence[Lot]:
    """What is left of it, else its newest lot."""
    lots = [lot for lot in left if kind(lot) == key]
    return lots or sorted((lot for lot in all_lots if kind(lot) == key), key=_age)[-1:]


def _age(lot: Lot) -> tuple[Any, ...]:
    return (lot.purchased_on or date.min, lot.created_at, lot.id)


def _used_up(
    db: TenantSession, ids: Collection[UUID], named: Collection[UUID], left: Sequence[Lot]
) -> Sequence[Lot]:
    """Lots of which nothing is left: the named ones, and the newest of each product."""
    there = {lot.product_id for lot in left}
    of_them = select(Product.id).where(among(Product.ingredient_id, ids))
    newest = (
        select(Lot.id, Lot.product_id)
        .ext(distinct_on(Lot.product_id))
        .where(Lot.product_id.in_(of_them), Lot.deleted_at.is_(None))
        .order_by(
            Lot.product_id, Lot.purchased_on.desc().nulls_last(), Lot.created_at.desc(),
            Lot.id.desc(),
        )
    )  # fmt: skip
    last = {key for key, product_id in db.execute(newest) if product_id not in there}
    wanted = (set(named) | last) - {lot.id for lot in left}
    return lock_rows(db, Lot, wanted, WITH_PRODUCT) if wanted else []
