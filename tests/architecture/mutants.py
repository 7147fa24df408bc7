"""Ways to break the walls, one at a time: each must turn a test red.

`{ada}` is a bakery's id. Each runs in a transaction that is rolled back, so they cost little and
reach roles as well. Several statements are a list."""

TENANT_BODY = "nullif(current_setting('app.tenant_id', true), '')::uuid"
OWN = "tenant_id = app.tenant_id()"
POLICY = "policy tenant_isolation on app.lots"
AS_OWNER = "set local role bt_owner"
NEW_TABLE = "create table app.tins (tenant_id uuid not null, id uuid, primary key (tenant_id, id))"

MUTANTS: dict[str, list[str]] = {
    # The policy
    "policy dropped": [f"drop {POLICY}"],
    "row security disabled": ["alter table app.lots disable row level security"],
    "not forced on the owner": ["alter table app.lots no force row level security"],
    "USING (true)": [f"alter {POLICY} using (true)"],
    "WITH CHECK (true)": [f"alter {POLICY} with check (true)"],
    "WITH CHECK left out": [
        f"drop {POLICY}",
        f"create {POLICY} to bt_app, bt_purge using ({OWN})",
    ],
    "a second policy for support": [
        "create policy support on app.lots for select to bt_app using (true)"
    ],
    "a second policy for everybody": ["create policy open on app.lots for select using (true)"],
    "a restrictive policy only": [
        f"drop {POLICY}",
        f"create {POLICY} as restrictive for all to bt_app, bt_purge "
        f"using ({OWN}) with check ({OWN})",
    ],
    "FOR SELECT only": [
        f"drop {POLICY}",
        f"create {POLICY} for select to bt_app, bt_purge using ({OWN})",
    ],
    "the wrong column": [
        f"alter {POLICY} using (id = app.tenant_id()) with check (id = app.tenant_id())"
    ],
    "to everybody": [f"alter {POLICY} to public"],
    "not to the app": [f"alter {POLICY} to bt_ops"],
    "a sub-query in the policy": [
        f"alter {POLICY} using (tenant_id = (select app.tenant_id())) with check ({OWN})"
    ],
    "or unbound": [f"alter {POLICY} using ({OWN} or app.tenant_id() is null) with check ({OWN})"],
    # Roles
    "app may bypass": ["alter role bt_app bypassrls"],
    "app is superuser": ["alter role bt_app superuser"],
    "app may make roles": ["alter role bt_app createrole"],
    "app is a member of the owner": ["grant bt_owner to bt_app"],
    "app reads all data": ["grant pg_read_all_data to bt_app with inherit true"],
    "app owns a table": ["alter table app.lots owner to bt_app"],
    "app has a bakery by default": ["alter role bt_app set app.tenant_id = '{ada}'"],
    "app without statement timeout": ["alter role bt_app reset statement_timeout"],
    "the owner may log in": ["alter role bt_owner login"],
    "backup may write": ["alter role bt_backup reset default_transaction_read_only"],
    "the database is open to everybody": ["grant temporary on database {database} to public"],
    "app may create in its schema": ["grant create on schema app to bt_app"],
    # Rights
    "TRUNCATE granted": ["grant truncate on app.lots to bt_app"],
    "REFERENCES granted": ["grant references on app.lots to bt_app"],
    "a ledger may be changed": ["grant update on app.audit_log to bt_app"],
    "a ledger may be emptied": ["grant delete on app.audit_log to bt_app"],
    "bakeries may be deleted": ["grant delete on app.tenants to bt_app"],
    "a column of its own": ["grant update (entity) on app.audit_log to bt_app"],
    "everybody may read": ["grant select on app.lots to public"],
    "backup may write into a table": ["grant insert on app.lots to bt_backup"],
    "future tables are open": [
        "alter default privileges for role bt_owner in schema app grant select on tables to bt_app"
    ],
    # Tables and views
    "a new table without a wall": [AS_OWNER, NEW_TABLE, "grant select on app.tins to bt_app"],
    "a new table without a bakery": [AS_OWNER, "create table app.tins (id uuid primary key)"],
    "a copied table": [AS_OWNER, "create table app.tins (like app.lots including all)"],
    "a view with its owner's eyes": [
        "create view app.all_lots as select * from app.lots",
        "grant select on app.all_lots to bt_app",
    ],
    "a materialised view": [
        "create materialized view app.all_lots as select * from app.lots",
        "grant select on app.all_lots to bt_app",
    ],
    "a child table": [AS_OWNER, "create table app.more_lots () inherits (app.lots)"],
    "a partitioned table": [AS_OWNER, f"{NEW_TABLE} partition by hash (tenant_id)"],
    "a sequence": [AS_OWNER, "create sequence app.lot_numbers"],
    "a table that forgets": ["alter table app.uploads set unlogged"],
    "a table in public": ["create table public.notes (id uuid)"],
    # Keys
    "a reference without the bakery": [
        "alter table app.suppliers add constraint uq_id unique (id)",
        "alter table app.lots add column shop_id uuid constraint fk_shop "
        "references app.suppliers (id)",
    ],
    "unique over all bakeries": ["alter table app.suppliers add constraint uq_n unique (id)"],
    "a unique index over all bakeries": ["create unique index ux on app.suppliers (id, name)"],
    "an index without the bakery": ["create index ix_slow on app.suppliers (name)"],
    "ON DELETE SET NULL": [
        "alter table app.lots add column shop_id uuid, add constraint fk_shop "
        "foreign key (tenant_id, shop_id) references app.suppliers (tenant_id, id) "
        "on delete set null (shop_id)"
    ],
    "ON DELETE CASCADE": [
        "alter table app.lots add column shop_id uuid, add constraint fk_shop foreign key "
        "(tenant_id, shop_id) references app.suppliers (tenant_id, id) on delete cascade"
    ],
    "a bakery that may be missing": [
        "alter table app.uploads drop constraint pk_uploads",
        "alter table app.uploads alter tenant_id drop not null",
    ],
    "identity tied to bakeries": [
        "alter table idn.sessions add constraint fk_tenant "
        "foreign key (tenant_id) references app.tenants (id)"
    ],
    "a clock as default": ["alter table app.lots alter created_at set default now()"],
    "a moment without zone": ["alter table app.lots alter created_at type timestamp"],
    "NaN allowed": ["alter table app.lots drop constraint ck_lots_quantity_number"],
    "a trigger": [
        "create trigger t before update on app.lots for each row "
        "execute function suppress_redundant_updates_trigger()"
    ],
    "a rule": ["create rule r as on delete to app.lots do instead nothing"],
    # Functions
    "the bakery's function IMMUTABLE": ["alter function app.tenant_id() immutable"],
    "the bakery's function VOLATILE": ["alter function app.tenant_id() volatile"],
    "the bakery's function with a default": [
        "create or replace function app.tenant_id() returns uuid language sql stable parallel "
        f"safe as $$ select coalesce({TENANT_BODY}, '{{ada}}'::uuid) $$"
    ],
    "the bakery's function in PL/pgSQL": [
        "create or replace function app.tenant_id() returns uuid language plpgsql stable parallel "
        f"safe as $$ begin return {TENANT_BODY}; end $$"
    ],
    "a definer's search_path open": ["alter function authn.my_tenants(uuid) reset search_path"],
    "a definer open to everybody": ["grant execute on function authn.my_tenants(uuid) to public"],
    "a definer of a superuser": ["alter function authn.my_tenants(uuid) owner to session_user"],
    "a definer in SQL": [
        "drop function authn.my_tenants(uuid)",
        "create function authn.my_tenants(p_account uuid) returns table (tenant_id uuid) "
        "language sql security definer set search_path = '' as "
        "$$ select t.tenant_id from idn.account_tenants t where t.account_id = p_account $$",
        "alter function authn.my_tenants(uuid) owner to bt_authn",
        "revoke all on function authn.my_tenants(uuid) from public",
        "grant execute on function authn.my_tenants(uuid) to bt_app",
    ],
    "a definer that reads bakeries": [
        "create function authn.all_lots() returns bigint language plpgsql security definer "
        "set search_path = '' as $$ begin return (select count(*) from app.lots); end $$",
        "alter function authn.all_lots() owner to bt_authn",
        "revoke all on function authn.all_lots() from public",
        "grant execute on function authn.all_lots() to bt_app",
    ],
    "a definer outside its schema": [
        "create function app.all_lots() returns bigint language sql security definer "
        "as $$ select count(*) from app.lots $$"
    ],
    "app reads accounts": [
        "grant usage on schema idn to bt_app",
        "grant select on idn.accounts to bt_app",
    ],
    "accounts without a wall": ["alter table idn.accounts disable row level security"],
    "accounts open to the app": ["alter policy authn_only on idn.accounts to bt_app"],
}
