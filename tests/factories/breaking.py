"""What breaks in the middle of something: all of it is there then, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from sqlalchemy import event, func, select

from baketracker.db.audit import AuditEntry
from baketracker.db.journal import Operation
from baketracker.exchange.canonical import Dump, canonical
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import DEEP


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


def whole_or_nothing(bakery: BakeryOnDatabase, do: Callable[[], object]) -> int:
    """Break `do` off at its first statement, at its second, and so on, until it comes through;
    nothing of it may be there before that. Answers how many statements it took. Outside the deep
    run every twelfth statement breaks."""
    before, written = _dump(bakery), _written(bakery)
    for number in count(1, 1 if DEEP else 12):
        try:
            with breaking_at(bakery, number):
                do()
        except Broken:
            assert _written(bakery) == written, number
        else:
            break
    assert number > 1
    assert _written(bakery) > written
    assert _dump(bakery) != before
    return number


def _dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        return canonical(db)


def _written(bakery: BakeryOnDatabase) -> tuple[int, int]:
    """Whatever is written leaves an entry in the audit log."""
    with bakery.session() as db:
        entries = db.scalar(select(func.count()).select_from(AuditEntry)) or 0
        return entries, db.scalar(select(func.count()).select_from(Operation)) or 0
