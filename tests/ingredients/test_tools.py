"""The ingredients as an assistant reads them, and as a terminal prints them."""

import pytest

from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient
from tests.factories.clients import call_tool, program, speak
from tests.factories.terminal import Terminal


@pytest.mark.covers("G-12")
def test_tool_terminal_and_api_list_the_same(bakery: BakeryOnDatabase, terminal: Terminal) -> None:
    ingredient(bakery, "Crème fraîche", aliases=["Schmand"])
    ingredient(bakery, **CUP_OF_FLOUR)
    by_api = program(bakery).get("/api/ingredients?search=creme").json()
    assert [item["name"] for item in by_api["items"]] == ["Crème fraîche"]
    by_tool = call_tool(program(bakery), "list_ingredients", search="creme")
    assert by_tool["structuredContent"] == by_api
    words = ("ingredients", "--bakery", str(bakery.id), "--search", "creme")
    assert terminal.json(*words, "--json") == by_api
    assert terminal.says(*words) == "Crème fraîche\n"


def test_a_tool_reads_one(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    told = call_tool(program(bakery), "get_ingredient", ingredient_id=str(flour.id))
    assert told["structuredContent"]["grams_per_ml"] == "0.5092624097587367"


@pytest.mark.covers("SR6")
def test_the_neighbours_assistant_reads_nothing(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, terminal: Terminal
) -> None:
    flour = ingredient(bakery)
    theirs = program(neighbour)
    listed = call_tool(theirs, "list_ingredients")["structuredContent"]
    assert listed == {"items": [], "next": None}
    refused = call_tool(theirs, "get_ingredient", ingredient_id=str(flour.id))
    assert refused["isError"]
    assert "not_found" in refused["content"][0]["text"]
    assert terminal.says("ingredients", "--bakery", str(neighbour.id)) == ""


@pytest.mark.covers("SR6")
def test_no_tool_knows_a_tenant_and_all_only_read(bakery: BakeryOnDatabase) -> None:
    tools = {tool["name"]: tool for tool in speak(program(bakery), "tools/list")["tools"]}
    for name in ("list_ingredients", "get_ingredient", "convert_units", "list_products",
                 "list_suppliers", "list_pantry"):  # fmt: skip
        tool = tools[name]
        assert tool["annotations"]["readOnlyHint"] is True
        assert not {"db", "tenant_id", "user_id"} & set(tool["inputSchema"]["properties"])
        assert tool["description"]
