"""Security events: who did what to accounts, rights and credentials, for the operator's log.

One structured record each, on the logger `baketracker.security`: the event, the bakery, the actor
and the request. Never an e-mail address, a name or a secret."""

import logging
from uuid import UUID

from sqlalchemy import event

from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession

log = logging.getLogger("baketracker.security")

WARNINGS = frozenset({"sign_in_failed", "limited"})


def record(name: str, scope: Scope | None = None, /, **facts: object) -> None:
    """Write one event. `facts` are ids, counts and words of ours; None is left out."""
    actor = {
        "tenant": scope.tenant_id,
        "actor": scope.account_id,
        "actor_kind": scope.kind,
        "credential": scope.credential_id,
        "request": scope.request_id,
    } if scope else {}  # fmt: skip
    told = {key: _plain(value) for key, value in (actor | facts).items() if value is not None}
    level = logging.WARNING if name in WARNINGS else logging.INFO
    log.log(level, name, extra={"event": name, **told})


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def record_after_commit(db: TenantSession, name: str, /, **facts: object) -> None:
    """Write one event once it has really happened."""
    event.listen(db, "after_commit", lambda _db: record(name, db.scope, **facts), once=True)
