"""Every list and every search of a bakery of ten years: 500 ingredients, 100 recipes, 120 events,
10,000 purchases of which all was used up. What is asked is found in the application itself."""

from collections.abc import Iterator

import psycopg
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from tests.architecture.http_routes import every_way

from baketracker.app import BakeTracker, build
from baketracker.db.provision import Urls
from baketracker.operations.serving import settle

from .pages import cookie_of, one_page, settings_for
from .seed import full_bakeries
from .stock import PAST

PURCHASES = 10_000


def measure_years(urls: Urls, superuser_url: str, requests: int) -> dict[str, dict[str, float]]:
    """{page: {p50_ms, p95_ms, statements}} for the owner of the one bakery there is."""
    app = build(settings_for(urls))
    settle()
    engine: Engine = app.state.engine
    ((tenant, account),) = full_bakeries(superuser_url)
    with psycopg.connect(superuser_url, autocommit=True) as admin:
        admin.execute(PAST, {"tenant": tenant, "first": 1, "last": PURCHASES})
        admin.execute("vacuum analyze")
    cookie = cookie_of(engine, account, tenant)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        shown = [place for place in places(app) if _is_page(client, place, cookie)]
        return {place: one_page(client, engine, place, [cookie], requests) for place in shown}


def places(app: BakeTracker) -> Iterator[str]:
    """Every page that needs no id, and each that takes words with some: what names hold, and a word
    with a slip."""
    for way in every_way(app):
        if way.safe and not way.bearer and not way.parameters:
            yield way.path
            if "q" in dict(way.query):
                yield from (f"{way.path}?q={words}" for words in ("01", "prodcut"))


def _is_page(client: TestClient, place: str, cookie: dict[str, str]) -> bool:
    answer = client.get(place, headers=cookie, follow_redirects=False)
    return answer.status_code == 200 and "text/html" in answer.headers["content-type"]
