"""API tokens: a hash, a few rights, an end, and never more than their owner's role."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from baketracker.accounts import door, identity, service
from baketracker.accounts.schemas import BakerySettings, NewToken
from baketracker.app import BakeTracker
from baketracker.config import Settings
from baketracker.db.connect import make_engine
from baketracker.db.scope import Right, Role
from baketracker.db.tenancy import tenant_transaction
from baketracker.db.types import now
from baketracker.errors import Conflict, Forbidden, NotFound, SignInNeeded
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, program

from .people import member

pytestmark = pytest.mark.covers("SD-12")


def made(bakery: BakeryOnDatabase, *rights: Right, days: int = 90) -> str:
    with bakery.session() as db:
        return service.create_token(db, NewToken(name="tablet", rights=list(rights), days=days))[1]


def test_a_token_starts_with_what_secret_scanners_look_for(bakery: BakeryOnDatabase) -> None:
    secret = made(bakery, "read")
    assert secret.startswith("bt_pat_")
    assert len(secret) >= len("bt_pat_") + 43


@pytest.mark.covers("SR23")
def test_only_its_hash_is_stored(bakery: BakeryOnDatabase, settings: Settings) -> None:
    secret = made(bakery, "read")
    migrator = make_engine(settings.admin_database_url, settings)
    with migrator.begin() as gate:
        gate.execute(text("set local role bt_authn"))
        row = gate.execute(
            text(
                "select t.token_sha256, t::text as all from idn.api_tokens t where tenant_id = :t"
            ),
            {"t": bakery.id},
        ).one()
    migrator.dispose()
    assert len(bytes(row.token_sha256)) == 32
    assert secret not in row.all


def test_it_ends_after_its_days_and_within_ninety(
    bakery: BakeryOnDatabase, settings: Settings
) -> None:
    secret, engine = made(bakery, "read", days=2), bakery.engine
    almost = now() + timedelta(days=2) - timedelta(minutes=1)
    assert door.resolve_token(engine, settings, secret, "", almost)
    with pytest.raises(SignInNeeded):
        door.resolve_token(engine, settings, secret, "", almost + timedelta(minutes=2))
    for days in (0, 91, 10**9):
        with pytest.raises(ValueError, match="days"):
            NewToken(name="tablet", rights=["read"], days=days)


def test_rights_are_a_few_known_words() -> None:
    for rights in ([], ["confirm"], ["read", "admin"], ["read"] * 4, "owner"):
        with pytest.raises(ValueError, match="rights"):
            NewToken.model_validate({"name": "tablet", "rights": rights})


def test_what_it_may_is_the_smaller_of_its_rights_and_its_owners_role(
    bakery: BakeryOnDatabase, settings: Settings
) -> None:
    account, membership = member(bakery, "admin")
    theirs = replace(bakery, scope=replace(bakery.scope, account_id=account))
    reads, writes = theirs.token("read"), theirs.token("read", "write")
    paris = BakerySettings(timezone="Europe/Paris", currency="EUR", locale="fr_FR", units="metric")

    def change(secret: str) -> None:
        scope = door.resolve_token(bakery.engine, settings, secret, "")
        with tenant_transaction(bakery.engine, scope) as db:
            service.change_settings(db, paris)

    change(writes)
    with pytest.raises(Forbidden, match="may not write"):
        change(reads)
    with bakery.session() as db:
        service.change_role(db, membership, "member")
    with pytest.raises(Forbidden, match="admin"):
        change(writes)


@pytest.mark.parametrize("role", ["owner", "admin", "member"])
def test_a_token_makes_no_token_and_ends_none(bakery: BakeryOnDatabase, role: Role) -> None:
    scope = replace(bakery.scope, kind="token", role=role)
    for act in (
        lambda db: service.create_token(db, NewToken(name="more", rights=["write"])),
        lambda db: service.revoke_token(db, bakery.id),
        lambda db: service.list_tokens(db),
    ):
        with tenant_transaction(bakery.engine, scope) as db, pytest.raises(Forbidden):
            act(db)


@pytest.mark.covers("SR24")
def test_a_revoked_token_opens_nothing_from_the_next_request_on(
    bakery: BakeryOnDatabase, settings: Settings, app: BakeTracker, second_worker: BakeTracker
) -> None:
    with bakery.session() as db:
        token_id, _ = service.create_token(db, NewToken(name="tablet", rights=["read"]))
    client = program(bakery, "read", app=second_worker)
    assert client.get("/api/me").status_code == 200
    with bakery.session() as db:
        tokens = [one.token_id for one in service.list_tokens(db)]
    for one in tokens:
        reply = browser(bakery, app).post(f"/settings/tokens/{one}/revocation")
        assert reply.status_code == 303
    assert client.get("/api/me").status_code == 401
    with bakery.session() as db, pytest.raises(NotFound):
        service.revoke_token(db, token_id)


def test_one_sees_and_revokes_ones_own_only(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    with bakery.session() as db:
        token_id, _ = service.create_token(db, NewToken(name="tablet", rights=["read"]))
    account, _ = member(bakery, "owner")
    colleague = replace(bakery, scope=replace(bakery.scope, account_id=account))
    for other in (neighbour, colleague):
        with other.session() as db:
            assert service.list_tokens(db) == []
            with pytest.raises(NotFound):
                service.revoke_token(db, token_id)


def test_its_use_shows_in_the_list(bakery: BakeryOnDatabase, settings: Settings) -> None:
    secret = made(bakery, "read", "propose")
    with bakery.session() as db:
        [before] = service.list_tokens(db)
    door.resolve_token(bakery.engine, settings, secret, "")
    with bakery.session() as db:
        [after] = service.list_tokens(db)
    assert (before.last_used_at, after.rights) == (None, ["propose", "read"])
    assert after.last_used_at is not None
    assert secret.startswith(after.hint.rstrip("…"))


def test_there_is_an_end_to_how_many(bakery: BakeryOnDatabase) -> None:
    for _ in range(service.MOST_TOKENS):
        bakery.token("read")
    with bakery.session() as db, pytest.raises(Conflict, match="50"):
        service.create_token(db, NewToken(name="one more", rights=["read"]))


def test_the_page_shows_a_key_once_and_keeps_it_nowhere(
    bakery: BakeryOnDatabase, app: BakeTracker, engine: Engine
) -> None:
    client = browser(bakery, app)
    typed = {"name": "tablet", "rights": ["read", "propose"], "days": "30",
             "op_id": "01890000-0000-7000-8000-000000000001"}  # fmt: skip
    shown = client.post("/settings/tokens", data=typed)
    assert shown.status_code == 200
    secret = shown.text.split('class="secret"', 1)[1].split(">", 1)[1].split("<", 1)[0]
    assert secret.startswith(identity.TOKEN_PREFIX)
    assert secret not in client.get("/settings/tokens").text
    with bakery.session() as db:
        kept = db.execute(
            text("select count(*) from app.idempotency_keys where tenant_id = :t"),
            {"t": bakery.id},
        ).scalar()
    assert kept == 0
    assert client.post("/settings/tokens", data={"name": "x"}).status_code == 422
