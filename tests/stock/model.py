"""A pantry in plain Python: what the books should say after any sequence of operations, and which
later operations build on an earlier one. It shares no code with the service."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

Key = tuple[str, UUID]
MADE = "made"
# Amounts that changes add up in: taking one back leaves the others.
ADDITIVE = frozenset({"quantity", "out"})
OUNCES = Decimal(16)
DUST = Decimal("0.001")


@dataclass
class LotModel:
    """`size` says how much of the ingredient's pound one unit of the lot is."""

    ingredient: int
    product: UUID
    unit: str
    quantity: Decimal
    cost: Decimal | None
    day: date | None
    place: int
    purchase: UUID | None = None
    out: Decimal = Decimal(0)
    away: bool = False

    @property
    def pounds(self) -> Decimal:
        return self.quantity if self.unit == "lb" else self.quantity / OUNCES

    @property
    def order(self) -> tuple[bool, date, int]:
        return (self.day is not None, self.day or date.min, self.place)


@dataclass
class Done:
    """One operation: what it did to which row, column → (before, after); amounts by how much."""

    id: UUID
    changes: dict[Key, dict[str, tuple[object, object]]] = field(default_factory=dict)
    undone: bool = False


@dataclass
class Pantry:
    """The books."""

    lots: dict[UUID, LotModel] = field(default_factory=dict)
    purchases: dict[UUID, dict[str, object]] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)

    def living(self, ingredient: int | None = None) -> list[tuple[UUID, LotModel]]:
        """Lots that count, in the order they are used."""
        found = [(key, one) for key, one in self.lots.items() if not one.away]
        found = [(k, o) for k, o in found if ingredient is None or o.ingredient == ingredient]
        return sorted(found, key=lambda pair: pair[1].order)

    def draws(self, ingredient: int, pounds: Decimal) -> tuple[list[tuple[UUID, Decimal]], Decimal]:
        """What a use takes of each lot, in its unit, and what is left of the need, in pounds."""
        taken = []
        for key, lot in self.living(ingredient):
            if pounds <= 0:
                break
            if lot.quantity < DUST:
                continue
            part = min(lot.pounds, pounds)
            pounds -= part
            taken.append((key, part if lot.unit == "lb" else part * OUNCES))
        return taken, pounds

    def value(self) -> Decimal:
        return sum((o.quantity * (o.cost or 0) for _, o in self.living()), Decimal(0))

    def used_cost(self, key: UUID) -> Decimal:
        """What left a lot cost, at what the lot costs."""
        lot = self.lots[key]
        return lot.out * (lot.cost or 0)

    # What operations do -----------------------------------------------------------------------

    def begin(self, op_id: UUID) -> Done:
        self.done.append(Done(op_id))
        return self.done[-1]

    def make_lot(self, op: Done, key: UUID, lot: LotModel) -> None:
        self.lots[key] = lot
        op.changes["lot", key] = {MADE: (None, None)}

    def make_purchase(self, op: Done, key: UUID, **values: object) -> None:
        self.purchases[key] = {"away": False, **values}
        op.changes["purchase", key] = {MADE: (None, None)}

    def move(self, op: Done, key: UUID, out: Decimal) -> None:
        """So much leaves the lot."""
        self.add(op, key, "quantity", -out)
        self.add(op, key, "out", out)

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
        kind, row_id = key
        row = self.lots[row_id] if kind == "lot" else self.purchases[row_id]
        was = row[column] if isinstance(row, dict) else getattr(row, column, None)
        if was == value:
            return
        if isinstance(row, dict):
            row[column] = value
        else:
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
        for (kind, key), changes in op.changes.items():
            row = self.lots[key] if kind == "lot" else self.purchases[key]
            for column, (before, after) in changes.items():
                if column == MADE:
                    self._set(row, "away", True)
                elif column in ADDITIVE:
                    self._set(row, column, getattr(row, column) - after)
                elif column != "counted":
                    self._set(row, column, before)
        op.undone = True

    def _set(self, row: object, column: str, value: object) -> None:
        if isinstance(row, dict):
            row[column] = value
        else:
            setattr(row, column, value)

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
