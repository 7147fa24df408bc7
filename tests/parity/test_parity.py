"""The harness on our own data set, and on the desktop's answers where they are at hand."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.factories.depth import only_deep
from tests.parity import oracle, own
from tests.parity.__main__ import ROOT, main
from tests.parity.desktop_file import DesktopFile
from tests.parity.harness import Report, read, run
from tests.parity.sections import COVERED_IDS, PURE, WORK

RECORDED = Path(os.environ.get("BAKETRACKER_PARITY") or ROOT.parent / "shared" / "parity")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Our own data set."""
    return own.build(tmp_path)


def compared(folder: Path) -> Report:
    return run(read(folder), DesktopFile(folder))


def altered(folder: Path, *path: str, value: Any) -> None:
    """Change one recorded answer."""
    goldens = json.loads((folder / "goldens.json").read_text("utf-8"))
    inner = goldens
    for key in path[:-1]:
        inner = inner[int(key)] if isinstance(inner, list) else inner[key]
    inner[int(path[-1]) if isinstance(inner, list) else path[-1]] = value
    (folder / "goldens.json").write_text(json.dumps(goldens), "utf-8")


def test_our_own_data_set_is_explained_to_the_last_leaf(folder: Path) -> None:
    report = compared(folder)
    assert report.complaints == []
    assert report.sections["events.fu_requirements"].figures() == {
        "equal": 12,
        "by_rule": 3,
        "uncovered": 0,
        "unexplained": 0,
    }
    assert report.sections["inventory_value"].uncovered == 1


@pytest.mark.covers("DEC-06")
def test_a_run_ends_with_one_line_of_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder)]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(told) == {"equal", "by_rule", "uncovered", "unexplained", "sections"}
    assert told["equal"] == sum(figures["equal"] for figures in told["sections"].values())


@only_deep
@pytest.mark.covers("G-10")
def test_without_a_folder_our_own_data_set_runs_and_skipped_comes_last() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "tests.parity", "no-such-folder"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[-1] == "parity: SKIPPED"
    assert any(line.startswith('{"equal"') for line in lines)


def test_an_unreadable_folder_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err


EVENT = ("stages", "before_ops", "events", "Mill day|2030-05-01", "fu_requirements")
BAG = ("stages", "before_ops", "finished_goods", "picnic-bag", "explode")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("unit_conversions", "0", "result"), 48.001),
        (("unit_conversions", "0"), {"value": 3.0, "from": "lb", "to": "oz",
                                     "density_g_per_ml": None, "error": "ConversionError"}),
        (("unit_conversions", "8"), {"value": 1.0, "from": "hank", "to": "g",
                                     "density_g_per_ml": None, "result": 1.0}),
        (("material_unit_conversions", "3", "to_base"), "45.72"),
        (("stages", "before_ops", "ingredients", "sea_salt", "density_g_per_ml"), 1.2),
        ((*BAG, "10", "oat-thin"), 79),
        ((*BAG, "10", "small-loaf"), 1),
        ((*EVENT, "0", "quantity"), 9),
        (EVENT, []),
        (("stages", "before_ops", "moods"), {"flour": "cheerful"}),
    ],
)  # fmt: skip
def test_any_other_answer_is_unexplained(folder: Path, path: tuple[str, ...], value: Any) -> None:
    altered(folder, *path, value=value)
    assert compared(folder).total.unexplained > 0
    assert main([str(folder)]) == 1


@pytest.mark.parametrize("group", ["finished_goods", "events"])
def test_an_answer_nobody_recorded_is_unexplained(folder: Path, group: str) -> None:
    altered(folder, "stages", "before_ops", group, value={})
    assert any("is not recorded" in complaint for complaint in compared(folder).complaints)


def test_a_rule_explains_exactly_as_many_leaves_as_it_lists(folder: Path) -> None:
    """The desktop would have had to drop the loaves for F20 to be needed."""
    quay = ("stages", "before_ops", "events", "Quay feast 🎏|2030-06-09", "fu_requirements")
    loaves = {"finished_unit": "small-loaf", "recipe": "salt-loaf", "quantity": 4}
    thins = {"finished_unit": "oat-thin", "recipe": "oat-thins", "quantity": 48}
    altered(folder, *quay, value=[thins, loaves])
    report = compared(folder)
    assert report.sections["events.fu_requirements"].by_rule == 0
    assert report.sections["deviations.F20"].unexplained == 3


def test_an_unstable_leaf_is_left_out(folder: Path) -> None:
    altered(folder, "unit_conversions", "0", "result", value=1.0)
    unstable = {"paths": ["unit_conversions/0/result"]}
    (folder / "unstable_paths.json").write_text(json.dumps(unstable), "utf-8")
    report = compared(folder)
    assert report.complaints == []
    assert report.excluded == 1


@pytest.mark.covers("DEC-08")
def test_the_oracle_does_not_know_our_code() -> None:
    for path in Path(oracle.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in getattr(node, "names", [])]
            modules = [*names, getattr(node, "module", None) or ""]
            assert not any(module.startswith("baketracker") for module in modules), path.name


def test_every_section_has_an_owner() -> None:
    assert set(WORK.values()) == {"ground", "plan", "stock", "make", "portability"}
    assert len(WORK) == 83


@pytest.mark.covers(*sorted(COVERED_IDS))
def test_the_desktops_recorded_answers_agree() -> None:
    if not RECORDED.is_dir():
        pytest.skip(f"no recorded answers at {RECORDED}")
    report = compared(RECORDED)
    assert report.complaints == []
    for section in (*PURE, *DesktopFile.proves):
        assert report.sections[section].equal > 0
        assert report.sections[section].uncovered == 0
