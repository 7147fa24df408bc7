"""The comparison with what an import really stored and what the services make of it."""

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.parity import own
from tests.parity.__main__ import ROOT
from tests.parity.bakery import Served
from tests.parity.harness import Report, read, run
from tests.parity.imported import importing
from tests.parity.sections import PLANNED, PURE, STAGED_IDS, STOCKED, STORED

RECORDED = Path(os.environ.get("BAKETRACKER_PARITY") or ROOT.parent / "shared" / "parity")


def compared(folder: Path, engine: Engine) -> Report:
    return run(read(folder), Served(folder, importing(engine)))


@pytest.mark.covers("S1-realworld-suite")
def test_our_own_data_set_comes_through_an_import(engine: Engine, tmp_path: Path) -> None:
    report = compared(own.build(tmp_path), engine)
    assert report.complaints == []
    for section in (*STORED, *PLANNED, *STOCKED):
        assert report.sections[section].equal + report.sections[section].by_rule > 0
        assert report.sections[section].uncovered == 0


@pytest.mark.covers("S1-realworld-suite", "DEC-08", "GS-ambiguous_primary_unit_recipes",
                    *sorted(STAGED_IDS))  # fmt: skip
def test_an_imported_bakery_answers_as_the_desktop_did(engine: Engine) -> None:
    if not RECORDED.is_dir():
        pytest.skip(f"no recorded answers at {RECORDED}")
    report = compared(RECORDED, engine)
    assert report.complaints == []
    for section in (*PURE, *STORED, *PLANNED, *STOCKED):
        assert report.sections[section].equal + report.sections[section].by_rule > 0
        assert report.sections[section].uncovered == 0
    assert report.total.unexplained == 0
