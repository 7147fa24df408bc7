"""The machine that lives the life of a plan: each rule tries a step through the services and
expects it to be allowed exactly where the states say so."""

import json
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import Engine, select

from baketracker.activity import service as activity
from baketracker.activity.undoing import AlreadyUndone
from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict, NotFound, RuleBroken
from baketracker.events import selecting
from baketracker.events import service as events
from baketracker.events.models import BatchDecision, Event, EventFinishedGood
from baketracker.events.schemas import GoodQuantity
from baketracker.events.states import NotInThisState
from baketracker.plan_life import amending, service
from baketracker.plan_life.refusing import AlreadyMade
from baketracker.plan_life.schemas import AmendBatches, AmendGood, Dropping
from baketracker.planning import deciding
from baketracker.planning.deciding import BatchesIn, NotComplete
from baketracker.plans.models import (
    AssemblyTarget,
    DefinitionSnapshot,
    PlanAmendment,
    PlanSnapshot,
    ProductionTarget,
    RecipeSnapshot,
)
from baketracker.production import service as production
from baketracker.production.given import NewRun
from baketracker.production.models import ProductionRun
from baketracker.recipes import service as recipes
from baketracker.recipes.given import RecipeChange
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.kitchen import Kitchen, Stocked, stocked

# What each step may be done in, and where it leads: written down here once more, by hand.
MAY = {
    "choose": {"draft"}, "decide": {"draft", "locked"}, "lock": {"draft"}, "unlock": {"locked"},
    "start": {"locked"}, "amend": {"in_production"}, "complete": {"in_production"},
}  # fmt: skip
LEADS = {"lock": "locked", "unlock": "draft", "start": "in_production", "complete": "completed"}
FROZEN: tuple[Any, ...] = (PlanSnapshot, RecipeSnapshot, DefinitionSnapshot)
units = st.sampled_from(("cookie", "brownie"))
goods = st.sampled_from(("bag", "tower"))
counts = st.integers(1, 9)


class Lives(RuleBasedStateMachine):
    """One event with bags and towers of cookies and brownies, and stock for anything."""

    engine: ClassVar[Engine]

    def __init__(self) -> None:
        super().__init__()
        self.bakery: BakeryOnDatabase = open_bakery(self.engine, "Lives")
        self.made: Stocked = stocked(self.bakery)
        with self.bakery.session() as db:
            kitchen = Kitchen(db)
            for key in (self.made.flour, self.made.sugar):
                kitchen.lot(key, "100000", "cup", brand="Silo")
        self.state = "draft"
        self.operations: list[UUID] = []
        self.seen: dict[UUID, str] = {}

    @initialize(far=st.sampled_from(("draft", "locked", "in_production")))
    def come_so_far(self, far: str) -> None:
        """Most can go wrong late in a life: it does not always begin at the beginning."""
        if far == "draft":
            return
        for unit in ("cookie", "brownie"):
            self.decide(unit, 8)
        self.lock()
        if far == "in_production":
            self.start()

    # The steps --------------------------------------------------------------------------------

    @rule(good=goods, quantity=counts)
    def choose(self, good: str, quantity: int) -> None:
        wanted = GoodQuantity(quantity=quantity * 5, add_recipes=True)
        key = getattr(self.made, good)
        self._try("choose", lambda db: selecting.set_good(db, self.made.event, key, wanted))

    @rule(unit=units, batches=counts)
    def decide(self, unit: str, batches: int) -> None:
        wanted = BatchesIn(batches=batches, confirm_shortfall=True)
        key = getattr(self.made, unit)
        self._try("decide", lambda db: deciding.decide(db, self.made.event, key, wanted))

    @rule()
    def lock(self) -> None:
        self._try("lock", lambda db: deciding.lock(db, self.made.event))

    @precondition(lambda self: self.state == "locked")
    @rule()
    def unlock(self) -> None:
        self._try("unlock", lambda db: events.unlock(db, self.made.event))

    @rule()
    def start(self) -> None:
        self._try("start", lambda db: service.start(db, self.made.event))

    @precondition(lambda self: self.state in ("locked", "completed"))
    @rule()
    def start_again(self) -> None:
        self.start()

    @precondition(lambda self: self.state in ("in_production", "draft"))
    @rule()
    def complete(self) -> None:
        self._try("complete", lambda db: service.complete(db, self.made.event, confirmed=True))

    @rule(unit=units, batches=st.integers(1, 3), lost=st.integers(0, 30))
    def bake(self, unit: str, batches: int, lost: int) -> None:
        key = getattr(self.made, unit)
        each = 48 if unit == "cookie" else 24
        run = NewRun(
            finished_unit_id=key, batches=batches, good=max(0, each * batches - lost),
            event_id=self.made.event, confirmed=True, short="take",
        )  # fmt: skip
        try:
            with self.bakery.session() as db:
                view = production.record(db, run)
        except NotInThisState:
            assert self.state == "locked"
            return
        assert self.state != "locked"
        self._did(view)

    @rule(good=goods, quantity=st.integers(0, 12))
    def amend_good(self, good: str, quantity: int) -> None:
        key, reason = getattr(self.made, good), "more people"
        if not quantity:
            dropped = Dropping(reason=reason)
            self._try("amend", lambda db: amending.drop_good(db, self.made.event, key, dropped))
            return
        given = AmendGood(quantity=quantity * 5, reason=reason)
        self._try("amend", lambda db: amending.amend_good(db, self.made.event, key, given))

    @rule(unit=units, batches=st.integers(1, 12))
    def amend_batches(self, unit: str, batches: int) -> None:
        given = AmendBatches(batches=batches, reason="to be sure", confirm_shortfall=True)
        key = getattr(self.made, unit)
        self._try("amend", lambda db: amending.amend_batches(db, self.made.event, key, given))

    @rule(unit=units)
    def drop_batches(self, unit: str) -> None:
        given = Dropping(reason="no eggs")
        key = getattr(self.made, unit)
        self._try("amend", lambda db: amending.drop_batches(db, self.made.event, key, given))

    @rule()
    def change_the_recipe(self) -> None:
        with self.bakery.session() as db:
            view = recipes.get(db, self.made.cookie_recipe)
            lines = [
                {"ingredient_id": one.ingredient.id, "quantity": one.quantity + 1, "unit": one.unit}
                for one in view.lines
            ]
            recipes.update(db, view.id, RecipeChange(lines=lines), view.version)

    @precondition(lambda self: self.operations)
    @rule(back=st.integers(1, 4))
    def take_back(self, back: int) -> None:
        operation = self.operations[-min(back, len(self.operations))]
        try:
            with self.bakery.session() as db:
                along = [one.id for one in activity.dependants(db, operation)]
                activity.undo(db, operation, along)
        except (AlreadyUndone, RuleBroken, Conflict):
            # Something that is no operation may stand on it: the recipe saved, an unlocked plan.
            return
        with self.bakery.session() as db:
            self.state = self._event(db).plan_state

    # What always holds ------------------------------------------------------------------------

    @invariant()
    def the_state_is_the_one_we_know(self) -> None:
        with self.bakery.session() as db:
            assert self._event(db).plan_state == self.state

    @invariant()
    def what_is_frozen_never_changes(self) -> None:
        with self.bakery.session() as db:
            for entity in FROZEN:
                for row in db.scalars(select(entity)):
                    text = json.dumps(row.content, sort_keys=True)
                    assert self.seen.setdefault(row.id, text) == text

    @invariant()
    def targets_are_what_was_decided_and_amended(self) -> None:
        if self.state not in ("in_production", "completed"):
            return
        with self.bakery.session() as db:
            decided = {row.finished_unit_id: row for row in db.scalars(select(BatchDecision))}
            targets = {row.finished_unit_id: row for row in db.scalars(select(ProductionTarget))}
            assert {key: row.batches for key, row in targets.items()} == {
                key: row.batches for key, row in decided.items()
            }
            assert all(
                targets[key].needed == row.quantity_needed
                for key, row in decided.items()
                if not row.shortfall_confirmed
            )
            wanted = {
                row.finished_good_id: row.quantity for row in db.scalars(select(EventFinishedGood))
            }
            packing = {
                row.finished_good_id: row.quantity for row in db.scalars(select(AssemblyTarget))
            }
            assert packing == wanted
            batches = {str(key): row.batches for key, row in decided.items()}
            quantities = {str(key): count for key, count in wanted.items()}
            assert (batches, quantities) == self._as_amended(db)

    @invariant()
    def no_batches_are_planned_below_those_that_are_baked(self) -> None:
        if self.state != "in_production":
            return
        with self.bakery.session() as db:
            targets = {row.finished_unit_id: row for row in db.scalars(select(ProductionTarget))}
            runs = select(ProductionRun).where(ProductionRun.deleted_at.is_(None))
            assert all(row.finished_unit_id in targets or row.batches for row in db.scalars(runs))

    def _as_amended(self, db: TenantSession) -> tuple[dict[str, int], dict[str, int]]:
        """What was planned when baking began, with every amendment since."""
        kept = db.scalars(select(PlanSnapshot).order_by(PlanSnapshot.id.desc())).first()
        assert kept is not None
        batches = {row["id"]: row["batches"] for row in kept.content["batches"]}
        quantities = {row["id"]: row["quantity"] for row in kept.content["goods"]}
        later = select(PlanAmendment).where(PlanAmendment.happened_at >= kept.taken_at)
        for row in db.scalars(later.order_by(PlanAmendment.id)):
            told, key = batches, row.content.get("finished_unit_id")
            if key is None:
                told, key = quantities, row.content["finished_good_id"]
            assert told.get(key) == row.content["before"]
            if row.content["after"] is None:
                told.pop(key, None)
            else:
                told[key] = row.content["after"]
        return batches, quantities

    # ------------------------------------------------------------------------------------------

    def _try(self, step: str, do: Callable[[TenantSession], Any]) -> None:
        """A step that the state allows may still be refused by a rule; one that it does not allow
        never happens."""
        try:
            with self.bakery.session() as db:
                done = do(db)
        except NotInThisState:
            assert self.state not in MAY[step]
            return
        except (AlreadyMade, NotComplete, RuleBroken, NotFound):
            assert self.state in MAY[step]
            return
        assert self.state in MAY[step]
        self.state = LEADS.get(step, self.state)
        self._did(done)

    def _did(self, done: Any) -> None:
        operation = getattr(done, "operation_id", None)
        if operation is not None:
            self.operations.append(operation)

    def _event(self, db: TenantSession) -> Event:
        row = db.find(Event, self.made.event)
        assert row is not None
        return row
