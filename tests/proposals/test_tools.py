"""The tools that propose, as a program of somebody else's uses them: the `mcp` package's own client
over a real socket."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp import ClientSession

from baketracker.app import BakeTracker
from baketracker.proposals.drafts import EventDraft, PurchaseDraft
from tests.architecture.test_http_programs import in_session
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, lot, product, supplier
from tests.factories.clients import Client, call_tool, program, speak
from tests.factories.depth import examples
from tests.factories.kitchen import Kitchen
from tests.factories.rows import RowMaker
from tests.factories.servers import LiveServer
from tests.proposals.hostile import EVENT, FLOUR, NOBODY, WORDS
from tests.proposals.looking import checksums, only_proposing
from tests.proposals.steps import how_many, in_stock, proposal, purchases

PROPOSING = {
    "add_purchase", "adjust_inventory", "change_plan", "count_in_pantry",
    "create_event_with_recipes", "record_production", "use_from_pantry",
}  # fmt: skip
NEVER = ("tenant", "bakery_id", "user", "account", "url", "sql", "query", "path", "session", "db")


def content(result: Any) -> dict[str, Any]:
    """What a tool answered."""
    told = result.model_dump(mode="json", by_alias=True)
    assert not told.get("isError"), told["content"]
    answer: dict[str, Any] = told["structuredContent"]
    return answer


def refusal(result: Any) -> str:
    told = result.model_dump(mode="json", by_alias=True)
    assert told["isError"], told
    return str(told["content"][0]["text"])


@pytest.mark.covers(
    "S1-mcp-standard", "P-38", "S4-mcp-event", "S4-mcp-add-purchase", "S4-mcp-fuzzy", "S4-mcp-mount"
)
def test_a_foreign_client_plans_an_event_and_buys_for_it(
    live_server: LiveServer, bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    product(bakery, ingredient(bakery, "All-purpose flour"), package_quantity="2")
    with bakery.session() as db:
        Kitchen(db).recipe("Pumpkin Pie", {})
    wanted = EVENT | {"event_name": "Thanksgiving", "recipe_names": ["pumpkn pie", "Cran tart"]}

    async def plan(session: ClientSession) -> list[Any]:
        names = {tool.name for tool in (await session.list_tools()).tools}
        assert names >= PROPOSING | {"list_events", "list_pantry", "list_proposals"}
        return [
            content(await session.call_tool(name, arguments))
            for name, arguments in (
                ("create_event_with_recipes", wanted),
                ("add_purchase", FLOUR | {"unit": "LBR"}),
                ("list_proposals", {}),
                ("list_events", {}),
                ("list_pantry", {}),
            )
        ]

    event, bought, waiting, events, pantry = in_session(
        live_server, bakery.token("read", "propose"), plan
    )
    assert event["needs_confirmation"] is True
    assert event["review"] == f"/review/{event['proposal_id']}"
    assert (event["recipes_matched"], event["recipes_unmatched"]) == (
        ["Pumpkin Pie"],
        ["Cran tart"],
    )
    assert bought["message"] == "Would save 2 LBR of all-purpose flour for 8 from Costco."
    ids = [one["id"] for one in waiting["items"]]
    assert ids == [bought["proposal_id"], event["proposal_id"]]
    assert (events["items"], pantry["items"]) == ([], [])
    drafts = [proposal(bakery, one).draft for one in ids]
    assert isinstance(drafts[0], PurchaseDraft)
    assert isinstance(drafts[1], EventDraft)
    assert drafts[0].lines[0].by["packages"] == "program"
    assert (purchases(bakery), in_stock(bakery)) == ([], [])

    async def spy(session: ClientSession) -> list[Any]:
        listed = content(await session.call_tool("list_proposals", {}))
        named = await session.call_tool("add_purchase", FLOUR | {"receipt_id": ids[0]})
        return [listed, refusal(named)]

    listed, refused = in_session(live_server, neighbour.token("read", "propose"), spy)
    assert listed["items"] == []
    assert refused.startswith("not_found")
    assert how_many(neighbour) == 0


@pytest.mark.covers("SR40", "P-38")
def test_a_reading_token_neither_sees_nor_calls_what_proposes(
    live_server: LiveServer, bakery: BakeryOnDatabase
) -> None:
    async def look(session: ClientSession) -> Any:
        names = {tool.name for tool in (await session.list_tools()).tools}
        assert not names & PROPOSING
        assert "list_proposals" in names
        return [await session.call_tool(name, {}) for name in sorted(PROPOSING)]

    before = checksums(bakery)
    for answer in in_session(live_server, bakery.token("read"), look):
        assert "nknown tool" in refusal(answer)
    after = checksums(bakery)
    assert {name for name in after if after[name] != before[name]} <= {"audit_log"}


@dataclass(frozen=True)
class Shown:
    """A tool as the protocol shows it."""

    name: str
    description: str
    arguments: dict[str, dict[str, Any]]
    schema: dict[str, Any]
    reads: bool


@pytest.fixture
def shown(bakery: BakeryOnDatabase, app: BakeTracker) -> list[Shown]:
    own = program(bakery, "read", "propose", app=app)
    return [
        Shown(
            one["name"], one["description"], one["inputSchema"].get("properties", {}),
            one["inputSchema"], one["annotations"]["readOnlyHint"],
        )
        for one in speak(own, "tools/list")["tools"]
    ]  # fmt: skip


@pytest.mark.covers("S4-mcp-docstrings", "S1-tool-contract", "G-33")
def test_each_tool_says_when_to_use_it_and_what_its_arguments_are(shown: list[Shown]) -> None:
    proposing = [one for one in shown if not one.reads]
    assert {one.name for one in proposing} == PROPOSING
    for one in proposing:
        assert one.description.startswith("Propose "), one.name
        assert " when a person " in one.description or "that something" in one.description
        assert "confirms it" in one.description, one.name
        assert one.schema["additionalProperties"] is False
        for name, argument in one.arguments.items():
            assert argument.get("description"), f"{one.name}.{name}"
            assert not any(word in name for word in NEVER), f"{one.name}.{name}"
    for one in shown:
        assert not {"tenant_id", "tenant", "user_id", "db"} & one.arguments.keys(), one.name


@pytest.mark.covers("S4-mcp-add-purchase", "S4-mcp-adjust", "S4-mcp-event")
def test_the_three_tools_of_the_seeds_take_what_they_took(shown: list[Shown]) -> None:
    took = {one.name: set(one.arguments) for one in shown}
    assert took["add_purchase"] == {
        "item_name", "quantity", "unit", "price", "store", "receipt_id",
    }  # fmt: skip
    assert took["adjust_inventory"] >= {"pantry_item_id", "percentage_remaining", "photo_id"}
    assert took["create_event_with_recipes"] == {
        "event_name", "event_date", "guest_count", "recipe_names",
    }  # fmt: skip


@pytest.mark.covers("SR39", "O-13", "P-38")
def test_no_tool_confirms(shown: list[Shown]) -> None:
    for one in shown:
        words = ("confirm", "discard", "delete", "undo", "save", "approve", "settle")
        assert not any(word in one.name for word in words), one.name


@pytest.mark.covers("O-19")
@pytest.mark.parametrize(
    "more", ["tenant_id", "tenant", "user_id", "url", "receipt_image_url", "sql", "db", "confirm"]
)
def test_an_argument_nobody_knows_is_refused(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, app: BakeTracker, more: str
) -> None:
    own = program(bakery, "read", "propose", app=app)
    with only_proposing(bakery, neighbour):
        for name, arguments in (("add_purchase", FLOUR), ("create_event_with_recipes", EVENT)):
            answer = call_tool(own, name, **arguments, **{more: str(neighbour.id)})
            assert answer["isError"], answer
    assert how_many(bakery) == 0


@pytest.mark.covers("S1-tool-contract")
@pytest.mark.parametrize(
    ("unit", "quantity", "packages"),
    [("LBR", "10", 2), ("KGM", "2.267962", 1), ("ONZ", "80", 1), ("BG", "3", 3), ("lb", "5", 1),
     ("EA", "2", 2), ("GRM", "2267.962", 1)],
)  # fmt: skip
def test_units_are_understood_by_their_trade_codes(
    bakery: BakeryOnDatabase, app: BakeTracker, unit: str, quantity: str, packages: int
) -> None:
    product(bakery, ingredient(bakery, "All-purpose flour"))
    own = program(bakery, "read", "propose", app=app)
    answer = call_tool(own, "add_purchase", **FLOUR | {"unit": unit, "quantity": quantity})
    if unit == "BG":  # a package of trade, which is no unit of ours
        assert answer["isError"]
        return
    draft = proposal(bakery, answer["structuredContent"]["proposal_id"]).draft
    assert isinstance(draft, PurchaseDraft)
    assert draft.lines[0].packages == packages


@pytest.mark.covers("S1-tool-contract", "S4-mcp-adjust")
@pytest.mark.parametrize(
    ("name", "wrong", "sentence"),
    [("add_purchase", {"quantity": "0"}, "quantity: "),
     ("add_purchase", {"quantity": "-1"}, "quantity: "),
     ("add_purchase", {"price": "0"}, "price: "),
     ("add_purchase", {"price": "-3"}, "price: "),
     ("add_purchase", {"unit": "bananas"}, "“bananas” is no unit we know"),
     ("add_purchase", {"unit": "bag", "quantity": "1.5"}, "counted whole"),
     ("add_purchase", {"unit": "bag", "quantity": "10000"}, "at most 9999"),
     ("add_purchase", {"item_name": "\u200b\x00"}, "item_name: "),
     ("create_event_with_recipes", {"event_date": "Christmas"}, "Write the date like"),
     ("create_event_with_recipes", {"event_date": "0001-01-01"}, "Write the date like"),
     ("create_event_with_recipes", {"event_name": "\u202e"}, "what the event is called"),
     ("adjust_inventory", {"percentage_remaining": 101}, "percentage_remaining: "),
     ("adjust_inventory", {"percentage_remaining": -1}, "percentage_remaining: "),
     ("count_in_pantry", {"quantity": "1000000", "unit": "kg"}, "too much"),
     ("count_in_pantry", {"quantity": "1", "unit": "each"}, "cannot be turned into"),
     ("use_from_pantry", {"quantity": "9"}, "There is only 5 lb of it"),
     ("use_from_pantry", {"quantity": "0.0000000001"}, "That is nothing")],
)  # fmt: skip
def test_what_a_tool_refuses_it_says_in_words(
    bakery: BakeryOnDatabase, app: BakeTracker, name: str, wrong: dict[str, Any], sentence: str
) -> None:
    bag = str(lot(bakery, product(bakery, ingredient(bakery, "Flour")), "5"))
    amount = {"pantry_item_id": bag, "quantity": "1", "unit": "lb"}
    full = {"pantry_item_id": bag, "percentage_remaining": 40}
    right = {
        "add_purchase": FLOUR, "create_event_with_recipes": EVENT, "adjust_inventory": full,
        "count_in_pantry": amount, "use_from_pantry": amount,
    }  # fmt: skip
    answer = call_tool(program(bakery, "read", "propose", app=app), name, **right[name] | wrong)
    assert answer["isError"], answer
    assert sentence in answer["content"][0]["text"]
    assert how_many(bakery) == 0


@pytest.mark.covers("O-19")
def test_no_id_of_the_neighbour_means_anything(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, app: BakeTracker
) -> None:
    """Each is refused as an id that is nobody's, in the same words."""
    with neighbour.session() as db:
        theirs = RowMaker(db).everything()
    own, bag = program(bakery, "read", "propose", app=app), {"quantity": "1", "unit": "lb"}
    asked: list[tuple[str, dict[str, str], dict[str, Any]]] = [
        ("use_from_pantry", {"pantry_item_id": "lots"}, bag),
        ("count_in_pantry", {"pantry_item_id": "lots"}, bag),
        ("adjust_inventory", {"pantry_item_id": "lots"}, {"percentage_remaining": 4}),
        ("adjust_inventory", {"pantry_item_id": "lots", "photo_id": "proposals"},
         {"percentage_remaining": 4}),
        ("add_purchase", {"receipt_id": "proposals"}, FLOUR),
        ("change_plan", {"event_id": "events", "finished_good_id": "finished_goods"},
         {"quantity": 3}),
        ("record_production", {"finished_unit_id": "finished_units"}, {"batches": 1, "good": 1}),
    ]  # fmt: skip
    with only_proposing(bakery, neighbour):
        for name, ids, more in asked:
            foreign = {argument: str(theirs[table]) for argument, table in ids.items()}
            answers = [
                call_tool(own, name, **more | which)
                for which in (foreign, dict.fromkeys(foreign, NOBODY))
            ]
            assert answers[0] == answers[1]
            assert answers[0]["content"][0]["text"].startswith("not_found: "), name
    assert how_many(bakery) == 0


@pytest.fixture(scope="module")
def fuzzed(engine: Any, app: BakeTracker) -> Iterator[tuple[BakeryOnDatabase, Client, list[str]]]:
    """A bakery whose program tries anything, and ids there are: own ones and foreign ones."""
    from tests.factories.bakeries import open_bakery

    own, neighbour = open_bakery(engine, "Fuzzed"), open_bakery(engine, "Beside")
    bag = lot(own, product(own, ingredient(own, "All-purpose flour")), "5")
    supplier(own, "Costco")
    with neighbour.session() as db:
        theirs = [str(one) for one in RowMaker(db).everything().values()]
    with own.session() as db:
        mine = [str(Kitchen(db).recipe("Pumpkin pie", {})), str(bag)]
    with only_proposing(own, neighbour):
        yield own, program(own, "read", "propose", app=app), [*mine, *theirs[:20], NOBODY]


TEXTS = st.one_of(
    st.sampled_from([one for one in WORDS if len(one) < 200 and "\ud83c" not in one]),
    st.sampled_from(
        ["all-purpose flour", "lb", "KGM", "bag", "cup", "2026-12-24", "Costco", "pie"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
)
NUMBERS = st.one_of(
    st.integers(-3, 200),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["NaN", "Infinity", "-0", "1e308", "1e-30", "2", "0.5", "1/2", "٣", "1,5"]),
)
ANYTHING = st.one_of(
    TEXTS, NUMBERS, st.none(), st.booleans(), st.lists(TEXTS, max_size=3),
    st.dictionaries(TEXTS, NUMBERS, max_size=2),
)  # fmt: skip
ARGUMENTS = (
    "item_name", "quantity", "unit", "price", "store", "receipt_id", "pantry_item_id", "photo_id",
    "percentage_remaining", "percentage_most", "event_name", "event_date", "guest_count",
    "recipe_names", "event_id", "finished_good_id", "reason", "finished_unit_id", "batches", "good",
)  # fmt: skip
TAKES = {
    "add_purchase": FLOUR,
    "create_event_with_recipes": EVENT,
    "adjust_inventory": {"pantry_item_id": "", "percentage_remaining": 4},
    "use_from_pantry": {"pantry_item_id": "", "quantity": "1", "unit": "lb"},
    "count_in_pantry": {"pantry_item_id": "", "quantity": "1", "unit": "lb"},
    "change_plan": {"event_id": "", "finished_good_id": "", "quantity": 3},
    "record_production": {"finished_unit_id": "", "batches": 1, "good": 1},
    "list_proposals": {"cursor": None},
}


@pytest.mark.covers("O-13", "SR38")
@settings(max_examples=examples(1000, 80))
@given(data=st.data(), name=st.sampled_from(sorted(TAKES)))
def test_whatever_a_program_sends_it_gets_a_proposal_or_a_sentence(
    fuzzed: tuple[BakeryOnDatabase, Client, list[str]], data: st.DataObject, name: str
) -> None:
    """1,000 calls in the deep run; what they wrote is looked at when all are done."""
    own, client, ids = fuzzed
    some = st.sampled_from(ids)
    arguments: dict[str, Any] = {
        key: data.draw(some) if key.endswith("_id") else value for key, value in TAKES[name].items()
    }
    odd = data.draw(st.dictionaries(st.sampled_from(ARGUMENTS), ANYTHING, max_size=3))
    known = arguments.keys() | {"receipt_id", "photo_id", "reason"}
    keep = data.draw(st.booleans())
    arguments |= {key: one for key, one in odd.items() if not keep or key in known}
    answer = call_tool(client, name, **arguments)
    if "error" in answer:
        raise AssertionError(answer)
    if answer.get("isError"):
        code, _, sentence = answer["content"][0]["text"].partition(": ")
        assert code in ("invalid_input", "not_found", "conversion", "bad_number", "lost_place",
                        "too_many_open", "rule_broken"), answer  # fmt: skip
        assert sentence.strip()
        assert not any(word in sentence for word in ("Traceback", "psycopg", "select ", ".py"))
        return
    made = answer["structuredContent"]
    if name != "list_proposals":
        assert json.dumps(made["needs_confirmation"]) == "true"
        assert proposal(own, made["proposal_id"]).state == "ready"
