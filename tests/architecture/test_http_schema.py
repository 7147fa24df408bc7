"""The JSON door as its own description says: every operation, fuzzed."""

from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import Engine

from baketracker.app import BakeTracker
from tests.architecture.http_bakeries import full_bakery
from tests.architecture.http_routes import every_way, guess
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import program, visitor
from tests.factories.depth import DEEP
from tests.factories.servers import LiveServer

# The check tries a third of the operations, the deep run all of them.
EXAMPLES, PART = (100, 1) if DEEP else (5, 5)
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.mark.covers("SR54", "S1-openapi")
def test_the_description_is_complete_and_behind_a_token(
    app: BakeTracker, bakery: BakeryOnDatabase
) -> None:
    assert visitor(app).get("/api/openapi.json").status_code == 401
    told = program(bakery, "read", app=app).get("/api/openapi.json").json()
    described = {f"{m.upper()} {p}" for p, ways in told["paths"].items() for m in ways}
    ours = {str(way) for way in every_way(app) if way.path.startswith("/api/")}
    assert described == ours - {"GET /api/openapi.json"}
    for path, ways in told["paths"].items():
        for method, operation in ways.items():
            assert operation["security"] == [{"HTTPBearer": []}], path
            good = [code for code in operation["responses"] if code.startswith("2")]
            assert good, f"{method} {path} describes no success"
            for code in good:
                kept = operation["responses"][code].get("content", {})
                # A picture is no JSON, and says so.
                shape = next((it.get("schema") for it in kept.values()), None)
                assert shape or code == "204", f"{method} {path} {code} has no schema"


@pytest.mark.covers("SR54")
def test_every_operation_keeps_its_word(live_server: LiveServer, engine: Engine) -> None:
    full = full_bakery(engine, uuid4().hex[:8])
    headers = {"Authorization": f"Bearer {full.bakery.token()}"}
    schema = schemathesis.openapi.from_dict(live_server.app.openapi())
    broken: list[str] = []
    tried = 0
    for found in islice(schema.get_all_operations(), None, None, PART):
        assert isinstance(found, Ok), found
        operation = found.ok()
        tried += 1
        problem = fuzz(operation, live_server.url, headers, full.rows)
        if problem:
            broken.append(f"{operation.method.upper()} {operation.path}: {problem}")
    assert tried >= 20
    assert not broken, "\n".join(broken)


def fuzz(operation: Any, url: str, headers: dict[str, str], rows: dict[str, UUID]) -> str:
    """What goes wrong with one operation; empty when nothing does."""

    @given(case=operation.as_strategy(), is_there=st.booleans())
    @hypothesis_settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def tries(case: Any, is_there: bool) -> None:
        # A credential of the fuzzer's own making would only ever be answered 401.
        case.headers = {"If-Match": '"v1"', **(case.headers or {}), **headers}
        # An id of nobody's is only ever answered 404: about half of the tries name a row.
        if is_there:
            case.path_parameters = {
                name: str(guess(name, operation.path, rows)) for name in case.path_parameters or {}
            }
        answer = case.call(base_url=url)
        case.validate_response(answer, checks=CHECKS)

    try:
        tries()
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:1500]
    return ""
