"""A small bakery to look around in: the starter catalogue, and a year of life in it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from baketracker.accounts import door
from baketracker.accounts.bakeries import open_sample, switch_bakery
from baketracker.accounts.person import SignedIn
from baketracker.db.scope import VERBS, allows, verb
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.db.types import now
from baketracker.recipes.models import FinishedUnit
from baketracker.suppliers.models import Supplier

from . import sample_stock, sample_year
from .starter.contents import starter
from .starter.filling import (
    has_starter,
    is_empty,
    kitchen_of,
    refuse_unless_empty,
    wait_for_others,
)
from .starter.rows import Rows, Table, catalogue


def visit_sample(engine: Engine, me: SignedIn, secret: str) -> str:
    """Go over to the person's own sample bakery, opened and filled the first time; returns the
    secret of the session that replaces the present one. No other bakery is touched."""
    tenant_id = open_sample(engine, me)
    with engine.begin() as gate:
        scope = door.in_bakery(gate, me.scope_in(tenant_id), now())
    with tenant_transaction(engine, scope) as db:
        if may_fill(db):
            fill_with_sample(db)
    return switch_bakery(engine, me, secret, tenant_id)


@verb("read")
def may_fill(db: TenantSession) -> bool:
    """Whether this person may fill in the sample, and the bakery is empty."""
    return allows(db.scope, VERBS["exchange.fill_with_sample"]) and is_empty(db)


@verb("write", least="admin")
def fill_with_sample(db: TenantSession) -> None:
    """Fill an empty bakery; a second time changes nothing. Raises RuleBroken when the bakery has
    ingredients of its own."""
    wait_for_others(db)
    if has_starter(db):
        return
    refuse_unless_empty(db)
    for entity, rows in _tables(db):
        db.insert_rows(entity, rows)


def _tables(db: TenantSession) -> list[Table]:
    told, kitchen, today = starter(), kitchen_of(db), db.scope.today()
    clock = ZoneInfo(db.scope.timezone)
    return [
        (Supplier, sample_year.shops()),
        *((entity, _lively(entity, rows, db)) for entity, rows in catalogue(told, kitchen)),
        *sample_stock.tables(told, kitchen, today, clock),
        *sample_year.events(told, today),
    ]


def _lively(entity: type, rows: Rows, db: TenantSession) -> Rows:
    """Finished units with what is baked and waiting."""
    if entity is not FinishedUnit:
        return rows
    baked = sample_year.year()["baked"]
    return [row | _on_hand(db, *baked.get(row["name"], (0, None))) for row in rows]


def _on_hand(db: TenantSession, count: int, days: int | None) -> dict[str, object]:
    until = db.scope.today() + timedelta(days=days) if days else None
    return {"on_hand": count, "on_hand_until": until}
