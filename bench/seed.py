"""Bakeries of real size, written by the superuser in a few set-based statements.

A full bakery has 500 ingredients, 150 products with three lots of each in stock, 100 recipes of 8
lines, 100 finished units and goods, and 120 events (10 years) of 4 goods. In a crowd, 20 are full
and the rest hold a fiftieth."""

from uuid import UUID

import psycopg
from psycopg import Connection

FULL = {"ingredients": 500, "products": 150, "stocked": 150, "recipes": 100, "events": 120}
FULL_BAKERIES = 20
FRACTION = 50

IDS = """
create or replace function pg_temp.row_id(tenant uuid, kind text, n bigint) returns uuid
language sql immutable as $$ select md5(tenant::text || kind || n::text)::uuid $$
"""
STAMP = "created_at, version, updated_at"
STAMPS = "now(), 1, now()"

TENANTS = """
insert into app.tenants (id, name, timezone, currency, locale, units, is_active, version,
                         created_at, updated_at)
select pg_temp.row_id(%(run)s, 'tenant', n), 'Bakery ' || n, 'UTC', 'USD', 'en_US', 'us', true, 1,
       now(), now()
from generate_series(%(first)s::bigint, %(last)s::bigint) n
"""
MEMBERS = f"""
insert into app.memberships (tenant_id, id, account_id, role, display_name, email, {STAMP})
select t.id, pg_temp.row_id(t.id, 'member', 1), pg_temp.row_id(t.id, 'account', 1), 'owner',
       'Owner', 'owner@example.com', {STAMPS}
from app.tenants t
"""
ACCOUNTS = """
insert into idn.accounts (id, email, display_name, created_at)
select pg_temp.row_id(t.id, 'account', 1), t.id::text || '@example.com', 'Owner', now()
from app.tenants t
"""
BELONGINGS = """
insert into idn.account_tenants (account_id, tenant_id, created_at)
select pg_temp.row_id(t.id, 'account', 1), t.id, now() from app.tenants t
"""
# What each bakery has: so many of each kind, counted in the columns of that name.
SIZE = """
create temp table size on commit preserve rows as
select share.tenant, {counts}
from (select t.id as tenant, case when row_number() over (order by t.name) <= %(full)s
             then 1.0 else 1.0 / %(fraction)s end as of_full
      from app.tenants t) share
"""


def _size(full: dict[str, int]) -> str:
    counts = (f"greatest(2, ({n} * share.of_full)::int) as {kind}" for kind, n in full.items())
    return SIZE.format(counts=", ".join(counts))


def _many(kind: str) -> str:
    return f"size s, generate_series(1, s.{kind}) n"


ROWS = [
    f"""
    insert into app.ingredients (tenant_id, id, name, slug, folded, level, category, description,
        notes, density_volume, density_volume_unit, density_weight, density_weight_unit,
        allergens, langual_terms, fdc_ids, {STAMP})
    select s.tenant, pg_temp.row_id(s.tenant, 'i', n), 'Ingredient ' || lpad(n::text, 4, '0'),
        'ingredient_' || n, 'ingredient ' || lpad(n::text, 4, '0'), 2, 'Category ' || n % 12, '',
        '', 1, 'cup', 4.25, 'oz', '[]', '[]', '[]', {STAMPS} from {_many("ingredients")}
    """,
    f"""
    insert into app.products (tenant_id, id, ingredient_id, brand, name, folded, package_unit,
        package_quantity, preferred, is_hidden, is_provisional, notes, {STAMP})
    select s.tenant, pg_temp.row_id(s.tenant, 'p', n),
        pg_temp.row_id(s.tenant, 'i', 1 + (n - 1) % s.ingredients),
        'Brand ' || n % 9, 'Product ' || n, 'product ' || n, 'lb', 5, true, false, false, '',
        {STAMPS} from {_many("products")}
    """,
    f"""
    insert into app.lots (tenant_id, id, product_id, quantity, unit_cost, purchased_on, notes,
        sort_order, {STAMP})
    select s.tenant, pg_temp.row_id(s.tenant, 'l' || n, lot), pg_temp.row_id(s.tenant, 'p', n),
        2.5 * lot, 0.7, current_date - (lot * 7)::int, '', lot, {STAMPS}
    from {_many("stocked")}, generate_series(1, 3) lot
    """,
    f"""
    insert into app.recipes (tenant_id, id, name, slug, folded, source, notes, is_production_ready,
        {STAMP})
    select s.tenant, pg_temp.row_id(s.tenant, 'r', n), 'Recipe ' || lpad(n::text, 5, '0'),
        'recipe-' || n, 'recipe ' || n, '', '', true, {STAMPS} from {_many("recipes")}
    """,
    f"""
    insert into app.recipe_ingredients (tenant_id, id, recipe_id, ingredient_id, quantity, unit,
        notes, sort_order, {STAMP})
    select s.tenant, pg_temp.row_id(s.tenant, 'ri' || k, n), pg_temp.row_id(s.tenant, 'r', n),
        pg_temp.row_id(s.tenant, 'i', 1 + (n * 7 + k) % s.ingredients),
        0.5 * k, 'cup', '', k, {STAMPS} from {_many("recipes")}, generate_series(1, 8) k
    """,
    f"""
    insert into app.finished_units (tenant_id, id, recipe_id, name, slug, description, yield_mode,
        yield_type, items_per_batch, item_unit, on_hand, production_notes, notes, sort_order,
        {STAMP})
    select s.tenant, pg_temp.row_id(s.tenant, 'fu', n), pg_temp.row_id(s.tenant, 'r', n),
        'Unit ' || n, 'unit-' || n, '', 'discrete_count', 'EA', 24, 'piece', 0, '', '', 0, {STAMPS}
    from {_many("recipes")}
    """,
    f"""
    insert into app.finished_goods (tenant_id, id, name, slug, folded, description, assembly_type,
        packaging_instructions, on_hand, notes, {STAMP})
    select s.tenant, pg_temp.row_id(s.tenant, 'fg', n), 'Good ' || n, 'good-' || n, 'good ' || n,
        '', 'bundle', '', 0, '', {STAMPS} from {_many("recipes")}
    """,
    f"""
    insert into app.compositions (tenant_id, id, finished_good_id, finished_unit_id, quantity,
        notes, sort_order, is_generic, {STAMP})
    select s.tenant, pg_temp.row_id(s.tenant, 'c' || k, n), pg_temp.row_id(s.tenant, 'fg', n),
        pg_temp.row_id(s.tenant, 'fu', 1 + (n + k) % s.recipes), k + 1, '',
        k, false, {STAMPS} from {_many("recipes")}, generate_series(1, 2) k
    """,
    f"""
    insert into app.events (tenant_id, id, name, slug, event_date, notes, plan_state, {STAMP})
    select s.tenant, pg_temp.row_id(s.tenant, 'e', n), 'Event ' || n, 'event-' || n,
        current_date + 30 - (n * 30)::int, '', 'draft', {STAMPS} from {_many("events")}
    """,
    f"""
    insert into app.event_finished_goods (tenant_id, id, event_id, finished_good_id, quantity,
        sort_order, {STAMP})
    select s.tenant, pg_temp.row_id(s.tenant, 'efg' || k, n), pg_temp.row_id(s.tenant, 'e', n),
        pg_temp.row_id(s.tenant, 'fg', 1 + (n * 3 + k) % s.recipes),
        20 + k, k, {STAMPS} from {_many("events")}, generate_series(1, 4) k
    on conflict do nothing
    """,
]


def grow(superuser_url: str, bakeries: int, **full: int) -> None:
    """Seed a fresh, migrated database with so many bakeries; `full` says how many of a kind one of
    full size has where that is not the usual number."""
    with psycopg.connect(superuser_url) as db:
        db.execute(IDS)
        run = "00000000-0000-0000-0000-000000000000"
        db.execute(TENANTS, {"run": run, "first": 1, "last": bakeries})
        for statement in (ACCOUNTS, MEMBERS, BELONGINGS):
            db.execute(statement)
        db.execute(_size(FULL | full), {"full": FULL_BAKERIES, "fraction": FRACTION})
        for statement in ROWS:
            db.execute(statement)
    with psycopg.connect(superuser_url, autocommit=True) as db:
        db.execute("vacuum analyze")


def full_bakeries(superuser_url: str) -> list[tuple[UUID, UUID]]:
    """(tenant, account) of the bakeries of full size."""
    with psycopg.connect(superuser_url) as db:
        return _owners(db)


def _owners(db: Connection[tuple[UUID, UUID]]) -> list[tuple[UUID, UUID]]:
    return db.execute(
        "select m.tenant_id, m.account_id from app.memberships m join app.tenants t "
        "on t.id = m.tenant_id order by t.name limit %s",
        (FULL_BAKERIES,),
    ).fetchall()
