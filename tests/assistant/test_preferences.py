"""How a bakery wants its assistant."""

from decimal import Decimal

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from baketracker.assistant import preferences, quota
from baketracker.assistant.limits import Ceiling
from baketracker.assistant.models import AssistantSettings
from baketracker.assistant.schemas import AssistantChange, AssistantView
from baketracker.db.audit import AuditEntry
from baketracker.db.types import new_id
from baketracker.errors import Forbidden, InvalidInput, Stale
from tests.factories.bakeries import BakeryOnDatabase

CEILING = Ceiling(60, Decimal("1.00"))


def got(bakery: BakeryOnDatabase) -> AssistantView:
    with bakery.session("member") as db:
        return preferences.get(db)


def change(bakery: BakeryOnDatabase, version: int = 1, **wanted: object) -> AssistantView:
    with bakery.session("admin") as db:
        return preferences.change(db, AssistantChange(**wanted), version, CEILING)


def test_while_nobody_has_said_anything_it_is_on_and_keeps_no_sound(
    bakery: BakeryOnDatabase,
) -> None:
    found = got(bakery)
    assert (found.is_on, found.keeps_sound, found.includes_tax) == (True, False, False)
    assert (found.readings_per_day, found.spend_limit_dollars, found.version) == (None, None, 1)


def test_all_of_it_is_kept(bakery: BakeryOnDatabase) -> None:
    wanted = {
        "is_on": True, "keeps_sound": True, "includes_tax": True, "readings_per_day": 12,
        "spend_limit_dollars": "0.35",
    }  # fmt: skip
    view = change(bakery, **wanted)
    assert got(bakery) == view
    told = view.model_dump(mode="json")
    assert {name: told[name] for name in wanted} == wanted
    assert change(bakery, view.version).model_dump(mode="json") == {
        "is_on": False, "keeps_sound": False, "includes_tax": False, "readings_per_day": None,
        "spend_limit_dollars": None, "version": view.version + 1,
    }  # fmt: skip


def test_the_row_a_reading_made_is_the_one_the_form_showed(bakery: BakeryOnDatabase) -> None:
    """Counting a reading makes the row, which is no change that a form could miss."""
    shown = got(bakery)
    with bakery.session() as db:
        quota.admit(db, new_id(), CEILING)
    assert got(bakery) == shown
    assert change(bakery, shown.version, is_on=False).is_on is False


def test_who_changes_an_older_view_is_told(bakery: BakeryOnDatabase) -> None:
    change(bakery, keeps_sound=True)
    with pytest.raises(Stale) as stale:
        change(bakery, 1, is_on=True)
    assert stale.value.current["keeps_sound"] is True


@pytest.mark.covers("AI-45")
@pytest.mark.parametrize(
    ("wanted", "field", "sentence"),
    [
        ({"readings_per_day": 61}, "readings_per_day", "At most 60 a day."),
        ({"spend_limit_dollars": "1.01"}, "spend_limit_dollars", "At most $1.00 a month."),
    ],
)
def test_a_limit_above_the_operator_s_is_refused(
    bakery: BakeryOnDatabase, wanted: dict[str, object], field: str, sentence: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        change(bakery, is_on=True, **wanted)
    error = refused.value
    assert error.fields[field] % error.numbers == sentence
    assert got(bakery).version == 1


@pytest.mark.parametrize(
    "wanted",
    [
        {"readings_per_day": -1}, {"readings_per_day": 1.5}, {"spend_limit_dollars": "-1"},
        {"spend_limit_dollars": "0.001"}, {"spend_limit_dollars": "NaN"}, {"tenant_id": "x"},
        {"version": 3},
    ],
)  # fmt: skip
def test_what_is_no_limit_is_not_understood(wanted: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        AssistantChange(**wanted)


def test_only_admins_change_it(bakery: BakeryOnDatabase) -> None:
    with bakery.session("member") as db, pytest.raises(Forbidden, match="Only an admin"):
        preferences.change(db, AssistantChange(), 1, CEILING)
    with (
        bakery.session("owner", frozenset({"read", "propose"})) as db,
        pytest.raises(Forbidden),
    ):
        preferences.change(db, AssistantChange(), 1, CEILING)


def test_a_change_is_written_down(bakery: BakeryOnDatabase) -> None:
    change(bakery, is_on=False)
    with bakery.session() as db:
        entries = db.scalars(
            select(AuditEntry).where(AuditEntry.entity == AssistantSettings.__tablename__)
        ).all()
    assert [entry.changes.get("is_on") for entry in entries if entry.action == "update"]


def test_the_neighbour_keeps_its_own(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    change(bakery, is_on=False, readings_per_day=3)
    assert got(neighbour).is_on
    assert got(neighbour).readings_per_day is None
    change(neighbour, keeps_sound=True, is_on=True)
    assert got(bakery).keeps_sound is False
