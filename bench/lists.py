"""Every place that lists finished units or goods, in a bakery with 10,000 recipes, units and goods:
the lists themselves, a later page, a search, and the pages where one is chosen."""

import re

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from baketracker.app import build
from baketracker.db.provision import Urls
from baketracker.operations.serving import settle

from .pages import cookie_of, one_page, settings_for
from .seed import full_bakeries

ITEMS = 10_000
LISTS = ("/finished-goods", "/recipes")
SEARCHES = ("/finished-goods?q=1234", "/recipes?q=1234", "/recipes?q=nothing")


def measure_lists(urls: Urls, superuser_url: str, requests: int) -> dict[str, dict[str, float]]:
    """{page: {p50_ms, p95_ms, statements}} for the owner of the one bakery there is."""
    app = build(settings_for(urls))
    settle()
    engine: Engine = app.state.engine
    ((tenant, account),) = full_bakeries(superuser_url)
    cookies = [cookie_of(engine, account, tenant)]
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        event = _first(client, cookies[0], "/events", r"/events/[0-9a-f-]{36}")
        later = [
            _first(client, cookies[0], path, rf"{path}\?[^\"]*cursor=[\w-]+") for path in LISTS
        ]
        choosing = ["/finished-goods/new", f"{event}/goods", f"{event}/goods?q=1234",
                    f"{event}/recipes"]  # fmt: skip
        places = [*LISTS, *later, *SEARCHES, *choosing]
        return {page: one_page(client, engine, page, cookies, requests) for page in places}


def _first(client: TestClient, cookie: dict[str, str], page: str, wanted: str) -> str:
    """The first address of this kind that a page leads to."""
    found = re.search(wanted, client.get(page, headers=cookie).text.replace("&amp;", "&"))
    if found is None:
        raise SystemExit(f"{page} leads to no {wanted}")
    return found.group(0)
