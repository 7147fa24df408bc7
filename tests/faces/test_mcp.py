"""The MCP door: who may enter, and what they see."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from fastmcp import FastMCP
from pydantic import BaseModel

from baketracker.app import BakeTracker, build
from baketracker.config import Settings
from baketracker.db.tenancy import TenantSession
from baketracker.errors import RuleBroken
from baketracker.faces.mcp import TenantDb, feature_tools
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import Client, call_tool, program, speak, started, visitor

METADATA = "/.well-known/oauth-protected-resource/mcp"
ACCEPT = {"Accept": "application/json, text/event-stream"}


def unsigned(**claims: Any) -> str:
    """A JWT nobody signed."""
    parts = [json.dumps({"alg": "none", "typ": "JWT"}), json.dumps(claims)]
    return ".".join(base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts) + "."


@pytest.mark.covers("SR40", "S4-mcp-mount")
def test_without_a_token_one_learns_where_to_get_one(app: BakeTracker) -> None:
    answer = visitor(app).post("/mcp", json={}, headers=ACCEPT)
    assert answer.status_code == 401
    assert METADATA in answer.headers["WWW-Authenticate"]
    told = visitor(app).get(METADATA)
    assert told.status_code == 200
    assert told.json()["resource"] == "http://127.0.0.1:8000/mcp"
    assert told.json()["scopes_supported"] == ["read", "propose"]


@pytest.mark.covers("SR40", "SR21")
def test_no_other_credential_opens_it(bakery: BakeryOnDatabase, app: BakeTracker) -> None:
    wrong = [
        bakery.cookie(),
        bakery.token("write"),
        bakery.token(life=timedelta(seconds=-1)),
        unsigned(aud="https://other.example/mcp", sub=str(bakery.scope.account_id)),
        unsigned(aud="http://127.0.0.1:8000/mcp", iss="http://127.0.0.1:8000", scope="read"),
        "bt_pat_" + "A" * 43,
        "",
        "x" * 10_000,
    ]
    for credential in wrong:
        client = Client(app, headers={"Authorization": f"Bearer {credential}"})
        answer = client.post("/mcp", json={}, headers=ACCEPT)
        assert answer.status_code in (401, 403), credential[:40]
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    cookie_only = Client(app, cookies={"bt_session": bakery.cookie()})
    assert cookie_only.post("/mcp", json={}, headers=ACCEPT).status_code == 401


@pytest.mark.covers("SR40")
@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example"}, {"Origin": "http://evil.example"},
     {"Origin": "null"}, {"Origin": "http://127.0.0.1.evil.example"}],
)  # fmt: skip
def test_a_foreign_host_or_origin_is_refused(
    bakery: BakeryOnDatabase, app: BakeTracker, headers: dict[str, str]
) -> None:
    answer = program(bakery, app=app).post("/mcp", json={}, headers=ACCEPT | headers)
    assert answer.status_code in (403, 421)


@pytest.fixture(scope="module")
def with_tools(settings: Settings) -> BakeTracker:
    """The application with three more tools: one reads, one proposes, one fails."""
    import baketracker.app as table_of_contents

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(table_of_contents, "TOOLS", [])
        patched.setattr(table_of_contents, "listed", _listed)
        return started(build(settings))


def _listed(names: list[str]) -> list[Any]:
    from baketracker.app import _object

    return [_object(name) for name in names] or [_stall_tools()]


class Cake(BaseModel):
    name: str


class Stand(BaseModel):
    cakes: list[Cake]


def _stall_tools() -> FastMCP:
    from fastmcp.server.auth import require_scopes

    tools = feature_tools("stall")

    @tools.tool
    def whose(db: TenantSession = TenantDb()) -> str:
        """The bakery of the caller."""
        return str(db.scope.tenant_id)

    @tools.tool(auth=require_scopes("propose"))
    def propose(db: TenantSession = TenantDb()) -> str:
        """Only for those who may propose."""
        return str(db.scope.tenant_id)

    @tools.tool
    def sell(stand: Stand, db: TenantSession = TenantDb()) -> Stand:
        """What stands inside what."""
        return stand

    @tools.tool
    def fail(how: str, db: TenantSession = TenantDb()) -> str:
        """Goes wrong."""
        if how == "rule":
            raise RuleBroken("Only %(left)s lb are left.", left=3)
        raise RuntimeError("secret /srv/app.py")

    return tools


@pytest.mark.covers("SR40")
def test_a_reading_token_sees_no_writing_tool(
    bakery: BakeryOnDatabase, with_tools: BakeTracker
) -> None:
    reader = program(bakery, "read", app=with_tools)
    assert "propose" not in [tool["name"] for tool in speak(reader, "tools/list")["tools"]]
    refused = call_tool(reader, "propose")
    assert "error" in refused or refused["isError"]
    proposer = program(bakery, "read", "propose", app=with_tools)
    assert "propose" in [tool["name"] for tool in speak(proposer, "tools/list")["tools"]]


def test_a_client_that_follows_no_references_sees_whole_schemas(
    bakery: BakeryOnDatabase, with_tools: BakeTracker
) -> None:
    reader = program(bakery, "read", app=with_tools)
    first, again = (speak(reader, "tools/list")["tools"] for _time in range(2))
    assert first == again
    (sell,) = [tool for tool in again if tool["name"] == "sell"]
    stand = sell["inputSchema"]["properties"]["stand"]
    assert stand["properties"]["cakes"]["items"]["properties"]["name"]["type"] == "string"
    assert sell["outputSchema"]["properties"] == stand["properties"]
    assert "$ref" not in json.dumps(sell)


def test_the_bakery_comes_from_the_token_alone(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, with_tools: BakeTracker
) -> None:
    reader = program(bakery, "read", app=with_tools)
    assert call_tool(reader, "whose")["content"][0]["text"] == str(bakery.id)
    for name in ("db", "tenant_id", "tenant", "account"):
        result = call_tool(reader, "whose", **{name: str(neighbour.id)})
        assert result.get("isError") or "error" in result, name
        assert str(neighbour.id) not in json.dumps(result)


@pytest.mark.covers("AR-04")
def test_a_tool_says_our_errors_and_nothing_else(
    bakery: BakeryOnDatabase, with_tools: BakeTracker
) -> None:
    reader = program(bakery, "read", app=with_tools)
    rule = call_tool(reader, "fail", how="rule")
    assert rule["isError"]
    assert rule["content"][0]["text"] == "rule_broken: Only 3 lb are left."
    bug = json.dumps(call_tool(reader, "fail", how="bug"))
    assert "secret" not in bug
    assert ".py" not in bug


def test_a_suspended_token_is_refused_at_once(
    bakery: BakeryOnDatabase, with_tools: BakeTracker
) -> None:
    from baketracker.accounts.operator import set_active

    reader = program(bakery, "read", app=with_tools)
    assert call_tool(reader, "whose")["content"]
    set_active(bakery.engine, bakery.id, False)
    assert reader.post("/mcp", json={}, headers=ACCEPT).status_code == 401
