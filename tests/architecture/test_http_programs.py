"""A program that is not ours: the `mcp` package's own client over a real socket."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import program
from tests.factories.servers import LiveServer

Work = Callable[[ClientSession], Awaitable[Any]]


def in_session(server: LiveServer, token: str, work: Work) -> Any:
    """Run `work` in a session with this token."""

    async def talk() -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            create_mcp_http_client(headers=headers) as http,
            streamable_http_client(f"{server.url}/mcp", http_client=http) as streams,
            ClientSession(streams[0], streams[1]) as session,
        ):
            await session.initialize()
            return await work(session)

    return asyncio.run(talk())


def told(result: Any) -> str:
    return json.dumps(result.model_dump(mode="json"))


@pytest.mark.covers("SR40")
def test_a_foreign_client_reads_ingredients_and_the_neighbours_token_sees_none(
    live_server: LiveServer, bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = program(bakery).post("/api/ingredients", json={"name": "Tonka bean"})
    assert made.status_code == 201, made.text

    async def search(session: ClientSession) -> Any:
        listed = await session.list_tools()
        assert "list_ingredients" in [tool.name for tool in listed.tools]
        return await session.call_tool("list_ingredients", {"search": "tonka"})

    own = in_session(live_server, bakery.token("read"), search)
    assert not told(own).count('"isError": true')
    assert "Tonka bean" in told(own)
    theirs = in_session(live_server, neighbour.token("read"), search)
    assert not told(theirs).count('"isError": true')
    assert "Tonka bean" not in told(theirs)
