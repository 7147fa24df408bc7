"""The database roles, made by one command on an empty or a managed server.

owner    owns the schemas, cannot log in           authn   owns the definer functions, no login
migrator logs in and may become owner or authn     app     web and workers: owns nothing
purge    deletes one bakery's rows, no login       backup  reads everything, writes nothing
ops      as backup, for a person breaking the glass"""

from dataclasses import dataclass

import psycopg
from psycopg import Connection, sql

APP, OWNER, MIGRATOR = "bt_app", "bt_owner", "bt_migrator"
AUTHN, PURGE, BACKUP, OPS = "bt_authn", "bt_purge", "bt_backup", "bt_ops"

ATTRIBUTES = {
    OWNER: "NOLOGIN NOINHERIT",
    AUTHN: "NOLOGIN NOINHERIT",
    PURGE: "NOLOGIN NOINHERIT",
    MIGRATOR: "LOGIN NOINHERIT",
    APP: "LOGIN NOINHERIT",
    BACKUP: "LOGIN BYPASSRLS",
    OPS: "LOGIN BYPASSRLS",
}
SETTINGS = {
    APP: {
        "statement_timeout": "5s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "10s",
        "search_path": "app",
        "row_security": "on",
        "timezone": "UTC",
    },
    MIGRATOR: {"lock_timeout": "1s", "search_path": "pg_catalog", "timezone": "UTC"},
    BACKUP: {"default_transaction_read_only": "on"},
    OPS: {"default_transaction_read_only": "on", "log_statement": "all"},
}
SCHEMAS = {"app": OWNER, "idn": OWNER, "jobs": OWNER, "authn": AUTHN}


@dataclass(frozen=True, slots=True)
class Passwords:
    """Passwords of the roles that log in; None leaves a role as it is."""

    app: str | None = None
    migrator: str | None = None
    backup: str | None = None
    ops: str | None = None

    def of(self, role: str) -> str | None:
        return {
            APP: self.app, MIGRATOR: self.migrator, BACKUP: self.backup, OPS: self.ops
        }.get(role)  # fmt: skip


def create_roles(admin_url: str, passwords: Passwords) -> list[str]:
    """Create the seven roles, the four schemas and the grants between them; safe to run again.

    `admin_url` logs in as a role that may create roles, on the product's own database. Returns
    notes for the operator (what a managed server would not allow)."""
    notes: list[str] = []
    with psycopg.connect(admin_url, autocommit=True) as db:
        for role, attributes in ATTRIBUTES.items():
            _ensure_role(db, role, attributes, passwords.of(role), notes)
        _lock_down(db)
        for schema, owner in SCHEMAS.items():
            _ensure_schema(db, schema, owner)
        for role in (BACKUP, OPS):
            _grant(db, "pg_read_all_data", role, notes)
    return notes


def _run(db: Connection[tuple[object, ...]], statement: str, **names: str) -> None:
    quoted = {key: sql.Identifier(value) for key, value in names.items()}
    db.execute(sql.SQL(statement).format(**quoted))


def _ensure_role(
    db: Connection[tuple[object, ...]],
    role: str,
    attributes: str,
    password: str | None,
    notes: list[str],
) -> None:
    if db.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone():
        _put_right(db, role, attributes, notes)
    else:
        try:
            _run(db, "create role {role} " + attributes, role=role)
        except psycopg.errors.InsufficientPrivilege:
            if "BYPASSRLS" not in attributes:
                raise
            # Managed servers keep BYPASSRLS for themselves: backups then use their own snapshots.
            _run(db, "create role {role} LOGIN", role=role)
            notes.append(f"{role} could not be given BYPASSRLS here: use the server's own backups.")
    if password is not None:
        statement = sql.SQL("alter role {} password {}").format(
            sql.Identifier(role), sql.Literal(password)
        )
        db.execute(statement)
    for name, value in SETTINGS.get(role, {}).items():
        try:
            db.execute(
                sql.SQL("alter role {} set {} to {}").format(
                    sql.Identifier(role), sql.Identifier(name), sql.Literal(value)
                )
            )
        except psycopg.errors.InsufficientPrivilege:
            notes.append(f"{role}: {name} could not be set to {value} here.")


def _put_right(
    db: Connection[tuple[object, ...]], role: str, attributes: str, notes: list[str]
) -> None:
    """An existing role gets exactly its attributes again, whatever somebody gave it meanwhile."""
    walls = "" if "BYPASSRLS" in attributes else " NOBYPASSRLS"
    try:
        _run(
            db, "alter role {role} NOSUPERUSER NOCREATEDB NOCREATEROLE " + attributes + walls,
            role=role,
        )  # fmt: skip
    except psycopg.errors.InsufficientPrivilege:
        notes.append(f"{role} keeps its attributes: this server does not let us change them.")


def _lock_down(db: Connection[tuple[object, ...]]) -> None:
    """Nothing for PUBLIC; who may connect is a list."""
    database = db.info.dbname
    _run(db, "revoke all on database {database} from public", database=database)
    _run(db, "revoke all on schema public from public")
    for role in (APP, MIGRATOR, BACKUP, OPS):
        _run(db, "grant connect on database {database} to {role}", database=database, role=role)
    for role in (OWNER, AUTHN, PURGE):
        _run(db, "grant {role} to {member}", role=role, member=MIGRATOR)
        _run(db, "grant {role} to current_user", role=role)
    _run(db, "grant create on database {database} to {role}", database=database, role=OWNER)


def _ensure_schema(db: Connection[tuple[object, ...]], schema: str, owner: str) -> None:
    _run(
        db, "create schema if not exists {schema} authorization {owner}", schema=schema, owner=owner
    )
    readers = {"app": (APP, PURGE), "jobs": (APP,), "authn": (APP,), "idn": (AUTHN, PURGE)}[schema]
    for reader in readers:
        _run(db, "grant usage on schema {schema} to {reader}", schema=schema, reader=reader)


def _grant(db: Connection[tuple[object, ...]], group: str, role: str, notes: list[str]) -> None:
    try:
        _run(db, "grant {group} to {role}", group=group, role=role)
    except psycopg.errors.InsufficientPrivilege:
        notes.append(f"{role} could not be given {group} here.")
