"""Is the process alive, and may it be sent work?"""

import logging

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Engine

from baketracker.accounts import identity
from baketracker.db.provision import head

router = APIRouter(include_in_schema=False)
log = logging.getLogger("baketracker")


@router.api_route("/livez", methods=["GET", "HEAD"])
def alive() -> JSONResponse:
    """The process answers; the database is not asked."""
    return JSONResponse({"status": "alive"})


@router.api_route("/readyz", methods=["GET", "HEAD"])
@router.api_route("/health", methods=["GET", "HEAD"])
def ready(request: Request) -> JSONResponse:
    """200 when the database answers and stands at our migration; 503 otherwise, without details."""
    state = request.app.state
    if state.draining or not _database_ready(state.engine):
        return JSONResponse({"status": "unavailable"}, 503, {"Retry-After": "2"})
    return JSONResponse({"status": "ready"})


def _database_ready(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            found = identity.schema_version(connection)
    except Exception:  # whatever is wrong with it, it is not ready
        log.warning("the database is not ready", exc_info=True)
        return False
    return found == head()
