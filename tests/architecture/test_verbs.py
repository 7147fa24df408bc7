"""Every verb takes the session of one bakery first, names no bakery, and gives views back."""

import asyncio
import inspect
import json
import re
from typing import Any

import pytest
from pydantic import BaseModel

from baketracker.app import TOOLS, listed
from baketracker.db.base import Base
from baketracker.db.tenancy import TenantSession
from tests.architecture.verbs import hints, modules, parameters, rule, types_in, verbs

TENANT = re.compile(r"tenant|bakery_id|schema_name|\bscope\b")
ALL = verbs()


def fields_of(kind: Any) -> list[str]:
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        return list(kind.model_fields)
    return []


@pytest.mark.covers("S4-type-tenant")
@pytest.mark.parametrize("name", ALL)
def test_a_verb_works_in_the_bakery_of_its_session(name: str) -> None:
    kinds = hints(ALL[name])
    first = next(iter(inspect.signature(ALL[name]).parameters))
    assert kinds[first] is TenantSession, f"{name}: {first} is {kinds[first]}"
    for parameter in parameters(ALL[name]):
        assert not TENANT.search(parameter.name), f"{name} is told a bakery: {parameter.name}"
        for kind in types_in(kinds[parameter.name]):
            told = [field for field in fields_of(kind) if TENANT.search(field)]
            assert not told, f"{name} is told a bakery: {kind.__name__}.{told}"


@pytest.mark.covers("S4-type-tenant")
def test_no_tool_is_told_a_bakery() -> None:
    tools = [tool for server in listed(TOOLS) for tool in asyncio.run(server.list_tools())]
    assert tools
    for tool in tools:
        asked = re.findall(r'"(\w+)":', json.dumps(tool.parameters))
        assert not [word for word in asked if TENANT.search(word)], tool.name


@pytest.mark.covers("L-36")
@pytest.mark.parametrize("name", ALL)
def test_a_verb_gives_back_views_and_no_stored_row(name: str) -> None:
    kinds = hints(ALL[name])
    assert "return" in kinds, name
    for kind in types_in(kinds["return"]):
        assert kind is not Any, f"{name} does not say what it gives back"
        assert not (inspect.isclass(kind) and issubclass(kind, Base)), f"{name} gives {kind}"


@pytest.mark.covers("L-36")
def test_a_view_holds_no_stored_row() -> None:
    views = {
        kind
        for module in modules()
        if module.__name__.endswith(".schemas")
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, BaseModel)
    }
    assert len(views) > 10
    for view in views:
        for field in view.model_fields.values():
            for kind in types_in(field.annotation):
                assert not (inspect.isclass(kind) and issubclass(kind, Base)), view


def test_verbs_read_and_write_under_their_right_names() -> None:
    """A verb that only looks needs `read`; one whose name changes things never does."""
    changing = re.compile(
        r"\.(create|add|update|rename|delete|archive|remove|set|move|record|import|decide|merge)"
    )
    for name in ALL:
        if changing.search(name):
            assert rule(name).right != "read", name


@pytest.mark.covers("R-GEN-01")
def test_there_are_verbs_in_every_part_of_the_catalogue() -> None:
    parts = {name.partition(".")[0] for name in ALL}
    assert parts >= {"ingredients", "suppliers", "products", "recipes", "finished_goods", "events"}
