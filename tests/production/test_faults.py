"""Whatever breaks while a run with losses is written down: all of it is there, or nothing."""

import pytest

from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.breaking import whole_or_nothing
from tests.production.bakes import bake, event_in, kitchen_of, target


@pytest.mark.covers("M-01")
def test_a_fault_at_any_statement_leaves_nothing_behind(bakery: BakeryOnDatabase) -> None:
    of = kitchen_of(bakery)
    making = event_in(bakery)
    target(bakery, making, of.brownies, of.brownie)
    losses = [{"category": "burnt", "quantity": 1}]
    bakes = whole_or_nothing(
        bakery, lambda: bake(bakery, of.brownie, 1, 20, event_id=making, losses=losses)
    )
    assert bakes > 20
