"""Percentiles, statement counts and alternating comparisons."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

ROUNDS = 5


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@contextmanager
def counting(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """Every statement the engine sends meanwhile, with its parameters."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, _m: bool) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def seconds(work: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times


def compare(first: Callable[[], object], second: Callable[[], object], times: int) -> float:
    """Time of `first` over time of `second`: alternating rounds, median of the ratios."""
    for warm_up in (first, second):
        seconds(warm_up, max(1, times // 5))
    ratios = []
    for _ in range(ROUNDS):
        ratios.append(seconds(first, times) / seconds(second, times))
    return statistics.median(ratios)
