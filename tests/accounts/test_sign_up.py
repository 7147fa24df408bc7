"""Opening a bakery, and keeping what a visitor planned before."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from baketracker.accounts import door, identity, operator, places
from baketracker.accounts.models import Membership, Tenant
from baketracker.accounts.schemas import SignUp
from baketracker.accounts.signing_in import sign_up, start_draft
from baketracker.app import BakeTracker
from baketracker.app_tables import metadata
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.tenancy import tenant_transaction
from baketracker.db.types import now
from baketracker.errors import Conflict, SignInNeeded
from baketracker.ingredients.models import Ingredient
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import visitor

from .people import CALLER, PASSWORD, me, signed_in_as, signing_up, somebody

EIGHT_DAYS = timedelta(days=8)


def test_the_founder_is_the_owner(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings, bakery_name="Grace's", currency="eur", locale="de-DE")
    scope = door.resolve_session(engine, settings, who.came.secret, "")
    assert (scope.role, scope.bakery_name) == ("owner", "Grace's")
    assert (scope.currency, scope.locale, scope.draft_until) == ("EUR", "de_DE", None)


def test_an_email_has_one_account(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    with pytest.raises(Conflict, match="already an account"):
        somebody(engine, settings, email=who.email.upper())


@pytest.mark.parametrize(
    ("speaks", "currency", "units", "zone"),
    [
        ("en_US", "USD", "us", "America/New_York"),
        ("de", "EUR", "metric", "Europe/Berlin"),
        ("en_GB", "GBP", "metric", "Europe/London"),
        ("ja", "JPY", "metric", "Asia/Tokyo"),
        ("eo", "USD", "metric", "UTC"),
    ],
)
def test_a_browser_tells_how_a_bakery_counts(
    speaks: str, currency: str, units: str, zone: str
) -> None:
    guessed = places.guess(speaks)
    assert (guessed.currency, guessed.units, guessed.timezone) == (currency, units, zone)


def test_signing_up_keeps_what_the_visitor_planned(engine: Engine, settings: Settings) -> None:
    secret = start_draft(engine)
    draft = door.resolve_session(engine, settings, secret, "")
    assert draft.draft_until is not None
    with tenant_transaction(engine, draft) as db:
        db.add(Supplier(name="Mill", slug="mill"))
    came = sign_up(engine, settings, signing_up(), CALLER, secret)
    assert came.tenant_id == draft.tenant_id
    kept = door.resolve_session(engine, settings, came.secret, "")
    assert (kept.account_id, kept.draft_until) == (draft.account_id, None)
    assert kept.bakery_name == "The Corner"
    with tenant_transaction(engine, kept) as db:
        assert db.scalars(select(Supplier.name)).all() == ["Mill"]
        owner = db.scalars(select(Membership)).one()
    assert (owner.display_name, owner.email) == ("Grace", kept.email)
    with pytest.raises(SignInNeeded):
        door.resolve_session(engine, settings, secret, "")


def test_a_taken_email_leaves_the_draft_as_it_was(engine: Engine, settings: Settings) -> None:
    taken, secret = somebody(engine, settings), start_draft(engine)
    with pytest.raises(Conflict):
        sign_up(engine, settings, signing_up(email=taken.email), CALLER, secret)
    assert door.resolve_session(engine, settings, secret, "").draft_until is not None


def test_a_bakery_that_was_claimed_is_not_claimed_again(engine: Engine, settings: Settings) -> None:
    first = somebody(engine, settings)
    second = sign_up(engine, settings, signing_up(), CALLER, first.came.secret)
    assert second.tenant_id != first.tenant_id


def test_a_draft_ends_after_seven_days(engine: Engine, settings: Settings) -> None:
    secret = start_draft(engine)
    with engine.begin() as gate:
        found = identity.resolve_session(gate, secret, now())
        assert found is not None
        again = identity.open_session(
            gate, found.account_id, found.tenant_id, "", now() + EIGHT_DAYS
        )
    with pytest.raises(SignInNeeded, match="trial"):
        door.resolve_session(engine, settings, again, "", now() + EIGHT_DAYS)


def test_purging_removes_ended_drafts_and_nothing_else(
    engine: Engine, settings: Settings, bakery: BakeryOnDatabase
) -> None:
    lasting = somebody(engine, settings)
    secret = start_draft(engine)
    draft = door.resolve_session(engine, settings, secret, "")
    with tenant_transaction(engine, draft) as db:
        parent = Ingredient(name="Flour", slug="flour", level=0)
        db.add_all([Supplier(name="Mill", slug="mill"), parent])
        db.flush()
        db.add(Ingredient(name="Rye", slug="rye", level=1, parent_id=parent.id))
    migrator = make_engine(settings.admin_database_url, settings)
    assert operator.purge_drafts(migrator, metadata, now()) == 0
    assert door.resolve_session(engine, settings, secret, "")
    assert operator.purge_drafts(migrator, metadata, now() + EIGHT_DAYS) >= 1
    migrator.dispose()
    assert draft.account_id is not None
    with engine.begin() as gate:
        assert identity.find_account(gate, draft.account_id) is None
    with tenant_transaction(engine, draft) as db:
        assert db.scalars(select(Tenant).where(Tenant.id == draft.tenant_id)).all() == []
        assert db.scalars(select(Ingredient)).all() == []
    assert me(engine, settings, lasting.came.secret).tenant_id == lasting.tenant_id
    with bakery.session() as db:
        assert len(db.scalars(select(Membership)).all()) == 1


@pytest.mark.covers("SC-01")
def test_the_pages_lead_through_sign_up_to_the_page_one_wanted(app: BakeTracker) -> None:
    client, typed = visitor(app), signing_up()
    assert client.get("/settings/you").headers["location"] == "/sign-in?next=/settings/you"
    shown = client.get("/sign-in?next=/settings/you").text
    assert 'name="next" value="/settings/you"' in shown
    assert "/sign-up?next=/settings/you" in shown
    assert "You need a connection to sign in." in shown
    data = typed.model_dump() | {"next": "/settings/you"}
    reply = client.post("/sign-up", data=data)
    assert (reply.status_code, reply.headers["location"]) == (303, "/settings/you")
    assert typed.email in client.get("/settings/you").text


@pytest.mark.covers("SC-01")
def test_an_ended_session_keeps_the_page_one_wanted(app: BakeTracker) -> None:
    client = signed_in_as(app, "ended")
    page = client.get("/settings/members?x=1").headers["location"]
    assert page == "/sign-in?next=/settings/members%3Fx%3D1"


@pytest.mark.covers("SR33")
@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example/"])
def test_signing_in_never_redirects_to_another_site(
    engine: Engine, settings: Settings, app: BakeTracker, wanted: str
) -> None:
    who = somebody(engine, settings)
    typed = {"email": who.email, "password": PASSWORD, "next": wanted}
    assert visitor(app).post("/sign-in", data=typed).headers["location"] == "/"


def test_a_refused_sign_up_shows_what_was_typed_but_never_the_password(app: BakeTracker) -> None:
    typed = signing_up(bakery_name='<b>"Rye" & Co</b>', password="password1234")
    reply = visitor(app).post("/sign-up", data=typed.model_dump())
    assert reply.status_code == 422
    assert "&lt;b&gt;&#34;Rye&#34; &amp; Co&lt;/b&gt;" in reply.text
    assert "easy to guess" in reply.text
    assert "password1234" not in reply.text


@pytest.mark.covers("SR41")
@pytest.mark.parametrize("field", ["tenant_id", "role", "is_active", "draft_until", "created_by"])
def test_a_field_nobody_offered_is_refused(app: BakeTracker, field: str) -> None:
    data = signing_up().model_dump() | {field: "1"}
    assert visitor(app).post("/sign-up", data=data).status_code == 422


def test_the_form_refuses_what_is_no_bakery() -> None:
    for wrong in (
        {"bakery_name": " "}, {"bakery_name": "x" * 201}, {"email": "ada"}, {"email": "a@b@c.de"},
        {"timezone": "Mars/Olympus"}, {"currency": "XXX"}, {"locale": "tlh_QO"},
        {"display_name": "\u202eevil"}, {"bakery_name": "a\x00b"},
    ):  # fmt: skip
        with pytest.raises(ValueError, match="validation error"):
            SignUp.model_validate(signing_up().model_dump() | wrong)


def test_a_taken_e_mail_leads_to_sign_in(
    engine: Engine, settings: Settings, app: BakeTracker
) -> None:
    typed = signing_up(email=somebody(engine, settings).email)
    reply = visitor(app).post("/sign-up", data=typed.model_dump())
    assert reply.status_code == 409
    assert 'href="/sign-in">Sign in instead' in reply.text
    fresh = visitor(app).get("/sign-up")
    assert (fresh.status_code, "Sign in instead" in fresh.text) == (200, False)


def test_the_sign_in_page_says_what_this_is_and_offers_a_bakery(app: BakeTracker) -> None:
    shown = visitor(app).get("/sign-in").text
    assert "BakeTracker plans your baking" in shown
    assert 'class="btn btn-quiet" href="/sign-up"' in shown
