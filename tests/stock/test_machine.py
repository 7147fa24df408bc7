"""Random lives of a pantry: bought, used, adjusted, counted, corrected, made void and taken back in
any order. After every step the database says what a model in plain Python says: each lot, what left
it and what that cost, down to the last decimal that is kept."""

import os
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import Engine, select

from baketracker.activity import service as activity
from baketracker.activity.undoing import BuiltUpon
from baketracker.buying import service as buying
from baketracker.buying.schemas import LineChange
from baketracker.errors import Conflict, RuleBroken
from baketracker.pantry import adjusting, counting
from baketracker.pantry.consuming import NotEnough, consume
from baketracker.pantry.given import Adjustment, Count
from baketracker.pantry.models import Depletion, Lot
from baketracker.pantry.schemas import Want
from baketracker.stock.ledger import LotLike, netted
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.catalogue import ingredient, product

from .model import DUST, OUNCES, Done, LotModel, Pantry
from .pantries import assert_in_balance, bought

DEEP = bool(os.environ.get("BAKETRACKER_DEEP"))
# In four parts, so that both cores have something to do.
PARTS = range(4)
EXAMPLES = 125 if DEEP else 15
STEPS = 15
TODAY = date(2026, 11, 1)
# What lots differ by when their units are converted in floating point.
NEAR = Decimal("1e-6")
cents = st.decimals(Decimal("0.01"), Decimal("40"), places=2)
amounts = st.decimals(Decimal("0.01"), Decimal("12"), places=2)


class Books(RuleBasedStateMachine):
    """Flour in bags of 5 lb, and in boxes of 16 oz; sugar in bags of 4 lb."""

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.bakery: BakeryOnDatabase = open_bakery(self.engine, "Books")
        flour, sugar = ingredient(self.bakery, "Flour"), ingredient(self.bakery, "Sugar")
        self.ingredients = [flour, sugar]
        self.products = [
            (0, product(self.bakery, flour, brand="Bag")),
            (0, product(self.bakery, flour, brand="Box", package_quantity="16", package_unit="oz")),
            (1, product(self.bakery, sugar, brand="Sweet", package_quantity="4")),
        ]
        self.model = Pantry()
        self.places = 0

    # The operations ---------------------------------------------------------------------------

    @rule(which=st.integers(0, 2), packages=st.integers(1, 3), price=st.none() | cents,
          ago=st.integers(0, 3))  # fmt: skip
    def buy(self, which: int, packages: int, price: Decimal | None, ago: int) -> None:
        of, package = self.products[which]
        day = TODAY - timedelta(days=ago)
        with self.bakery.session() as db:
            told = bought(db, package, packages, price, day)
        (line,) = told.lines
        assert told.operation_id is not None
        op = self.model.begin(told.operation_id)
        self.model.make_purchase(op, line.id, packages=packages, price=price, product=package.id,
                                 day=day)  # fmt: skip
        self.made(op, line.lots[0].id, LotModel(
            of, package.id, package.package_unit, package.package_quantity * packages,
            None if price is None else price / package.package_quantity, day, 0, line.id,
        ))  # fmt: skip

    @rule(which=st.integers(0, 1), amount=amounts, unit=st.sampled_from(("lb", "oz")),
          all_or_nothing=st.booleans())  # fmt: skip
    def use(self, which: int, amount: Decimal, unit: str, all_or_nothing: bool) -> None:
        in_pound = OUNCES if unit == "oz" else Decimal(1)
        draws, lacking = self.model.draws(which, amount / in_pound)
        # Dust is that of the unit somebody asked in.
        short = lacking * in_pound >= DUST
        want = [Want(self.ingredients[which].id, amount, unit)]
        try:
            with self.bakery.session() as db:
                done = consume(
                    db, want, "ad_hoc_usage", short="refuse" if all_or_nothing else "take"
                )
        except NotEnough:
            assert short
            return
        assert not (short and all_or_nothing)
        op = self.model.begin(done.operation_id)
        for key, amount_out in draws:
            self.model.move(op, key, amount_out)

    @precondition(lambda self: self.model.living())
    @rule(data=st.data(), part=st.integers(1, 100))
    def adjust(self, data: Any, part: int) -> None:
        key, lot = self.one_of(data, self.model.living())
        gone = lot.quantity * part / 100
        gone = gone.quantize(Decimal("0.01"))
        if not 0 < gone <= lot.quantity:
            return
        with self.bakery.session() as db:
            done = adjusting.adjust(db, key, Adjustment(amount_used=gone))
        assert done.operation_id is not None
        op = self.model.begin(done.operation_id)
        self.model.move(op, key, gone)

    @precondition(lambda self: self.model.living())
    @rule(data=st.data(), counted=amounts)
    def count(self, data: Any, counted: Decimal) -> None:
        key, lot = self.one_of(data, self.model.living())
        with self.bakery.session() as db:
            done = counting.count(db, Count(lot_id=key, quantity=counted), confirmed=True)
        assert done.operation_id is not None
        op = self.model.begin(done.operation_id)
        self.model.touch(op, key, "counted")
        if abs(counted - lot.quantity) < DUST:
            return
        over = counted - lot.quantity - lot.out
        self.model.move(op, key, max(lot.quantity - counted, -lot.out))
        if over >= DUST:
            (found,) = {one.id for one in done.lots} - {key}
            more = LotModel(lot.ingredient, lot.product, lot.unit, over, lot.cost, None, 0)
            self.made(op, found, more)

    @precondition(lambda self: self.open_purchases())
    @rule(data=st.data(), packages=st.none() | st.integers(1, 4), price=st.none() | cents,
          ago=st.none() | st.integers(0, 3))  # fmt: skip
    def edit(self, data: Any, packages: int | None, price: Decimal | None, ago: int | None) -> None:
        key, bag = self.one_of(data, self.open_purchases())
        lot_id, lot = next((k, o) for k, o in self.model.lots.items() if o.purchase == key)
        day = None if ago is None else TODAY - timedelta(days=ago)
        given: dict[str, Any] = {
            "packages": packages, "package_price": price, "purchased_on": day,
        }  # fmt: skip
        given = {name: value for name, value in given.items() if value}
        size = next(p.package_quantity for _, p in self.products if p.id == bag["product"])
        total = size * (packages or bag["packages"])
        try:
            with self.bakery.session() as db:
                version = buying.get_line(db, key).version
                told = buying.edit_line(db, key, LineChange(**given), version)
        except (RuleBroken, Conflict):
            assert total < lot.out
            return
        assert total >= lot.out - NEAR
        op = self.model.begin(told.operation_id)
        used = lot.out
        was = self.model.used_cost(lot_id)
        self.model.add(op, lot_id, "quantity", total - used - lot.quantity)
        for name, value in given.items():
            column = {"purchased_on": "day", "package_price": "price"}.get(name, name)
            self.model.put(op, ("purchase", key), column, value)
        if price is not None:
            self.model.put(op, ("lot", lot_id), "cost", price / size)
        if day is not None:
            self.model.put(op, ("lot", lot_id), "day", day)
        assert abs(told.cost_changed - (self.model.used_cost(lot_id) - was)) < NEAR

    @precondition(lambda self: self.open_purchases())
    @rule(data=st.data())
    def void(self, data: Any) -> None:
        key, _ = self.one_of(data, self.open_purchases())
        lot_id, lot = next((k, o) for k, o in self.model.lots.items() if o.purchase == key)
        try:
            with self.bakery.session() as db:
                done = buying.void_line(db, key, buying.get_line(db, key).version)
        except (RuleBroken, Conflict):
            assert lot.out > 0
            return
        assert lot.out <= 0
        op = self.model.begin(done)
        self.model.put(op, ("purchase", key), "away", True)
        self.model.put(op, ("lot", lot_id), "away", True)

    @precondition(lambda self: self.standing())
    @rule(data=st.data())
    def take_back(self, data: Any) -> None:
        op = self.one_of(data, self.standing())
        chain = self.model.chain(op)
        try:
            with self.bakery.session() as db:
                activity.undo(db, op.id)
            assert len(chain) == 1
        except BuiltUpon as more:
            asked = [one.id for one in more.chain]
            assert asked == [one.id for one in chain[:-1]]
            with self.bakery.session() as db:
                activity.undo(db, op.id, asked)
        for one in chain:
            self.model.take_back(one)

    # What must hold ---------------------------------------------------------------------------

    @invariant()
    def the_books_agree(self) -> None:
        with self.bakery.session() as db:
            assert_in_balance(db)
            rows = db.scalars(
                select(Lot).where(Lot.deleted_at.is_(None)).order_by(*Lot.fifo())
            ).all()
            nets = netted(db.scalars(select(Depletion).order_by(Depletion.id)))
        told = self.model.living()
        assert [row.id for row in rows] == [key for key, _ in told]
        costs: dict[UUID, Decimal] = {}
        for net in nets.values():
            costs[net.entry.lot_id] = costs.get(net.entry.lot_id, Decimal(0)) + net.cost
        for row, (key, lot) in zip(rows, told, strict=True):
            assert abs(row.quantity - lot.quantity) < NEAR
            assert abs(row.quantity_out - lot.out) < NEAR
            assert row.purchased_on == lot.day
            assert (row.unit_cost is None) == (lot.cost is None)
            zero = Decimal(0)
            assert abs((row.unit_cost or zero) - (lot.cost or zero)) < NEAR
            owed = row.quantity_out * (row.unit_cost or zero)
            assert abs(costs.get(key, Decimal(0)) - owed) < NEAR
            # From here on by the decimals that are kept.
            lot.quantity, lot.out = row.quantity, row.quantity_out

    # Help -------------------------------------------------------------------------------------

    def made(self, op: Done, key: UUID, lot: LotModel) -> None:
        self.places += 1
        lot.place = self.places
        self.model.make_lot(op, key, lot)

    @staticmethod
    def one_of(data: Any, things: list[Any]) -> Any:
        """Drawn by its place: ids differ from run to run."""
        return things[data.draw(st.integers(0, len(things) - 1))]

    def open_purchases(self) -> list[tuple[UUID, dict[str, Any]]]:
        return [(key, row) for key, row in self.model.purchases.items() if not row["away"]]

    def standing(self) -> list[Done]:
        return [op for op in self.model.done if not op.undone]


def lives(engine: Engine, examples: int) -> None:
    """Run so many of them on this database."""
    Books.engine = engine
    run(Books, settings=settings(
        max_examples=examples, stateful_step_count=STEPS, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
    ))  # fmt: skip


@pytest.mark.covers("SR51", "DEC-19", "P-08", "K-21", "R-INV-08")
@pytest.mark.parametrize("part", PARTS)
def test_the_books_agree_with_the_model(engine: Engine, part: int) -> None:
    lives(engine, EXAMPLES)


@pytest.fixture
def newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    order = Lot.fifo()
    monkeypatch.setattr(Lot, "fifo", classmethod(lambda _: (Lot.purchased_on.desc(), *order)))


@pytest.fixture
def half_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what leaves a lot only half is written down, in the lot and in the ledger."""
    whole = LotLike.take

    def take(self: Any, db: Any, quantity: Decimal, *rest: Any, **more: Any) -> Any:
        return whole(self, db, quantity / 2 if quantity > 1 else quantity, *rest, **more)

    monkeypatch.setattr(LotLike, "take", take)


@pytest.mark.covers("SR51")
@pytest.mark.parametrize("bug", ["newest_first", "half_is_forgotten"])
def test_the_machine_notices_a_mistake(
    engine: Engine, bug: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(bug)
    with pytest.raises(AssertionError):
        lives(engine, 60)
