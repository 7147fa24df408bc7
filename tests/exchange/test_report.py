"""The sentences of a report: kept as they were meant, said in the reader's language."""

from gettext import NullTranslations
from pathlib import Path

import pytest

from baketracker.errors import N_, NN_
from baketracker.exchange.report import Report
from baketracker.exchange.report_commands import as_text
from baketracker.exchange.sentences import about, sentence
from baketracker.faces import words
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.desktop import Desktop, kitchen

from .importing import bring_in, line

ROWS = NN_("%(count)s row", "%(count)s rows")


class Backwards(NullTranslations):
    """A language that marks what went through gettext."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"

    def ngettext(self, one: str, many: str, count: int) -> str:
        return f"«{one if count == 1 else many}»"


@pytest.fixture
def backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "texts", lambda _locale: Backwards())


def test_a_sentence_is_filled_after_it_was_translated(backwards: None) -> None:
    kept = sentence(N_("its %(what)s is %(slug)s"), what=N_("recipe"), slug="recipe")
    assert words.told(kept) == "«its «recipe» is recipe»"


@pytest.mark.parametrize(("count", "said"), [(1, "«1 row»"), (2, "«2 rows»"), (0, "«0 rows»")])
def test_a_count_chooses_its_plural(backwards: None, count: int, said: str) -> None:
    assert words.told(about(ROWS, count)) == said


def test_a_stored_report_speaks_the_readers_language(
    bakery: BakeryOnDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = kitchen()
    rows["products"].append({"ingredient_id": 99, "package_unit": "lb"})
    report = bring_in(bakery, Desktop(rows).write(tmp_path / "words.db"))
    stored = Report.model_validate(report.model_dump())
    assert as_text(stored) == as_text(report)
    monkeypatch.setattr(words, "texts", lambda _locale: Backwards())
    told = as_text(stored)
    assert "«its «ingredient» was not taken»" in told
    assert "«2 baking runs had no recipe kept with them" in told
    assert "«“%(name)s” is %(slug)s here.»" not in told
    remark = ": ".join(map(words.told, line(stored, "products").remarks[0]))
    assert remark == "«1 left behind»: «its «ingredient» was not taken»"
    tables = tuple(table.table for table in stored.tables)
    said = [text for text in told.splitlines() if text and not text.startswith(tables)]
    assert [text for text in said if "«" not in text] == []


def test_a_report_of_an_earlier_version_can_still_be_read() -> None:
    told = Report.model_validate(
        {
            "tables": [
                {"table": "recipes", "read": 4, "written": 1, "unchanged": 1,
                 "skipped": {"it has no name": 2}}
            ],
            "remarks": ["2 of 100% densities are empty now."],
        }
    )  # fmt: skip
    assert told.left_in_file == 2
    assert [str(remark) for remark in told.remarks] == ["2 of 100% densities are empty now."]
