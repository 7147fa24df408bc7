"""Whatever breaks while a run is written down: all of it is there, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event

from tests.factories.bakeries import BakeryOnDatabase
from tests.production.bakes import bake, dump, event_in, kitchen_of, target


class Broken(Exception):
    """The link went away."""


@contextmanager
def breaking_at(bakery: BakeryOnDatabase, number: int) -> Iterator[None]:
    """The statement of this number is the last that is said, and not answered."""
    said = count(1)

    def break_off(*_told: Any) -> None:
        if next(said) == number:
            raise Broken

    event.listen(bakery.engine, "after_cursor_execute", break_off)
    try:
        yield
    finally:
        event.remove(bakery.engine, "after_cursor_execute", break_off)


@pytest.mark.covers("M-01")
def test_a_fault_at_any_statement_leaves_nothing_behind(bakery: BakeryOnDatabase) -> None:
    of = kitchen_of(bakery)
    making = event_in(bakery)
    target(bakery, making, of.brownies, of.brownie)
    before = dump(bakery)
    for number in count(1):
        try:
            with breaking_at(bakery, number):
                losses = [{"category": "burnt", "quantity": 1}]
                bake(bakery, of.brownie, 1, 20, event_id=making, losses=losses)
        except Broken:
            assert dump(bakery) == before, number
        else:
            break
    assert number > 20
    assert dump(bakery) != before
