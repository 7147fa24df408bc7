"""The ledger's promises against the marks of the tests."""

import json
from pathlib import Path

import pytest

from tools import covers

pytest_plugins = ["pytester"]
LEDGER = 'id,work,what,source\nA-1,ground,"Bread rises",x\nA-2,ground,Cake,x\nB-1,plan,Pie,x\n'


@pytest.fixture
def tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small suite and its ledger, in place of ours."""
    folder = tmp_path / "tests"
    folder.mkdir()
    (tmp_path / "ledger.csv").write_text(LEDGER)
    monkeypatch.setenv("BAKETRACKER_LEDGER", str(tmp_path / "ledger.csv"))
    monkeypatch.setattr(covers, "ROOT", tmp_path)
    return folder


def marked(tests: Path, mark: str) -> None:
    (tests / "test_it.py").write_text(
        f"import pytest\n@pytest.mark.covers({mark})\ndef test_it() -> None: ...\n"
    )


@pytest.mark.covers("DEC-07", "DEC-06")
def test_what_no_test_covers_is_listed_per_piece_of_work(
    tests: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(covers, "collect", lambda _: {"A-1": {"tests/test_it.py"}})
    assert covers.main() == 0
    said = capsys.readouterr().out
    assert "A-2  Cake" in said
    assert "Bread rises" not in said
    assert json.loads(said.splitlines()[-1]) == {"uncovered": {"ground": 1, "plan": 1}}


@pytest.mark.covers("DEC-07")
def test_an_id_the_ledger_does_not_have_fails(
    tests: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(covers, "collect", lambda _: {"A-7": {"tests/test_it.py"}})
    assert covers.main() == 1
    assert "Unknown id A-7 in tests/test_it.py." in capsys.readouterr().out


def test_marks_are_collected_from_functions_and_parameters(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers = covers(*ids): promises\n")
    file = pytester.makepyfile(
        """
        import pytest
        IDS = ("A-1", "A-2")
        @pytest.mark.covers(*IDS)
        @pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.covers("B-1"))])
        def test_it(n): ...
        """
    )
    marks = covers.Marks()
    pytester.inline_run("--collect-only", str(file), plugins=[marks])
    assert set(marks.places) == {"A-1", "A-2", "B-1"}


def test_without_a_ledger_it_says_skipped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BAKETRACKER_LEDGER", str(tmp_path / "nowhere.csv"))
    monkeypatch.setattr(covers, "collect", lambda _: {})
    assert covers.main() == 0
    assert "covers: SKIPPED" in capsys.readouterr().out
