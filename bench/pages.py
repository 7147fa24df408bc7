"""Every list and page at 1, 100 and 1,000 bakeries: p50, p95, statements; what row-level security
costs; how far a list is from bare psycopg."""

import gc
import itertools
import re
import time
from typing import Any
from uuid import UUID

import psycopg
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from baketracker.accounts import identity
from baketracker.app import build
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.provision import Urls
from baketracker.db.scope import Scope
from baketracker.db.tenancy import tenant_transaction
from baketracker.db.types import now
from baketracker.ingredients import service as ingredients
from baketracker.operations.serving import settle

from .measure import compare, counting, percentile
from .seed import full_bakeries

PAGES = ("/", "/ingredients", "/ingredients?q=0123", "/products", "/suppliers", "/pantry",
         "/recipes", "/finished-goods", "/events")  # fmt: skip
WITH_DETAILS = ("/ingredients", "/recipes", "/events")


def settings_for(urls: Urls) -> Settings:
    return Settings(
        environment="test", database_url=urls.app, worker=False, requests_per_minute=10**9
    )


def measure_pages(urls: Urls, superuser_url: str, requests: int) -> dict[str, dict[str, float]]:
    """{page: {p50_ms, p95_ms, statements}} over the full-size bakeries in turn."""
    config = settings_for(urls)
    app = build(config)
    settle()
    engine: Engine = app.state.engine
    owners = full_bakeries(superuser_url)
    figures = {}
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        cookies = [cookie_of(engine, account, tenant) for tenant, account in owners]
        for page in (*PAGES, *_details(client, cookies[0])):
            figures[page] = one_page(client, engine, page, cookies, requests)
    return figures


def cookie_of(engine: Engine, account: UUID, tenant: UUID) -> dict[str, str]:
    with engine.begin() as gate:
        return {"Cookie": f"bt_session={identity.open_session(gate, account, tenant, '', now())}"}


def _details(client: TestClient, cookie: dict[str, str]) -> list[str]:
    """One detail page of each kind. Their ids are the same row number in every bakery, so only
    the first bakery is asked for them."""
    found = []
    for page in WITH_DETAILS:
        text = client.get(page, headers=cookie).text
        if link := re.search(rf'href="({page}/[0-9a-f-]{{36}})"', text):
            found.append(link.group(1))
    return found


def one_page(
    client: TestClient, engine: Engine, page: str, cookies: list[dict[str, str]], requests: int
) -> dict[str, float]:
    turns = itertools.cycle(cookies[:1] if re.search("[0-9a-f-]{36}", page) else cookies)
    first = client.get(page, headers=next(turns))
    if first.status_code != 200:
        raise SystemExit(f"{page} answered {first.status_code}")
    times = []
    with counting(engine) as sent:
        for _ in range(requests):
            # The test client ties every answer into a ring, which a server does not; clearing a
            # dozen big ones away must not fall into the time of one.
            gc.collect()
            began = time.perf_counter()
            client.get(page, headers=next(turns))
            times.append((time.perf_counter() - began) * 1000)
    return {
        "p50_ms": round(percentile(times, 0.5), 1),
        "p95_ms": round(percentile(times, 0.95), 1),
        "statements": len(sent) / requests,
    }


def measure_walls(urls: Urls, superuser_url: str, times: int) -> dict[str, float]:
    """What row-level security costs on the list of 50, and how far the list is from psycopg."""
    config = settings_for(urls)
    tenant, account = full_bakeries(superuser_url)[0]
    scope = Scope(tenant, account, role="owner")
    guarded = make_engine(urls.app, config)

    def listing(engine: Engine) -> Any:
        def work() -> object:
            with tenant_transaction(engine, scope) as db:
                return ingredients.search(db, limit=50)

        return work

    with counting(guarded) as sent:
        listing(guarded)()
    bare = _bare(urls.app, sent)
    ours_over_bare = compare(listing(guarded), bare, times)
    open_url = _without_walls(urls, superuser_url)
    unguarded = make_engine(open_url, config)
    rls = compare(listing(guarded), listing(unguarded), times)
    guarded.dispose()
    unguarded.dispose()
    return {
        "rls_cost_ratio": round(rls, 3),
        "list_50_rate_of_bare_psycopg": round(1 / ours_over_bare, 3),
        "list_50_statements": len(sent),
    }


def _bare(url: str, sent: list[tuple[str, Any]]) -> Any:
    """The same statements by a bare psycopg connection, rows fetched as tuples."""
    connection = psycopg.connect(url)

    def work() -> object:
        rows = []
        with connection.transaction():
            for statement, parameters in sent:
                cursor = connection.execute(statement, parameters or None)
                if cursor.description:
                    rows.append(cursor.fetchall())
        return rows

    return work


def _without_walls(urls: Urls, superuser_url: str) -> str:
    """A role for which no policy applies, so that only row-level security differs."""
    with psycopg.connect(superuser_url, autocommit=True) as db:
        db.execute("drop role if exists bt_bench")
        db.execute("create role bt_bench login bypassrls in role bt_app password 'bench'")
        db.execute("alter role bt_bench set search_path to app")
    return re.sub(r"//[^@]*@", "//bt_bench:bench@", urls.app)


def show(bakeries: int, figures: dict[str, dict[str, float]]) -> None:
    for page, figure in figures.items():
        shown = re.sub(r"[0-9a-f-]{36}|(?<=cursor=)[\w-]+", "{id}", page)
        print(
            f"{bakeries:>6} bakeries  {shown:<32} p50 {figure['p50_ms']:>7} ms   "
            f"p95 {figure['p95_ms']:>7} ms   {figure['statements']:g} statements"
        )
