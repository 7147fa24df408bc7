"""The door every routed request goes through: one unit of work.

The transaction opens when the route first asks for it, commits before the reply leaves and rolls
back on any refusal. A serialization failure or deadlock runs the whole request again. A request
that carries an idempotency key answers a repetition as it answered first."""

import asyncio
import hashlib
import json
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request, Response
from fastapi.routing import APIRoute
from python_multipart.multipart import parse_options_header
from sqlalchemy import Engine, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.types import Message

from baketracker.db.faults import in_words, is_retryable, sqlstate
from baketracker.db.idempotency import IdempotencyKey
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import N_, InvalidInput, StillWorking

from .guard import SAFE

TRIES = 3
KEY_LENGTH = (8, 255)
# A credential is given once; the length is counted anew.
NOT_KEPT = ("set-cookie", "content-length", "date")
UPLOAD = b"multipart/form-data"
# More than any form of ours has; so many parts are looked at, whatever somebody sends.
MOST_PARTS = 100
KEY_REUSED = N_("This Idempotency-Key was used for another request. Make a new one.")
FORM_REUSED = N_("This form was saved already. Open it again to make another change.")
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Replay(Exception):
    """This request was answered before; here is that answer."""

    def __init__(self, response: Response) -> None:
        self.response = response


class UnitOfWork:
    """The session of one request, opened on first use."""

    def __init__(
        self, engine: Engine, key: str | None, fingerprint: bytes, reused: str = KEY_REUSED
    ) -> None:
        self.engine, self.key, self.fingerprint, self.reused = engine, key, fingerprint, reused
        self.db: TenantSession | None = None
        # Set where a form is only drawn again: its key stays free for when it is saved.
        self.saves = True

    def open(self, scope: Scope) -> TenantSession:
        """The request's session. Raises Replay when its key was answered before."""
        if self.db is None:
            self.db = TenantSession(self.engine, scope)
            if self.key is not None:
                self._claim(self.db, self.key)
        return self.db

    def _claim(self, db: TenantSession, key: str) -> None:
        """Insert the key first, inside the business transaction: a repetition that runs at the
        same time waits here for the outcome."""
        scope = db.scope
        values = {
            "tenant_id": scope.tenant_id,
            "id": new_id(),
            "account_id": scope.account_id or scope.tenant_id,
            "key": key,
            "request_sha256": self.fingerprint,
            "created_at": now(),
            "created_by": scope.account_id,
        }
        claim = insert(IdempotencyKey).values(**values).on_conflict_do_nothing()
        try:
            made = db.scalar(claim.returning(IdempotencyKey.id))
        except DBAPIError as error:
            if sqlstate(error) == "55P03":
                raise StillWorking from error
            raise
        if made is None:
            raise Replay(self._answer_of(db, values))

    def _answer_of(self, db: TenantSession, values: dict[str, Any]) -> Response:
        first = db.scalars(
            select(IdempotencyKey).where(
                IdempotencyKey.account_id == values["account_id"],
                IdempotencyKey.key == values["key"],
            )
        ).one()
        if first.request_sha256 != self.fingerprint:
            raise InvalidInput(self.reused)
        if first.status is None:
            raise StillWorking
        response = Response(first.body, first.status)
        for name, value in json.loads(first.headers or b"[]"):
            response.headers.append(name, value)
        response.headers["Idempotency-Replayed"] = "true"
        return response

    def keep_answer(self, response: Response) -> None:
        """Store what was answered beside what was done."""
        if self.db is None or self.key is None:
            return
        kept = [(k, v) for k, v in response.headers.items() if k not in NOT_KEPT]
        self.db.execute(
            update(IdempotencyKey)
            .where(
                IdempotencyKey.account_id == (self.db.scope.account_id or self.db.scope.tenant_id),
                IdempotencyKey.key == self.key,
            )
            .values(
                status=response.status_code,
                headers=json.dumps(kept).encode(),
                body=bytes(response.body),
            )
            .execution_options(synchronize_session=False)
        )

    def commit(self, response: Response) -> None:
        if self.db is not None:
            self.keep_answer(response)
            self.db.commit()

    def close(self) -> None:
        """Roll back what was not committed and give the connection back. What is drawn after
        this (an error page) finds no session, so it cannot take another connection."""
        db, self.db = self.db, None
        if db is not None:
            db.close()


class Door(APIRoute):
    """A route whose endpoint runs inside one unit of work."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def unit_of_work(request: Request) -> Response:
            return await in_one_transaction(request, handle)

        return unit_of_work


async def in_one_transaction(
    request: Request, handle: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Run the endpoint, commit, answer; run it again on 40001 and 40P01."""
    safe = request.method in SAFE
    body = b"" if safe else await request.body()
    parts = _parts(request, body)
    key = None if safe else _key_of(request, parts)
    fingerprint = _fingerprint(request, parts) if key else b""
    for left in reversed(range(TRIES)):
        reused = KEY_REUSED if "idempotency-key" in request.headers else FORM_REUSED
        unit = UnitOfWork(request.app.state.engine, key, fingerprint, reused)
        attempt = request if safe else _again(request, body)
        attempt.state.unit = unit
        try:
            response = await handle(attempt)
            if response.status_code < 400 and unit.saves:
                await run_in_threadpool(unit.commit, response)
            return response
        except Replay as before:
            return before.response
        except SQLAlchemyError as error:
            if not (left and is_retryable(error)):
                raise (in_words(error) or error) from error
        finally:
            await run_in_threadpool(unit.close)
            await attempt.close()  # uploaded files
        await asyncio.sleep(random.uniform(0.01, 0.08))
    raise AssertionError("unreachable")


def _again(request: Request, body: bytes) -> Request:
    """The same request with its body to be read from the start."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, receive)


def _parts(request: Request, body: bytes) -> list[bytes]:
    """The body; an upload's in parts, without the boundary: that differs each time it is sent."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != UPLOAD or not boundary:
        return [body]
    return body.split(b"--" + boundary, MOST_PARTS)


def _key_of(request: Request, parts: list[bytes]) -> str | None:
    key = request.headers.get("idempotency-key") or request.query_params.get("op_id")
    key = key or _op_id_in(request, parts)
    if not key:
        return None
    if not KEY_LENGTH[0] <= len(key) <= KEY_LENGTH[1] or not key.isprintable():
        raise InvalidInput("An Idempotency-Key has 8 to 255 plain characters.")
    return key


def _op_id_in(request: Request, parts: list[bytes]) -> str | None:
    """What the form's field of that name holds."""
    kind, _ = parse_options_header(request.headers.get("content-type"))
    if kind == b"application/x-www-form-urlencoded":
        fields = parse_qs(parts[0].decode("utf-8", "replace"))
        return next(iter(fields.get("op_id", [])), None)
    if kind == UPLOAD:
        for part in parts:
            head, _, value = part.partition(b"\r\n\r\n")
            if b'; name="op_id"' in head:
                return value.decode("utf-8", "replace").strip()
    return None


def _fingerprint(request: Request, parts: list[bytes]) -> bytes:
    """What makes two requests the same."""
    told = [request.method, request.url.path, request.url.query]
    return hashlib.sha256("\n".join(told).encode() + b"--".join(parts)).digest()
