"""Work at the doors of one bakery, timed again and again while its history grows."""

import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import psycopg
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from baketracker.accounts import identity
from baketracker.app import build
from baketracker.db.provision import Urls
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.db.types import new_id, now
from baketracker.operations.serving import settle

from .measure import counting, percentile
from .pages import cookie_of, settings_for
from .seed import full_bakeries

HISTORY = (1_000, 10_000, 100_000)

Furnished = TypeVar("Furnished")


@dataclass(frozen=True, slots=True)
class Doors:
    """The pages of the bakery for its owner, and JSON with a token of theirs. Whatever does not
    answer as it should ends the bench."""

    client: TestClient
    page: dict[str, str]
    token: dict[str, str]

    def look(self, address: str) -> None:
        _fine(self.client.get(address, headers=self.page))

    def ask(self, address: str) -> None:
        _fine(self.client.get(address, headers=self.token))

    def send(self, address: str, body: dict[str, Any]) -> None:
        key = {"Idempotency-Key": str(new_id())}
        _fine(self.client.post(address, json=body, headers=self.token | key))


@dataclass(frozen=True, slots=True)
class Work:
    """Something to time. `before`: a statement that is sent before each time, untimed, `tenant` and
    `values` being its parameters."""

    act: Callable[[], None]
    before: str = ""
    values: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Study(Generic[Furnished]):
    """What is timed over growing history. `past` adds the rows `first` to `last` of `what` to the
    bakery `tenant`; `furnish` makes what the works need."""

    what: str
    past: str
    furnish: Callable[[TenantSession], Furnished]
    works: Callable[[Doors, Furnished], dict[str, Work]]

    def measure(self, urls: Urls, superuser_url: str, requests: int) -> dict[str, float]:
        """{work_rows_p50_ms, ..._p95_ms, ..._statements} for each amount of history."""
        app = build(settings_for(urls))
        settle()
        engine: Engine = app.state.engine
        ((tenant, account),) = full_bakeries(superuser_url)
        with tenant_transaction(engine, Scope(tenant, account, role="owner")) as db:
            furnished = self.furnish(db)
        moment = now()
        with engine.begin() as gate:
            _, secret = identity.create_token(
                gate, account, tenant, "bench", ("read", "write"), moment, moment.replace(year=2099)
            )
        token = {"Authorization": f"Bearer {secret}"}
        own: dict[str, object] = {"tenant": tenant}
        found: dict[str, float] = {}
        with (
            TestClient(app, base_url="http://127.0.0.1:8000") as client,
            psycopg.connect(superuser_url, autocommit=True) as admin,
        ):
            works = self.works(Doors(client, cookie_of(engine, account, tenant), token), furnished)
            for before, rows in itertools.pairwise((0, *HISTORY)):
                admin.execute(self.past.encode(), own | {"first": before + 1, "last": rows})
                admin.execute("vacuum analyze")
                for name, work in works.items():

                    def prepare(work: Work = work) -> None:
                        if work.before:
                            admin.execute(work.before.encode(), own | dict(work.values or {}))

                    prepare()
                    work.act()
                    times, sent = _timed(work.act, prepare, engine, requests)
                    found[f"{name}_{rows}_p50_ms"] = round(percentile(times, 0.5), 1)
                    found[f"{name}_{rows}_p95_ms"] = round(percentile(times, 0.95), 1)
                    found[f"{name}_{rows}_statements"] = sent
        return found

    def show(self, found: Mapping[str, float]) -> None:
        """A line for each work and amount of history."""
        for key in (name[: -len("_p50_ms")] for name in found if name.endswith("_p50_ms")):
            name, _, rows = key.rpartition("_")
            print(
                f"{rows:>7} {self.what} of history  {name:<9} p50 {found[f'{key}_p50_ms']:>7} ms   "
                f"p95 {found[f'{key}_p95_ms']:>7} ms   {found[f'{key}_statements']:g} statements"
            )


def _fine(answer: Any) -> None:
    if answer.status_code not in (200, 201):
        raise SystemExit(f"{answer.request.url} answered {answer.status_code}: {answer.text[:300]}")


def _timed(
    work: Callable[[], None], prepare: Callable[[], None], engine: Engine, requests: int
) -> tuple[list[float], float]:
    times = []
    with counting(engine) as sent:
        for _ in range(requests):
            prepare()
            began = time.perf_counter()
            work()
            times.append((time.perf_counter() - began) * 1000)
    return times, len(sent) / requests
