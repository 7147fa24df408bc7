"""The books of stock with events that reserve some of it: each promise is that of the model."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from baketracker.events import service as events
from baketracker.events.schemas import EventChange
from baketracker.planning import service as planning
from baketracker.planning.gathering import gather
from baketracker.planning.need_figures import ingredient_plans
from baketracker.planning.need_schemas import IngredientPlan
from tests.factories.kitchen import Kitchen

from .books import FLOUR, SUGAR, Books
from .model import LAST
from .promised import UNIT, EventModel, GapModel, simulated

EACH = {FLOUR: Decimal("0.75"), SUGAR: Decimal("0.3")}
# Boxes of flour are told in pounds, in doubles: added up in another order their sum differs in
# digits that nobody keeps. Sugar is in pounds throughout.
NEAR = {FLOUR: LAST, SUGAR: Decimal(0)}
soon = st.integers(0, 6)
# In how many days, how many loaves, how many sweets.
parties = st.tuples(soon, st.integers(0, 12), st.integers(0, 20))


class Planned(Books):
    """Loaves take flour, sweets take sugar. The last event wants nothing: it sees all promises."""

    def __init__(self) -> None:
        super().__init__()
        with self.bakery.session() as db:
            kitchen = Kitchen(db)
            self.goods = []
            for of, name in ((FLOUR, "Loaf"), (SUGAR, "Sweet")):
                recipe = kitchen.recipe(name, {self.ingredients[of].id: f"{EACH[of]} {UNIT}"})
                unit = kitchen.finished_unit(recipe, name, 1)
                self.goods.append(kitchen.good(name, units={unit: "1"}))
            day = self.day(30)
            self.last = kitchen.event("Inventory", day, {})
        self.events = {self.last: EventModel(day, 0, {})}
        self.planned = 0

    @rule(asked=st.lists(parties, min_size=1, max_size=3))
    def reserve(self, asked: list[tuple[int, int, int]]) -> None:
        for days, *counts in asked:
            self.planned += 1
            wishes = {good: n for good, n in zip(self.goods, counts, strict=True) if n}
            wants = {of: n * EACH[of] for of, n in enumerate(counts) if n}
            with self.bakery.session() as db:
                key = Kitchen(db).event("Party", self.day(days), wishes)
            self.events[key] = EventModel(self.day(days), self.planned, wants)

    @precondition(lambda self: self.parties())
    @rule(data=st.data(), days=st.none() | soon)
    def move_or_call_off(self, data: Any, days: int | None) -> None:
        key = self.one_of(data, self.parties())
        with self.bakery.session() as db:
            version = events.get(db, key).version
            if days is None:
                events.archive(db, key, version)
            else:
                events.update(db, key, EventChange(event_date=self.day(days)), version)
        if days is None:
            del self.events[key]
        else:
            self.events[key].day = self.day(days)

    @invariant()
    def each_lot_is_promised_once(self) -> None:
        if not self.parties():
            return
        queue = simulated(self.model, self.events)
        with self.bakery.session() as db:
            gathering = gather(db, [self.last])
        for event, labels in queue.labels.items():
            assert {
                lot: [(one.event, one.quantity) for one in claims]
                for lot, claims in gathering.before(event).items()
            } == labels
        for lot, claims in gathering.before(self.last).items():
            assert isinstance(lot, UUID)
            assert sum(one.quantity for one in claims) <= self.model.lots[lot].quantity
        for event, gaps in queue.gaps.items():
            rows = gathering.events[event]
            plans = ingredient_plans(gathering.plan(event), rows.kitchen, rows.holders)
            self.assert_same(plans, event, gaps)

    def teardown(self) -> None:
        """In the end a baker reads the plans."""
        queue = simulated(self.model, self.events)
        with self.bakery.session() as db:
            plans = planning.plans_for(db, self.parties())
        for event, plan in zip(self.parties(), plans, strict=True):
            self.assert_same(plan.ingredients, event, queue.gaps[event])

    def assert_same(
        self, plans: Iterable[IngredientPlan], event: UUID, gaps: dict[int, GapModel]
    ) -> None:
        told = {row.ingredient.id: row for row in plans}
        assert told.keys() == {self.ingredients[of].id for of in gaps}
        for of, gap in gaps.items():
            row, near = told[self.ingredients[of].id], NEAR[of]
            assert (row.need, row.unit) == (self.events[event].wants[of], UNIT)
            for name in ("on_hand", "free", "missing", "short"):
                assert abs(getattr(row, name) - getattr(gap, name)) <= near
            held = {one.event.id: one.quantity for one in row.promised}
            assert held.keys() == gap.promised.keys()
            for holder, quantity in held.items():
                assert abs(quantity - gap.promised[holder]) <= near

    def parties(self) -> list[UUID]:
        return [key for key in self.events if key != self.last]

    def day(self, ahead: int) -> date:
        return self.today + timedelta(days=1 + ahead)
