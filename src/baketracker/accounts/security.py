"""Security events: who did what to accounts, rights and credentials, for the operator's log.

One structured record each, on the logger `baketracker.security`: the event, the bakery, the actor
and the request. Never an e-mail address, a name or a secret."""

import logging
from uuid import UUID

from baketracker.db.scope import Scope

log = logging.getLogger("baketracker.security")

WARNINGS = frozenset({"sign_in_failed", "forbidden", "denied_by_database", "limited"})


def record(event: str, scope: Scope | None = None, **facts: object) -> None:
    """Write one event. `facts` are ids, counts and words of ours; None is left out."""
    actor = {
        "tenant": scope.tenant_id,
        "actor": scope.account_id,
        "actor_kind": scope.kind,
        "credential": scope.credential_id,
        "request": scope.request_id,
    } if scope else {}  # fmt: skip
    told = {key: _plain(value) for key, value in (actor | facts).items() if value is not None}
    level = logging.WARNING if event in WARNINGS else logging.INFO
    log.log(level, event, extra={"event": event, **told})


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value
