"""A proposal is confirmed by a person, as it was shown, once; and taken back like anything else."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from baketracker.errors import Forbidden, NotFound, RuleBroken, Stale
from baketracker.exchange.canonical import canonical
from baketracker.proposals import service
from baketracker.proposals.drafts import PurchaseDraft
from baketracker.proposals.editing import LineChange
from baketracker.proposals.settling import AlreadySettled, ChangedSince, NotReady
from baketracker.proposals.viewing import ProposalView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product
from tests.factories.clients import browser, program
from tests.factories.reading import words
from tests.proposals.steps import (
    as_job,
    confirmed,
    how_many,
    in_stock,
    proposal,
    purchases,
    said,
    undone,
)


@pytest.fixture
def flour(bakery: BakeryOnDatabase) -> ProposalView:
    """Two pounds of flour, ready to be saved."""
    product(bakery, ingredient(bakery, "Flour"), package_quantity="2")
    return said(bakery, "2 lb flour for $8")


@pytest.mark.covers("SR49", "EX17")
def test_eight_who_confirm_at_once_save_it_once(
    bakery: BakeryOnDatabase, flour: ProposalView
) -> None:
    def confirm(_number: int) -> str:
        try:
            confirmed(bakery, flour)
        except AlreadySettled:
            return "late"
        return "saved"

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(confirm, range(8)))
    assert answers == ["late"] * 7 + ["saved"]
    assert in_stock(bakery) == [2]


@pytest.mark.covers("SR49", "S1-ai-undo", "AI-13")
def test_do_and_undo_leave_everything_as_it_was(
    bakery: BakeryOnDatabase, flour: ProposalView
) -> None:
    with bakery.session() as db:
        before = canonical(db)
    undone(bakery, confirmed(bakery, flour))
    with bakery.session() as db:
        assert canonical(db) == before
    again = proposal(bakery, flour.id)
    assert (again.state, again.fingerprint) == ("ready", flour.fingerprint)


@pytest.mark.covers("SR39")
def test_what_was_not_shown_is_not_saved(bakery: BakeryOnDatabase, flour: ProposalView) -> None:
    with bakery.session() as db:
        service.change_line(db, flour.id, 0, LineChange(packages=3), flour.version)
    with pytest.raises(ChangedSince):
        confirmed(bakery, flour)
    assert purchases(bakery) == []


@pytest.mark.covers("SR39", "S1-human-loop", "O-13")
def test_only_a_person_confirms(
    bakery: BakeryOnDatabase, flour: ProposalView, app: BakeTracker
) -> None:
    with pytest.raises(Forbidden):
        confirmed(as_job(bakery), flour)
    for rights in (("read", "propose"), ("read", "propose", "write")):
        with pytest.raises(Forbidden), _as_token(bakery, *rights).session() as db:
            service.confirm(db, flour.id, flour.fingerprint, new_id())
    sent = {"seen": flour.fingerprint}
    answer = program(bakery, app=app).post(f"/review/{flour.id}/confirmation", data=sent)
    assert answer.status_code == 403
    answer = program(bakery, app=app).post(f"/api/proposals/{flour.id}/confirmation", json=sent)
    assert answer.status_code == 403
    assert purchases(bakery) == []


def _as_token(bakery: BakeryOnDatabase, *rights: str) -> BakeryOnDatabase:
    from dataclasses import replace

    scope = replace(bakery.scope, kind="token", rights=frozenset(rights))
    return replace(bakery, scope=scope)


def test_what_is_discarded_cannot_be_saved_and_comes_back_with_undo(
    bakery: BakeryOnDatabase, flour: ProposalView
) -> None:
    from baketracker.activity import service as activity

    with bakery.session() as db:
        operation = service.discard(db, flour.id, new_id())
    with pytest.raises(AlreadySettled):
        confirmed(bakery, flour)
    with bakery.session() as db:
        activity.undo(db, operation)
    confirmed(bakery, flour)
    assert in_stock(bakery) == [2]


def test_what_is_not_read_yet_cannot_be_saved(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        waiting = service.begin_sentence(db, "2 lb flour for $8", new_id())
    with pytest.raises(NotReady):
        confirmed(bakery, proposal(bakery, waiting))


def test_nothing_ready_is_said_in_words(bakery: BakeryOnDatabase) -> None:
    seen = said(bakery, "2 lb of moondust for $8")
    with pytest.raises(RuleBroken, match="Nothing is ready"):
        confirmed(bakery, seen)


@pytest.mark.covers("AI-11")
def test_lines_to_check_stay_and_are_saved_later(bakery: BakeryOnDatabase) -> None:
    product(bakery, ingredient(bakery, "Flour"), package_quantity="2")
    seen = said(bakery, "2 lb flour for $8 and a jar of moondust for $3 at Costco")
    saved = confirmed(bakery, seen)
    assert saved.waits
    left = proposal(bakery, seen.id)
    assert isinstance(left.draft, PurchaseDraft)
    assert [line.state for line in left.draft.lines] == ["saved", "check"]
    of = ingredient(bakery, "Moondust")
    change = LineChange(is_new=True, name="Moondust", ingredient_id=of.id, quantity=1, unit="oz")
    with bakery.session() as db:
        mended = service.change_line(db, seen.id, 1, change, left.version)
    assert not confirmed(bakery, mended).waits
    assert len(purchases(bakery)) == 2
    assert proposal(bakery, seen.id).state == "confirmed"


@pytest.mark.covers("EX18")
def test_only_the_field_that_was_changed_is_the_bakers(
    bakery: BakeryOnDatabase, flour: ProposalView
) -> None:
    with bakery.session() as db:
        changed = service.change_line(
            db, flour.id, 0, LineChange(packages=2, price="8"), flour.version
        )
        with pytest.raises(Stale):
            service.change_line(db, flour.id, 0, LineChange(packages=3), flour.version)
    assert isinstance(changed.draft, PurchaseDraft)
    by = changed.draft.lines[0].by
    assert (by["packages"], by["price"], by["product"]) == ("person", "rules", "rules")
    confirmed(bakery, changed)
    assert in_stock(bakery) == [4]


BAG = {"name": "flour", "quantity": "2", "unit": "lb"}


@pytest.mark.parametrize(
    ("sentence", "where", "first", "late", "told"),
    [
        ("2 lb flour for $8", "lines/0", BAG | {"packages": "2", "price": "7.50"},
         BAG | {"packages": "3", "price": "8"}, ("Packages 3 2", "Price of one package 8 7.5")),
        ("Birthday party for 12 with pie", "event", {"name": "Birthday", "guests": "14"},
         {"name": "Tea party", "guests": "12"}, ("Name Tea party Birthday", "Guests 12 14")),
    ],
)  # fmt: skip
def test_two_who_change_it_at_once_see_what_the_other_wrote(
    bakery: BakeryOnDatabase, sentence: str, where: str, first: dict[str, str],
    late: dict[str, str], told: tuple[str, ...],
) -> None:  # fmt: skip
    seen, pages = said(bakery, sentence), browser(bakery)
    at, version = f"/review/{seen.id}/{where}", {"version": str(seen.version)}
    assert pages.post(at, data=first | version).status_code == 303
    refused = pages.post(at, data=late | version)
    assert (refused.status_code, "Changed on another device" in refused.text) == (412, True)
    shown = words(refused.text)
    assert all(difference in shown for difference in told), shown
    # Only what differs.
    compared = shown.partition("Now saved")[2].partition("Take what is saved")[0]
    assert compared.split() == " ".join(told).split()
    # What was typed is still there, and saving it again keeps it.
    again = {"version": str(seen.version + 1)}
    assert pages.post(at, data=late | again).status_code == 303


def test_the_neighbour_neither_sees_nor_touches_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, flour: ProposalView, app: BakeTracker
) -> None:
    with neighbour.session() as db:
        for verb in (service.get, service.following, service.discard):
            with pytest.raises(NotFound):
                verb(db, flour.id)
        with pytest.raises(NotFound):
            service.confirm(db, flour.id, flour.fingerprint, new_id())
        with pytest.raises(NotFound):
            service.change_line(db, flour.id, 0, LineChange(packages=2), flour.version)
        assert service.waiting(db).items == []
    for path in ("", "/progress", "/events", "/lines/0"):
        assert browser(neighbour, app).get(f"/review/{flour.id}{path}").status_code == 404
    assert how_many(neighbour) == 0
    assert proposal(bakery, flour.id).version == flour.version
