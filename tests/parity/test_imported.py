"""The comparison with what an import really stored and what the services make of it."""

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from baketracker.assembly.models import AssemblyRun
from baketracker.finished_goods.models import FinishedGood
from baketracker.production.models import ProductionRun
from baketracker.recipes.models import FinishedUnit
from tests.parity import own
from tests.parity.__main__ import ROOT
from tests.parity.bakery import Served
from tests.parity.harness import Report, read, run
from tests.parity.imported import importing, taken_in
from tests.parity.provider import FILES
from tests.parity.sections import KEPT, MADE, PLANNED, PURE, REPLAYED, STAGED_IDS, STOCKED, STORED

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
                    "GS-operations",
                    *sorted(STAGED_IDS))  # fmt: skip
def test_an_imported_bakery_answers_as_the_desktop_did(engine: Engine) -> None:
    if not RECORDED.is_dir():
        pytest.skip(f"no recorded answers at {RECORDED}")
    report = compared(RECORDED, engine)
    assert report.complaints == []
    for section in (*PURE, *STORED, *PLANNED, *STOCKED, *MADE, *KEPT, REPLAYED):
        assert report.sections[section].equal + report.sections[section].by_rule > 0
        assert report.sections[section].uncovered == 0
    assert report.total.unexplained == 0


# The desktop kept the packaging of packages among the lines of finished goods.
APART = {"packaging of packages": "compositions"}
NOT_IN_THE_FILE = {"categories in recipes"}


@pytest.mark.covers("K-40")
@pytest.mark.parametrize("stage", FILES)
def test_every_row_of_the_desktops_files_is_accounted_for(engine: Engine, stage: str) -> None:
    if not RECORDED.is_dir():
        pytest.skip(f"no recorded answers at {RECORDED}")
    told = read(RECORDED).goldens["stages"][stage]
    bakery, report = taken_in(engine, RECORDED / FILES[stage])
    taken: Counter[str] = Counter()
    for line in report.tables:
        if line.table not in NOT_IN_THE_FILE:
            taken[APART.get(line.table, line.table)] += line.written + line.unchanged
    assert (report.not_taken, report.left_in_file) == ({}, 0)
    assert +taken == +Counter(told["table_counts"])
    with bakery.session() as db:
        for entity, name in ((FinishedUnit, "finished_units"), (FinishedGood, "finished_goods")):
            counts = {slug: row["inventory_count"] for slug, row in told[name].items()}
            rows = db.execute(select(entity.slug, entity.on_hand))
            assert {row.slug: row.on_hand for row in rows} == counts
        baked = db.scalars(select(ProductionRun.total_cost)).all()
        packed = db.scalars(select(AssemblyRun.total_cost)).all()
    assert sorted(baked) == _costs(told["production_ledger"], "total_ingredient_cost")
    assert sorted(packed) == _costs(told["assembly_ledger"], "total_component_cost")


def _costs(ledger: list[dict[str, str]], column: str) -> list[Decimal]:
    return sorted(Decimal(row[column]) for row in ledger)
