"""The check prints a table with seconds and fails when a step does."""

import os

import pytest
from tools.check import Outcome

from tools import check


@pytest.mark.covers("DEC-05")
def test_every_step_is_timed_and_one_failure_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = {
        "good": lambda: Outcome(True, "all well"),
        "bad": lambda: Outcome(False, said="line 3 is wrong"),
    }
    monkeypatch.setattr(check, "STEPS", steps)
    assert check.main([]) == 1
    said = capsys.readouterr().out
    assert "line 3 is wrong" in said
    table = [line.split() for line in said.splitlines()]
    assert ["good", "passed", "0.0", "all", "well"] in table
    assert ["bad", "FAILED", "0.0"] in table
    assert check.main(["good"]) == 0
    assert check.main(["better"]) == 2


@pytest.mark.covers("DEC-05")
def test_deep_asks_the_tests_for_full_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []

    def look() -> Outcome:
        seen.append(os.environ.get("BAKETRACKER_DEEP"))
        return Outcome(True)

    monkeypatch.setenv("BAKETRACKER_DEEP", "")
    monkeypatch.setattr(check, "STEPS", {"tests": look})
    check.main([])
    check.main(["--deep"])
    assert seen == ["", "1"]


@pytest.mark.covers("SR42", "S2-coverage", "SD-32", "S1-leak-tests-ci")
def test_ci_runs_these_steps() -> None:
    assert list(check.STEPS) == [
        "lint", "format", "types", "imports", "templates", "locks", "migrations", "squawk",
        "audit", "sbom", "secrets", "tidy", "covers", "tests",
    ]  # fmt: skip
    assert "./bake check" in (check.ROOT / ".ci" / "run").read_text()


def test_an_unreachable_advisory_service_is_said_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    outcome = check.audit()
    assert outcome.passed
    assert "NOT REACHED" in outcome.note
