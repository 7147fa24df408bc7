"""The figures of one part of the fixtures."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from .fixtures import captions, catalogue, phrases, receipts, split
from .judging import FIELDS, Tally, judge_caption, judge_phrase, judge_receipt, without_history
from .readings import simulated

Part = Literal["tune", "untouched"]
# Of 95 % of samples like this one the true share is above the lower bound.
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Figures:
    """What is said of a part; shares are from 0 to 1."""

    values: dict[str, float | int | None]
    faults: tuple[str, ...]


def judged(part: Part, *, history: bool = True) -> Figures:
    """Every receipt, phrase and caption of a part, read (simulated) and judged. Without `history`
    the bakery never bought anything."""
    tune, is_tune = split(), part == "tune"
    candidates = catalogue() if history else without_history(catalogue())
    tally = Tally()
    for receipt in receipts():
        if (receipt.id in tune.receipts) is is_tune:
            judge_receipt(receipt, simulated(receipt), candidates, tally)
    for phrase in phrases():
        if (phrase.id in tune.phrases) is is_tune:
            judge_phrase(phrase, tally)
    for caption in captions():
        if (caption.id in tune.captions) is is_tune:
            judge_caption(caption, tally)
    return Figures(_values(tally), tuple(tally.faults))


def wilson_low(right: int, of: int) -> float | None:
    """The lower bound of the 95 % score interval of a share (Wilson 1927); None of nothing."""
    if not of:
        return None
    share, square = right / of, Z * Z
    spread = Z * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return round((share + square / (2 * of) - spread) / (1 + square / of), 4)


def _values(tally: Tally) -> dict[str, float | int | None]:
    counts = tally.counts
    values: dict[str, float | int | None] = {
        "auto_ready_precision": _share(counts["ready_right"], counts["ready"]),
        "auto_ready_precision_low": wilson_low(counts["ready_right"], counts["ready"]),
        "auto_ready_recall": _share(counts["ready_right"], counts["known"]),
        "known_in_top_three": _share(counts["known_in_top_three"], counts["known"]),
        "not_baking_found": _share(counts["skip_right"], counts["skip_lines"]),
        "receipts_reconciled_or_flagged": _share(
            counts["receipts"] - counts["receipts_unflagged"], counts["receipts"]
        ),
        "receipts_as_meant": _share(counts["receipts_as_meant"], counts["receipts"]),
        "receipts_add_up": _share(counts["receipts_add_up"], counts["receipts"]),
        "line_precision": _share(counts["lines_right"], counts["lines_read"]),
        "line_recall": _share(counts["lines_right"], counts["lines"]),
        "phrases_correct": _share(counts["phrases_right"], counts["phrases"]),
        "captions_correct": _share(counts["captions_right"], counts["captions"]),
    }
    values |= {f"f1_{name}": _f1(tally, name) for name in FIELDS}
    names = ("receipts", "lines", "known", "ready", "phrases", "captions")
    return values | {f"count_{name}": counts[name] for name in names}


def _share(part: int, of: int) -> float | None:
    return round(part / of, 4) if of else None


def _f1(tally: Tally, name: str) -> float | None:
    """The harmonic mean of precision and recall of a field."""
    right, wrong, missed = (tally.counts[f"{name}_{kind}"] for kind in ("right", "wrong", "missed"))
    return _share(2 * right, 2 * right + wrong + missed)


def lines_of(figures: Sequence[tuple[str, Figures]]) -> list[str]:
    """A table, one figure a line and one part a column."""
    names = list(figures[0][1].values)
    head = " ".join(f"{title:>22}" for title, _ in figures)
    rows = [f"{'':<32}{head}"]
    for name in names:
        cells = " ".join(f"{_cell(one.values[name]):>22}" for _, one in figures)
        rows.append(f"{name.replace('_', ' '):<32}{cells}")
    return rows


def _cell(value: float | int | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.4f}"
