"""What every kind of lot has, and the ledger of what left it.

A lot's numbers change only through the moves written here, so that at any moment and for every lot
`quantity_out` is the sum of its depletions, what they cost is that amount at the lot's unit cost,
and what was bought is what is left and what went out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from typing import Any, ClassVar, Literal, cast
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, func, literal_column, select, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from baketracker.costs import NoPrice, UnitCost
from baketracker.db.base import Archivable, Editable, TenantOwned, ref
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment, Quantity, Tally, now
from baketracker.errors import N_, RuleBroken
from baketracker.fields import plain
from baketracker.measures.numbers import DUST

from .fifo import Layer

Reason = Literal[
    "production", "assembly", "spoilage", "gift", "correction", "ad_hoc_usage", "other",
    "waste", "damaged", "earlier",
]  # fmt: skip
"""Why something left a lot. `earlier`: before it was written down here."""

MANUAL: tuple[Reason, ...] = (
    "ad_hoc_usage", "spoilage", "waste", "damaged", "gift", "correction", "other",
)  # fmt: skip
"""The reasons a person may give."""

KnownBy = Literal["bought", "counted", "estimated"]
"""How the quantity of a lot is known."""

# What the columns keep: rounded before it is stored, so that what is added can be taken back.
EXACT = Decimal("1e-10")
WIDE = Context(prec=60)
MOST, MOST_WORTH = Decimal(10) ** 10, Decimal(10) ** 8
"""What no quantity or unit cost of a lot reaches, and no lot is worth: a pantry of them still adds
up."""


def exact(value: Decimal) -> Decimal:
    """A quantity or unit cost as it is stored: to ten decimals. What is larger than any column
    holds is left to the database to refuse."""
    return value.quantize(EXACT, context=WIDE)


def fits(quantity: Decimal, unit_cost: Decimal | None) -> bool:
    """Whether a lot can hold so much of such a cost."""
    cost = unit_cost or Decimal(0)
    return max(quantity, cost) < MOST and quantity * cost < MOST_WORTH


class TooMuch(RuleBroken):
    """More was to leave a lot than it holds."""

    code = "too_much"

    def __init__(self, lot: str, left: Decimal, unit: str) -> None:
        super().__init__(
            N_("Of %(lot)s only %(left)s %(unit)s is left. Use less, or count it first."),
            lot=lot,
            left=plain(left),
            unit=unit,
        )


class TooMuchBack(RuleBroken):
    """More was to come back to a lot than went out of it."""

    code = "too_much_back"

    def __init__(self, lot: str, out: Decimal, unit: str) -> None:
        super().__init__(
            N_(
                "Of %(lot)s only %(out)s %(unit)s went out, so no more can come back. "
                "If there is more, count it."
            ),
            lot=lot,
            out=plain(out),
            unit=unit,
        )


class LotLike(Archivable, Editable):
    """What is left of one purchase, in its own unit, and what went out of it; `unit_cost` for one
    such unit (None: unknown, never 0). FIFO order: bought first, unknown dates before all, then
    `sort_order` (of an import), then as they were written. A lot that is put away counts nowhere.

    Subclasses say `unit`, `label` and `parent_id`: whose lock covers the lot."""

    ledger: ClassVar[type[Any]]
    # Whoever locks several kinds of things takes the lower turn first.
    lock_turn: ClassVar[int] = 0

    quantity: Mapped[Tally]
    quantity_out: Mapped[Tally] = mapped_column(default=Decimal(0))
    unit_cost: Mapped[Quantity | None]
    purchased_on: Mapped[date | None]
    location: Mapped[str | None]
    notes: Mapped[str] = mapped_column(default="")
    known_by: Mapped[str] = mapped_column(default="bought")
    counted_at: Mapped[Moment | None]
    sort_order: Mapped[int | None]

    @property
    def unit(self) -> str:
        raise NotImplementedError

    @property
    def label(self) -> str:
        raise NotImplementedError

    @classmethod
    def locked(cls, db: TenantSession, ids: Collection[UUID]) -> Sequence[Any]:
        """These lots with their products, locked for a change, what they are lots of first: every
        writer in the same order, so nobody waits in a ring."""
        raise NotImplementedError

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has left it, all in all: only then may it be put away."""
        return self.quantity_out == 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it; as `in_use` asks the database."""
        return self.quantity < DUST

    @property
    def quantity_bought(self) -> Decimal:
        """What there was of it in the beginning."""
        return self.quantity + self.quantity_out

    @classmethod
    def in_use(cls) -> ColumnElement[bool]:
        """Whether anything is left of it."""
        # Written out, so that the planner sees that the index of what is left answers.
        return (cls.quantity >= literal_column(str(DUST))) & cls.deleted_at.is_(None)

    @classmethod
    def fifo(cls) -> tuple[Any, ...]:
        """The order in which lots are used."""
        return (cls.purchased_on.asc().nulls_first(), cls.sort_order, cls.created_at, cls.id)

    @property
    def layer(self) -> Layer[UUID]:
        """As FIFO sees it."""
        cost = (
            UnitCost.because(NoPrice(self.label))
            if self.unit_cost is None
            else UnitCost(per_unit=self.unit_cost)
        )
        return Layer(self.id, self.quantity, self.unit, cost)

    def take(
        self,
        db: TenantSession,
        quantity: Decimal,
        reason: Reason,
        *,
        at: Moment | None = None,
        notes: str = "",
    ) -> "DepletionLike":
        """Let `quantity` of its unit leave the lot, with its row in the ledger; a negative one
        brings back what had left. Lock the lot first.

        Raises TooMuch, TooMuchBack."""
        amount = exact(quantity)
        if amount > self.quantity:
            raise TooMuch(self.label, self.quantity, self.unit)
        if -amount > self.quantity_out:
            raise TooMuchBack(self.label, self.quantity_out, self.unit)
        self.quantity -= amount
        self.quantity_out += amount
        entry: DepletionLike = self.ledger(
            lot_id=self.id,
            quantity=amount,
            unit=self.unit,
            cost=exact(amount * self.unit_cost) if self.unit_cost is not None else None,
            reason=reason,
            happened_at=at or now(),
            notes=notes,
        )
        db.add(entry)
        return entry

    def reprice(self, db: TenantSession, unit_cost: Decimal | None) -> Decimal:
        """Another cost of one unit, for what is left and for all that has left since: the ledger
        gets what differs. Answers by how much all of that costs more (or less)."""
        was, self.unit_cost = self.unit_cost, None if unit_cost is None else exact(unit_cost)
        return self._follow(db, was)

    def after_undo(self, db: TenantSession, before: dict[str, Any]) -> None:
        """Called when taking back a change has set columns that held `before`."""
        if "unit_cost" in before:
            self._follow(db, before["unit_cost"])

    def _follow(self, db: TenantSession, was: Decimal | None) -> Decimal:
        """What left at the cost `was` costs what the lot costs now, to the last digit, however
        often that changes. What another program had costed only moves by the difference."""
        before, after = was or Decimal(0), self.unit_cost or Decimal(0)
        changed = Decimal(0)
        if before != after:
            for entry_id, net in self.ledger.netted(db, [self.id]).items():
                if net.quantity:
                    own = net.cost == exact(net.quantity * before)
                    owed = exact(net.quantity * after)
                    more = owed - net.cost if own else exact(net.quantity * (after - before))
                    changed += more
                    db.add(net.correction(entry_id, more))
        return changed


@dataclass(frozen=True, slots=True)
class Net:
    """What an entry of the ledger comes to with all that corrects it."""

    entry: "DepletionLike"
    quantity: Decimal
    cost: Decimal

    def told(self, unit_cost: Decimal | None) -> Decimal | None:
        """What it cost, where a unit of its lot costs `unit_cost` by now. None: nobody knows."""
        known = unit_cost is not None or self.cost or not self.quantity
        return self.cost if known else None

    def correction(self, entry_id: UUID, cost: Decimal) -> "DepletionLike":
        """So much more for what left then."""
        return self._beside(entry_id, Decimal(0), cost)

    def reversal(self, entry_id: UUID) -> "DepletionLike":
        """All of it back."""
        return self._beside(entry_id, -self.quantity, -self.cost)

    def _beside(self, entry_id: UUID, quantity: Decimal, cost: Decimal) -> "DepletionLike":
        told, kind = self.entry, cast(Any, type(self.entry))
        return cast(
            DepletionLike,
            kind(
                lot_id=told.lot_id,
                quantity=quantity,
                unit=told.unit,
                cost=cost,
                reason=told.reason,
                happened_at=now(),
                corrects_id=entry_id,
            ),
        )


class DepletionLike(TenantOwned):
    """So much of a lot left it, for a reason, at what it cost then (None: nobody knew). Rows stay
    as they are: what `corrects` another takes it back or costs it anew."""

    append_only: ClassVar[bool] = True
    __tablename__: str
    # The table of its lots, of which its rows are part.
    part_of: ClassVar[str]

    @declared_attr
    @classmethod
    def lot_id(cls) -> Mapped[UUID]:
        return ref(cls.part_of)

    @declared_attr
    @classmethod
    def corrects_id(cls) -> Mapped[UUID | None]:
        return ref(cls.__tablename__, nullable=True)

    quantity: Mapped[Quantity]
    unit: Mapped[str]
    cost: Mapped[Quantity | None]
    reason: Mapped[str]
    happened_at: Mapped[Moment]
    notes: Mapped[str] = mapped_column(default="")
    # Who did it, where that was written elsewhere: an imported row has no account here.
    actor: Mapped[str] = mapped_column(default="")

    @classmethod
    def netted(cls, db: TenantSession, lot_ids: Iterable[UUID]) -> dict[UUID, Net]:
        """What left these lots, entry by entry as they were written, each with all that corrects
        it. One statement."""
        rows = db.scalars(select(cls).where(among(cls.lot_id, lot_ids)).order_by(cls.id)).all()
        return netted(rows)

    @classmethod
    def take_back(cls, db: TenantSession, ids: Collection[UUID]) -> None:
        """Undo these entries by rows beside them. What only costed another entry anew is left to
        the lot, whose cost decides. Locks are the caller's."""
        entries = db.scalars(select(cls).where(among(cls.id, ids), cls.corrects_id.is_(None)))
        own = {row.id for row in entries}
        db.flush()
        lots = {row.lot_id for row in db.scalars(select(cls).where(among(cls.id, own)))}
        db.add_all(
            net.reversal(entry_id)
            for entry_id, net in cls.netted(db, lots).items()
            if entry_id in own
        )


def netted(rows: Iterable[DepletionLike]) -> dict[UUID, Net]:
    """The rows that stand for themselves, each with those that correct it."""
    beside: defaultdict[UUID, list[DepletionLike]] = defaultdict(list)
    first: dict[UUID, DepletionLike] = {}
    for row in rows:
        if row.corrects_id is None:
            first[row.id] = row
        else:
            beside[row.corrects_id].append(row)
    return {
        key: Net(
            row,
            row.quantity + sum((other.quantity for other in beside[key]), Decimal(0)),
            sum((other.cost or Decimal(0) for other in (row, *beside[key])), Decimal(0)),
        )
        for key, row in first.items()
    }


def out_of_balance(
    db: TenantSession, lot: type[LotLike], depletion: type[DepletionLike]
) -> list[UUID]:
    """Lots whose ledger does not add up to what went out of them, or not to what that cost (SD-25):
    none, ever. What another program wrote down has its own costs. One statement."""
    summed = (
        select(
            depletion.lot_id.label("lot_id"),
            func.sum(depletion.quantity).label("out"),
            func.sum(depletion.cost).label("cost"),
            func.count().label("rows"),
        )
        .where(depletion.tenant_id == db.scope.tenant_id)
        .group_by(depletion.lot_id)
        .subquery()
    )
    # Each row of the ledger is rounded by itself.
    cost, rounding = lot.quantity_out * func.coalesce(lot.unit_cost, 0), summed.c.rows * EXACT
    other_cost = func.abs(func.coalesce(summed.c.cost, 0) - cost) > func.coalesce(rounding, 0)
    found = (
        select(lot.id)
        .outerjoin(summed, summed.c.lot_id == lot.id)
        .where(
            (lot.quantity_out != func.coalesce(summed.c.out, 0))
            | (other_cost & lot.sort_order.is_(None))
        )
    )
    return list(db.scalars(found))


def lot_rules(table: str, product: str) -> tuple[Any, ...]:
    """The checks and the index of a table of lots."""
    return (
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
        CheckConstraint("quantity_out >= 0", name="out_not_negative"),
        CheckConstraint("unit_cost >= 0", name="unit_cost_not_negative"),
        CheckConstraint("known_by in ('bought', 'counted', 'estimated')", name="known_by"),
        Index(
            f"ix_{table}_left",
            "tenant_id",
            product,
            postgresql_where=text(f"quantity >= {DUST} AND deleted_at IS NULL"),
        ),
    )


def depletion_rules(table: str) -> tuple[Any, ...]:
    """The checks and the index of a ledger."""
    reasons = ", ".join(f"'{reason}'" for reason in Reason.__args__)  # type: ignore[attr-defined]
    return (
        CheckConstraint(f"reason in ({reasons})", name="reason"),
        CheckConstraint("quantity <> 0 or corrects_id is not null", name="quantity_not_zero"),
        Index(f"ix_{table}_happened_at", "tenant_id", text("happened_at DESC"), text("id DESC")),
    )
