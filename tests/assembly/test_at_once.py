"""Several people pack at the same moment."""

import threading
from uuid import UUID

import pytest

from baketracker.assembly import service
from baketracker.assembly.recording import NotEnoughParts
from tests.assembly.packing import bags, boxed, goods, pack, units
from tests.factories.bakeries import BakeryOnDatabase


def at_once(bakery: BakeryOnDatabase, good: UUID, quantity: int, hands: int) -> list[str]:
    """What each of so many got, all starting together."""
    start, found = threading.Barrier(hands), list[str]()

    def one() -> None:
        start.wait()
        try:
            pack(bakery, good, quantity)
            found.append("packed")
        except NotEnoughParts:
            found.append("refused")

    threads = [threading.Thread(target=one) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


@pytest.mark.covers("M-02")
def test_what_is_there_is_packed_once(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bags(db)
    # Eight bags are possible.
    assert at_once(bakery, made.bag, 3, 4) == ["packed", "packed", "refused", "refused"]
    assert (goods(bakery, made.bag), units(bakery, made.cookie)) == (6, 15)


def test_the_last_boxes_are_taken_once(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        own = boxed(db, generic=True, cookies=600)
    assert at_once(bakery, own.good, 5, 4) == ["packed", "packed", "packed", "refused"]
    with bakery.session() as db:
        assert service.check(db, own.good, 1).possible == 0
