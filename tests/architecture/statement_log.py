"""Listens to every statement of the app role in the whole test run and fails the run at its end.

A statement on a bakery's table carries the bakery (`statement_rules`), runs after SET LOCAL in
the same transaction, and a change leaves an audit entry beside it. While a template is drawn no
statement runs at all, and while a transaction is open our code calls no network.

What tests say through connections of their own (psycopg) is not heard; `paused()` covers the rest
that is wrong on purpose. `statements()` records what a block makes the application say."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, ParamSpec, TypeVar

import jinja2
import pytest
from jinja2_fragments.fastapi import Jinja2Blocks
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

import baketracker
from baketracker.app_tables import metadata
from baketracker.db.base import Base
from baketracker.db.roles import APP
from tests.architecture.statement_rules import changed_tables, faults, tables_of

PACKAGE = str(Path(baketracker.__file__).parent)
BOUND = "SET LOCAL app.tenant_id"
WRITING = ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "COPY")
Args = ParamSpec("Args")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Statement:
    """One statement as it went to the database."""

    text: str
    parameters: Any

    @property
    def writes(self) -> frozenset[str]:
        """The bakeries' tables it changes."""
        return changed_tables(self.text)


@dataclass
class _Transaction:
    """What is known of a connection's open transaction."""

    bound: bool = False
    changed: set[str] = field(default_factory=set)


_drawing: ContextVar[bool] = ContextVar("drawing", default=False)
_listening: list[list[Statement]] = []
_pauses: list[object] = []
_audited = {
    mapper.class_.__tablename__
    for mapper in Base.registry.mappers
    if getattr(mapper.class_, "audited", True)
}


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Records what the app role says, in all threads, while the block runs."""
    heard: list[Statement] = []
    _listening.append(heard)
    try:
        yield heard
    finally:
        _listening[:] = [other for other in _listening if other is not heard]


@contextmanager
def paused() -> Iterator[None]:
    """For statements that are wrong on purpose."""
    token = object()
    _pauses.append(token)
    try:
        yield
    finally:
        _pauses.remove(token)


class Log:
    """Faults of one process, each with the test that first showed it."""

    def __init__(self, *, pausable: bool = True) -> None:
        self.pausable = pausable
        self.test = "outside of tests"
        self.found: dict[str, str] = {}
        self.heard = 0

    def accuse(self, what: str, statement: str) -> None:
        if not (self.pausable and _pauses):
            self.found.setdefault(f"{what}: {' '.join(statement.split())[:600]}", self.test)

    def before_statement(
        self, connection: Connection, _cursor: Any, text: str, parameters: Any, *_: Any
    ) -> None:
        if connection.engine.url.username != APP:
            return
        for heard in _listening:
            heard.append(Statement(text, parameters))
        self.heard += 1
        transaction = self._transaction(connection)
        if text.startswith(BOUND):
            transaction.bound = True
        if _drawing.get():
            self.accuse("asked while a template is drawn", text)
        for fault in faults(text):
            self.accuse(fault, text)
        if tables_of(text) and not transaction.bound:
            self.accuse("runs outside a bound transaction", text)
        transaction.changed |= changed_tables(text)

    def at_begin(self, connection: Connection) -> None:
        connection.info[self] = _Transaction()

    def at_commit(self, connection: Connection) -> None:
        changed = self._transaction(connection).changed
        connection.info[self] = _Transaction()
        if (changed & _audited) and "audit_log" not in changed:
            self.accuse("changed without an audit entry", ", ".join(sorted(changed)))

    def at_rollback(self, connection: Connection) -> None:
        if connection.invalidated:  # the server died and took its transaction with it
            return
        connection.info[self] = _Transaction()

    def _transaction(self, connection: Connection) -> _Transaction:
        known: _Transaction = connection.info.setdefault(self, _Transaction())
        return known

    def listeners(self) -> list[tuple[str, Callable[..., None]]]:
        """What to listen to on engines."""
        return [
            ("before_cursor_execute", self.before_statement),
            ("begin", self.at_begin),
            ("commit", self.at_commit),
            ("rollback", self.at_rollback),
        ]

    def at_connect(self, address: Any) -> None:
        """Our own code opens a socket: nobody above it may hold a transaction open."""
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            if holds_transaction(frame):
                self.accuse("calls the network inside a transaction", frame.f_code.co_name)
                return
            frame = frame.f_back


def holds_transaction(frame: FrameType) -> bool:
    """Whether this is a function of ours that has an open transaction at hand."""
    return frame.f_code.co_filename.startswith(PACKAGE) and any(
        isinstance(value, Session | Connection) and value.in_transaction()
        for value in frame.f_locals.values()
    )


def _while_drawing(draw: Callable[Args, Result]) -> Callable[Args, Result]:
    def drawing(*args: Args.args, **kwargs: Args.kwargs) -> Result:
        token = _drawing.set(True)
        try:
            return draw(*args, **kwargs)
        finally:
            _drawing.reset(token)

    return drawing


class StatementLog:
    """The pytest plugin: one log per process, gathered by the one that started the others."""

    def __init__(self) -> None:
        assert metadata.tables
        self.log = Log()
        self.patches = pytest.MonkeyPatch()
        self.gathered: dict[str, str] = {}
        self.heard = 0
        self._listeners = self.log.listeners()

    def listen(self) -> None:
        for name, listener in self._listeners:
            event.listen(Engine, name, listener)
        self.patches.setattr(jinja2.Template, "render", _while_drawing(jinja2.Template.render))
        respond = Jinja2Blocks.TemplateResponse
        self.patches.setattr(Jinja2Blocks, "TemplateResponse", _while_drawing(respond))
        connect, log = socket.socket.connect, self.log

        def heard_connect(self: socket.socket, address: Any) -> None:
            log.at_connect(address)
            connect(self, address)

        self.patches.setattr(socket.socket, "connect", heard_connect)

    def stop(self) -> None:
        for name, listener in self._listeners:
            event.remove(Engine, name, listener)
        self.patches.undo()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.log.test = item.nodeid
        return (yield)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        told = getattr(node, "workeroutput", {})
        self.gathered |= told.get("statement_faults", {})
        self.heard += told.get("statements_heard", 0)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.gathered |= self.log.found
        self.heard += self.log.heard
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["statement_faults"] = self.gathered
            session.config.workeroutput["statements_heard"] = self.heard
        elif self.gathered and session.exitstatus in (pytest.ExitCode.OK, 0):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.gathered:
            told = f"statement log: {self.heard} statements of the app role, no fault"
            return terminalreporter.line(told) if self.heard else None
        terminalreporter.section("statement log", red=True, bold=True)
        for fault, test in sorted(self.gathered.items()):
            terminalreporter.line(f"{fault}\n    first in {test}")
        terminalreporter.line(f"{len(self.gathered)} faults: the run fails")
        return None

    def pytest_unconfigure(self) -> None:
        self.stop()
