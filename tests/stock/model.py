"""A pantry in plain Python: what the books should say after any sequence of operations, and which
later operations build on an earlier one. It shares no code with the service, and keeps as many
decimals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

Key = tuple[str, UUID]
MADE = "made"
# Amounts that changes add up in: taking one back leaves the others.
ADDITIVE = frozenset({"quantity", "out"})
DUST = Decimal("0.001")
LAST = Decimal("1e-10")
GRAMS = {"lb": 453.592, "oz": 28.3495, "g": 1.0}


def kept(amount: Decimal) -> Decimal:
    """As it is stored."""
    return amount.quantize(LAST)


def said(amount: Decimal, unit: str, other: str) -> Decimal:
    """In another unit. That is defined in doubles, so both sides get the same digits of it."""
    return amount if unit == other else Decimal(str(float(amount) * GRAMS[unit] / GRAMS[other]))


def taken(
    jars: Iterable[tuple[UUID, str, Decimal]], wanted: Decimal, unit: str
) -> tuple[list[tuple[UUID, Decimal]], Decimal]:
    """What is taken jar by jar, in the unit of each, and what then is left of the need."""
    found = []
    for key, own, there in jars:
        if wanted <= 0:
            break
        if there < DUST:
            continue
        whole = said(there, own, unit)
        part = there if whole <= wanted else min(said(wanted, unit, own), there)
        wanted -= min(whole, wanted)
        found.append((key, part))
    return found, wanted


@dataclass
class Left:
    """What left a lot at once, and what that cost, by what its price was said to be since."""

    quantity: Decimal
    cost: Decimal


@dataclass
class LotModel:
    """A lot; `until`: the last day it is good."""

    ingredient: int
    product: UUID
    unit: str
    quantity: Decimal
    cost: Decimal | None
    day: date | None
    place: int
    purchase: UUID | None = None
    until: date | None = None
    out: Decimal = Decimal(0)
    away: bool = False
    ledger: list[Left] = field(default_factory=list)

    @property
    def order(self) -> tuple[bool, date, int]:
        return (self.day is not None, self.day or date.min, self.place)

    def told(self) -> list[tuple[Decimal, Decimal | None]]:
        """How much left it, entry by entry, and the cost of that; None: nobody knows."""
        unknown = self.cost is None
        return [(one.quantity, None if unknown and one.quantity else one.cost)
                for one in self.ledger]  # fmt: skip

    def follow(self, was: Decimal | None) -> Decimal:
        """What left at the cost `was` costs what the lot costs now; by how much more in all."""
        if (self.cost or 0) == (was or 0):
            return Decimal(0)
        cost = self.cost or Decimal(0)
        differences = [kept(one.quantity * cost) - one.cost for one in self.ledger]
        for one, difference in zip(self.ledger, differences, strict=True):
            one.cost += difference
        return sum(differences, Decimal(0))


@dataclass
class PurchaseModel:
    product: UUID
    packages: int
    price: Decimal | None
    day: date
    away: bool = False


@dataclass
class Done:
    """One operation: what it did to which row, column → (before, after); amounts by how much."""

    id: UUID
    changes: dict[Key, dict[str, tuple[object, object]]] = field(default_factory=dict)
    ledger: list[Left] = field(default_factory=list)
    undone: bool = False


@dataclass
class Pantry:
    """The books."""

    lots: dict[UUID, LotModel] = field(default_factory=dict)
    purchases: dict[UUID, PurchaseModel] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)

    def living(self, ingredient: int | None = None) -> list[tuple[UUID, LotModel]]:
        """Lots that count, in the order they are used."""
        found = [(key, one) for key, one in self.lots.items() if not one.away]
        found = [(k, o) for k, o in found if ingredient is None or o.ingredient == ingredient]
        return sorted(found, key=lambda pair: pair[1].order)

    def draws(
        self, ingredient: int, wanted: Decimal, unit: str
    ) -> tuple[list[tuple[UUID, Decimal]], Decimal]:
        """What a use takes of each lot, as it is kept, and what is left of the need."""
        jars = ((key, lot.unit, lot.quantity) for key, lot in self.living(ingredient))
        found, lacking = taken(jars, wanted, unit)
        return [(key, kept(amount)) for key, amount in found], lacking

    def filled_by(self, purchase: UUID) -> tuple[UUID, LotModel]:
        return next((key, lot) for key, lot in self.lots.items() if lot.purchase == purchase)

    # What operations do -----------------------------------------------------------------------

    def begin(self, op_id: UUID) -> Done:
        self.done.append(Done(op_id))
        return self.done[-1]

    def make_lot(self, op: Done, key: UUID, lot: LotModel) -> None:
        self.lots[key] = lot
        op.changes["lot", key] = {MADE: (None, None)}

    def make_purchase(self, op: Done, key: UUID, purchase: PurchaseModel) -> None:
        self.purchases[key] = purchase
        op.changes["purchase", key] = {MADE: (None, None)}

    def move(self, op: Done, key: UUID, out: Decimal) -> None:
        """So much leaves the lot."""
        if not out:
            return
        self.add(op, key, "quantity", -out)
        self.add(op, key, "out", out)
        lot = self.lots[key]
        entry = Left(out, kept(out * (lot.cost or 0)))
        lot.ledger.append(entry)
        op.ledger.append(entry)

    def add(self, op: Done, key: UUID, column: str, amount: Decimal) -> None:
        lot = self.lots[key]
        setattr(lot, column, getattr(lot, column) + amount)
        if not amount:
            return
        changes = op.changes.setdefault(("lot", key), {})
        if MADE not in changes:
            before = changes.get(column, (Decimal(0), Decimal(0)))[1]
            changes[column] = (Decimal(0), before + amount)  # type: ignore[operator]

    def put(self, op: Done, key: Key, column: str, value: object) -> None:
        row = self._row(key)
        was = getattr(row, column)
        if was == value:
            return
        setattr(row, column, value)
        changes = op.changes.setdefault(key, {})
        if MADE not in changes:
            changes[column] = (changes.get(column, (was,))[0], value)

    def touch(self, op: Done, key: UUID, column: str) -> None:
        """A column that is written with a new value each time."""
        changes = op.changes.setdefault(("lot", key), {})
        if MADE not in changes:
            changes[column] = (None, None)

    # Taking back ------------------------------------------------------------------------------

    def chain(self, op: Done) -> list[Done]:
        """The operation and all that build on it, the newest first."""
        found, ahead = [op], [op]
        while ahead:
            earlier = ahead.pop()
            for later in self.done[self.done.index(earlier) + 1 :]:
                if not later.undone and later not in found and self._builds_on(later, earlier):
                    found.append(later)
                    ahead.append(later)
        return sorted(found, key=self.done.index, reverse=True)

    def take_back(self, op: Done) -> None:
        for key, changes in op.changes.items():
            row = self._row(key)
            for column, (before, after) in changes.items():
                if column == MADE:
                    row.away = True
                elif column in ADDITIVE:
                    setattr(row, column, getattr(row, column) - after)
                elif column != "counted":
                    setattr(row, column, before)
            if isinstance(row, LotModel) and "cost" in changes:
                row.follow(changes["cost"][1])
        for entry in op.ledger:
            entry.quantity = entry.cost = Decimal(0)
        op.undone = True

    def _row(self, key: Key) -> LotModel | PurchaseModel:
        kind, row_id = key
        return self.lots[row_id] if kind == "lot" else self.purchases[row_id]

    def _builds_on(self, later: Done, earlier: Done) -> bool:
        return any(
            self._row_builds_on(key, later.changes[key], earlier.changes[key])
            for key in later.changes.keys() & earlier.changes.keys()
        )

    def _row_builds_on(
        self, key: Key, later: dict[str, tuple[object, object]],
        earlier: dict[str, tuple[object, object]],
    ) -> bool:  # fmt: skip
        if MADE in earlier:
            return True
        short = any(
            getattr(self.lots[key[1]], column) - earlier[column][1] < 0
            for column in ADDITIVE & earlier.keys()
        )
        for column in later.keys() & earlier.keys():
            if column not in ADDITIVE:
                return True
            if short and later[column][1] < 0:  # type: ignore[operator]
                return True
        return False
