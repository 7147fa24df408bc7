"""Taking materials out of stock, per product and the first bought first."""

from collections import defaultdict
from collections.abc import Mapping, MutableMapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.rows import lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment
from baketracker.errors import N_, NotFound, RuleBroken
from baketracker.measures.material_units import BaseUnit, from_base, normalise_material, to_base
from baketracker.measures.numbers import lacking
from baketracker.stock.consuming import as_kept, layers, let_go
from baketracker.stock.fifo import Drawn, draw
from baketracker.stock.ledger import Reason

from .given import MaterialUseIn, check_reason
from .lot_schemas import MaterialConsumed, MaterialDraw, MaterialUse, Want
from .models import Material, MaterialLot, MaterialProduct
from .refs import SYMBOLS, MaterialProductRef, MaterialRef, brief

KIND = "material product"

Lots = Mapping[UUID, Sequence[MaterialLot]]


class NotEnough(RuleBroken):
    """Less is there than is wanted. `uses` are those that lack something: what there is of each
    (`taken`) and what lacks (`short`)."""

    code = "not_enough"

    def __init__(self, uses: Sequence[MaterialUse]) -> None:
        self.uses = list(uses)
        if len(uses) > 1:
            words = N_("Not enough is there: %(lacking)s lack. Take less, or count what is there.")
            lacking = (f"{brief(use.short, use.unit)} {use.product.label}" for use in uses)
            super().__init__(words, lacking=", ".join(lacking))
            return
        (one,) = uses
        super().__init__(
            N_(
                "Not enough %(name)s: %(there)s there, %(wanted)s wanted. "
                "Take less, or count what is there."
            ),
            name=one.product.label,
            there=brief(one.taken, one.unit),
            wanted=brief(one.wanted, one.unit),
        )


@verb("read")
def would_use(
    db: TenantSession, material_product_id: UUID, quantity: Decimal, unit: str | None = None
) -> MaterialUse:
    """What using `quantity` (0 or more) of `unit` would take, lot by lot, and what it costs; what
    is not there is told, not refused. `unit` is any that measures the material, its base unit
    unless told. Nothing is written. Raises NotFound, ConversionError. Three statements."""
    product = _products(db, [material_product_id])[material_product_id]
    lots = _lots(db, [material_product_id])[material_product_id]
    return _use(product, lots, quantity, unit, {})


@verb("write")
def consume(
    db: TenantSession,
    wants: Sequence[Want],
    reason: Reason,
    *,
    short: Literal["refuse", "take"] = "refuse",
    at: Moment | None = None,
    notes: str = "",
    op_id: UUID | None = None,
) -> MaterialConsumed:
    """Take all of `wants` out of stock, the first bought first: one row of the ledger for every
    lot. Of what is not there, `refuse` takes nothing of anything, `take` what there is.

    `at` is when it happened, now unless told. Raises NotFound, ConversionError, NotEnough. Each
    lot taken from is one statement; the rest do not depend on how many wants and lots there are."""
    products, lots = _locked(db, {want.material_product_id for want in wants})
    gone: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    uses = []
    for want in wants:
        key = want.material_product_id
        uses.append(_use(products[key], lots[key], want.quantity, want.unit, gone))
    if short == "refuse" and (short_of := [use for use in uses if use.short]):
        raise NotEnough(short_of)
    message, numbers = _sentence(uses)
    with doing(db, "materials.consume", message, op_id, **numbers) as operation_id:
        let_go(db, chain.from_iterable(lots.values()), gone, reason, at=at, notes=notes)
    return MaterialConsumed(operation_id=operation_id, uses=uses)


@verb("write")
def use(
    db: TenantSession, material_product_id: UUID, given: MaterialUseIn, op_id: UUID | None = None
) -> MaterialConsumed:
    """Somebody takes so much of one product. Raises as `consume`, and InvalidInput when the reason
    is not told."""
    check_reason(given)
    want = Want(material_product_id, given.quantity, given.unit)
    return consume(db, [want], given.reason, notes=given.notes, op_id=op_id)


def _locked(db: TenantSession, ids: set[UUID]) -> tuple[dict[UUID, MaterialProduct], Lots]:
    """The materials of these products, locked in the order of their ids, then what is left of the
    products in the order it is used: whoever takes from the same ones waits at the first lock."""
    products = _products(db, list(ids))
    lock_rows(db, Material, {row.material_id for row in products.values()})
    return products, _lots(db, list(ids), for_change=True)


def _products(db: TenantSession, ids: Sequence[UUID]) -> dict[UUID, MaterialProduct]:
    """Live ones, with their materials. Raises NotFound when one is not there."""
    found = select(MaterialProduct).where(
        among(MaterialProduct.id, ids), MaterialProduct.deleted_at.is_(None)
    )
    rows = db.scalars(found.options(joinedload(MaterialProduct.material, innerjoin=True)))
    products = {row.id: row for row in rows}
    if len(products) < len(ids):
        raise NotFound(KIND)
    return products


def _lots(db: TenantSession, ids: Sequence[UUID], *, for_change: bool = False) -> Lots:
    """What is left of these products, in the order it is used; locked and read anew `for_change`.
    Two statements."""
    found = (
        select(MaterialLot)
        .where(among(MaterialLot.material_product_id, ids), MaterialLot.in_use())
        .options(selectinload(MaterialLot.product).joinedload(MaterialProduct.material))
    )
    if for_change:
        found = found.with_for_update(key_share=True)
        found = found.execution_options(populate_existing=True)
    grouped: defaultdict[UUID, list[MaterialLot]] = defaultdict(list)
    for lot in db.scalars(found.order_by(*MaterialLot.fifo())):
        grouped[lot.material_product_id].append(lot)
    return grouped


def _use(
    product: MaterialProduct,
    lots: Sequence[MaterialLot],
    quantity: Decimal,
    unit: str | None,
    gone: MutableMapping[UUID, Decimal],
) -> MaterialUse:
    """What is taken of a product's lots, after what others took; that is added to `gone`."""
    base = BaseUnit(product.material.base_unit)
    asked = normalise_material(unit or base, base)
    wanted = to_base(quantity, asked, base)
    drawn = as_kept(draw(layers(lots, gone), wanted, base), gone)
    taken = quantity if drawn.taken == wanted else from_base(drawn.taken, asked, base)
    return MaterialUse(
        product=MaterialProductRef.of(product),
        material=MaterialRef.of(product.material),
        wanted=quantity,
        unit=asked,
        taken=taken,
        short=lacking(quantity, taken),
        cost=drawn.cost,
        draws=_draws(drawn, lots, SYMBOLS[base]),
    )


def _draws(drawn: Drawn[UUID], lots: Sequence[MaterialLot], symbol: str) -> list[MaterialDraw]:
    by_id = {lot.id: lot for lot in lots}
    return [
        MaterialDraw(
            lot_id=one.layer.lot,
            purchased_on=by_id[one.layer.lot].purchased_on,
            quantity=one.quantity,
            remaining=one.remaining,
            unit=symbol,
            unit_cost=by_id[one.layer.lot].unit_cost,
        )
        for one in drawn.draws
    ]


def _sentence(uses: Sequence[MaterialUse]) -> tuple[str, dict[str, str]]:
    """What was done, for the list of operations."""
    if len({use.product.id for use in uses}) != 1:
        return N_("Used %(count)s materials"), {"count": str(len(uses))}
    taken = " + ".join(brief(use.taken, use.unit) for use in uses)
    return N_("Used %(amount)s of %(name)s"), {"amount": taken, "name": uses[0].product.label}
