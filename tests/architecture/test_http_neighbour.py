"""The neighbour tries every door with ids that are not theirs: nothing is seen, nothing changes."""

import json
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from baketracker.app import BakeTracker
from baketracker.config import ROOT
from baketracker.db.provision import Urls
from tests.architecture.http_bakeries import MARK, Full, full_bakery, sums
from tests.architecture.http_routes import Way, every_way, guess, telling_ways
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.clients import Client, browser, call_tool, program, speak
from tests.factories.depth import DEEP

FORBIDDEN_ARGUMENTS = re.compile(r"tenant|user|account|url|sql|path|bakery|owner", re.IGNORECASE)
# In an answer these differ from request to request and tell nothing.
UNLIKE = re.compile(
    r"bt_pat_[\w-]+|[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
    r"|\d{4}-\d\d-\d\dT[\d:.]+Z"
)
HX = {"HX-Request": "true"}
VERSION = {"If-Match": '"v1"'}


@pytest.fixture(scope="module")
def bob(engine: Engine) -> Full:
    """Whose ids everybody knows."""
    return full_bakery(engine, "bob")


def client_for(way: Way, bakery: BakeryOnDatabase, app: BakeTracker) -> Client:
    return program(bakery, app=app) if way.bearer else browser(bakery, app)


# A program is told so before anything is looked for, whatever it names.
ONLY_PEOPLE = ("/api/proposals/{proposal_id}/confirmation",)


def fresh(way: Way, engine: Engine, app: BakeTracker) -> Client:
    """Somebody whose bakery has just been opened."""
    return client_for(way, open_bakery(engine, "Ada's Bakery"), app)


def ask(way: Way, client: Client, ids: dict[str, UUID], table: str) -> Any:
    """One request with ids of `table` in its path and query and guessed ones in its body."""
    one = {table: ids[table]}
    body = way.body(ids)
    if (
        "data" in body and way.path == "/sign-up"
    ):  # which succeeds once for each e-mail, whatever the ids
        body["data"]["email"] = f"{uuid4().hex}@example.com"
    return client.request(way.method, way.url(one, ids[table]), headers=VERSION, **body)


def tables_for(way: Way, number: int, tables: list[str]) -> list[str]:
    """Whose ids this route is asked with: those of the tables its address names, else of another
    one for each route; in a deep run of all."""
    if not way.parameters:
        return tables[:1]
    named = [table for table in tables if f"/{table.replace('_', '-')}/" in way.path]
    if DEEP:
        return [*dict.fromkeys([*named, *tables])]
    return named or [tables[number % len(tables)]]


def answered(answer: Any) -> tuple[int, str]:
    return answer.status_code, UNLIKE.sub("…", answer.text)


@pytest.mark.covers("SR5", "AR-06", "S4-ing-404", "S4-ing-isolation")
def test_every_route_called_with_the_neighbours_ids(
    app: BakeTracker, engine: Engine, database: Urls, bob: Full
) -> None:
    before = sums(database.backup, bob.bakery.id)
    nobody = {table: uuid4() for table in bob.rows}
    called = 0
    ada = open_bakery(engine, "Ada's Bakery")
    doors = browser(ada, app), program(ada, app=app)
    for number, way in enumerate(telling_ways(app)):
        none = None
        for table in tables_for(way, number, list(bob.rows)):
            client = doors[way.bearer]
            theirs = ask(way, client, bob.rows, table)
            # Whoever was taken in, or out, is followed by somebody whose bakery is as new.
            if not way.safe and theirs.status_code < 400:
                doors = browser(ada, app), program(ada, app=app)
                theirs = ask(way, fresh(way, engine, app), bob.rows, table)
                client = fresh(way, engine, app)
            called += 1
            assert theirs.status_code < 500, f"{way}: {theirs.text}"
            # What nobody's ids are answered is mostly the same for all tables: asked again only
            # where it is not, as when an id in the body and the one in the path are the same.
            if DEEP or none is None or answered(theirs) != answered(none):
                none = ask(way, client, nobody, table)
            assert theirs.status_code == none.status_code, f"{way} knows an id of {table}"
            assert answered(theirs) == answered(none), f"{way} says more about {table}"
            assert MARK not in theirs.text, f"{way} shows the neighbour's {table}"
            if any(name.endswith("_id") for name in way.parameters):
                refused = (403,) if way.path in ONLY_PEOPLE else (404, 422, 405)
                assert theirs.status_code in refused, f"{way} {table}: {theirs.status_code}"
    assert called > 50
    assert sums(database.backup, bob.bakery.id) == before


@pytest.mark.covers("SR5", "S4-tenants-private")
def test_no_list_shows_the_neighbours_rows(app: BakeTracker, engine: Engine, bob: Full) -> None:
    ada = open_bakery(engine, "Ada's Bakery")
    doors = browser(ada, app), program(ada, app=app)
    asked = 0
    for way in every_way(app):
        if way.method == "GET" and not way.parameters:
            client = doors[way.bearer]
            # What a route does not take it does not read: words only where it looks for them.
            words = [name for name in ("search", "q") if DEEP or name in dict(way.query)]
            for headers in ({}, HX) if DEEP or not way.bearer else ({},):
                for query in ("", *(f"?{name}={MARK}" for name in words)):
                    answer = client.get(way.path + query, headers=headers)
                    asked += 1
                    shown = answer.text.replace(f'value="{MARK}"', "")
                    names = re.findall(rf"\w+ {MARK}|{MARK}-bob", shown)
                    assert not names, f"{way}: {names}"
                    assert str(bob.bakery.id) not in answer.text, str(way)
                    assert bob.bakery.scope.email not in answer.text, str(way)
    assert asked > 30


def own_lists(way: Way) -> bool:
    return way.method == "GET" and not way.parameters and way.path.startswith("/api/")


@pytest.mark.covers("SR5")
def test_the_same_lists_show_ones_own_rows(app: BakeTracker, bob: Full) -> None:
    """Otherwise the tests above would prove nothing."""
    client = program(bob.bakery, app=app)
    lists = [way for way in every_way(app) if own_lists(way)]
    shown = [str(way) for way in lists if MARK in client.get(way.path).text]
    assert {"GET /api/ingredients", "GET /api/suppliers", "GET /api/products"} <= set(shown)


def tools(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = speak(client, "tools/list")["tools"]
    return found


def arguments_for(
    tool: dict[str, Any], ids: dict[str, UUID], table: str | None = None
) -> dict[str, Any]:
    """An argument of every kind the tool takes, with the neighbour's words and ids: of `table`,
    else of what the argument's name says."""
    made: dict[str, Any] = {}
    for name, sub in tool["inputSchema"].get("properties", {}).items():
        told = json.dumps(sub)
        if "uuid" in told:
            one = str(ids[table] if table else guess(name, "", ids))
            made[name] = [one] if '"array"' in told else one
        elif '"integer"' in told or '"number"' in told:
            made[name] = 1
        elif '"boolean"' in told:
            made[name] = True
        else:
            made[name] = sub.get("enum", [MARK])[0]
    return made


@pytest.mark.covers("SR6", "AR-06")
def test_every_tool_called_with_the_neighbours_ids(
    app: BakeTracker, engine: Engine, database: Urls, bob: Full
) -> None:
    before = sums(database.backup, bob.bakery.id)
    client = program(open_bakery(engine, "Ada's Bakery"), app=app)
    listed = tools(client)
    assert listed
    for tool in listed:
        # In a deep run with ids of every other kind too.
        for table in (None, *(bob.rows if DEEP else ())):
            told = call_tool(client, tool["name"], **arguments_for(tool, bob.rows, table))
            said = json.dumps(told).replace(f'"{MARK}"', "").replace(f"'{MARK}'", "")
            assert f"-{MARK}" not in said, f"{tool['name']} {table}: {said}"
            assert f"{MARK}-bob" not in said, f"{tool['name']} {table}: {said}"
    assert sums(database.backup, bob.bakery.id) == before


@pytest.mark.covers("SR6", "S4-type-tenant")
def test_no_tool_takes_a_bakery_or_an_extra_argument(
    bakery: BakeryOnDatabase, app: BakeTracker
) -> None:
    client = program(bakery, app=app)
    for tool in tools(client):
        schema = tool["inputSchema"]
        assert schema.get("additionalProperties") is False, tool["name"]
        odd = [name for name in schema.get("properties", {}) if FORBIDDEN_ARGUMENTS.search(name)]
        assert not odd, f"{tool['name']} takes {odd}"
        for extra in ("tenant_id", "db", "user", "sql"):
            told = call_tool(client, tool["name"], **{extra: str(uuid4())})
            assert told.get("isError") or "error" in told, f"{tool['name']} takes {extra}"


@pytest.mark.covers("AR-06")
def test_every_feature_with_a_door_was_tried(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    """A feature's api.py, pages.py and tools.py are all in the table of contents."""
    modules = {way.module for way in every_way(app)}
    source = ROOT / "src" / "baketracker"
    for kind in ("api", "pages"):
        for file in source.glob(f"*/*{kind}.py"):
            if file.parent.name != "faces":
                name = ".".join(file.relative_to(source.parent).with_suffix("").parts)
                assert name in modules, f"{name} has no route in the application"
    features = {file.parent.name for file in source.glob("*/tools.py")}
    assert bool(features) == bool(tools(program(bakery, app=app)))
