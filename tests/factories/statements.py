"""Counting what is asked of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from baketracker.db.tenancy import TenantSession


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements sent meanwhile, without the ones that bind the tenant."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("SET LOCAL"):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def explained(db: TenantSession, ask: Callable[[], object]) -> str:
    """The plan of the first statement `ask` sends."""
    connection = db.connection()
    first: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        first.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    statement, values = first[0]
    plan = connection.exec_driver_sql(f"explain {statement}", values)
    return "\n".join(line for (line,) in plan)
