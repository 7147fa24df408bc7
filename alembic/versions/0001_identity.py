"""identity: accounts, sessions, API tokens and limits, reached only through definer functions"""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TENANT_ID = """
create function app.tenant_id() returns uuid language sql stable parallel safe
as $$ select nullif(current_setting('app.tenant_id', true), '')::uuid $$
"""

TABLES = [
    """
    create table idn.accounts (
        id uuid primary key,
        email text unique check (email = lower(email) and length(email) <= 320),
        firebase_uid text unique,
        password_hash text,
        display_name text not null default '',
        created_at timestamptz not null,
        last_sign_in_at timestamptz,
        disabled_at timestamptz
    )
    """,
    """
    create table idn.account_tenants (
        account_id uuid not null references idn.accounts (id),
        tenant_id uuid not null,
        created_at timestamptz not null,
        primary key (account_id, tenant_id)
    )
    """,
    """
    create table idn.sessions (
        token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
        id uuid not null unique,
        account_id uuid not null references idn.accounts (id),
        tenant_id uuid,
        created_at timestamptz not null,
        idle_expires_at timestamptz not null,
        expires_at timestamptz not null,
        revoked_at timestamptz,
        user_agent text not null default ''
    )
    """,
    "create index ix_sessions_account on idn.sessions (account_id)",
    """
    create table idn.api_tokens (
        token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
        id uuid not null unique,
        account_id uuid not null references idn.accounts (id),
        tenant_id uuid not null,
        name text not null,
        hint text not null,
        rights text[] not null,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        last_used_at timestamptz,
        revoked_at timestamptz
    )
    """,
    "create index ix_api_tokens_account on idn.api_tokens (account_id, tenant_id)",
    """
    create unlogged table idn.rate_limits (
        key text primary key,
        window_start timestamptz not null,
        hits integer not null
    )
    """,
]

# name, arguments, returns, body. PL/pgSQL, identity tables only: a distributed engine plans
# SQL-language functions with parameters badly, and the role is read as the app after binding.
FUNCTIONS = [
    (
        "create_account",
        "p_id uuid, p_email text, p_password_hash text, p_name text, p_now timestamptz",
        "void",
        """
        insert into idn.accounts (id, email, password_hash, display_name, created_at)
        values (p_id, p_email, p_password_hash, p_name, p_now);
        """,
    ),
    (
        "claim_account",
        "p_id uuid, p_email text, p_password_hash text, p_name text",
        "boolean",
        """
        update idn.accounts
        set email = p_email, password_hash = p_password_hash, display_name = p_name
        where id = p_id and email is null and disabled_at is null;
        return found;
        """,
    ),
    (
        "find_credentials",
        "p_email text",
        "table (account_id uuid, password_hash text, display_name text, disabled boolean)",
        """
        return query select a.id, a.password_hash, a.display_name, a.disabled_at is not null
        from idn.accounts a where a.email = p_email;
        """,
    ),
    (
        "find_account",
        "p_id uuid",
        "table (email text, display_name text, last_sign_in_at timestamptz, disabled boolean)",
        """
        return query select a.email, a.display_name, a.last_sign_in_at, a.disabled_at is not null
        from idn.accounts a where a.id = p_id;
        """,
    ),
    (
        "rename_account",
        "p_id uuid, p_name text",
        "void",
        "update idn.accounts set display_name = p_name where id = p_id;",
    ),
    (
        "set_password",
        "p_id uuid, p_password_hash text",
        "void",
        "update idn.accounts set password_hash = p_password_hash where id = p_id;",
    ),
    (
        "disable_account",
        "p_id uuid, p_now timestamptz",
        "void",
        """
        update idn.accounts set disabled_at = p_now where id = p_id and disabled_at is null;
        update idn.sessions set revoked_at = p_now where account_id = p_id and revoked_at is null;
        update idn.api_tokens set revoked_at = p_now where account_id = p_id and revoked_at is null;
        """,
    ),
    (
        "open_session",
        "p_hash bytea, p_id uuid, p_account uuid, p_tenant uuid, p_agent text, p_now timestamptz, "
        "p_idle timestamptz, p_end timestamptz",
        "void",
        """
        insert into idn.sessions (token_sha256, id, account_id, tenant_id, user_agent, created_at,
                                  idle_expires_at, expires_at)
        values (p_hash, p_id, p_account, p_tenant, left(p_agent, 200), p_now, p_idle, p_end);
        update idn.accounts set last_sign_in_at = p_now where id = p_account;
        """,
    ),
    (
        "resolve_session",
        "p_hash bytea, p_now timestamptz, p_idle timestamptz",
        "table (session_id uuid, account_id uuid, tenant_id uuid, email text, display_name text, "
        "expires_at timestamptz)",
        """
        return query select s.id, s.account_id, s.tenant_id, a.email, a.display_name, s.expires_at
        from idn.sessions s join idn.accounts a on a.id = s.account_id
        where s.token_sha256 = p_hash and s.revoked_at is null and s.expires_at > p_now
          and s.idle_expires_at > p_now and a.disabled_at is null;
        if found then
            update idn.sessions s set idle_expires_at = p_idle
            where s.token_sha256 = p_hash and s.idle_expires_at < p_idle - interval '5 minutes';
        end if;
        """,
    ),
    (
        "rotate_session",
        "p_hash bytea, p_new_hash bytea, p_account uuid, p_tenant uuid, p_now timestamptz",
        "boolean",
        """
        insert into idn.sessions (token_sha256, id, account_id, tenant_id, user_agent, created_at,
                                  idle_expires_at, expires_at)
        select p_new_hash, gen_random_uuid(), s.account_id, p_tenant, s.user_agent, p_now,
               s.idle_expires_at, s.expires_at
        from idn.sessions s
        where s.token_sha256 = p_hash and s.account_id = p_account and s.revoked_at is null
          and (p_tenant is null or exists (select 1 from idn.account_tenants t
               where t.account_id = p_account and t.tenant_id = p_tenant));
        if not found then return false; end if;
        update idn.sessions set revoked_at = p_now where token_sha256 = p_hash;
        return true;
        """,
    ),
    (
        "close_session",
        "p_hash bytea, p_now timestamptz",
        "void",
        "update idn.sessions set revoked_at = p_now "
        "where token_sha256 = p_hash and revoked_at is null;",
    ),
    (
        "close_sessions",
        "p_account uuid, p_tenant uuid, p_now timestamptz",
        "integer",
        """
        update idn.sessions set revoked_at = p_now
        where account_id = p_account and revoked_at is null
          and (p_tenant is null or tenant_id = p_tenant);
        get diagnostics closed = row_count;
        return closed;
        """,
    ),
    (
        "my_sessions",
        "p_account uuid, p_now timestamptz",
        "table (session_id uuid, created_at timestamptz, idle_expires_at timestamptz, "
        "expires_at timestamptz, user_agent text)",
        """
        return query select s.id, s.created_at, s.idle_expires_at, s.expires_at, s.user_agent
        from idn.sessions s where s.account_id = p_account and s.revoked_at is null
          and s.expires_at > p_now and s.idle_expires_at > p_now
        order by s.created_at desc limit 100;
        """,
    ),
    (
        "close_my_session",
        "p_account uuid, p_session uuid, p_now timestamptz",
        "boolean",
        """
        update idn.sessions set revoked_at = p_now
        where account_id = p_account and id = p_session and revoked_at is null;
        return found;
        """,
    ),
    (
        "join_tenant",
        "p_account uuid, p_tenant uuid, p_now timestamptz",
        "void",
        "insert into idn.account_tenants (account_id, tenant_id, created_at) "
        "values (p_account, p_tenant, p_now) on conflict do nothing;",
    ),
    (
        "leave_tenant",
        "p_account uuid, p_tenant uuid, p_now timestamptz",
        "void",
        """
        delete from idn.account_tenants where account_id = p_account and tenant_id = p_tenant;
        update idn.sessions set revoked_at = p_now
        where account_id = p_account and tenant_id = p_tenant and revoked_at is null;
        update idn.api_tokens set revoked_at = p_now
        where account_id = p_account and tenant_id = p_tenant and revoked_at is null;
        """,
    ),
    (
        "my_tenants",
        "p_account uuid",
        "table (tenant_id uuid)",
        """
        return query select t.tenant_id from idn.account_tenants t
        where t.account_id = p_account order by t.created_at, t.tenant_id limit 100;
        """,
    ),
    (
        "create_token",
        "p_hash bytea, p_id uuid, p_account uuid, p_tenant uuid, p_name text, p_hint text, "
        "p_rights text[], p_now timestamptz, p_end timestamptz",
        "void",
        """
        insert into idn.api_tokens (token_sha256, id, account_id, tenant_id, name, hint, rights,
                                    created_at, expires_at)
        values (p_hash, p_id, p_account, p_tenant, p_name, p_hint, p_rights, p_now, p_end);
        """,
    ),
    (
        "resolve_token",
        "p_hash bytea, p_now timestamptz",
        "table (token_id uuid, account_id uuid, tenant_id uuid, rights text[], email text, "
        "display_name text, expires_at timestamptz)",
        """
        return query select k.id, k.account_id, k.tenant_id, k.rights, a.email, a.display_name,
            k.expires_at
        from idn.api_tokens k join idn.accounts a on a.id = k.account_id
        where k.token_sha256 = p_hash and k.revoked_at is null and k.expires_at > p_now
          and a.disabled_at is null;
        if found then
            update idn.api_tokens k set last_used_at = p_now where k.token_sha256 = p_hash
              and (k.last_used_at is null or k.last_used_at < p_now - interval '1 minute');
        end if;
        """,
    ),
    (
        "my_tokens",
        "p_account uuid, p_tenant uuid",
        "table (token_id uuid, name text, hint text, rights text[], created_at timestamptz, "
        "expires_at timestamptz, last_used_at timestamptz)",
        """
        return query select k.id, k.name, k.hint, k.rights, k.created_at, k.expires_at,
            k.last_used_at
        from idn.api_tokens k
        where k.account_id = p_account and k.tenant_id = p_tenant and k.revoked_at is null
        order by k.created_at desc limit 100;
        """,
    ),
    (
        "revoke_token",
        "p_account uuid, p_tenant uuid, p_token uuid, p_now timestamptz",
        "boolean",
        """
        update idn.api_tokens set revoked_at = p_now
        where account_id = p_account and tenant_id = p_tenant and id = p_token
          and revoked_at is null;
        return found;
        """,
    ),
    (
        "hit",
        "p_key text, p_window_seconds integer, p_now timestamptz",
        "table (hits integer, window_start timestamptz)",
        """
        return query
        insert into idn.rate_limits as r (key, window_start, hits) values (p_key, p_now, 1)
        on conflict (key) do update set
            hits = case when r.window_start <= p_now - make_interval(secs => p_window_seconds)
                   then 1 else r.hits + 1 end,
            window_start = case
                when r.window_start <= p_now - make_interval(secs => p_window_seconds)
                then p_now else r.window_start end
        returning r.hits, r.window_start;
        """,
    ),
    (
        "forget_hits",
        "p_key text",
        "void",
        "delete from idn.rate_limits where key = p_key;",
    ),
    (
        "sweep",
        "p_now timestamptz",
        "void",
        """
        delete from idn.rate_limits where window_start < p_now - interval '1 day';
        delete from idn.sessions
        where greatest(coalesce(revoked_at, expires_at), idle_expires_at)
              < p_now - interval '30 days';
        """,
    ),
    (
        "schema_version",
        "",
        "text",
        "return (select string_agg(v.version_num, ',') from idn.schema_version v);",
    ),
]


def function(name: str, arguments: str, returns: str, body: str) -> str:
    declare = "declare closed integer;" if "closed" in body else ""
    # The result columns share names with table columns; a bare name means the column.
    return (
        f"create function authn.{name}({arguments}) returns {returns} language plpgsql "
        f"security definer set search_path = '' as $$\n#variable_conflict use_column\n"
        f"{declare} begin {body} end $$"
    )


def upgrade() -> None:
    op.execute(TENANT_ID)
    op.execute("revoke all on function app.tenant_id() from public")
    op.execute("grant execute on function app.tenant_id() to bt_app, bt_purge, bt_backup, bt_ops")
    for statement in TABLES:
        op.execute(statement)
    for table in (
        "accounts",
        "account_tenants",
        "sessions",
        "api_tokens",
        "rate_limits",
    ):
        op.execute(f"alter table idn.{table} enable row level security")
        op.execute(f"alter table idn.{table} force row level security")
        op.execute(
            f"create policy authn_only on idn.{table} to bt_authn using (true) with check (true)"
        )
        op.execute(f"grant select, insert, update, delete on idn.{table} to bt_authn")
    op.execute("grant select on idn.schema_version to bt_authn")
    op.execute("set role bt_authn")
    for name, arguments, returns, body in FUNCTIONS:
        op.execute(function(name, arguments, returns, body))
        kinds = ", ".join(part.split()[1] for part in arguments.split(", ") if part)
        op.execute(f"revoke all on function authn.{name}({kinds}) from public")
        op.execute(f"grant execute on function authn.{name}({kinds}) to bt_app")
    op.execute("set role bt_owner")


def downgrade() -> None:
    raise NotImplementedError("Schema changes are undone by restoring a backup (docs/adr).")
