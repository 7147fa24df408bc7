"""Random lives of a plan: no step out of its state, nothing frozen ever changes, and the targets
are always what was decided and amended."""

from typing import Any

import pytest
from sqlalchemy import Engine

from baketracker.events import states
from baketracker.plan_life import amending
from tests.factories.depth import DEEP, only_deep
from tests.factories.lives import PARTS, live

from .lives import Lives

EXAMPLES, STEPS = (60, 20) if DEEP else (2, 14)


@pytest.mark.covers("F18", "F19", "K-55", "D-07")
@pytest.mark.parametrize("part", PARTS)
def test_no_life_of_a_plan_leaves_its_path(engine: Engine, part: int) -> None:
    live(Lives, engine, EXAMPLES, STEPS, part)


@pytest.fixture
def targets_stay_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amending, "follow", lambda *_: None)


@pytest.fixture
def anything_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere: Any = {action: frozenset(states.PlanState) for action in states.Action}
    monkeypatch.setattr(states, "ALLOWED", everywhere)


@only_deep
@pytest.mark.parametrize("bug", ["targets_stay_behind", "anything_goes"])
def test_the_machine_notices_a_mistake(
    engine: Engine, bug: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(bug)
    with pytest.raises(AssertionError):
        live(Lives, engine, 40, STEPS, 1, drawn=False)
