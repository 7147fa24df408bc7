"""Random lives of a state machine on a database.

The check tries the same lives each time it runs, so that it says the same of the same code; the
deep run draws new ones."""

from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine

from tests.factories.depth import DEEP

# In four parts, so that both cores have something to do.
PARTS = range(4)


def live(
    machine: type[Any], engine: Engine, examples: int, steps: int, part: int, *, drawn: bool = DEEP
) -> None:
    """Run so many lives of a machine of so many steps; other lives for each part. `drawn`: new
    ones each time."""
    # A class of its own: what is set on it here is not there for the next part.
    one: Any = type(machine.__name__, (machine,), {"engine": engine})
    run_state_machine_as_test(one if drawn else seed(part)(one), settings=settings(
        max_examples=examples, stateful_step_count=steps, database=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
    ))  # fmt: skip
