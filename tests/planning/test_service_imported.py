"""Plans of the desktop's own file, brought into a bakery."""

import json
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from baketracker.events.models import Event
from baketracker.planning import service
from tests.exchange.importing import bring_in, recorded
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser


@pytest.mark.covers("G-07")
@pytest.mark.parametrize(
    ("stage", "name"), [("before_ops", "desktop_before_ops.db"), ("final", "desktop.db")]
)
def test_every_event_of_the_file_has_the_desktops_rows_pooled(
    bakery: BakeryOnDatabase, stage: str, name: str
) -> None:
    goldens = json.loads(recorded("goldens.json").read_text(encoding="utf-8"))
    bring_in(bakery, recorded(name))
    with bakery.session() as db:
        events = db.scalars(select(Event)).all()
        assert {f"{event.name}|{event.event_date}" for event in events} == set(
            goldens["stages"][stage]["events"]
        )
        for event in events:
            desktop = goldens["stages"][stage]["events"][f"{event.name}|{event.event_date}"]
            rows = [row.model_dump() for row in service.requirement_rows(db, event.id)]
            assert rows == desktop["fu_requirements"]
            plan = service.plan_for(db, event.id)
            pooled = _pooled(desktop["fu_requirements"])
            assert sorted(unit.needed for unit in plan.units if unit.needed) == pooled
    for event in events:
        assert browser(bakery).get(f"/events/{event.id}").status_code == 200


def _pooled(rows: list[dict[str, Any]]) -> list[int]:
    total: Counter[str] = Counter()
    for row in rows:
        total[row["finished_unit"]] += row["quantity"]
    return sorted(total.values())
