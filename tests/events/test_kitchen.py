"""What a kitchen can do in a day."""

import pytest

from baketracker.errors import Stale
from baketracker.events import kitchen
from baketracker.events.schemas import KitchenFields
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import program


def test_nobody_has_said_anything_then_somebody_does(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        silent = kitchen.get_kitchen(db)
        assert (silent.batches_per_day, silent.waste_percent, silent.version) == (None, 15, 0)
        said = KitchenFields(batches_per_day=8, days_off=[6, 5, 6], waste_percent=20)
        told = kitchen.set_kitchen(db, said, silent.version)
    assert (told.batches_per_day, told.days_off, told.waste_percent) == (8, [5, 6], 20)
    with bakery.session() as db, pytest.raises(Stale):
        kitchen.set_kitchen(db, KitchenFields(), told.version + 1)
    with neighbour.session() as db:
        assert kitchen.get_kitchen(db).batches_per_day is None


def test_over_json_with_the_version_that_was_read(bakery: BakeryOnDatabase) -> None:
    client = program(bakery)
    read = client.get("/api/events/kitchen")
    assert read.headers["ETag"] == '"v0"'
    given = {"batches_per_day": 4, "days_off": [0]}
    saved = client.put("/api/events/kitchen", json=given, headers={"If-Match": '"v0"'})
    assert saved.json()["days_off"] == [0]
    stale = client.put("/api/events/kitchen", json=given, headers={"If-Match": '"v9"'})
    assert stale.status_code == 412
    for wrong in ({"days_off": [7]}, {"batches_per_day": 0}, {"waste_percent": 101}):
        assert client.put(
            "/api/events/kitchen", json=wrong, headers={"If-Match": '"v1"'}
        ).status_code == 422  # fmt: skip
