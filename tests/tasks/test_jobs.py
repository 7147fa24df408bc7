"""Long work: queued with the transaction, done as the bakery, told as it goes, repeated safely."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from baketracker.accounts.models import Membership, Tenant
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput, NotFound
from baketracker.suppliers.models import Supplier
from baketracker.tasks import jobs, service
from baketracker.tasks.jobs import Job, Kind
from baketracker.tasks.models import Upload
from baketracker.tasks.schemas import NewUpload, TaskView
from tests.factories.bakeries import BakeryOnDatabase

KIND = "open_shop"


def open_shop(db: TenantSession, job: Job) -> dict[str, Any]:
    """Work as tests need it: what `arguments` ask for."""
    if sentence := job.arguments.get("refuse"):
        raise InvalidInput(sentence)
    if job.arguments.get("crash"):
        raise ZeroDivisionError
    job.progress(1, 2, "Halfway.")
    names = [upload.name for upload in job.uploads(db)]
    db.add(Supplier(name=job.arguments.get("name", "Shop"), slug="shop"))
    db.flush()
    if job.arguments.get("late"):
        raise ZeroDivisionError
    return {"files": names, "job_of": str(job.scope.account_id), "kind": job.scope.kind}


@pytest.fixture(autouse=True)
def shop(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind(KIND, open_shop, "/suppliers", "See it", "/suppliers/new", "Try again")
    monkeypatch.setitem(jobs.KINDS, KIND, kind)


def begun(bakery: BakeryOnDatabase, **arguments: Any) -> UUID:
    with bakery.session() as db:
        return service.begin(db, KIND, [NewUpload("a.db", b"bytes")], None, arguments)


def queued(bakery: BakeryOnDatabase) -> list[dict[str, Any]]:
    """The jobs of this bakery that wait in the queue."""
    with bakery.engine.connect() as db:
        rows = db.execute(
            text("select args from jobs.procrastinate_jobs where args->>'tenant_id' = :t "
                 "and status = 'todo'"),
            {"t": str(bakery.id)},
        )  # fmt: skip
        return [row.args for row in rows]


def perform(bakery: BakeryOnDatabase, task_id: UUID, **arguments: Any) -> TaskView:
    jobs.perform(bakery.engine, KIND, str(bakery.id), str(task_id), arguments)
    return task_of(bakery, task_id)


def task_of(bakery: BakeryOnDatabase, task_id: UUID) -> TaskView:
    with bakery.session() as db:
        return service.get(db, task_id)


def shops(bakery: BakeryOnDatabase) -> list[str]:
    with bakery.session() as db:
        return list(db.scalars(select(Supplier.name)))


@pytest.mark.covers("SD-28")
def test_a_commit_leaves_one_job(bakery: BakeryOnDatabase) -> None:
    task_id = begun(bakery, name="Quay")
    assert queued(bakery) == [
        {"tenant_id": str(bakery.id), "task_id": str(task_id), "arguments": {"name": "Quay"}}
    ]
    assert task_of(bakery, task_id).state == "waiting"


@pytest.mark.covers("SD-28")
def test_a_rollback_leaves_none(bakery: BakeryOnDatabase) -> None:
    task_id = uuid4()
    with bakery.session() as db:
        service.begin(db, KIND, (), task_id)
        db.rollback()
    assert queued(bakery) == []
    with pytest.raises(NotFound):
        task_of(bakery, task_id)


def test_the_same_id_sent_twice_is_one_task(bakery: BakeryOnDatabase) -> None:
    task_id = uuid4()
    for _ in range(2):
        with bakery.session() as db:
            assert service.begin(db, KIND, (), task_id) == task_id
    assert len(queued(bakery)) == 1


def test_work_is_done_as_the_person_who_began_it(bakery: BakeryOnDatabase) -> None:
    task_id = begun(bakery)
    done = perform(bakery, task_id, name="Quay")
    assert (done.state, done.result) == (
        "done",
        {"files": ["a.db"], "job_of": str(bakery.scope.account_id), "kind": "job"},
    )
    assert shops(bakery) == ["Quay"]
    with bakery.session() as db:
        assert db.scalars(select(Upload)).all() == []


def test_the_progress_is_seen_while_the_work_is_not(bakery: BakeryOnDatabase) -> None:
    task_id = begun(bakery)
    failed = perform(bakery, task_id, late=True)
    assert (failed.done, failed.total) == (1, 2)
    assert shops(bakery) == []


def test_a_job_done_twice_has_one_effect(bakery: BakeryOnDatabase) -> None:
    task_id = begun(bakery)
    perform(bakery, task_id)
    again = perform(bakery, task_id)
    assert again.state == "done"
    assert shops(bakery) == ["Shop"]


def test_a_refusal_is_the_tasks_last_word(bakery: BakeryOnDatabase) -> None:
    task_id = begun(bakery)
    failed = perform(bakery, task_id, refuse="This file is damaged.")
    assert (failed.state, failed.note) == ("failed", "This file is damaged.")
    assert perform(bakery, task_id).state == "failed"
    with bakery.session() as db:
        assert db.scalars(select(Upload)).all() == []


def test_a_crash_says_nothing_of_its_inside(
    bakery: BakeryOnDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    failed = perform(bakery, begun(bakery), crash=True)
    assert failed.note == "Something went wrong on our side. Nothing was saved."
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.covers("SR20")
def test_a_job_that_names_a_task_of_another_bakery_has_no_effect(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    task_id = begun(bakery)
    jobs.perform(neighbour.engine, KIND, str(neighbour.id), str(task_id), {})
    assert task_of(bakery, task_id).state == "waiting"
    assert shops(bakery) == shops(neighbour) == []
    assert "task of another bakery" in caplog.text


@pytest.mark.covers("S4-tenants-active")
def test_a_suspended_bakerys_job_does_nothing(bakery: BakeryOnDatabase) -> None:
    task_id = begun(bakery)
    with bakery.session() as db:
        db.scalars(select(Tenant).where(Tenant.id == bakery.id)).one().is_active = False
    failed = perform(bakery, task_id)
    assert failed.state == "failed"
    assert "suspended" in failed.note
    assert shops(bakery) == []


def test_somebody_who_left_the_bakery_begins_nothing_more(bakery: BakeryOnDatabase) -> None:
    task_id = begun(bakery)
    with bakery.session() as db:
        db.delete(db.scalars(select(Membership)).one())
    assert perform(bakery, task_id).state == "failed"
    assert shops(bakery) == []


def test_a_busy_database_is_tried_again_later(
    bakery: BakeryOnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> dict[str, Any]:
        raise OperationalError("select 1", {}, Exception("server closed the connection"))

    kind = Kind(KIND, lost, "", "", "", "")
    monkeypatch.setitem(jobs.KINDS, KIND, kind)
    task_id = begun(bakery)
    with pytest.raises(OperationalError):
        perform(bakery, task_id)
    assert task_of(bakery, task_id).state == "working"
    jobs.give_up(bakery.engine, KIND, str(bakery.id), str(task_id))
    assert task_of(bakery, task_id).state == "failed"


def test_the_neighbour_finds_no_task(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    task_id = begun(bakery)
    with pytest.raises(NotFound):
        task_of(neighbour, task_id)
