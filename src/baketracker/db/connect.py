"""Engines: a bounded pool that says no within a second instead of letting people wait."""

from typing import Any

from sqlalchemy import Engine, create_engine, make_url

from baketracker.config import Settings


def sqlalchemy_url(url: str) -> str:
    """Accept `postgres://` and `postgresql://`, answer with the psycopg 3 dialect."""
    scheme, _, rest = url.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    return url


def plain_url(url: str) -> str:
    """The same database for libpq (psycopg, procrastinate)."""
    return sqlalchemy_url(url).replace("postgresql+psycopg://", "postgresql://", 1)


def make_engine(url: str, settings: Settings, **options: Any) -> Engine:
    """The engine of one process: `pool_size` connections, none beyond, and a short wait."""
    # psycopg prepares a statement after five uses; a transaction-pooling proxy forgets them.
    threshold = 5 if settings.prepared_statements else None
    arguments = {
        "prepare_threshold": threshold,
        "connect_timeout": 3,
        "application_name": "baketracker",
    }
    defaults: dict[str, Any] = {
        "pool_size": settings.pool_size,
        "max_overflow": 0,
        "pool_timeout": settings.pool_wait_seconds,
        "pool_use_lifo": True,
        "connect_args": arguments,
    }
    return create_engine(sqlalchemy_url(url), **(defaults | options))


def database_name(url: str) -> str:
    return make_url(sqlalchemy_url(url)).database or ""
