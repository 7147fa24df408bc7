"""The gate to schema `idn`: accounts, sessions, tokens and limits.

The app role has no privilege there; each function here calls one pinned definer function (written
in the migrations) on the caller's connection, so that it commits or rolls back with the rest.
Secrets never arrive: only their SHA-256."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, column, func, select
from sqlalchemy.orm import Session

from baketracker.db.types import new_id

IDLE = timedelta(hours=72)
ABSOLUTE = timedelta(days=14)
TOKEN_PREFIX = "bt_pat_"  # secret scanners look for it

Gate = Connection | Session


def plain_email(typed: str) -> str:
    """An e-mail address as accounts are looked up by it."""
    return typed.strip().casefold()


@dataclass(frozen=True, slots=True)
class Credentials:
    account_id: UUID
    password_hash: str | None
    display_name: str
    disabled: bool


@dataclass(frozen=True, slots=True)
class Account:
    email: str | None
    display_name: str
    last_sign_in_at: datetime | None
    disabled: bool


@dataclass(frozen=True, slots=True)
class SessionFound:
    session_id: UUID
    account_id: UUID
    tenant_id: UUID | None
    email: str | None
    display_name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokenFound:
    token_id: UUID
    account_id: UUID
    tenant_id: UUID
    rights: list[str]
    email: str | None
    display_name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SessionInfo:
    session_id: UUID
    created_at: datetime
    idle_expires_at: datetime
    expires_at: datetime
    user_agent: str


@dataclass(frozen=True, slots=True)
class TokenInfo:
    token_id: UUID
    name: str
    hint: str
    rights: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


def new_secret(prefix: str = "") -> str:
    """256 random bits, safe in a cookie or header."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    """What is stored of a secret: 32 bytes."""
    return hashlib.sha256(secret.encode()).digest()


def create_account(
    gate: Gate, account_id: UUID, email: str | None, password_hash: str | None, name: str,
    now: datetime,
) -> None:  # fmt: skip
    """Raises IntegrityError when the e-mail is taken. A visitor's account has no e-mail."""
    _scalar(gate, "create_account", account_id, email, password_hash, name, now)


def claim_account(
    gate: Gate, account_id: UUID, email: str, password_hash: str | None, name: str
) -> bool:
    """Give a visitor's account its e-mail; False when it has one already."""
    return bool(_scalar(gate, "claim_account", account_id, email, password_hash, name))


def find_credentials(gate: Gate, email: str) -> Credentials | None:
    columns = ["account_id", "password_hash", "display_name", "disabled"]
    found = _rows(gate, "find_credentials", columns, email)
    return Credentials(*found[0]) if found else None


def find_account(gate: Gate, account_id: UUID) -> Account | None:
    columns = ["email", "display_name", "last_sign_in_at", "disabled"]
    found = _rows(gate, "find_account", columns, account_id)
    return Account(*found[0]) if found else None


def rename_account(gate: Gate, account_id: UUID, name: str) -> None:
    _scalar(gate, "rename_account", account_id, name)


def set_password(gate: Gate, account_id: UUID, password_hash: str) -> None:
    _scalar(gate, "set_password", account_id, password_hash)


def disable_account(gate: Gate, account_id: UUID, now: datetime) -> None:
    """The account, all its sessions and all its tokens end in this transaction."""
    _scalar(gate, "disable_account", account_id, now)


def open_session(
    gate: Gate, account_id: UUID, tenant_id: UUID | None, user_agent: str, now: datetime
) -> str:
    """A new session; returns its secret, which is stored nowhere."""
    secret = new_secret()
    _scalar(
        gate, "open_session", digest(secret), new_id(), account_id, tenant_id, user_agent, now,
        now + IDLE, now + ABSOLUTE,
    )  # fmt: skip
    return secret


def resolve_session(gate: Gate, secret: str, now: datetime) -> SessionFound | None:
    """The living session behind a cookie; its idle limit moves on."""
    columns = ["session_id", "account_id", "tenant_id", "email", "display_name", "expires_at"]
    found = _rows(gate, "resolve_session", columns, digest(secret), now, now + IDLE)
    return SessionFound(*found[0]) if found else None


def rotate_session(
    gate: Gate, secret: str, account_id: UUID, tenant_id: UUID | None, now: datetime
) -> str | None:
    """Exchange a session for one in another bakery (or the same); None when that may not be."""
    fresh = new_secret()
    moved = _scalar(
        gate, "rotate_session", digest(secret), digest(fresh), account_id, tenant_id, now
    )
    return fresh if moved else None


def close_session(gate: Gate, secret: str, now: datetime) -> None:
    _scalar(gate, "close_session", digest(secret), now)


def close_sessions(gate: Gate, account_id: UUID, tenant_id: UUID | None, now: datetime) -> int:
    """End all sessions of an account, or those in one bakery; returns how many."""
    return int(_scalar(gate, "close_sessions", account_id, tenant_id, now) or 0)


def my_sessions(gate: Gate, account_id: UUID, now: datetime) -> list[SessionInfo]:
    columns = ["session_id", "created_at", "idle_expires_at", "expires_at", "user_agent"]
    return [SessionInfo(*row) for row in _rows(gate, "my_sessions", columns, account_id, now)]


def close_my_session(gate: Gate, account_id: UUID, session_id: UUID, now: datetime) -> bool:
    return bool(_scalar(gate, "close_my_session", account_id, session_id, now))


def join_tenant(gate: Gate, account_id: UUID, tenant_id: UUID, now: datetime) -> None:
    _scalar(gate, "join_tenant", account_id, tenant_id, now)


def leave_tenant(gate: Gate, account_id: UUID, tenant_id: UUID, now: datetime) -> None:
    """The account's sessions and tokens in that bakery end with it."""
    _scalar(gate, "leave_tenant", account_id, tenant_id, now)


def my_tenants(gate: Gate, account_id: UUID) -> list[UUID]:
    return [row[0] for row in _rows(gate, "my_tenants", ["tenant_id"], account_id)]


def create_token(
    gate: Gate, account_id: UUID, tenant_id: UUID, name: str, rights: Sequence[str],
    now: datetime, ends: datetime,
) -> tuple[UUID, str]:  # fmt: skip
    """A new API token: its id and its secret, which is shown once."""
    secret, token_id = new_secret(TOKEN_PREFIX), new_id()
    hint = f"{secret[: len(TOKEN_PREFIX) + 4]}…"
    _scalar(
        gate, "create_token", digest(secret), token_id, account_id, tenant_id, name, hint,
        list(rights), now, ends,
    )  # fmt: skip
    return token_id, secret


def resolve_token(gate: Gate, secret: str, now: datetime) -> TokenFound | None:
    columns = [
        "token_id", "account_id", "tenant_id", "rights", "email", "display_name", "expires_at",
    ]  # fmt: skip
    found = _rows(gate, "resolve_token", columns, digest(secret), now)
    return TokenFound(*found[0]) if found else None


def my_tokens(gate: Gate, account_id: UUID, tenant_id: UUID) -> list[TokenInfo]:
    columns = [
        "token_id", "name", "hint", "rights", "created_at", "expires_at", "last_used_at",
    ]  # fmt: skip
    return [TokenInfo(*row) for row in _rows(gate, "my_tokens", columns, account_id, tenant_id)]


def revoke_token(
    gate: Gate, account_id: UUID, tenant_id: UUID, token_id: UUID, now: datetime
) -> bool:
    return bool(_scalar(gate, "revoke_token", account_id, tenant_id, token_id, now))


def hit(gate: Gate, key: str, window: timedelta, now: datetime) -> tuple[int, datetime]:
    """Count one hit; returns the hits in the present window and when the window began."""
    columns = ["hits", "window_start"]
    row = _rows(gate, "hit", columns, key, int(window.total_seconds()), now)[0]
    return row[0], row[1]


def forget_hits(gate: Gate, key: str) -> None:
    _scalar(gate, "forget_hits", key)


def sweep(gate: Gate, now: datetime) -> None:
    """Remove what ended long ago."""
    _scalar(gate, "sweep", now)


def schema_version(gate: Gate) -> str:
    return str(_scalar(gate, "schema_version") or "")


def _function(name: str) -> Any:
    return getattr(func.authn, name)


def _scalar(gate: Gate, name: str, *arguments: object) -> Any:
    return gate.execute(select(_function(name)(*arguments))).scalar()


def _rows(
    gate: Gate, name: str, columns: list[str], *arguments: object
) -> Sequence[tuple[Any, ...]]:
    table = _function(name)(*arguments).table_valued(*(column(c) for c in columns))
    return cast(Sequence[tuple[Any, ...]], gate.execute(select(table)).all())
