"""From nothing to a plan without an account, and what becomes of it."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from baketracker.accounts import door, identity
from baketracker.accounts.models import Tenant
from baketracker.app import BakeTracker, build
from baketracker.app_tables import metadata
from baketracker.config import Settings
from baketracker.db.scope import Scope
from baketracker.db.tenancy import tenant_transaction
from baketracker.db.types import now
from baketracker.events.models import Event
from baketracker.ingredients.models import Ingredient
from baketracker.operations.tidying import remove_ended_drafts
from baketracker.planning.service import plan_for
from baketracker.start.service import result
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient
from tests.factories.clients import COOKIE, Client, browser, visitor

EIGHT_DAYS = timedelta(days=8)
SIGN_UP = {
    "bakery_name": "Grace’s", "display_name": "Grace", "timezone": "Europe/Berlin",
    "password": "four brown loaves rising", "currency": "USD", "locale": "en_US", "units": "us",
}  # fmt: skip


def keep(person: Client, reply: Any) -> None:
    """The browser takes the cookie over the old one."""
    secret = reply.cookies[COOKIE]
    person.cookies.clear()
    person.cookies.set(COOKIE, secret)


def plan_something(person: Client, **typed: str) -> UUID:
    """Answer the questions; returns the event's id."""
    reply = person.post("/start", data={"occasion": "gifts", "sugar_cookie": "60"} | typed)
    assert reply.status_code == 303, reply.text
    if COOKIE in reply.cookies:
        keep(person, reply)
    assert reply.headers["location"].startswith("/start/plan/")
    return UUID(reply.headers["location"].rpartition("/")[2])


def scope_of(engine: Engine, settings: Settings, person: Client) -> Scope:
    return door.resolve_session(engine, settings, person.cookies[COOKIE], "")


def headings(person: Client, *paths: str) -> list[str]:
    pages = (person.get(path).text for path in paths)
    found = (re.search(r"<h1[^>]*>([^<]*)", page) for page in pages)
    return [match[1].strip() for match in found if match]


@pytest.mark.covers("SC-02")
def test_four_questions_one_a_page_each_with_a_way_past_it(app: BakeTracker) -> None:
    person = visitor(app)
    paths = ["/start", "/start/when?occasion=party", "/start/what?occasion=party&on=2099-12-19"]
    told = headings(person, *paths)
    assert [text[:6] for text in told] == ["1 of 4", "2 of 4", "3 of 4"]
    for path in paths:
        assert "Skip this question" in person.get(path).text
    event_id = plan_something(person)
    assert headings(person, f"/start/plan/{event_id}") == ["4 of 4: Your plan"]


@pytest.mark.covers("SC-02", "P-35")
def test_whoever_skips_everything_still_gets_a_plan(app: BakeTracker) -> None:
    person = visitor(app)
    event_id = plan_something(person, occasion="", sugar_cookie="0", skip="true")
    text = person.get(f"/start/plan/{event_id}").text
    assert "Chocolate chip cookie" in text
    assert "Fudge brownie" in text


@pytest.mark.covers("UX-18", "P-35")
def test_it_ends_with_batches_shopping_and_cost_at_typical_prices(
    app: BakeTracker, engine: Engine, settings: Settings
) -> None:
    person = visitor(app, **{"Accept-Language": "en-US"})
    event_id = plan_something(person)
    text = person.get(f"/start/plan/{event_id}").text
    assert "2 batches" in text
    assert "typical prices" in text
    assert f'href="/sign-up?next=/events/{event_id}"' in text
    with tenant_transaction(engine, scope_of(engine, settings, person)) as db:
        told = result(db, event_id)
        buys = [row.buy for row in told.plan.short]
        assert told.plan.units[0].needed == 60
        assert all(buy and buy.cost for buy in buys)
        assert told.shopping == sum(buy.cost for buy in buys if buy and buy.cost)
        assert told.unpriced == 0
        assert plan_for(db, event_id).event.name == "Holiday gifts"


@pytest.mark.covers("UX-18")
def test_where_the_money_is_unknown_no_price_is_made_up(app: BakeTracker) -> None:
    person = visitor(app, **{"Accept-Language": "is-IS"})
    event_id = plan_something(person)
    text = person.get(f"/start/plan/{event_id}").text
    assert "We do not know prices in your money yet" in text
    assert "no price yet" in text


def test_a_metric_visitor_gets_kilograms(app: BakeTracker) -> None:
    person = visitor(app, **{"Accept-Language": "de-DE"})
    text = person.get(f"/start/plan/{plan_something(person)}").text
    assert "1 kg" in text
    assert "€" in text


@pytest.mark.covers("EX3", "DEC-26")
def test_an_account_made_afterwards_keeps_the_plan_with_its_ids(
    app: BakeTracker, engine: Engine, settings: Settings
) -> None:
    person = visitor(app)
    event_id = plan_something(person)
    draft = scope_of(engine, settings, person)
    assert draft.draft_until is not None
    typed = SIGN_UP | {"email": f"{event_id.hex}@example.com", "next": f"/events/{event_id}"}
    reply = person.post("/sign-up", data=typed)
    assert (reply.status_code, reply.headers["location"]) == (303, f"/events/{event_id}")
    keep(person, reply)
    kept = scope_of(engine, settings, person)
    assert (kept.tenant_id, kept.account_id) == (draft.tenant_id, draft.account_id)
    assert (kept.draft_until, kept.bakery_name) == (None, "Grace’s")
    assert "Holiday gifts" in person.get(f"/events/{event_id}").text


@pytest.mark.covers("EX3")
def test_looking_at_the_sample_meanwhile_loses_nothing(
    app: BakeTracker, engine: Engine, settings: Settings
) -> None:
    person = visitor(app)
    event_id = plan_something(person)
    draft = scope_of(engine, settings, person)
    keep(person, person.post("/start/look"))
    sample = scope_of(engine, settings, person)
    assert sample.tenant_id != draft.tenant_id
    assert sample.draft_until is not None
    keep(person, person.post("/sign-up", data=SIGN_UP | {"email": f"{event_id.hex}@example.org"}))
    kept = scope_of(engine, settings, person)
    assert (kept.tenant_id, kept.draft_until) == (draft.tenant_id, None)
    assert "Holiday gifts" in person.get(f"/events/{event_id}").text
    mine = person.get("/bakeries").text
    assert "Grace’s" in mine
    assert "Sample bakery" in mine


@pytest.mark.covers("EX3")
def test_whoever_only_looked_around_signs_up_to_a_bakery_of_their_own(
    app: BakeTracker, engine: Engine, settings: Settings
) -> None:
    person = visitor(app)
    keep(person, person.post("/start/look"))
    sample = scope_of(engine, settings, person)
    email = f"{sample.tenant_id.hex}@example.com"
    keep(person, person.post("/sign-up", data=SIGN_UP | {"email": email}))
    own = scope_of(engine, settings, person)
    assert own.tenant_id != sample.tenant_id
    with tenant_transaction(engine, own) as db:
        assert db.scalar(select(func.count(Ingredient.id))) == 0


@pytest.mark.covers("EX2", "UX-19")
def test_the_sample_opens_in_one_tap_and_everybody_has_their_own(
    app: BakeTracker, engine: Engine, settings: Settings
) -> None:
    one, other = visitor(app), visitor(app)
    for person in (one, other):
        reply = person.post("/start/look")
        assert (reply.status_code, reply.headers["location"]) == (303, "/")
        keep(person, reply)
    first, second = (scope_of(engine, settings, person) for person in (one, other))
    assert first.tenant_id != second.tenant_id
    with tenant_transaction(engine, first) as db:
        for event in db.scalars(select(Event)):
            event.name = "Changed by the first"
    assert "Changed by the first" in one.get("/events").text
    assert "Changed by the first" not in other.get("/events").text
    for path in ("/", "/events", "/pantry"):
        assert "You are in the sample bakery" in one.get(path).text


@pytest.mark.covers("DEC-26")
def test_a_draft_says_on_every_page_that_it_will_end(app: BakeTracker) -> None:
    person = visitor(app)
    plan_something(person)
    for path in ("/", "/events", "/pantry"):
        text = person.get(path).text
        assert "Kept until" in text
        assert 'href="/sign-up"' in text


@pytest.mark.covers("DEC-26")
def test_after_seven_days_both_bakeries_of_a_visitor_are_gone(
    app: BakeTracker, engine: Engine, settings: Settings
) -> None:
    person = visitor(app)
    plan_something(person)
    draft = scope_of(engine, settings, person)
    keep(person, person.post("/start/look"))
    sample = scope_of(engine, settings, person)
    with tenant_transaction(engine, sample) as db:
        here = db.scalars(select(Tenant).where(Tenant.id == sample.tenant_id)).one()
        assert here.draft_until is not None
        here.draft_until += EIGHT_DAYS
    assert draft.account_id is not None
    assert remove_ended_drafts(settings, metadata, now()) == 0
    assert remove_ended_drafts(settings, metadata, now() + EIGHT_DAYS) >= 1
    with engine.begin() as gate:
        assert identity.my_tenants(gate, draft.account_id) == [sample.tenant_id]
    assert remove_ended_drafts(settings, metadata, now() + 2 * EIGHT_DAYS) >= 1
    with engine.begin() as gate:
        assert identity.find_account(gate, draft.account_id) is None
    for scope in (draft, sample):
        with tenant_transaction(engine, scope) as db:
            assert db.scalar(select(func.count(Event.id))) == 0


def test_a_second_plan_joins_the_first_in_the_same_draft(
    app: BakeTracker, engine: Engine, settings: Settings
) -> None:
    person = visitor(app)
    first = plan_something(person)
    before = scope_of(engine, settings, person)
    second = plan_something(person, occasion="party", lemon_bar="24")
    assert scope_of(engine, settings, person).tenant_id == before.tenant_id
    assert first != second
    assert person.get(f"/events/{first}").status_code == 200


@pytest.mark.covers("P-35")
def test_a_new_bakery_of_somebody_with_an_account_starts_here_too(
    bakery: BakeryOnDatabase,
) -> None:
    person = browser(bakery)
    assert "1 of 4" in person.get("/start").text
    event_id = plan_something(person)
    text = person.get(f"/start/plan/{event_id}").text
    assert "Keep this plan" not in text
    assert 'href="/start"' in browser(bakery).get("/sign-in").text


def test_a_bakery_with_a_catalogue_of_its_own_is_left_alone(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery)
    person = browser(bakery)
    reply = person.get("/start")
    assert (reply.status_code, reply.headers["location"]) == (303, "/events/new")
    refused = person.post("/start", data={"occasion": "gifts", "sugar_cookie": "12"})
    assert refused.status_code == 422
    assert "This bakery has ingredients already" in refused.text
    with bakery.session() as db:
        assert db.scalar(select(func.count(Event.id))) == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"sugar_cookie": "0"}, "Say how many of at least one thing"),
        ({"sugar_cookie": "-3"}, "at least 0"),
        ({"sugar_cookie": "1.5"}, "whole number"),
        ({"sugar_cookie": "10001"}, "10"),
        ({"sugar_cookie": "12", "on": "19 December"}, ""),
        ({"sugar_cookie": "12", "on": "2020-01-01"}, "That day is over"),
    ],
)
def test_what_cannot_be_planned_is_refused_and_nothing_is_opened(
    app: BakeTracker, typed: dict[str, str], sentence: str
) -> None:
    person = visitor(app)
    reply = person.post("/start", data={"occasion": "gifts"} | typed)
    assert reply.status_code == 422
    assert "3 of 4" in reply.text
    assert "There is a problem" in reply.text
    assert sentence in reply.text
    assert COOKIE not in reply.cookies


@pytest.mark.parametrize("on", ["yesterday", "2020-02-02", "2026-13-01"])
def test_a_day_that_cannot_be_is_asked_again(app: BakeTracker, on: str) -> None:
    reply = visitor(app).get(f"/start/what?occasion=gifts&on={on}")
    assert reply.status_code == 422
    assert "2 of 4" in reply.text


def test_one_address_opens_only_so_many_drafts(settings: Settings) -> None:
    few = settings.model_copy(update={"sign_ins_per_quarter": 2})
    app = build(few)
    with_cookie = []
    for _ in range(4):
        reply = Client(
            app, headers={"Sec-Fetch-Site": "same-origin"}, client=("203.0.113.9", 1)
        ).post("/start", data={"occasion": "gifts", "sugar_cookie": "12"})
        with_cookie.append((reply.status_code, COOKIE in reply.cookies))
    app.state.engine.dispose()
    assert with_cookie[:2] == [(303, True), (303, True)]
    assert with_cookie[2:] == [(429, False), (429, False)]


@pytest.mark.covers("EX2")
def test_the_neighbour_sees_nothing_of_a_draft(
    app: BakeTracker, neighbour: BakeryOnDatabase
) -> None:
    event_id = plan_something(visitor(app))
    person = browser(neighbour)
    assert person.get(f"/start/plan/{event_id}").status_code == 404
    assert "Holiday gifts" not in person.get("/events").text
