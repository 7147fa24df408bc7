"""Random lives of a plan: no step out of its state, nothing frozen ever changes, and the targets
are always what was decided and amended."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import Engine

from baketracker.events import states
from baketracker.plan_life import amending

from .lives import Lives

DEEP = bool(os.environ.get("BAKETRACKER_DEEP"))
EXAMPLES, STEPS = (60, 20) if DEEP else (3, 16)
PARTS = range(4)


def lives(engine: Engine, examples: int, *, always_the_same: bool = False) -> None:
    """Run so many of them on this database."""
    Lives.engine = engine
    run(Lives, settings=settings(
        max_examples=examples, stateful_step_count=STEPS, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
        derandomize=always_the_same,
    ))  # fmt: skip


@pytest.mark.covers("F18", "F19", "K-55", "D-07")
@pytest.mark.parametrize("part", PARTS)
def test_no_life_of_a_plan_leaves_its_path(engine: Engine, part: int) -> None:
    lives(engine, EXAMPLES)


@pytest.fixture
def targets_stay_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amending, "follow", lambda *_: None)


@pytest.fixture
def anything_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere: Any = {action: frozenset(states.PlanState) for action in states.Action}
    monkeypatch.setattr(states, "ALLOWED", everywhere)


@pytest.mark.parametrize("bug", ["targets_stay_behind", "anything_goes"])
def test_the_machine_notices_a_mistake(
    engine: Engine, bug: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(bug)
    with pytest.raises(AssertionError):
        lives(engine, 40, always_the_same=True)
