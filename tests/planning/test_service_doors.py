"""The plan through each door: page, JSON, tool and command line say the same."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from typer.testing import CliRunner

from baketracker.cli import cli
from baketracker.db.types import new_id
from baketracker.events.models import Event
from tests.architecture.statement_log import statements
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program
from tests.factories.kitchen import Kitchen, stock, stocked

SHORT = 'Short <span class="inline-block">%s</span>'


@pytest.mark.covers("G-07")
def test_the_event_page_shows_demand_batches_ingredients_and_gaps(
    bakery: BakeryOnDatabase,
) -> None:
    made = stocked(bakery)
    shown = browser(bakery).get(f"/events/{made.event}").text
    text = " ".join(shown.split())
    for words in ("380 needed", "8 × 48", "makes 384", "4 extra", SHORT % "15 cups", "Enough"):
        assert words in text, words
    assert "Sugar Cookie</a>: 8 batches × ½ Frosting × 2 cups" in text
    assert "5 Tower × 2 Bag × 6 Cookie" in text
    assert text.index(SHORT % "15 cups") < text.index(">Butter&nbsp;")
    assert "Short of Sugar: 15 cups." in text


def test_blocking_issues_stand_where_they_belong(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        rye = kitchen.ingredient("Rye <b>")
        kitchen.lot(rye, "5", "lb", brand="<script>alert(1)</script>")
        loaf = kitchen.finished_unit(kitchen.recipe("Loaf & Co", {rye: "3 cup"}), "Loaf", 1)
        bun = kitchen.finished_unit(kitchen.recipe("Bun", {rye: "1 cup"}), "<i>Bun", None)
        good = kitchen.good("“Tray”", units={loaf: "1", bun: "2"})
        event = kitchen.event("<h1>Fair", db.scope.today(), {good: 1})
    text = " ".join(browser(bakery).get(f"/events/{event}").text.split())
    assert "Say how many &lt;i&gt;Bun one batch gives; until then none can be planned." in text
    assert "To turn lb into cup, say what a cup of Rye &lt;b&gt; weighs." in text
    assert f'href="/ingredients/{rye}"' in text
    assert "5 lb in the pantry cannot be compared with it" in text
    for unescaped in ("<script>alert", "<i>Bun", "<h1>Fair", "Rye <b>"):
        assert unescaped not in text


def page_of(bakery: BakeryOnDatabase, event: UUID) -> str:
    return " ".join(browser(bakery).get(f"/events/{event}").text.split())


def test_wrapping_is_counted_and_a_plan_that_lacks_some_is_not_feasible(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        made = stock(db)
        kitchen = Kitchen(db)
        today = db.scope.today()
        plain = kitchen.event("Plain", today + timedelta(days=2), {made.bag: 1})
        ribbon = kitchen.product(kitchen.ingredient("Ribbons"), "each", name="<b>Ribbon")
        wrapped = kitchen.good("Wrapped", goods={made.bag: "1"}, packaging={ribbon: "3"})
        event = kitchen.event("Tea", today + timedelta(days=1), {wrapped: 2})
    text = page_of(bakery, event)
    assert "Short of &lt;b&gt;Ribbon: 6." in text
    assert 'id="wrapping"' in text
    assert "Short of &lt;b&gt;Ribbon: 6." in browser(bakery).get("/").text
    assert 'id="wrapping"' not in page_of(bakery, plain)


@pytest.mark.parametrize("ahead", [-400, 3])
def test_an_event_that_is_over_tells_quietly_what_it_lacked(
    bakery: BakeryOnDatabase, ahead: int
) -> None:
    with bakery.session() as db:
        made = stock(db, days_ahead=ahead)
        Kitchen(db).decide(made.event, made.brownie, 8)
        row = db.find(Event, made.event)
        assert row is not None
        row.plan_state = "completed" if ahead > 0 else "draft"
    text = page_of(bakery, made.event)
    assert "Was short of Sugar: 15 cups. Counted with the pantry of today." in text
    for loud in ("Not yet", "To buy", "text-jam", "st-short"):
        assert loud not in text, loud


def test_pieces_are_bare_numbers_and_next_to_nothing_is_just_short(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        eggs, salt, rock = (kitchen.ingredient(name) for name in ("Egg whites", "Salt", "Rock"))
        kitchen.lot(salt, "4.99", "lb")
        kitchen.lot(rock, "4.99", "lb")
        whisked = kitchen.recipe("Meringue", {eggs: "6 each", salt: "5 lb"})
        salted = kitchen.recipe("Brine", {rock: "5 lb"})
        plate, jar = (
            kitchen.good(name, units={kitchen.finished_unit(recipe, name, 1): "1"})
            for name, recipe in (("Plate", whisked), ("Jar", salted))
        )
        event = kitchen.event("Tea", db.scope.today() + timedelta(days=2), {plate: 1})
        brine = kitchen.event("Pickling", db.scope.today(), {jar: 1})
    text = page_of(bakery, event)
    assert "Short of Egg whites, 6, and of 1 other." in text
    assert SHORT % "6" in text
    assert "Just short<" in text
    assert "6 each" not in text
    assert "0.01 lb" not in page_of(bakery, brine)
    assert "Just short of Rock." in browser(bakery).get("/").text


def test_today_says_the_next_event_and_what_it_lacks(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    text = " ".join(browser(bakery).get("/").text.split())
    assert "9 days to Cookie Boxes." in text
    assert "Short of Sugar: 15 cups." in text
    assert "Buy 1 thing" in text
    assert f'<a class="font-semibold" href="/events/{made.event}">Cookie Boxes</a>' in text
    assert "in 9 days" in text


def test_an_empty_bakery_gets_three_ways_in(bakery: BakeryOnDatabase) -> None:
    text = browser(bakery).get("/").text
    for door in ('action="/sample"', 'href="/import"', 'href="/ingredients/new"'):
        assert door in text
    with bakery.session() as db:
        Kitchen(db).ingredient("Flour")
    assert 'action="/sample"' not in browser(bakery).get("/").text


@pytest.mark.covers("S4-mobile-nav")
def test_the_menu_leads_everywhere_the_dock_does_not(bakery: BakeryOnDatabase) -> None:
    text = browser(bakery).get("/menu").text
    assert 'class="side"' in text
    assert 'class="dock"' in text
    for place in ("recipes", "finished-goods", "suppliers", "products", "settings", "import"):
        assert f'href="/{place}"' in text


def test_json_tool_and_command_line_give_the_same_plan(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    told = program(bakery).get(f"/api/events/{made.event}/plan")
    assert told.status_code == 200
    plan = told.json()
    assert [(unit["name"], unit["needed"]) for unit in plan["units"]] == [
        ("Brownie", 180), ("Cookie", 380),
    ]  # fmt: skip
    sugar = plan["ingredients"][0]
    assert (sugar["need"], sugar["on_hand"], sugar["missing"]) == ("28", "13", "15")
    tool = call_tool(program(bakery, "read"), "get_plan", event_id=str(made.event))
    assert tool["structuredContent"] == plan
    again = program(bakery).get(
        f"/api/events/{made.event}/plan", headers={"If-None-Match": told.headers["ETag"]}
    )
    assert again.status_code == 304


def test_the_command_line_prints_it(
    bakery: BakeryOnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = stocked(bakery)
    plan = program(bakery).get(f"/api/events/{made.event}/plan").json()
    events = program(bakery).get("/api/events").json()
    assert json.loads(_printed(bakery, monkeypatch, "plan", str(made.event), "--json")) == plan
    assert json.loads(_printed(bakery, monkeypatch, "events", "--json")) == events
    words = _printed(bakery, monkeypatch, "plan", str(made.event))
    assert "380 Cookie: 8 batches" in words
    assert "Sugar: need 28 cup, short 15" in words
    assert "Cookie Boxes" in _printed(bakery, monkeypatch, "events")


def test_the_command_line_tells_the_smallest_lack(
    bakery: BakeryOnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bakery.session() as db:
        kitchen = Kitchen(db)
        salt = kitchen.ingredient("Salt")
        kitchen.lot(salt, "4.99", "lb")
        jar = kitchen.finished_unit(kitchen.recipe("Brine", {salt: "5 lb"}), "Jar", 1)
        event = kitchen.event("Tea", db.scope.today(), {kitchen.good("Jar", units={jar: "1"}): 1})
    assert "Salt: need 5 lb, short 0.01" in _printed(bakery, monkeypatch, "plan", str(event))


@pytest.mark.covers("AR-06")
def test_the_neighbour_sees_nothing_through_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = stocked(bakery)
    for event in (made.event, new_id()):
        page = browser(neighbour).get(f"/events/{event}")
        assert page.status_code == 404
        assert "Cookie Boxes" not in page.text
        assert program(neighbour).get(f"/api/events/{event}/plan").status_code == 404
        refused = call_tool(program(neighbour), "get_plan", event_id=str(event))
        assert refused["isError"]
        assert "not in this bakery" in refused["content"][0]["text"]
    assert "Cookie Boxes" not in browser(neighbour).get("/").text


def test_the_pages_cost_the_same_with_ten_times_the_data(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    places = (f"/events/{made.event}", "/")
    client = browser(bakery)
    small = [_cost(client, place) for place in places]
    with bakery.session() as db:
        for copy in range(10):
            more = stock(db, f" {copy}", days_ahead=20 + copy)
            Kitchen(db).want(made.event, more.tower, 3)
    assert [_cost(client, place) for place in places] == small


def _cost(client: object, place: str) -> int:
    with statements() as heard:
        assert client.get(place).status_code == 200  # type: ignore[attr-defined]
    return len(heard)


def _printed(bakery: BakeryOnDatabase, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    url = bakery.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("ENVIRONMENT", "test")
    done = CliRunner().invoke(cli, [*words, "--bakery", str(bakery.id)])
    assert done.exit_code == 0, done.output
    return done.output
