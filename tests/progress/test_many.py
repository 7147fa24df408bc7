"""Fifty events with how far each is cost as many statements as two."""

from datetime import timedelta
from uuid import UUID

import pytest

from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.plans.models import AssemblyTarget, ProductionTarget
from baketracker.progress import service
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen, Stocked, stocked
from tests.factories.statements import asked
from tests.plan_life.baking import baked


def being_baked(db: TenantSession, made: Stocked, name: str, days: int) -> UUID:
    event = Kitchen(db).event(name, db.scope.today() + timedelta(days=days), {made.bag: 10})
    row = db.find(Event, event)
    assert row is not None
    row.plan_state = "in_production"
    db.add_all(
        [
            ProductionTarget(event_id=event, recipe_id=made.cookie_recipe,
                             finished_unit_id=made.cookie, batches=2, needed=60),
            AssemblyTarget(event_id=event, finished_good_id=made.bag, quantity=10),
        ]
    )  # fmt: skip
    db.flush()
    baked(db, event, made.cookie, 1, 48, 48)
    return event


@pytest.mark.covers("M-09")
def test_the_list_costs_the_same_however_long_it_is(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    counts = []
    for first, last in ((0, 2), (2, 50)):
        with bakery.session() as db:
            for number in range(first, last):
                being_baked(db, made, f"Market {number}", number + 1)
        with bakery.session() as db:
            counts.append(asked(lambda db=db: service.events_with_progress(db, limit=100)))
    with bakery.session() as db:
        listed = service.events_with_progress(db, limit=100).items
    assert counts[0] == counts[1] == 15
    assert len(listed) == 51
    assert {str(one.percent) for one in listed if one.baking} == {"40.00"}
