"""The people who get something: finding them, changing them, putting them away."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from baketracker.activity import service as activity
from baketracker.errors import NotFound, Stale
from baketracker.giving import people
from baketracker.giving.countries import countries, country_of
from baketracker.giving.people import StillToGet
from baketracker.giving.people_schemas import NewRecipient, RecipientChange
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.kitchen import Kitchen
from tests.factories.statements import asked

from .boxes import dump, gift, give, package, person, shelf


def names(bakery: BakeryOnDatabase, text: str = "") -> list[str]:
    with bakery.session() as db:
        return [one.name for one in people.search(db, text).items]


@pytest.mark.covers("K-61", "SC-25")
def test_people_are_found_by_name_and_household_and_stand_together(
    bakery: BakeryOnDatabase,
) -> None:
    for name, household in (("Zoë", "Jensen"), ("Ben", ""), ("Anna", "Jensen"), ("Jenson", "")):
        person(bakery, name, household=household)
    assert names(bakery) == ["Ben", "Anna", "Zoë", "Jenson"]
    assert names(bakery, "jensen") == ["Anna", "Zoë"]
    assert names(bakery, "zoe JENSEN") == ["Zoë"]
    assert set(names(bakery, "Jensenn")) >= {"Zoë", "Anna"}
    with bakery.session() as db:
        assert people.households(db) == ["Jensen"]
        assert [one.name for one in people.household_of(db, "Jensen")] == ["Anna", "Zoë"]
        assert people.household_of(db, "") == []
        assert asked(lambda: people.search(db)) == 1


@pytest.mark.covers("S0-slug-recipient")
def test_two_may_share_a_name_and_have_slugs_of_their_own(bakery: BakeryOnDatabase) -> None:
    slugs = [person(bakery, "John Smith").slug for _ in range(2)]
    assert slugs == ["john-smith", "john-smith-2"]
    anna = person(bakery, "Anna")
    with bakery.session() as db:
        changed = people.update(db, anna.id, RecipientChange(name="John Smith"), anna.version)
    assert changed.slug == "john-smith-3"


@pytest.mark.covers("DEC-21")
def test_they_live_anywhere(bakery: BakeryOnDatabase) -> None:
    address = "Vestergade 4, 2. tv\n1456 København K"
    made = person(bakery, "Dora", address=address, country="dk")
    assert (made.address, made.country) == (address, "DK")
    assert countries("de_DE")["DK"] == "Dänemark"
    assert [country_of(word) for word in ("Deutschland", "USA", "Narnia", "")] == [
        "DE", "US", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""}, {"country": "ZZ"}, {"country": "Germany"}, {"email": "anna"},
        {"phone": "1" * 51}, {"address": "x" * 501}, {"allergens": ["x"] * 31}, {"slug": "x"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NewRecipient.model_validate({"name": "Anna"} | fields)


def test_an_allergen_is_there_once(bakery: BakeryOnDatabase) -> None:
    assert person(bakery, allergens=["Milk", "egg", "milk"]).allergens == ["Milk", "egg"]
    shelf(bakery)
    with bakery.session() as db:
        assert people.known_allergens(db) == ["milk", "tree nuts", "wheat"]


def test_an_older_version_changes_nothing(bakery: BakeryOnDatabase) -> None:
    anna = person(bakery)
    with bakery.session() as db:
        people.update(db, anna.id, RecipientChange(notes="by the door"), anna.version)
    with bakery.session() as db, pytest.raises(Stale):
        people.update(db, anna.id, RecipientChange(notes="x"), anna.version)


@pytest.mark.covers("K-61")
def test_somebody_with_gifts_to_come_stays_unless_forced(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    [one] = give(bakery, goods.event, package(bakery, {goods.cookies: 1}).id, [anna.id])
    before = dump(bakery)
    with bakery.session() as db, pytest.raises(StillToGet, match="still wait \\(1\\)"):
        people.archive(db, anna.id, anna.version)
    with bakery.session() as db:
        people.leave(db, anna.id, anna.version, forced=True)
    with pytest.raises(NotFound):
        gift(bakery, one.id)
    assert names(bakery) == []
    with bakery.session() as db:
        done = activity.recent(db).items[0]
        assert done.sentence == "Archived Anna"
        activity.undo(db, done.id)
    assert dump(bakery) == before
    assert gift(bakery, one.id).status == "pending"


def test_who_got_all_of_it_is_put_away_and_brought_back(bakery: BakeryOnDatabase) -> None:
    anna = person(bakery)
    with bakery.session() as db:
        people.archive(db, anna.id, anna.version)
    with bakery.session() as db:
        assert people.count(db, archived=True) == 1
        assert people.anybody(db, anna.id).is_archived
        people.restore(db, anna.id)
    assert names(bakery) == ["Anna"]


@pytest.mark.covers("SC-25", "K-63")
def test_what_they_got_is_told_by_event_the_newest_first(bakery: BakeryOnDatabase) -> None:
    goods, anna = shelf(bakery), person(bakery)
    box = package(bakery, {goods.cookies: 1})
    with bakery.session() as db:
        today = db.scope.today()
        kitchen = Kitchen(db)
        past = kitchen.event("Last Christmas", date(today.year - 1, 12, 20), {})
        older = kitchen.event("Long ago", date(today.year - 2, 12, 20), {})
        kitchen.event("Nobody", today + timedelta(days=2), {})
    for event, number in ((older, 1), (past, 2), (goods.event, 3)):
        give(bakery, event, box.id, [anna.id], quantity=number)
    with bakery.session() as db:
        told = [(one.event, one.quantity, one.package) for one in people.history(db, anna.id)]
        [last] = people.last_year(db, [anna.id])[anna.id]
        then = people.last_year(db, [anna.id], date(today.year - 1, 12, 20))
    assert told == [
        ("Cookie Boxes", 3, "Holiday box"), ("Last Christmas", 2, "Holiday box"),
        ("Long ago", 1, "Holiday box"),
    ]  # fmt: skip
    assert (last.event, then[anna.id][0].event) == ("Last Christmas", "Long ago")


def test_the_neighbour_knows_none_of_them(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    anna = person(bakery, household="Jensen")
    assert names(neighbour) == []
    with neighbour.session() as db:
        assert people.households(db) == people.household_of(db, "Jensen") == []
        assert people.everybody(db) == []
        for ask in (people.get, people.anybody, people.history):
            with pytest.raises(NotFound):
                ask(db, anna.id)
        with pytest.raises(NotFound):
            people.leave(db, anna.id, anna.version, forced=True)
        with pytest.raises(NotFound):
            people.restore(db, anna.id)
