"""Bringing people in: looked at first, taken at once, taken back at once."""

import pytest

from baketracker.activity import service as activity
from baketracker.giving import people
from baketracker.giving.importing import bring_in, preview
from baketracker.giving.people_schemas import NewRecipient
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program
from tests.factories.reading import hidden, words

from .boxes import dump, person

SHEET = (
    "Name,Household,Email,Allergens\nAnna,Jensen,anna@example.com,milk\nANNA,jensen,,\n"
    "Ben,,ben@example.com,\nCarl,,not an address,\n,,x@example.com,\n=1+1,,,\n"
)
UPLOAD = {"file": ("people.csv", SHEET, "text/csv")}


@pytest.mark.covers("SC-25")
def test_the_file_is_looked_at_row_by_row(bakery: BakeryOnDatabase) -> None:
    person(bakery, "Benjamin", email="BEN@example.com")
    with bakery.session() as db:
        found = preview(db, SHEET.encode())
        assert people.count(db) == 1
    assert [(one.name, one.state) for one in found] == [
        ("Anna", "new"), ("ANNA", "twice"), ("Ben", "here"), ("Carl", "unreadable"),
        ("", "unreadable"), ("=1+1", "new"),
    ]  # fmt: skip
    assert "e-mail address" in found[3].message


@pytest.mark.covers("SC-25", "S0-slug-recipient")
def test_all_come_in_at_once_and_go_at_once(bakery: BakeryOnDatabase) -> None:
    person(bakery, "Anna")
    before = dump(bakery)
    new = [NewRecipient(name=name) for name in ("Anna", "Dora", "Dora ", "dora", "Élise")]
    with bakery.session() as db:
        made = bring_in(db, new)
        assert bring_in(db, new).operation_id is None
    assert made.count == 2
    with bakery.session() as db:
        assert [one.slug for one in people.everybody(db)] == ["anna", "dora", "elise"]
        assert made.operation_id
        activity.undo(db, made.operation_id)
    assert dump(bakery) == before


def test_a_family_may_share_an_address_of_mail(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        made = bring_in(db, [NewRecipient(name=n, email="we@example.com") for n in ("Ida", "Jon")])
    assert made.count == 2


@pytest.mark.covers("SC-25")
def test_the_pages_show_who_comes_in_and_take_the_ticked(bakery: BakeryOnDatabase) -> None:
    pages = browser(bakery)
    assert 'href="/recipients/import"' in pages.get("/recipients").text
    for wrong in ({}, {"file": ("x.csv", "a,b\n1,2", "text/csv")}):
        assert pages.post("/recipients/import", files=wrong or None).status_code == 422
    coming = pages.post("/recipients/import", files=UPLOAD)
    assert coming.status_code == 200
    assert "3 people are new." in words(coming.text)
    assert "It stands in the file before." in words(coming.text)
    sent = {"people": hidden(coming.text, "people"), "op_id": hidden(coming.text, "op_id")}
    nobody = pages.post("/recipients/import/people", data=sent | {"op_id": ""})
    assert (nobody.status_code, "Tick somebody" in nobody.text) == (422, True)
    bad = pages.post("/recipients/import/people", data={"people": "{}", "take": "0"})
    assert (bad.status_code, "is lost" in bad.text) == (422, True)
    for _ in range(2):
        made = pages.post("/recipients/import/people", data=sent | {"take": ["0", "1"]})
        assert made.headers["location"] == "/recipients"
    shown = pages.get("/recipients").text
    assert "2 people are there." in shown
    assert ("Anna" in words(shown), "=1+1" in words(shown)) == (True, False)


def test_programs_look_and_bring_in(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    person(neighbour, "Anna", household="Jensen")
    ours = program(bakery)
    read = ours.post("/api/recipients/reading", json={"content": SHEET}).json()["people"]
    assert read[0]["state"] == "new"
    made = ours.post("/api/recipients/import", json={"people": [read[0]["person"]]})
    assert (made.status_code, made.json()["count"]) == (201, 1)
    assert program(neighbour).get("/api/recipients").json()["items"][0]["name"] == "Anna"
    assert ours.post("/api/recipients/reading", json={"content": ""}).status_code == 422
    assert ours.post("/api/recipients/reading", json={"content": "a,b"}).status_code == 422
    assert ours.post("/api/recipients/import", json={"people": []}).status_code == 422
