"""The packaging of a run, lot by lot: the lots that were chosen, else the first bought of the
product (of all products of its name where any will do)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from baketracker.db.many import among
from baketracker.db.rows import lock_rows
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, BadLines
from baketracker.fields import plain
from baketracker.ingredients.models import Ingredient
from baketracker.measures.numbers import lacking
from baketracker.pantry.models import Lot
from baketracker.products.models import Product
from baketracker.stock.consuming import as_kept, layers
from baketracker.stock.fifo import Draw, draw

from .bill import Line
from .feasibility import Part
from .given import PackagingPick
from .models import PackagingAssignment

NOT_OF_IT = N_("This lot is not of what the line asks for. Choose another.")
NO_SUCH_LINE = N_("This good takes no such packaging.")
NOT_THE_SUM = N_("The lots of %(name)s come to %(sum)s, %(needed)s are needed.")

Lots = Mapping[UUID, Lot]


@dataclass
class Wrap:
    """A packaging line of a run: `wanted` of it, in its own unit; `picks` are the lots that were
    chosen for it and how much of each, `assigned` where that was done ahead."""

    line: Line
    wanted: Decimal
    picks: list[tuple[UUID, Decimal]] = field(default_factory=list)
    assigned: list[PackagingAssignment] = field(default_factory=list)
    draws: list[Draw[UUID]] = field(default_factory=list)
    met: Decimal = Decimal(0)
    # Chosen lots that hold less than was chosen of them.
    lacks: list[UUID] = field(default_factory=list)

    @property
    def part(self) -> Part:
        return Part(self.line.need, self.wanted, self.met)

    @property
    def rest(self) -> Decimal:
        """What no chosen lot answers."""
        return self.wanted - sum((amount for _, amount in self.picks), Decimal(0))


def lock_lots(db: TenantSession, lines: Iterable[Line]) -> dict[UUID, Lot]:
    """What is left of all that may be taken for these packaging lines, locked, in the order it is
    used; what they are lots of first. Four statements, none without packaging."""
    products = {one.id: one for line in lines for one in line.answers}
    if not products:
        return {}
    lock_rows(db, Ingredient, {one.ingredient_id for one in products.values()})
    return lots_of(db, products, for_change=True)


def lots_of(
    db: TenantSession, product_ids: Collection[UUID], *, for_change: bool = False
) -> dict[UUID, Lot]:
    """What is left of these products, in the order it is used. Two statements."""
    found = select(Lot).where(Lot.in_use(), among(Lot.product_id, product_ids))
    if for_change:
        found = found.with_for_update(key_share=True)
        found = found.execution_options(populate_existing=True)
    label = selectinload(Lot.product).joinedload(Product.ingredient, innerjoin=True)
    return {lot.id: lot for lot in db.scalars(found.order_by(*Lot.fifo()).options(label))}


def choose(wraps: Sequence[Wrap], picks: Sequence[PackagingPick], lots: Lots) -> None:
    """Put chosen lots to the lines they are for: all of a line together are what it takes.

    Raises BadLines where they are not, and as `put`."""
    put(wraps, picks, lots)
    for wrap in wraps:
        if wrap.picks:
            expect_sum(wrap.line, wrap.wanted, [amount for _, amount in wrap.picks])


def put(wraps: Sequence[Wrap], picks: Sequence[PackagingPick], lots: Lots) -> None:
    """Put chosen lots to the lines they are for. Raises BadLines for a lot of something else
    and for packaging that no line takes."""
    by_product = {wrap.line.part.id: wrap for wrap in wraps}
    for place, pick in enumerate(picks):
        wrap = by_product.get(pick.product_id)
        if wrap is None:
            raise BadLines(NO_SUCH_LINE, {f"lots.{place}.product_id": NO_SUCH_LINE})
        if not fits(wrap.line, lots.get(pick.lot_id)):
            raise BadLines(NOT_OF_IT, {f"lots.{place}.lot_id": NOT_OF_IT})
        wrap.picks.append((pick.lot_id, pick.quantity))


def fits(line: Line, lot: Lot | None) -> bool:
    """Whether the lot holds what the line asks for."""
    return lot is not None and lot.product_id in {one.id for one in line.answers}


def expect_sum(line: Line, needed: Decimal, amounts: Iterable[Decimal]) -> None:
    """Raise BadLines unless the amounts are what is needed, up to dust."""
    found = sum(amounts, Decimal(0))
    if lacking(needed, found) or lacking(found, needed):
        raise BadLines(
            NOT_THE_SUM, {"lots": NOT_THE_SUM},
            name=line.part.name, sum=plain(found), needed=plain(needed),
        )  # fmt: skip


def take_ahead(db: TenantSession, wraps: Sequence[Wrap], event_id: UUID | None) -> None:
    """Put the lots that were chosen ahead to the lines nobody chose lots for now, as far as this
    run needs them."""
    open_lines = {w.line.part.line_id: w for w in wraps if not w.picks and w.line.part.line_id}
    for row in assignments_of(db, open_lines, event_id):
        wrap = open_lines[row.composition_id]
        amount = min(row.quantity, wrap.rest)
        if amount > 0:
            wrap.picks.append((row.lot_id, amount))
            wrap.assigned.append(row)


def assignments_of(
    db: TenantSession, line_ids: Iterable[UUID | None], event_id: UUID | None
) -> Sequence[PackagingAssignment]:
    """Lots chosen ahead for these lines and this event (None: for the next run), in the order they
    were chosen. One statement."""
    row = PackagingAssignment
    found = select(row).where(
        among(row.composition_id, line_ids),
        row.event_id == event_id if event_id else row.event_id.is_(None),
        row.deleted_at.is_(None),
    )
    lot = joinedload(row.lot, innerjoin=True).joinedload(Lot.product, innerjoin=True)
    fresh = found.options(lot.joinedload(Product.ingredient, innerjoin=True))
    return db.scalars(fresh.order_by(row.id).execution_options(populate_existing=True)).all()


def draw_all(wraps: Sequence[Wrap], lots: Lots) -> dict[UUID, Decimal]:
    """Find out what every line takes of which lot; answers what leaves each lot. Chosen lots go
    first, then what only one product can be. What a lot chosen ahead does not hold any more is
    taken of the others."""
    gone: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for wrap in wraps:
        for place, (lot_id, amount) in enumerate(wrap.picks):
            own = [lots[lot_id]] if lot_id in lots else []
            drawn = _draw(wrap, own, amount, gone)
            if wrap.assigned:
                wrap.picks[place] = (lot_id, drawn)
            elif lacking(amount, drawn):
                wrap.lacks.append(lot_id)
    for wrap in sorted(wraps, key=lambda one: len(one.line.answers)):
        if wrap.rest > 0:
            own = [lot for lot in lots.values() if fits(wrap.line, lot)]
            _draw(wrap, own, wrap.rest, gone)
    return gone


def _draw(
    wrap: Wrap, lots: Sequence[Lot], amount: Decimal, gone: defaultdict[UUID, Decimal]
) -> Decimal:
    """Take so much for the line, as far as the lots reach; answers how far."""
    drawn = as_kept(draw(layers(lots, gone), amount, wrap.line.unit), gone)
    wrap.draws += drawn.draws
    wrap.met += drawn.taken
    return drawn.taken
