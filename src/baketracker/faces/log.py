"""Logs: one JSON object a line, with the request, the bakery and the actor it belongs to."""

import json
import logging
import sys
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass
class About:
    """What the present request is about; filled as it becomes known."""

    request_id: str = ""
    tenant: str = ""
    actor: str = ""


about: ContextVar[About] = ContextVar("about", default=About())  # noqa: B039

STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}


class JsonLines(logging.Formatter):
    """A line break inside a value is escaped by JSON, so nobody can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        here = about.get()
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "module": record.name,
            "message": record.getMessage(),
            "request": here.request_id,
            "tenant": here.tenant,
            "actor": here.actor,
        }
        line |= {k: v for k, v in record.__dict__.items() if k not in STANDARD}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({k: v for k, v in line.items() if v != ""}, default=str)


def set_up_logging(level: str) -> None:
    """Everything to standard error; uvicorn's own loggers join, its access log is ours."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "fastmcp"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    logging.getLogger("uvicorn.access").disabled = True
    # Our own access line says it already; these would repeat it with query strings.
    for noisy in ("httpx", "httpcore", "mcp", "procrastinate", "alembic"):
        logging.getLogger(noisy).setLevel("WARNING")
