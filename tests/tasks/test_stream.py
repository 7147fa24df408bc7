"""Progress over the line: ids, heartbeats, taking up again, an end."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest

from baketracker.tasks.schemas import TaskView
from baketracker.tasks.stream import Stream, event, last_seen

pytestmark = pytest.mark.covers("UX-28")


def view(version: int, state: str = "working") -> TaskView:
    counts = {"done": version, "total": 9, "version": version}
    return TaskView(id=uuid4(), kind="x", state=state, note="", result={}, **counts)


def told(looks: Iterator[TaskView | None], seen: int = 0, **limits: float) -> list[str]:
    async def all_events() -> list[str]:
        paces = {"look_seconds": 0.001} | limits
        stream = Stream(lambda: next(looks), lambda task: f"<p>{task.done}\n</p>", **paces)
        return [event async for event in stream.events(seen)]

    return asyncio.run(all_events())


def test_each_change_is_told_once_with_its_id() -> None:
    events = told(iter([view(1), view(1), view(3), view(4, "done")]))
    assert [line for part in events for line in part.splitlines() if line.startswith("id")] == [
        "id: 1", "id: 3", "id: 4",
    ]  # fmt: skip
    assert events[0] == "id: 1\nevent: progress\ndata: <p>1\ndata: </p>\n\n"
    assert events[-1] == "event: close\ndata: \n\n"


def test_a_stream_taken_up_again_repeats_nothing() -> None:
    events = told(iter([view(3), view(4, "done")]), seen=3)
    assert [part.splitlines()[0] for part in events] == ["id: 4", "event: close"]


def test_what_ended_before_is_closed_at_once() -> None:
    assert told(iter([view(4, "done")]), seen=4) == [event("close", "")]


def test_a_silent_stream_says_that_it_lives() -> None:
    looks = iter([view(1)] * 3 + [view(2, "done")])
    assert ": still working\n\n" in told(looks, heartbeat_seconds=0)


def test_a_stream_ends_by_itself_so_that_the_browser_comes_back() -> None:
    events = told(iter(view(1) for _ in range(100_000)), lifetime_seconds=0.05)
    assert not any("close" in part for part in events)


def test_what_may_no_longer_be_seen_is_closed() -> None:
    assert told(iter([None])) == [event("close", "")]


@pytest.mark.parametrize(
    ("header", "seen"),
    [(None, 0), ("7", 7), ("-1", 0), ("x", 0), ("9" * 40, 0), ("²", 0), ("", 0)],
)
def test_a_foreign_last_event_id_begins_anew(header: str | None, seen: int) -> None:
    assert last_seen(header) == seen
