"""A bakery's name and settings; several bakeries of one person; a suspended one."""

from uuid import UUID

import pytest
from sqlalchemy import Engine, select

from baketracker.accounts import bakeries, door, operator, service
from baketracker.accounts.schemas import BakerySettings
from baketracker.app import BakeTracker
from baketracker.config import Settings
from baketracker.db.audit import AuditEntry
from baketracker.db.scope import Role
from baketracker.errors import Forbidden, NotFound, Stale
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import COOKIE, browser, program, speak

from .people import comes_in, me, signed_in_as, somebody

PARIS = BakerySettings(timezone="Europe/Paris", currency="EUR", locale="fr_FR", units="metric")


@pytest.mark.covers("S4-tenants-name")
def test_the_owner_renames_the_bakery(bakery: BakeryOnDatabase, settings: Settings) -> None:
    with bakery.session() as db:
        assert service.rename_bakery(db, "Ada & Sons", 1).version == 2
    scope = door.resolve_session(bakery.engine, settings, bakery.cookie(), "")
    assert scope.bakery_name == "Ada & Sons"


@pytest.mark.covers("S4-tenants-name", "S4-users-role")
@pytest.mark.parametrize("role", ["member", "admin"])
def test_nobody_else_does(bakery: BakeryOnDatabase, role: Role) -> None:
    with bakery.session(role) as db, pytest.raises(Forbidden):
        service.rename_bakery(db, "Mine")


@pytest.mark.covers("S4-tenants-settings")
def test_settings_are_what_the_next_request_speaks(
    bakery: BakeryOnDatabase, settings: Settings
) -> None:
    with bakery.session("admin") as db:
        service.change_settings(db, PARIS)
    scope = door.resolve_session(bakery.engine, settings, bakery.cookie(), "")
    assert (scope.timezone, scope.currency, scope.locale) == ("Europe/Paris", "EUR", "fr_FR")


@pytest.mark.covers("S4-tenants-settings")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timezone", "Mars/Olympus"), ("timezone", ""), ("currency", "EURO"), ("currency", "XYZ"),
        ("locale", "tlh"), ("locale", "../../etc"), ("units", "stone"), ("timezone", "../UTC"),
    ],
)  # fmt: skip
def test_settings_no_place_on_earth_has_are_refused(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=field):
        BakerySettings.model_validate(PARIS.model_dump() | {field: value})


def test_a_stale_change_is_refused_and_says_what_is_stored(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        service.rename_bakery(db, "First", 1)
    with bakery.session() as db, pytest.raises(Stale) as stale:
        service.rename_bakery(db, "Second", 1)
    assert (stale.value.current["name"], stale.value.current["version"]) == ("First", 2)


@pytest.mark.covers("G-06", "P-36")
def test_one_person_opens_another_bakery_and_goes_back(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings, bakery_name="First", currency="CHF")
    here = me(engine, settings, who.came.secret)
    in_second = bakeries.open_another(engine, here, who.came.secret, "Second")
    scope = door.resolve_session(engine, settings, in_second, "")
    assert (scope.bakery_name, scope.role, scope.currency) == ("Second", "owner", "CHF")
    here = me(engine, settings, in_second)
    assert [one.name for one in bakeries.my_bakeries(engine, here)] == ["First", "Second"]
    back = bakeries.switch_bakery(engine, here, in_second, who.tenant_id)
    assert door.resolve_session(engine, settings, back, "").bakery_name == "First"


@pytest.mark.covers("G-06", "S4-chk-rotation")
def test_changing_bakery_changes_the_secret(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings)
    here = me(engine, settings, who.came.secret)
    fresh = bakeries.switch_bakery(engine, here, who.came.secret, who.tenant_id)
    assert fresh != who.came.secret
    with pytest.raises(Exception, match="sign in"):
        door.resolve_session(engine, settings, who.came.secret, "")


@pytest.mark.covers("S4-tenants-private", "G-06")
def test_one_cannot_switch_to_a_bakery_one_does_not_belong_to(
    engine: Engine, settings: Settings, neighbour: BakeryOnDatabase, app: BakeTracker
) -> None:
    who = somebody(engine, settings)
    here = me(engine, settings, who.came.secret)
    with pytest.raises(NotFound):
        bakeries.switch_bakery(engine, here, who.came.secret, neighbour.id)
    client = signed_in_as(app, who.came.secret)
    random = client.post("/bakeries", data={"bakery_id": str(UUID(int=7))})
    foreign = client.post("/bakeries", data={"bakery_id": str(neighbour.id)})
    assert (foreign.status_code, random.status_code) == (404, 404)
    listed = client.get("/bakeries").text
    assert "The Corner" in listed
    assert "The Neighbour" not in listed
    assert neighbour.scope.email not in listed


@pytest.mark.covers("G-06", "P-36")
def test_the_pages_open_a_second_bakery_and_switch(
    engine: Engine, settings: Settings, app: BakeTracker
) -> None:
    who = somebody(engine, settings, bakery_name="First")
    client = signed_in_as(app, who.came.secret)
    assert client.post("/bakeries/new", data={"name": "Second"}).status_code == 303
    assert "Second" in client.get("/settings").text
    assert client.post("/bakeries", data={"bakery_id": str(who.tenant_id)}).status_code == 303
    assert "First" in client.get("/settings").text
    assert client.post("/bakeries/new", data={"name": " "}).status_code == 422


@pytest.mark.covers("S4-tenants-active")
def test_suspending_stops_sessions_keys_and_tools_at_once(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, app: BakeTracker
) -> None:
    person, machine, beside = (
        browser(bakery, app),
        program(bakery, app=app),
        browser(neighbour, app),
    )
    assert person.get("/settings").status_code == 200
    assert machine.get("/api/me").status_code == 200
    operator.set_active(bakery.engine, bakery.id, False)
    assert person.get("/settings").status_code == 403
    assert machine.get("/api/me").status_code == 403
    assert machine.post("/mcp", json={}).status_code == 401
    assert beside.get("/settings").status_code == 200
    operator.set_active(bakery.engine, bakery.id, True)
    assert person.get("/settings").status_code == 200
    assert "tools" in speak(machine, "tools/list")


@pytest.mark.covers("S4-tenants-active")
def test_from_a_suspended_bakery_one_goes_to_another(
    engine: Engine, settings: Settings, app: BakeTracker
) -> None:
    who = somebody(engine, settings, bakery_name="First")
    here = me(engine, settings, who.came.secret)
    client = signed_in_as(app, bakeries.open_another(engine, here, who.came.secret, "Second"))
    second = me(engine, settings, client.cookies[COOKIE]).tenant_id
    assert second is not None
    operator.set_active(engine, second, False)
    assert "suspended" in client.get("/bakeries").text
    assert client.post("/bakeries", data={"bakery_id": str(who.tenant_id)}).status_code == 303
    assert client.get("/settings").status_code == 200


def test_signing_in_goes_to_a_bakery_that_is_open(engine: Engine, settings: Settings) -> None:
    who = somebody(engine, settings, bakery_name="First")
    here = me(engine, settings, who.came.secret)
    bakeries.open_another(engine, here, who.came.secret, "Second")
    operator.set_active(engine, who.tenant_id, False)
    came = comes_in(engine, settings, who)
    assert door.resolve_session(engine, settings, came.secret, "").bakery_name == "Second"


def test_somebody_without_a_bakery_opens_one(
    engine: Engine, settings: Settings, bakery: BakeryOnDatabase, app: BakeTracker
) -> None:
    who = somebody(engine, settings)
    operator.add_member(engine, who.tenant_id, bakery.scope.email, "owner")
    client = signed_in_as(app, who.came.secret)
    assert client.post("/settings/leaving").headers["location"] == "/sign-in"
    came = comes_in(engine, settings, who)
    assert came.tenant_id is None
    client = signed_in_as(app, came.secret)
    assert client.get("/settings").status_code == 303
    assert "You are in no bakery" in client.get("/bakeries").text
    assert client.post("/bakeries/new", data={"name": "Anew"}).status_code == 303
    assert "Anew" in client.get("/settings").text


def test_what_the_operator_does_is_in_the_bakerys_log(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        db.add(Supplier(name="Mill", slug="mill"))
    operator.add_member(bakery.engine, bakery.id, somebody_else(bakery), "member")
    with bakery.session() as db:
        kinds = db.scalars(
            select(AuditEntry.actor_kind).where(AuditEntry.entity == "memberships")
        ).all()
    assert "operator" in kinds


def somebody_else(bakery: BakeryOnDatabase) -> str:
    from tests.factories.bakeries import open_bakery

    return open_bakery(bakery.engine, "Elsewhere").scope.email
