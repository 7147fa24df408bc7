"""How the database answers what is asked of it."""

from collections.abc import Callable

from baketracker.db.tenancy import TenantSession
from tests.architecture.statement_log import paused, statements


def asked(ask: Callable[[], object]) -> int:
    """How many statements about bakeries' tables `ask` sends."""
    with statements() as heard:
        ask()
    return sum("app." in one.text and "SET LOCAL" not in one.text for one in heard)


def explained(db: TenantSession, ask: Callable[[], object]) -> str:
    """The plan of the first statement `ask` sends."""
    with statements() as heard:
        ask()
    first = next(one for one in heard if "SET LOCAL" not in one.text)
    with paused():
        plan = db.connection().exec_driver_sql(f"explain {first.text}", first.parameters)
    return "\n".join(line for (line,) in plan)
