"""The comparison with what an import really stored, read back out of PostgreSQL."""

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.parity import own
from tests.parity.__main__ import ROOT
from tests.parity.bakery import Bakery
from tests.parity.harness import Report, read, run
from tests.parity.imported import importing
from tests.parity.sections import PURE, STAGES, STORED

RECORDED = Path(os.environ.get("BAKETRACKER_PARITY") or ROOT.parent / "shared" / "parity")


def compared(folder: Path, engine: Engine) -> Report:
    return run(read(folder), Bakery(folder, importing(engine)))


def test_our_own_data_set_comes_through_an_import(engine: Engine, tmp_path: Path) -> None:
    report = compared(own.build(tmp_path), engine)
    assert report.complaints == []
    for section in STORED:
        assert report.sections[section].equal > 0
        assert report.sections[section].uncovered == 0


@pytest.mark.covers(*(f"GS-{stage}.{section}" for stage in STAGES for section in STORED), "DEC-08")
def test_an_imported_bakery_answers_as_the_desktop_did(engine: Engine) -> None:
    if not RECORDED.is_dir():
        pytest.skip(f"no recorded answers at {RECORDED}")
    report = compared(RECORDED, engine)
    assert report.complaints == []
    for section in (*PURE, *STORED):
        assert report.sections[section].equal > 0
        assert report.sections[section].uncovered == 0
    assert report.total.unexplained == 0
