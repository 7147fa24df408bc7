"""The page for bringing in a file: from the upload to the report, and back when it is no good."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from baketracker.accounts import identity
from baketracker.accounts.models import Membership
from baketracker.errors import RuleBroken
from baketracker.exchange.jobs import report_of
from baketracker.exchange.report import Report
from baketracker.exchange.sample import fill_with_sample
from baketracker.recipes.models import Recipe
from baketracker.tasks import jobs
from baketracker.tasks.models import Task, Upload
from baketracker.tasks.schemas import TaskView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import COOKIE, OWN_PAGE, Client, browser, visitor
from tests.factories.desktop import Desktop
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
    assert "They have their recipes as these came in now" in report.text
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


def test_another_file_under_the_same_key_is_refused(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    content, op_id = small(tmp_path).read_bytes(), str(uuid4())
    task_of(upload(bakery, content, op_id=op_id))
    for changed in ({"content": content + bytes(4096)}, {"wal": b"newer"}, {"dry_run": "true"}):
        reply = upload(bakery, **({"content": content, "op_id": op_id} | changed))
        assert reply.status_code == 422
        assert "This form was saved already." in reply.text
    with bakery.session() as db:
        assert len(db.scalars(select(Upload)).all()) == 1


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


def go(person: Client, path: str, **typed: str) -> None:
    """Press a button that leads to another bakery, and keep only the cookie it gives."""
    reply = person.post(path, data=typed)
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    secret = reply.cookies[COOKIE]
    person.cookies.clear()
    person.cookies.set(COOKIE, secret)


def look_at_sample(person: Client) -> UUID:
    """Press the button; returns the bakery the person is in afterwards."""
    go(person, "/sample")
    known = re.search(r'data-whose="([0-9a-f-]{36})', person.get("/").text)
    assert known is not None
    return UUID(known[1])


def inside(bakery: BakeryOnDatabase, tenant_id: UUID) -> BakeryOnDatabase:
    return replace(bakery, scope=replace(bakery.scope, tenant_id=tenant_id))


def test_one_click_opens_a_sample_bakery_and_leaves_the_own_one_alone(
    bakery: BakeryOnDatabase,
) -> None:
    person = browser(bakery)
    before = person.cookies[COOKIE]
    assert 'action="/sample"' in person.get("/import").text
    sample = look_at_sample(person)
    assert sample != bakery.id
    assert person.cookies[COOKIE] != before
    assert count(bakery) == 0
    assert count(inside(bakery, sample)) > 70
    today = person.get("/").text
    assert "You are in the sample bakery" in today
    assert 'href="/bakeries">Switch back' in today
    assert 'action="/sample"' not in person.get("/import").text


def test_a_second_look_goes_to_the_same_sample_bakery(bakery: BakeryOnDatabase) -> None:
    person = browser(bakery)
    sample = look_at_sample(person)
    rows = count(inside(bakery, sample))
    go(person, "/bakeries", bakery_id=str(bakery.id))
    assert "You are in the sample bakery" not in person.get("/").text
    assert look_at_sample(person) == sample
    assert count(inside(bakery, sample)) == rows
    assert person.get("/bakeries").text.count("Sample bakery</span>") == 1


def test_two_taps_at_once_open_one_sample_bakery(bakery: BakeryOnDatabase) -> None:
    devices = [browser(bakery), browser(bakery)]
    with ThreadPoolExecutor(2) as both:
        samples = set(both.map(look_at_sample, devices))
    assert len(samples) == 1
    with bakery.engine.connect() as gate:
        assert bakery.scope.account_id is not None
        assert len(identity.my_tenants(gate, bakery.scope.account_id)) == 2


def test_the_sample_never_mixes_with_a_bakerys_own(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    bring_in(bakery, small(tmp_path))
    before = count(bakery)
    look_at_sample(browser(bakery))
    assert count(bakery) == before
    with bakery.session() as db, pytest.raises(RuleBroken):
        fill_with_sample(db)


def test_a_file_may_be_brought_into_the_sample_bakery(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    sample = inside(bakery, look_at_sample(browser(bakery)))
    rows = count(sample)
    bring_in(sample, small(tmp_path))
    assert count(sample) > rows


def test_everybody_has_a_sample_bakery_of_their_own(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    one, other = look_at_sample(browser(bakery)), look_at_sample(browser(neighbour))
    assert one != other
    assert count(inside(bakery, one)) == count(inside(neighbour, other))


@pytest.mark.parametrize("path", ["/events", "/pantry"])
def test_an_empty_list_offers_the_sample_and_the_file(bakery: BakeryOnDatabase, path: str) -> None:
    text = browser(bakery).get(path).text
    assert 'action="/sample"' in text
    assert 'href="/import"' in text


def test_the_report_counts_the_whole_file_and_says_what_is_not_known(
    bakery: BakeryOnDatabase, tmp_path: Path
) -> None:
    newer = Desktop(after=["CREATE TABLE cake_moods (mood TEXT)",
                           "INSERT INTO cake_moods VALUES ('calm'), ('bright')"])  # fmt: skip
    task_id = task_of(upload(bakery, newer.write(tmp_path / "newer.db").read_bytes()))
    assert "You may leave this page" in browser(bakery).get(f"/tasks/{task_id}").text
    work_off(bakery, task_id)
    assert "You may leave this page" not in browser(bakery).get(f"/tasks/{task_id}").text
    _, told = report_in(bakery, task_id)
    assert told.read == told.written + told.unchanged + told.left_in_file
    shown = html.unescape(browser(bakery).get(f"/import/{task_id}").text)
    assert f"<dt>Left in the file</dt><dd>{told.left_in_file}</dd>" in shown
    assert told.not_taken == {"cake_moods": 2}
    assert "cake moods" in shown
    assert "bring it again after an update" in shown


def report_in(bakery: BakeryOnDatabase, task_id: str) -> tuple[TaskView, Report]:
    with bakery.session() as db:
        return report_of(db, UUID(task_id))
