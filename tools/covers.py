"""Which promises of the ledger no test covers.

Tests carry `@pytest.mark.covers("K-01", ...)`. The ledger is a CSV with the columns id, work, what
and source; BAKETRACKER_LEDGER says where it is, by default beside the repository. The last line
is JSON: {"uncovered": {"ground": 3, ...}}. Exit 1 when a test names an id the ledger does not have.
"""

import csv
import io
import json
import os
import sys
from collections import Counter, defaultdict
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Promise:
    """One row of the ledger."""

    id: str
    work: str
    what: str


def main() -> int:
    marks = collect(ROOT / "tests")
    ledger = Path(os.environ.get("BAKETRACKER_LEDGER") or ROOT.parent / "shared/spec/ledger.csv")
    if not ledger.exists():
        print(f"covers: SKIPPED, there is no ledger at {ledger} (BAKETRACKER_LEDGER names one).")
        print(json.dumps({"uncovered": {}}))
        return 0
    promises = read_ledger(ledger)
    unknown = {mark: places for mark, places in marks.items() if mark not in promises}
    for mark, places in sorted(unknown.items()):
        print(f"Unknown id {mark} in {', '.join(sorted(places))}.")
    report(promises, set(marks))
    return 1 if unknown else 0


def read_ledger(path: Path) -> dict[str, Promise]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [Promise(row["id"], row["work"], row["what"]) for row in csv.DictReader(file)]
    return {promise.id: promise for promise in rows}


def report(promises: dict[str, Promise], covered: set[str]) -> None:
    """Print what is open per piece of work, and the JSON line."""
    total = Counter(promise.work for promise in promises.values())
    missing: dict[str, list[Promise]] = defaultdict(list)
    for promise in promises.values():
        if promise.id not in covered:
            missing[promise.work].append(promise)
    for work in total:
        print(f"\n{work}: {total[work] - len(missing[work])} of {total[work]} covered")
        for promise in missing[work]:
            print(f"  {promise.id}  {promise.what}")
    print(json.dumps({"uncovered": {work: len(missing[work]) for work in total}}))


class Marks:
    """A pytest plugin that notes every covered id and the files that name it."""

    def __init__(self) -> None:
        self.places: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            for mark in item.iter_markers("covers"):
                for promise in mark.args:
                    self.places[str(promise)].add(item.nodeid.partition("::")[0])


def collect(tests: Path) -> dict[str, set[str]]:
    """Every covered id, and the files that name it. Raises SystemExit when a file cannot load."""
    marks = Marks()
    said = io.StringIO()
    with redirect_stdout(said):
        options = ["--collect-only", "--quiet", "--no-header", "-p", "no:cacheprovider"]
        ended = pytest.main([*options, str(tests)], plugins=[marks])
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit(f"{said.getvalue()}\nThe tests cannot be collected: see above.")
    return marks.places


if __name__ == "__main__":
    sys.exit(main())
