"""What the tests of events share."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from baketracker.events import service
from baketracker.events.schemas import EventView, NewEvent
from tests.factories.bakeries import BakeryOnDatabase

MakeEvent = Callable[..., EventView]


@pytest.fixture
def an_event(bakery: BakeryOnDatabase) -> MakeEvent:
    """Writes an event down, nine days ahead unless told."""

    def make(name: str = "Fair", days: int = 9, **fields: object) -> EventView:
        with bakery.session() as db:
            day = db.scope.today() + timedelta(days=days)
            return service.create(db, NewEvent(name=name, event_date=day, **fields))

    return make
