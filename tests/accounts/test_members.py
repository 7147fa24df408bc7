"""The people of a bakery: roles, leaving, and never without an owner."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from baketracker.accounts import door, identity, operator, person, service
from baketracker.accounts.models import Membership
from baketracker.accounts.person import SignedIn
from baketracker.config import Settings
from baketracker.db.audit import AuditEntry
from baketracker.db.connect import make_engine
from baketracker.db.scope import Role
from baketracker.db.tenancy import tenant_transaction
from baketracker.db.types import new_id
from baketracker.errors import (
    BakeTrackerError,
    Conflict,
    Forbidden,
    NotFound,
    RuleBroken,
    SignInNeeded,
)
from tests.factories.bakeries import BakeryOnDatabase

from .people import PASSWORD, me, member, membership_of, session_of, somebody


def owners_of(bakery: BakeryOnDatabase) -> int:
    with bakery.session() as db:
        count = select(func.count()).select_from(Membership).where(Membership.role == "owner")
        return db.scalar(count) or 0


def test_owners_come_first_and_the_neighbour_sees_nobody(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    member(bakery), member(bakery, "admin")
    with bakery.session("member") as db:
        assert [one.role for one in service.list_members(db)] == ["owner", "admin", "member"]
    with neighbour.session() as db:
        assert [one.account_id for one in service.list_members(db)] == [neighbour.scope.account_id]


@pytest.mark.covers("S4-users-role")
@pytest.mark.parametrize("role", ["member", "admin"])
def test_only_an_owner_changes_roles(bakery: BakeryOnDatabase, role: Role) -> None:
    _, membership = member(bakery)
    with bakery.session(role) as db, pytest.raises(Forbidden, match="owner"):
        service.change_role(db, membership, "owner")


@pytest.mark.covers("S4-users-role", "SR24")
def test_a_new_role_is_the_role_of_the_next_request(
    bakery: BakeryOnDatabase, settings: Settings
) -> None:
    account, membership = member(bakery)
    with bakery.session() as db:
        service.change_role(db, membership, "admin")
    scope = door.resolve_session(bakery.engine, settings, session_of(bakery, account), "")
    assert scope.role == "admin"


@pytest.mark.covers("S4-chk-rotation")
def test_a_session_of_the_old_role_is_gone(bakery: BakeryOnDatabase, settings: Settings) -> None:
    account, membership = member(bakery, "owner")
    before = session_of(bakery, account)
    with bakery.session() as db:
        service.change_role(db, membership, "member")
    with pytest.raises(SignInNeeded):
        door.resolve_session(bakery.engine, settings, before, "")


@pytest.mark.covers("SR24")
def test_a_removed_member_is_out_with_sessions_and_keys(
    bakery: BakeryOnDatabase, settings: Settings
) -> None:
    account, membership = member(bakery, "admin")
    cookie = session_of(bakery, account)
    key = replace(bakery, scope=replace(bakery.scope, account_id=account)).token()
    with bakery.session() as db:
        service.remove_member(db, membership)
    with pytest.raises(SignInNeeded):
        door.resolve_session(bakery.engine, settings, cookie, "")
    with pytest.raises(SignInNeeded):
        door.resolve_token(bakery.engine, settings, key, "")
    with bakery.engine.begin() as gate:
        assert identity.my_tenants(gate, account) == []


def test_a_neighbours_member_is_not_found(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    _, theirs = member(neighbour)
    for act in (
        lambda db: service.remove_member(db, theirs),
        lambda db: service.change_role(db, theirs, "admin"),
        lambda db: service.remove_member(db, new_id()),
    ):
        with bakery.session() as db, pytest.raises(NotFound) as missing:
            act(db)
        assert str(missing.value) == "That person is not in this bakery."


def test_the_last_owner_stays(bakery: BakeryOnDatabase) -> None:
    own = membership_of(bakery, bakery.scope.account_id)
    with bakery.session() as db:
        with pytest.raises(RuleBroken):
            service.leave_bakery(db)
        with pytest.raises(RuleBroken):
            service.remove_member(db, own)
        with pytest.raises(RuleBroken):
            service.change_role(db, own, "admin")
        service.change_role(db, own, "owner")
    assert owners_of(bakery) == 1


@pytest.mark.covers("SR27")
@pytest.mark.parametrize("way", ["leave", "remove", "demote", "close", "mixed"])
def test_eight_owners_going_at_once_leave_exactly_one(
    bakery: BakeryOnDatabase, settings: Settings, way: str
) -> None:
    people = [member(bakery, "owner") for _ in range(7)]
    assert bakery.scope.account_id is not None
    own = membership_of(bakery, bakery.scope.account_id)
    people.append((bakery.scope.account_id, own))
    wide = make_engine(settings.database_url, settings, pool_size=8, pool_timeout=20)
    at_once, start, refused = replace(bakery, engine=wide), Barrier(8), list[RuleBroken]()

    def go(number: int, account: UUID, membership: UUID) -> None:
        act = ways(at_once, account, membership)
        names = list(act)
        start.wait()
        try:
            act[names[number % 4] if way == "mixed" else way]()
        except RuleBroken as error:
            refused.append(error)

    run_all([lambda n=n, p=p: go(n, *p) for n, p in enumerate(people)])
    wide.dispose()
    assert owners_of(bakery) == 1
    # Closing an account is no way to be refused: alone in it, one closes the bakery as well.
    assert len(refused) == (0 if way == "close" else 1)


def ways(
    bakery: BakeryOnDatabase, account: UUID, membership: UUID
) -> dict[str, Callable[[], None]]:
    """How an owner can stop being one."""
    scope = replace(bakery.scope, account_id=account)
    leaving = SignedIn(account, None, bakery.id, "", "")

    def in_bakery(act: Callable[..., None], *arguments: object) -> None:
        with tenant_transaction(bakery.engine, scope) as db:
            act(db, *arguments)

    return {
        "leave": lambda: in_bakery(service.leave_bakery),
        "remove": lambda: in_bakery(service.remove_member, membership),
        "demote": lambda: in_bakery(service.change_role, membership, "member"),
        "close": lambda: person.leave_everything(bakery.engine, leaving),
    }


def run_all(work: list[Callable[[], None]]) -> None:
    threads = [Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_only_owner_of_others_cannot_close_the_account(
    engine: Engine, settings: Settings
) -> None:
    who = somebody(engine, settings)
    here = BakeryOnDatabase(engine, door.resolve_session(engine, settings, who.came.secret, ""))
    _, membership = member(here)
    with pytest.raises(RuleBroken, match="The Corner"):
        person.close_account(
            engine, settings, me(engine, settings, who.came.secret), PASSWORD, address=""
        )
    with here.session() as db:
        service.change_role(db, membership, "owner")
    person.close_account(
        engine, settings, me(engine, settings, who.came.secret), PASSWORD, address=""
    )
    assert owners_of(here) == 1


def test_a_bakery_nobody_else_belongs_to_closes_with_the_account(
    engine: Engine, settings: Settings
) -> None:
    who = somebody(engine, settings)
    here = me(engine, settings, who.came.secret)
    person.close_account(engine, settings, here, PASSWORD, address="")
    assert operator.set_active(engine, who.tenant_id, True) == "The Corner"


@pytest.mark.covers("S4-users-display-name")
def test_a_new_name_shows_in_every_bakery(
    engine: Engine, settings: Settings, bakery: BakeryOnDatabase
) -> None:
    who = somebody(engine, settings)
    operator.add_member(engine, bakery.id, who.email, "member")
    here = me(engine, settings, who.came.secret)
    person.rename_me(engine, here, "Grace Hopper")
    with bakery.session() as db:
        names = {one.display_name for one in service.list_members(db)}
        entry = select(AuditEntry.changes).where(
            AuditEntry.created_by == here.account_id, AuditEntry.entity == "memberships"
        )
        assert db.scalars(entry).one()["display_name"] == ["Grace", "Grace Hopper"]
    assert "Grace Hopper" in names
    assert me(engine, settings, who.came.secret).display_name == "Grace Hopper"


def test_nobody_is_added_twice_or_without_an_account(bakery: BakeryOnDatabase) -> None:
    with pytest.raises(NotFound):
        operator.add_member(bakery.engine, bakery.id, "nobody@example.com", "member")
    assert bakery.scope.email
    with pytest.raises(Conflict):
        operator.add_member(bakery.engine, bakery.id, bakery.scope.email.upper(), "owner")
    with pytest.raises(NotFound):
        operator.add_member(bakery.engine, new_id(), bakery.scope.email, "owner")


def test_leaving_needs_a_person_not_a_program(bakery: BakeryOnDatabase) -> None:
    member(bakery, "owner")
    scope = replace(bakery.scope, kind="token")
    with tenant_transaction(bakery.engine, scope) as db, pytest.raises(BakeTrackerError) as refused:
        service.leave_bakery(db)
    assert isinstance(refused.value, Forbidden)
