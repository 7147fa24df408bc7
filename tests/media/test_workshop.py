"""A process that opens what comes is started while somebody still speaks, and serves once."""

import signal
from collections.abc import Iterator

import pytest

from baketracker.media import workshop
from baketracker.media.pictures import redrawn
from baketracker.media.sounds import BadSound, heard

from .making import picture, recorded, tone


@pytest.fixture(autouse=True)
def _nobody_waits() -> Iterator[None]:
    workshop._dismiss()
    yield
    workshop._dismiss()


def waiting(craft: workshop.Craft) -> workshop.Child:
    workshop.expect(craft)
    return workshop._expecting[craft].child


def test_who_was_started_ahead_opens_what_comes_first_and_nothing_after() -> None:
    child = waiting("hearing")
    assert waiting("hearing") is child, "one is enough"
    assert heard(recorded(tone(2))).seconds > 1
    assert child.returncode == 0
    assert not workshop._expecting
    assert heard(recorded(tone(1))).seconds < 2, "the next is opened by a new one"


def test_each_craft_has_its_own() -> None:
    hearing, drawing = waiting("hearing"), waiting("drawing")
    assert redrawn(picture()).width
    assert drawing.returncode == 0
    assert hearing.poll() is None


def test_one_that_died_while_it_waited_is_replaced() -> None:
    child = waiting("hearing")
    child.kill()
    child.wait()
    assert heard(recorded(tone(1))).seconds
    child = waiting("hearing")
    child.kill()
    child.wait()
    assert waiting("hearing") is not child


def test_one_that_waited_long_is_replaced_before_it_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    child = waiting("hearing")
    monkeypatch.setattr(workshop, "WORTH_KEEPING_SECONDS", 0)
    newer = waiting("hearing")
    assert newer is not child
    assert child.returncode == 0
    monkeypatch.setattr(workshop, "STILL_GOOD_SECONDS", 0)
    assert heard(recorded(tone(1))).seconds
    assert newer.returncode == 0, "it left without work"


def test_a_machine_without_room_for_one_more_still_shows_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(craft: workshop.Craft) -> workshop.Child:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(workshop, "_started", refuse)
    workshop.expect("hearing")
    assert not workshop._expecting


def test_one_whose_answer_cannot_be_taken_does_not_live_on(monkeypatch: pytest.MonkeyPatch) -> None:
    child = waiting("hearing")
    monkeypatch.setattr(child, "communicate", out_of_memory)
    with pytest.raises(MemoryError):
        heard(recorded(tone(1)))
    assert child.returncode == -signal.SIGKILL
    assert heard(recorded(tone(1))).seconds


def out_of_memory(*_given: object, **_options: object) -> tuple[bytes, bytes]:
    raise MemoryError


def test_one_that_fell_over_a_hostile_file_serves_nobody_else() -> None:
    child = waiting("hearing")
    with pytest.raises(BadSound):
        heard(b"OggS" + bytes(500))
    assert child.poll() is not None
    assert heard(recorded(tone(1))).seconds


def test_it_leaves_when_nothing_can_come_any_more() -> None:
    child = waiting("hearing")
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(timeout=20) == 0


def test_it_leaves_when_nothing_comes(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The real program, less patient."""
    hurried = tmp_path_factory.mktemp("child") / "_child.py"
    hurried.write_text(workshop.CHILD.read_text().replace("IDLE_SECONDS = 600", "IDLE_SECONDS = 1"))
    monkeypatch.setattr(workshop, "CHILD", hurried)
    child = waiting("hearing")
    assert child.wait(timeout=20) == -signal.SIGALRM
