"""One answer three times: the desktop's, ours and the oracle's."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.parity.compare import compare
from tests.parity.desktop_file import opened
from tests.parity.harness import Recording
from tests.parity.oracle import EXPECTED
from tests.parity.provider import FILES
from tests.parity.sections import stage_entries

STAGE = "before_ops"


@dataclass(frozen=True)
class Answered:
    """What the desktop said and what the services say about a data set of our own."""

    recording: Recording
    ours: dict[str, Any]

    def fixed(self, rule: str, *where: str) -> Any:
        """Our answer there: another one than the desktop's, and the oracle's."""
        path = ("stages", STAGE, *where)
        mine = _at(self.ours, path)
        recorded = _at(self.recording.goldens["stages"][STAGE], path)
        with closing(opened(self.recording.folder / FILES[STAGE])) as file:
            expected = EXPECTED[rule](file, path)
        assert all(leaf.equal for leaf in compare(path, expected, mine))
        assert not all(leaf.equal for leaf in compare(path, recorded, mine))
        return mine


def picked(rows: Iterable[dict[str, Any]], *columns: str) -> set[tuple[Any, ...]]:
    """Some columns of each row; numbers without their trailing zeros."""
    return {tuple(_plain(row[column]) for column in columns) for row in rows}


def _at(fields: dict[str, Any], path: tuple[str, ...]) -> Any:
    return next(it.recorded for it in stage_entries(STAGE, fields) if it.path == path)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
