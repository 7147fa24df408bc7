"""The page for bringing in a file: from the upload to the report, and back when it is no good."""

import html
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from baketracker.accounts.models import Membership
from baketracker.recipes.models import Recipe
from baketracker.tasks import jobs
from baketracker.tasks.models import Task, Upload
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import OWN_PAGE, browser, visitor
from tests.factories.servers import LiveServer

from .importing import bring_in, count, small

KIND = "import_desktop"


def upload(
    bakery: BakeryOnDatabase, content: bytes, wal: bytes | None = None, **fields: str
) -> Any:
    files = {"file": ("bake_tracker.db", content, "application/octet-stream")}
    if wal is not None:
        files["wal"] = ("bake_tracker.db-wal", wal, "application/octet-stream")
    return browser(bakery).post("/import", files=files, data=fields)


def task_of(reply: Any) -> Any:
    assert reply.status_code == 303, reply.text
    return reply.headers["location"].rpartition("/")[2]


def work_off(bakery: BakeryOnDatabase, task_id: str, *, dry_run: bool = False) -> None:
    """What the worker would do."""
    jobs.perform(bakery.engine, KIND, str(bakery.id), task_id, {"dry_run": dry_run})


def test_an_upload_becomes_a_task_and_the_task_a_report(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    task_id = task_of(upload(bakery, small(tmp_path).read_bytes()))
    waiting = browser(bakery).get(f"/tasks/{task_id}")
    assert "Waiting for its turn." in waiting.text
    work_off(bakery, task_id)
    done = browser(bakery).get(f"/tasks/{task_id}")
    assert f'href="/import/{task_id}"' in done.text
    report = browser(bakery).get(f"/import/{task_id}")
    assert report.status_code == 200
    assert "materials come later" in report.text
    assert "purchases" in report.text
    with bakery.session() as db:
        assert db.find(Recipe, db.scalars(select(Recipe.id)).first() or uuid4()) is not None
        assert db.scalars(select(Upload)).all() == []


def test_a_trial_says_that_nothing_was_saved(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    task_id = task_of(upload(bakery, small(tmp_path).read_bytes(), dry_run="true"))
    with bakery.engine.connect() as db:
        arguments = db.exec_driver_sql(
            "select args->'arguments' from jobs.procrastinate_jobs where args->>'task_id' = %s",
            (task_id,),
        ).scalar()
    assert arguments == {"dry_run": True}
    work_off(bakery, task_id, dry_run=True)
    assert "nothing was saved" in browser(bakery).get(f"/import/{task_id}").text
    with bakery.session() as db:
        assert db.scalars(select(Recipe)).all() == []


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", b"SQLite format 3\x00" + b"\x10\x00" * 99])
@pytest.mark.covers("G-09")
def test_what_is_plainly_no_database_is_refused_beside_the_field(
    bakery: BakeryOnDatabase, content: bytes
) -> None:
    reply = upload(bakery, content)
    assert reply.status_code == 422
    assert 'aria-invalid="true"' in reply.text
    with bakery.session() as db:
        assert db.scalars(select(Task)).all() == []
        assert db.scalars(select(Upload)).all() == []


def test_a_form_without_a_file_asks_for_one(bakery: BakeryOnDatabase) -> None:
    reply = browser(bakery).post("/import", data={"dry_run": "true"})
    assert reply.status_code == 422
    assert "Choose the file called bake_tracker.db." in html.unescape(reply.text)


@pytest.mark.covers("G-09")
def test_a_file_that_turns_out_bad_says_so_on_its_page(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    content = bytearray(small(tmp_path).read_bytes())
    content[8192:12_288] = b"\xa5" * 4096
    task_id = task_of(upload(bakery, bytes(content)))
    work_off(bakery, task_id)
    shown = html.unescape(browser(bakery).get(f"/tasks/{task_id}").text)
    assert "This file is damaged" in shown
    assert "Choose another file" in shown
    assert browser(bakery).get(f"/import/{task_id}").status_code == 422


def test_the_same_upload_sent_twice_is_one_task(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    content, op_id = small(tmp_path).read_bytes(), str(uuid4())
    first, second = (task_of(upload(bakery, content, op_id=op_id)) for _ in range(2))
    assert first == second == op_id


@pytest.mark.covers("S2-wal")
def test_the_wal_may_be_sent_beside_the_file(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    task_id = task_of(upload(bakery, small(tmp_path).read_bytes(), wal=b"not a wal"))
    work_off(bakery, task_id)
    assert browser(bakery).get(f"/import/{task_id}").status_code == 200


def test_more_than_the_limit_is_refused(bakery: BakeryOnDatabase) -> None:
    assert upload(bakery, b"SQLite format 3\x00" + bytes(11 * 1024 * 1024)).status_code == 413


def test_the_page_shows_the_limit_and_where_the_file_is(bakery: BakeryOnDatabase) -> None:
    page = browser(bakery).get("/import").text
    assert "At most 10 MB" in page
    assert "bake_tracker.db" in page


def test_a_member_may_not_bring_in_a_file(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    client = browser(bakery)
    with bakery.session() as db:
        db.scalars(select(Membership)).one().role = "member"
    files = {"file": ("a.db", small(tmp_path).read_bytes())}
    assert client.post("/import", files=files).status_code == 403


@pytest.mark.covers("UX-28")
def test_polling_answers_the_same_fragment_as_the_stream(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    task_id = task_of(upload(bakery, small(tmp_path).read_bytes()))
    fragment = browser(bakery).get(f"/tasks/{task_id}/progress", headers={"HX-Request": "true"})
    assert "<progress" in fragment.text
    assert "<html" not in fragment.text
    assert "<html" in browser(bakery).get(f"/tasks/{task_id}/progress").text


def test_the_neighbour_sees_neither_task_nor_report(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, tmp_path: Path
) -> None:
    task_id = task_of(upload(bakery, small(tmp_path).read_bytes()))
    work_off(bakery, task_id)
    for path in ("/tasks/{}", "/tasks/{}/progress", "/tasks/{}/events", "/import/{}"):
        assert browser(neighbour).get(path.format(task_id)).status_code == 404
        assert visitor(browser(bakery).app).get(path.format(task_id)).status_code == 303


@pytest.mark.covers("UX-28")
def test_the_stream_tells_and_can_be_taken_up_again(
    bakery: BakeryOnDatabase, live_server: LiveServer, tmp_path: Path
) -> None:
    task_id = task_of(upload(bakery, small(tmp_path).read_bytes()))
    cookies = {"bt_session": bakery.cookie()}
    with httpx.Client(base_url=live_server.url, cookies=cookies, headers=OWN_PAGE) as client:
        work_off(bakery, task_id)
        told = client.get(f"/tasks/{task_id}/events")
        assert told.headers["content-type"].startswith("text/event-stream")
        assert f"/import/{task_id}" in told.text
        assert told.text.rstrip().endswith("event: close\ndata:")
        last = next(line[4:] for line in told.text.splitlines() if line.startswith("id: "))
        again = client.get(f"/tasks/{task_id}/events", headers={"Last-Event-ID": last})
        assert "event: progress" not in again.text


def test_one_click_fills_an_empty_bakery(bakery: BakeryOnDatabase) -> None:
    assert "sample bakery" in browser(bakery).get("/import").text
    filled = browser(bakery).post("/sample")
    assert (filled.status_code, filled.headers["location"]) == (303, "/")
    rows = count(bakery)
    assert rows > 70
    browser(bakery).post("/sample")
    assert count(bakery) == rows
    assert "Fill in the sample" not in browser(bakery).get("/import").text


def test_the_sample_never_mixes_with_a_bakerys_own(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    bring_in(bakery, small(tmp_path))
    before = count(bakery)
    assert browser(bakery).post("/sample").status_code == 422
    assert count(bakery) == before


def test_the_sample_of_one_bakery_is_not_the_neighbours(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    browser(bakery).post("/sample")
    assert count(neighbour) == 0
    browser(neighbour).post("/sample")
    assert count(neighbour) == count(bakery)
