"""Address books: vCards of every version and CSV files of every program."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.giving import contact_sheets, vcards
from baketracker.giving.contacts import LARGEST, BadContacts, Postal, text_of

FOLDED = "\r\n".join(
    (
        "BEGIN:VCARD", "VERSION:3.0", "N:Jensen;Dora;;Dr.;", "FN:Dr. Dora",
        "  Jensen", "ORG:Bager & Co;Kitchen", "item1.TEL;TYPE=WORK,VOICE:+45 11",
        "TEL;TYPE=CELL:+45 22", "EMAIL;TYPE=PREF,INTERNET:dora@example.dk",
        "ADR;TYPE=HOME:;;Vestergade 4\\, 2. tv;København K;;1456;Danmark",
        "NOTE:Rings twice\\nno nuts\\, please", "PHOTO;ENCODING=b:AAAA",
        "END:VCARD", "",
    )
)  # fmt: skip


def one(text: str) -> dict[str, Any]:
    [found] = vcards.people_in(text)
    assert found.trouble == ""
    return found.fields


@pytest.mark.covers("SC-25")
def test_a_folded_card_is_read_whole() -> None:
    assert one(FOLDED) == {
        "name": "Dr. Dora Jensen", "household": "Bager & Co", "email": "dora@example.dk",
        "phone": "+45 22", "notes": "Rings twice\nno nuts, please",
        "address": "Vestergade 4, 2. tv\n1456 København K", "country": "DK",
    }  # fmt: skip


def test_an_old_card_in_quoted_printable_is_read() -> None:
    card = (
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\n"
        "TEL;CELL:0171\n"
        "ADR;HOME;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:;;Hauptstra=DFe 1=0D=0AHof;=\n"
        "K=F6ln;;50667;Deutschland\nEND:VCARD\n"
    )
    assert one(card) == {
        "name": "Jörg Müller", "household": "", "email": "", "phone": "0171", "notes": "",
        "address": "Hauptstraße 1\nHof\n50667 Köln", "country": "DE",
    }  # fmt: skip


def test_a_new_card_is_read() -> None:
    card = (
        'BEGIN:VCARD\nVERSION:4.0\nFN:Anna\nTEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+1-555\n'
        'EMAIL:anna@example.com\nADR;LABEL="x:y;z":;;12 Mill Ln;Springfield;IL;62701;USA\nEND:VCARD'
    )
    read = one(card)
    assert (read["phone"], read["email"]) == ("+1-555", "anna@example.com")
    assert (read["address"], read["country"]) == ("12 Mill Ln\nSpringfield, IL 62701", "US")


def test_several_cards_are_read_and_bad_ones_say_why() -> None:
    text = (
        "BEGIN:VCARD\nFN:Ben\nEND:VCARD\nBEGIN:VCARD\nNOTE:who\nEND:VCARD\n"
        "BEGIN:VCARD\nKIND:group\nFN:All\nEND:VCARD\n"
        "BEGIN:VCARD\nEMAIL:c@example.com\nEND:VCARD\nBEGIN:VCARD\nFN:Cut"
    )
    found = vcards.people_in(text)
    assert [(card.place, card.fields.get("name"), card.trouble) for card in found] == [
        (1, "Ben", ""), (2, None, vcards.NAMELESS), (4, "c@example.com", ""),
        (5, "Cut", vcards.UNENDED),
    ]  # fmt: skip


@pytest.mark.covers("SC-25")
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Name,Household,E-mail\nAnna,Jensen,a@b.de\n", ("Anna", "Jensen", "a@b.de")),
        ("\ufeffname;Haushalt;Email Address\nAnna;x;a@b.de", ("Anna", "", "a@b.de")),
        ("sep=|\nFirst Name|Last Name|Company\nAnna|Berg|Jensen", ("Anna Berg", "Jensen", "")),
        ("Full Name\tNotes\nAnna\tx", ("Anna", "", "")),
        ('NAME,Address\n"Berg, Anna","1 Rd\n2 Town"', ("Berg, Anna", "", "")),
    ],
)
def test_heads_and_separators_are_found_out(text: str, wanted: tuple[str, ...]) -> None:
    [found] = contact_sheets.people_in(text_of(text.encode()))
    assert tuple(found.fields[name] for name in ("name", "household", "email")) == wanted


def test_the_parts_of_an_address_are_put_together() -> None:
    text = (
        "First Name,Last Name,Home Street,Home City,Home State,Home Postal Code,Home Country,"
        'Mobile Phone,Allergies\nAnna,Berg,1 Rd,Town,IL,62701,United States,555,"Milk; nuts"\n'
    )
    [found] = contact_sheets.people_in(text)
    assert found.fields["address"] == "1 Rd\nTown, IL 62701"
    assert (found.fields["country"], found.fields["allergens"]) == ("US", ["Milk", "nuts"])
    assert Postal("1 Rd", "Town", country="Narnia").fields() == {"address": "1 Rd\nTown\nNarnia"}


def test_a_cell_is_only_text() -> None:
    text = "Name,Phone\n'=cmd|'/c calc'!A1,'+49 30\n\n,555\n"
    found = contact_sheets.people_in(text)
    assert [card.fields.get("name") for card in found] == ["=cmd|'/c calc'!A1", None]
    assert (found[0].fields["phone"], found[1].trouble) == ("+49 30", contact_sheets.NAMELESS)


def test_a_file_nobody_can_read_says_so() -> None:
    with pytest.raises(BadContacts, match="what the columns are"):
        contact_sheets.people_in("a,b\n1,2\n")
    with pytest.raises(BadContacts, match="what the columns are"):
        contact_sheets.people_in("")
    with pytest.raises(BadContacts, match="cannot be read"):
        text_of(b"\x00\x01PK")
    with pytest.raises(BadContacts, match="larger than 8 MB"):
        text_of(b"x" * (LARGEST + 1))
    many = "Name\n" + "\n".join(f"Person {number}" for number in range(501))
    with pytest.raises(BadContacts, match="501 people"):
        contact_sheets.people_in(many)
    with pytest.raises(BadContacts, match="501 people"):
        vcards.people_in("BEGIN:VCARD\nFN:x\nEND:VCARD\n" * 501)


def test_files_of_old_programs_are_read() -> None:
    assert text_of("Jörg".encode("cp1252")) == "Jörg"
    assert text_of("Jörg".encode("utf-16")) == "Jörg"
    assert text_of("Jörg".encode("utf-8-sig")) == "Jörg"


@given(st.text())
def test_nothing_breaks_the_readers(text: str) -> None:
    for read in (vcards.people_in, contact_sheets.people_in):
        try:
            found = read(text)
        except BadContacts:
            continue
        assert all(card.trouble or card.fields["name"] for card in found)


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf"]), min_size=1)


@given(WORDS.filter(str.strip), WORDS)
def test_what_was_escaped_comes_back(name: str, notes: str) -> None:
    def escaped(text: str) -> str:
        return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")

    long = f"NOTE:{escaped(notes)}"
    folded = "\r\n ".join(long[at : at + 70] for at in range(0, len(long), 70))
    card = f"BEGIN:VCARD\r\nFN:{escaped(name)}\r\n{folded}\r\nEND:VCARD\r\n"
    read = one(card)
    assert read["name"] == " ".join(name.split())
    assert read["notes"] == notes.strip()


def test_letters_where_only_signs_of_base64_may_stand_spoil_no_card() -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nNOTE;ENCODING=B:Grüße\nEND:VCARD\n"
    assert one(card)["name"] == "Ada"
