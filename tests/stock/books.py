"""The machine that keeps the books of stock: each rule does something through the service and in
the model, and expects the same of both."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Engine, select

from baketracker.activity import service as activity
from baketracker.activity.undoing import BuiltUpon
from baketracker.buying import service as buying
from baketracker.buying.editing import TooFew
from baketracker.buying.schemas import LineChange
from baketracker.buying.voiding import AlreadyUsed
from baketracker.pantry import adjusting, counting
from baketracker.pantry.consuming import NotEnough, consume
from baketracker.pantry.given import Adjustment, Count
from baketracker.pantry.models import Depletion, Lot
from baketracker.pantry.schemas import Want
from baketracker.stock.ledger import netted
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.catalogue import ingredient, product

from .model import DUST, Done, LotModel, Pantry, PurchaseModel, kept
from .pantries import assert_in_balance, bought

FLOUR, SUGAR = 0, 1
KEEPS = 4
# 0 is a gift, None is what nobody knows.
prices = st.none() | st.decimals(0, 40, places=2)
amounts = st.decimals(Decimal("0.01"), 12, places=2)
days_ago = st.integers(0, 3)


class Books(RuleBasedStateMachine):
    """Flour in bags of 5 lb, and in boxes of 16 oz; sugar in bags of 4 lb, which keep 4 days."""

    engine: ClassVar[Engine]

    def __init__(self) -> None:
        super().__init__()
        self.bakery: BakeryOnDatabase = open_bakery(self.engine, "Books")
        self.today = self.bakery.scope.today()
        flour, sugar = ingredient(self.bakery, "Flour"), ingredient(self.bakery, "Sugar")
        self.ingredients = [flour, sugar]
        self.products = [
            (FLOUR, product(self.bakery, flour, brand="Bag")),
            (FLOUR, product(self.bakery, flour, brand="Box", package_quantity="16",
                            package_unit="oz")),
            (SUGAR, product(self.bakery, sugar, brand="Sweet", package_quantity="4",
                            shelf_life_days=KEEPS)),
        ]  # fmt: skip
        self.model = Pantry()

    # The operations ---------------------------------------------------------------------------

    @rule(which=st.integers(0, 2), packages=st.integers(1, 3), price=prices, ago=days_ago)
    def buy(self, which: int, packages: int, price: Decimal | None, ago: int) -> None:
        of, package = self.products[which]
        day, size = self.today - timedelta(days=ago), package.package_quantity
        with self.bakery.session() as db:
            told = bought(db, package, packages, price, day)
        (line,) = told.lines
        assert told.operation_id is not None
        op = self.model.begin(told.operation_id)
        self.model.make_purchase(op, line.id, PurchaseModel(package.id, packages, price, day))
        lot = LotModel(of, package.id, package.package_unit, size * packages, cost_of(price, size),
                       day, len(self.model.lots), line.id, good_until(of, day))  # fmt: skip
        self.model.make_lot(op, line.lots[0].id, lot)

    @rule(which=st.sampled_from((FLOUR, SUGAR)), amount=amounts,
          unit=st.sampled_from(("lb", "oz", "g")), all_or_nothing=st.booleans())  # fmt: skip
    def use(self, which: int, amount: Decimal, unit: str, all_or_nothing: bool) -> None:
        draws, lacking = self.model.draws(which, amount, unit)
        want = [Want(self.ingredients[which].id, amount, unit)]
        try:
            with self.bakery.session() as db:
                done = consume(
                    db, want, "ad_hoc_usage", short="refuse" if all_or_nothing else "take"
                )
        except NotEnough:
            assert all_or_nothing
            assert lacking >= DUST
            return
        assert lacking < DUST or not all_or_nothing
        op = self.model.begin(done.operation_id)
        for key, amount_out in draws:
            self.model.move(op, key, amount_out)

    @precondition(lambda self: self.model.living())
    @rule(data=st.data(), part=st.integers(1, 100))
    def adjust(self, data: Any, part: int) -> None:
        key, lot = self.one_of(data, self.model.living())
        gone = (lot.quantity * part / 100).quantize(Decimal("0.01"))
        if not 0 < gone <= lot.quantity:
            return
        with self.bakery.session() as db:
            done = adjusting.adjust(db, key, Adjustment(amount_used=gone))
        assert done.operation_id is not None
        self.model.move(self.model.begin(done.operation_id), key, gone)

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
            more = LotModel(lot.ingredient, lot.product, lot.unit, over, lot.cost, None,
                            len(self.model.lots))  # fmt: skip
            self.model.make_lot(op, found, more)

    @precondition(lambda self: self.open_purchases())
    @rule(data=st.data(), given=st.fixed_dictionaries({}, optional={
        "packages": st.integers(1, 4), "package_price": prices, "purchased_on": days_ago,
    }))  # fmt: skip
    def edit(self, data: Any, given: dict[str, Any]) -> None:
        key, bag = self.one_of(data, self.open_purchases())
        lot_id, lot = self.model.filled_by(key)
        if "purchased_on" in given:
            given["purchased_on"] = self.today - timedelta(days=given["purchased_on"])
        size = next(p.package_quantity for _, p in self.products if p.id == bag.product)
        total = size * given.get("packages", bag.packages)
        try:
            with self.bakery.session() as db:
                version = buying.get_line(db, key).version
                told = buying.edit_line(db, key, LineChange(**given, confirmed=True), version)
        except TooFew:
            assert total < lot.out
            return
        assert total >= lot.out
        op = self.model.begin(told.operation_id)
        self.model.add(op, lot_id, "quantity", total - lot.out - lot.quantity)
        for name, value in given.items():
            column = {"purchased_on": "day", "package_price": "price"}.get(name, name)
            self.model.put(op, ("purchase", key), column, value)
        was, row = lot.cost, ("lot", lot_id)
        if "package_price" in given:
            self.model.put(op, row, "cost", cost_of(bag.price, size))
        if "purchased_on" in given:
            self.model.put(op, row, "day", bag.day)
            self.model.put(op, row, "until", good_until(lot.ingredient, bag.day))
        assert told.cost_changed == lot.follow(was)

    @precondition(lambda self: self.open_purchases())
    @rule(data=st.data())
    def void(self, data: Any) -> None:
        key, _ = self.one_of(data, self.open_purchases())
        lot_id, lot = self.model.filled_by(key)
        try:
            with self.bakery.session() as db:
                done = buying.void_line(db, key, buying.get_line(db, key).version)
        except AlreadyUsed:
            assert lot.out > 0
            return
        assert lot.out == 0
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
            rows = {row.id: row for row in db.scalars(select(Lot).order_by(*Lot.fifo()))}
            nets = netted(db.scalars(select(Depletion).order_by(Depletion.id)))
        told = self.model.living()
        assert [row.id for row in rows.values() if row.deleted_at is None] == [k for k, _ in told]
        for key, lot in told:
            row = rows[key]
            assert (row.quantity, row.quantity_out) == (lot.quantity, lot.out)
            assert (row.unit_cost, row.purchased_on, row.expires_on) == (
                lot.cost, lot.day, lot.until,
            )  # fmt: skip
        for key, lot in self.model.lots.items():
            own = [net for net in nets.values() if net.entry.lot_id == key]
            assert [(net.quantity, net.told(rows[key].unit_cost)) for net in own] == lot.told()

    # Help -------------------------------------------------------------------------------------

    @staticmethod
    def one_of(data: Any, things: list[Any]) -> Any:
        """Drawn by its place: ids differ from run to run."""
        return things[data.draw(st.integers(0, len(things) - 1))]

    def open_purchases(self) -> list[tuple[UUID, PurchaseModel]]:
        return [(key, row) for key, row in self.model.purchases.items() if not row.away]

    def standing(self) -> list[Done]:
        return [op for op in self.model.done if not op.undone]


def cost_of(price: Decimal | None, size: Decimal) -> Decimal | None:
    """Of one unit."""
    return None if price is None else kept(price / size)


def good_until(of: int, day: date) -> date | None:
    return day + timedelta(days=KEEPS) if of == SUGAR else None
