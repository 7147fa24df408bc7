"""`python -m tests.parity [DIR]`: exit 0 when everything is explained, 1 when not, 2 unreadable."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.parity import own
from tests.parity.bakery import Served
from tests.parity.desktop_file import DesktopFile
from tests.parity.harness import Report, Tally, read, run
from tests.parity.imported import database, importing
from tests.parity.provider import Provider
from tests.parity.sections import WORK

ROOT = Path(__file__).resolve().parents[2]
SHOWN = 20


def main(
    arguments: list[str] | None = None, provider: Callable[[Path], Provider] = DesktopFile
) -> int:
    """Compare the folder, or only our own data set where there is none."""
    parser = argparse.ArgumentParser(prog="parity", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_usual_folder())
    folder: Path = parser.parse_args(arguments).folder
    if folder.is_dir():
        return _compared(folder, provider)
    with tempfile.TemporaryDirectory() as made:
        outcome = _compared(own.build(Path(made)), provider)
    print(f"No recorded answers at {folder}; only our own data set was compared.")
    print("parity: SKIPPED")
    return outcome


def _usual_folder() -> Path:
    return Path(os.environ.get("BAKETRACKER_PARITY") or ROOT.parent / "shared" / "parity")


def _compared(folder: Path, provider: Callable[[Path], Provider]) -> int:
    try:
        recording = read(folder)
    except (OSError, ValueError) as problem:
        print(f"The recorded answers in {folder} cannot be read: {problem}", file=sys.stderr)
        return 2
    report = run(recording, provider(folder))
    _show(report)
    print(report.line())
    return 1 if report.total.unexplained else 0


def _show(report: Report) -> None:
    print(f"{'section':45}{'equal':>8}{'by rule':>9}{'uncovered':>11}{'unexplained':>13}  owed by")
    for name, tally in report.sections.items():
        print(_row(name, tally, WORK.get(name, "nobody") if tally.uncovered else ""))
    print(_row("all sections", report.total, ""))
    if report.excluded:
        print(f"{report.excluded} leaves are excluded: the desktop itself gave varying answers.")
    for complaint in report.complaints[:SHOWN]:
        print(f"unexplained  {complaint}")
    if len(report.complaints) > SHOWN:
        print(f"unexplained  and {len(report.complaints) - SHOWN} more")


def _row(name: str, tally: Tally, work: str) -> str:
    figures = f"{tally.equal:>8}{tally.by_rule:>9}{tally.uncovered:>11}{tally.unexplained:>13}"
    return f"{name:45}{figures}  {work}".rstrip()


if __name__ == "__main__":
    with database() as engine:
        sys.exit(main(provider=lambda folder: Served(folder, importing(engine))))
