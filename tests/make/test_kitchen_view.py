"""The board and the kitchen through their doors: pages that need no scripts, JSON, the tool."""

from uuid import UUID, uuid4

import pytest

from baketracker.app import BakeTracker
from baketracker.db.types import new_id
from baketracker.production import open_batches
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program, visitor
from tests.factories.kitchen import Stocked
from tests.factories.reading import hidden, words
from tests.make.kitchens import begin, finish, ready
from tests.plan_life.baking import settled
from tests.production.bakes import dump, event_in

OPEN = "/api/open-batches"


def only_open(bakery: BakeryOnDatabase) -> UUID:
    with bakery.session() as db:
        (batch,) = open_batches.open_batches(db)
    return batch.id


@pytest.fixture
def made(bakery: BakeryOnDatabase) -> Stocked:
    return ready(bakery)


@pytest.mark.covers("SC-20", "PH-04")
def test_a_card_is_begun_and_done_with_two_presses(bakery: BakeryOnDatabase, made: Stocked) -> None:
    me, home = browser(bakery), f"/make/{made.event}"
    shown = me.get(home).text
    assert "16 batches are still to be begun." in words(shown)
    assert "350 °F, 12 min" in words(shown) or "177 °C, 12 min" in words(shown)
    assert 'aria-label="Cookie: 0 of 8 batches"' in shown
    sent = {"finished_unit_id": str(made.cookie), "batches": "1", "op_id": hidden(shown, "op_id")}
    for _press in range(3):
        assert me.post(f"{home}/batches", data=sent).headers["location"] == home
    batch = only_open(bakery)
    shown = words(me.get(home).text)
    assert "Cookie: begun. Undo" in shown
    assert "7 batches left" in shown
    asked = me.get(f"/kitchen/{batch}/done").text
    assert 'name="good" inputmode="numeric" autocomplete="off" maxlength="8" value="48"' in asked
    saved = me.post(f"/kitchen/{batch}/done", data={"good": "48", "op_id": hidden(asked, "op_id")})
    assert saved.headers["location"] == home
    shown = words(me.get(home).text)
    assert "48 × Cookie." in shown
    assert "48 of 380 good, 1 of 8 batches baked" in shown


@pytest.mark.covers("P-04", "SC-21")
def test_a_short_run_leads_to_what_can_be_done(bakery: BakeryOnDatabase, made: Stocked) -> None:
    batch = begin(bakery, made.cookie, 8, event_id=made.event)
    me = browser(bakery)
    told = {"good": "370", "reason": "burnt", "notes": "Forgotten"}
    saved = me.post(f"/kitchen/{batch.id}/done", data=told)
    assert saved.headers["location"] == f"/events/{made.event}/repairs/{made.cookie}"
    assert "Bake 1 batch more" in words(me.get(saved.headers["location"]).text)
    board = me.get(f"/make/{made.event}").text
    assert f"/events/{made.event}/repairs/{made.cookie}" in board
    assert "10 will be missing" in words(board)
    (run,) = program(bakery).get("/api/production-runs").json()["items"]
    (loss,) = program(bakery).get(f"/api/production-runs/{run['id']}").json()["losses"]
    assert (loss["category"], loss["quantity"]) == ("burnt", 14)


@pytest.mark.covers("SC-20", "SC-21", "D-15")
def test_what_is_odd_is_asked_once_and_what_lacks_recorded_anyway(
    bakery: BakeryOnDatabase, made: Stocked
) -> None:
    batch = begin(bakery, made.cookie, 15, event_id=made.event)
    me, place = browser(bakery), f"/kitchen/{batch.id}/done"
    asked = me.post(place, data={"good": "730"})
    assert asked.status_code == 422
    assert "more than the 720 that were expected" in words(asked.text)
    assert 'name="confirmed" value="true"' in asked.text
    lacking = me.post(place, data={"good": "730", "confirmed": "true"})
    assert lacking.status_code == 422
    assert "Lacking: 2 cup Sugar" in words(lacking.text)
    assert f'href="/pantry/count?event={made.event}"' in lacking.text
    assert "Record anyway" in lacking.text
    assert 'name="confirmed" value="true"' in lacking.text
    sent = {"good": "730", "confirmed": "true", "short": "take"}
    assert me.post(place, data=sent).status_code == 303


@pytest.mark.covers("SC-22", "PH-04")
def test_the_kitchen_without_scripts(bakery: BakeryOnDatabase, made: Stocked) -> None:
    batch = begin(bakery, made.cookie, 2, event_id=made.event)
    me, home = browser(bakery), f"/kitchen/{batch.id}"
    shown = words(me.get(home).text)
    assert "Cookie 2 batches" in shown
    assert "Flour 4 cups 480 g" in shown
    assert "Frosting, 1 ×" in shown
    for _bounce in range(2):
        assert me.post(f"{home}/step", data={"step": "1"}).headers["location"] == home
    shown = words(me.get(home).text)
    assert "Step 1 of 3" in shown
    assert "next: Chill the dough." in shown
    me.post(f"{home}/step", data={"step": "2"})
    assert "30 min Start the timer" in words(me.get(home).text)
    me.post(f"{home}/timers", data={"name": "Step 2", "minutes": "30"})
    shown = me.get(home).text
    assert "until " in words(shown)
    assert "data-ends" in shown
    assert "data-ends" in me.get(f"/make/{made.event}").text
    assert me.post(f"{home}/timers/end", data={"name": "Step 2"}).headers["location"] == home
    assert "data-ends" not in me.get(home).text
    me.post(f"{home}/step", data={"step": "400"})
    last = me.get(home).text
    assert "Step 3 of 3" in words(last)
    assert f'href="{home}/done"' in last
    gone = me.post(f"{home}/removal")
    assert gone.headers["location"] == f"/make/{made.event}"
    assert "given up. Nothing left the pantry. Undo" in words(me.get(f"/make/{made.event}").text)
    assert me.get(home).status_code == 404


@pytest.mark.covers("SC-22", "PH-05")
def test_a_recipe_is_cooked_for_no_event(bakery: BakeryOnDatabase, made: Stocked) -> None:
    me = browser(bakery)
    page = me.get(f"/recipes/{made.cookie_recipe}?scale=0.5").text
    assert 'action="/kitchen"' in page
    sent = {"finished_unit_id": hidden(page, "finished_unit_id"), "scale": hidden(page, "scale")}
    begun = me.post("/kitchen", data=sent)
    home = begun.headers["location"]
    assert "Flour 1 cup 120 g" in words(me.get(home).text)
    assert "× ½" in words(me.get("/make").text)
    saved = me.post(f"{home}/done", data={"good": "24"})
    assert saved.headers["location"].startswith("/production/")
    card = words(me.get(f"/recipes/{made.cookie_recipe}/card?scale=3").text)
    assert "3 batches: 144 Cookie." in card
    assert "Flour 6 cups 720 g" in card
    assert "Bake until golden." in card


@pytest.mark.covers("D-07", "SC-20")
def test_what_is_not_begun_says_the_way(bakery: BakeryOnDatabase) -> None:
    made, me = settled(bakery), browser(bakery)
    assert "Start Cookie Boxes" in words(me.get("/make").text)
    board = me.get(f"/make/{made.event}").text
    assert f'action="/events/{made.event}/start"' in board
    refused = me.post(f"/make/{made.event}/batches", data={"finished_unit_id": str(made.cookie)})
    assert refused.status_code == 422
    assert "Start baking for Cookie Boxes first" in words(refused.text)
    me.post(f"/events/{made.event}/start")
    assert me.get("/make").headers["location"] == f"/make/{made.event}"
    event_in(bakery, name="Market")
    assert "For which event?" in words(me.get("/make").text)
    draft = event_in(bakery, "draft", "Someday")
    assert "still a draft" in words(me.get(f"/make/{draft}").text)


def test_make_stands_in_the_bar_while_something_is_baked(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made, me = settled(bakery), browser(bakery)

    def bar(page: str) -> str:
        return words(page[page.index('class="dock"') :].split("</nav>")[0])

    assert "Plan" in bar(me.get("/").text)
    me.post(f"/events/{made.event}/start")
    shown = me.get("/").text
    assert "Make" in bar(shown)
    assert "Plan" not in bar(shown)
    assert f'href="/make/{made.event}"' in shown
    assert "Plan" in bar(browser(neighbour).get("/").text)


@pytest.mark.covers("PH-05")
def test_the_sheet_holds_what_is_left(bakery: BakeryOnDatabase, made: Stocked) -> None:
    me = browser(bakery)
    finish(bakery, begin(bakery, made.brownie, 8, event_id=made.event).id, 192)
    begin(bakery, made.cookie, 2, event_id=made.event)
    shown = words(me.get(f"/make/{made.event}/sheet").text)
    assert "8 batches, makes 384" in shown
    assert "Flour 16 cups 1,920 g" in shown
    assert "Brownie" not in shown
    assert "Nothing is left to bake." in words(
        me.get(f"/make/{made.event}/sheet?day=2030-01-01").text
    )


@pytest.mark.covers("SC-20", "SC-22", "PH-04")
def test_the_same_over_json_and_the_tool(
    bakery: BakeryOnDatabase, made: Stocked, app: BakeTracker
) -> None:
    ours, key = program(bakery), str(new_id())
    board = ours.get(f"/api/events/{made.event}/board").json()
    told = call_tool(ours, "list_batches_to_make", event_id=str(made.event))
    assert told["structuredContent"] == board
    sent = {"finished_unit_id": str(made.cookie), "batches": 2, "event_id": str(made.event)}
    for _twice in range(2):
        begun = ours.post(OPEN, json=sent, headers={"Idempotency-Key": key})
        assert (begun.status_code, begun.json()["id"]) == (201, key)
    (listed,) = ours.get(OPEN, params={"event": str(made.event)}).json()["items"]
    assert (listed["id"], listed["expected"]) == (key, 96)
    place = f"{OPEN}/{key}"
    assert ours.put(f"{place}/step", json={"step": 2}).json()["step"] == 2
    timer = {"name": "Oven", "minutes": 12}
    (running,) = ours.post(f"{place}/timers", json=timer).json()["timers"]
    assert running["name"] == "Oven"
    assert ours.get(place).json()["timers"] == [running]
    assert ours.post(f"{place}/timers/end", json={"name": "Oven"}).json()["timers"] == []
    assert ours.get(f"{place}/recipe").json()["factor"] == "2"
    refused = ours.post(f"{place}/completion", json={"good": 100})
    assert (refused.status_code, refused.json()["code"]) == (422, "please_confirm")
    made_run = ours.post(f"{place}/completion", json={"good": 90})
    assert (made_run.status_code, made_run.json()["lost"]) == (201, 6)
    assert ours.get(place).status_code == 404
    other = ours.post(OPEN, json=sent).json()["id"]
    gone = ours.post(f"{OPEN}/{other}/removal")
    assert gone.status_code == 200
    assert ours.get(OPEN).json()["items"] == []
    undone = ours.post(f"/api/activity/{gone.json()['operation_id']}/undo", json={})
    assert undone.status_code == 200
    assert [one["id"] for one in ours.get(OPEN).json()["items"]] == [other]
    for path in (OPEN, place, f"/api/events/{made.event}/board"):
        assert visitor(app).get(path).status_code == 401
    assert program(bakery, "read").post(OPEN, json=sent).status_code == 403


def test_bad_input_is_refused_and_changes_nothing(bakery: BakeryOnDatabase, made: Stocked) -> None:
    batch = begin(bakery, made.cookie, event_id=made.event)
    before, ours, me = dump(bakery), program(bakery), browser(bakery)
    place, home = f"{OPEN}/{batch.id}", f"/kitchen/{batch.id}"
    for path, body in (
        (OPEN, {"finished_unit_id": str(made.cookie), "batches": 0}),
        (OPEN, {"finished_unit_id": str(made.cookie), "colour": "red"}),
        (f"{place}/timers", {"name": "", "minutes": 3}),
        (f"{place}/timers", {"name": "Oven", "minutes": 0}),
        (f"{place}/timers", {"name": "Oven", "minutes": 10**7}),
        (f"{place}/completion", {"good": -1}),
        (f"{place}/completion", {"good": 40, "losses": [{"category": "eaten", "quantity": 1}]}),
    ):
        assert ours.post(path, json=body).status_code == 422, (path, body)
    assert ours.put(f"{place}/step", json={"step": -1}).status_code == 422
    for path, data in (
        (f"/make/{made.event}/batches", {"finished_unit_id": "x"}),
        (f"/make/{made.event}/batches", {"finished_unit_id": str(made.cookie), "batches": "-1"}),
        (f"{home}/step", {"step": "next"}),
        (f"{home}/step", {}),
        (f"{home}/timers", {"name": "Oven", "minutes": "soon"}),
        (f"{home}/timers/end", {}),
        (f"{home}/done", {"good": ""}),
        (f"{home}/done", {"good": "12", "reason": "eaten"}),
        ("/kitchen", {"finished_unit_id": "x"}),
    ):
        told = me.post(path, data=data)
        assert told.status_code == 422, (path, data)
        assert "There is a problem" in told.text
    assert dump(bakery) == before
    assert me.get(f"/make/{uuid4()}").status_code == 404
    assert me.get(f"/kitchen/{uuid4()}").status_code == 404


def test_the_neighbour_finds_nothing_at_any_door(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, made: Stocked
) -> None:
    batch = begin(bakery, made.cookie, event_id=made.event)
    theirs, page = program(neighbour), browser(neighbour)
    before = dump(bakery)
    for path in (
        f"/make/{made.event}", f"/make/{made.event}/sheet", f"/kitchen/{batch.id}",
        f"/kitchen/{batch.id}/timers", f"/kitchen/{batch.id}/done",
        f"/recipes/{made.cookie_recipe}/card",
    ):  # fmt: skip
        assert page.get(path).status_code == 404, path
    for path, data in (
        (f"/make/{made.event}/batches", {"finished_unit_id": str(made.cookie)}),
        ("/kitchen", {"finished_unit_id": str(made.cookie)}),
        (f"/kitchen/{batch.id}/step", {"step": "1"}),
        (f"/kitchen/{batch.id}/timers", {"name": "Mine", "minutes": "1"}),
        (f"/kitchen/{batch.id}/timers/end", {"name": "Mine"}),
        (f"/kitchen/{batch.id}/done", {"good": "1"}),
        (f"/kitchen/{batch.id}/removal", {}),
    ):
        assert page.post(path, data=data).status_code == 404, path
    assert "Cookie" not in words(page.get("/make").text)
    assert theirs.get(OPEN).json()["items"] == []
    assert theirs.get(OPEN, params={"event": str(made.event)}).json()["items"] == []
    for path in (f"{OPEN}/{batch.id}", f"{OPEN}/{batch.id}/recipe",
                 f"/api/events/{made.event}/board"):  # fmt: skip
        assert theirs.get(path).status_code == 404
    assert theirs.post(f"{OPEN}/{batch.id}/removal").status_code == 404
    told = call_tool(theirs, "list_batches_to_make", event_id=str(made.event))
    assert told["isError"]
    assert dump(bakery) == before
