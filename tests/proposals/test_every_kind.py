"""Every tool that proposes, all the way: proposed by a program, looked at and saved by a person on
the page, there in the database, and taken back to the last row."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from baketracker.app import BakeTracker
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event, EventFinishedGood, EventRecipe
from baketracker.exchange.canonical import Dump, canonical
from baketracker.pantry.models import Lot
from baketracker.production.models import ProductionRun
from baketracker.products.models import Product
from baketracker.proposals import service
from baketracker.proposals.editing import HeadChange
from baketracker.purchases.models import Purchase
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import Client, browser, call_tool, program
from tests.factories.kitchen import Stocked, stocked
from tests.factories.reading import words
from tests.proposals.steps import proposal, purchases

Ask = tuple[dict[str, Any], Callable[[TenantSession, Stocked], object], object]
SEEN = re.compile(r'name="seen" value="([^"]+)"')
UNDO = re.compile(r'action="(/activity/[0-9a-f-]{36}/undo)"')


@pytest.fixture
def here(bakery: BakeryOnDatabase) -> Stocked:
    return stocked(bakery)


def lots_of(db: TenantSession, ingredient_id: UUID) -> list[Decimal]:
    """What is left of an ingredient, lot by lot."""
    found = select(Lot.quantity).join(Lot.product).where(Product.ingredient_id == ingredient_id)
    return [one.normalize() for one in db.scalars(found.order_by(Lot.id))]


def flour_left(db: TenantSession, here: Stocked) -> list[Decimal]:
    return lots_of(db, here.flour)


def newest_price(db: TenantSession) -> Decimal | None:
    found = select(Purchase.package_price).where(Purchase.deleted_at.is_(None))
    return db.scalar(found.order_by(Purchase.id.desc()).limit(1))


def planned(db: TenantSession, _here: Stocked) -> list[tuple[str, int | None, int]]:
    """Events called Thanksgiving: guests, and how many recipes."""
    found = select(Event).where(Event.name == "Thanksgiving", Event.deleted_at.is_(None))
    recipes = {
        one.id: len(db.scalars(select(EventRecipe).where(EventRecipe.event_id == one.id)).all())
        for one in db.scalars(found)
    }
    return [(one.name, one.expected_guests, recipes[one.id]) for one in db.scalars(found)]


def bags_wanted(db: TenantSession, here: Stocked) -> int | None:
    found = select(EventFinishedGood.quantity).where(
        EventFinishedGood.event_id == here.event, EventFinishedGood.finished_good_id == here.bag
    )
    return db.scalar(found)


def baked(db: TenantSession, here: Stocked) -> tuple[list[tuple[int, int]], list[Decimal]]:
    runs = db.scalars(select(ProductionRun).where(ProductionRun.finished_unit_id == here.cookie))
    return [(run.batches, run.good) for run in runs], lots_of(db, here.sugar)


def asked(tool: str, here: Stocked, lot_id: UUID) -> Ask:
    """What the tool is asked, where its effect is seen, and what is seen there once it is saved."""
    bag = {"pantry_item_id": str(lot_id)}
    table: dict[str, Ask] = {
        "add_purchase": (
            {"item_name": "Flour", "quantity": "10", "unit": "lb", "price": "8.5"},
            lambda db, here: (len(flour_left(db, here)), newest_price(db)),
            (2, Decimal("0.85")),
        ),
        "adjust_inventory": (bag | {"percentage_remaining": 40}, flour_left, [Decimal("9.4")]),
        "use_from_pantry": (bag | {"quantity": "1", "unit": "lb"}, flour_left, [Decimal(9)]),
        "count_in_pantry": (bag | {"quantity": "3", "unit": "lb"}, flour_left, [Decimal(3)]),
        "create_event_with_recipes": (
            {"event_name": "Thanksgiving", "event_date": "2027-11-25", "guest_count": 12,
             "recipe_names": ["Sugar Cookie", "Fudge Brownie"]},
            planned,
            [("Thanksgiving", 12, 2)],
        ),
        "change_plan": (
            {"event_id": str(here.event), "finished_good_id": str(here.bag), "quantity": 60},
            bags_wanted,
            60,
        ),
        # A batch takes a cup of sugar, and half a batch of frosting with two.
        "record_production": (
            {"finished_unit_id": str(here.cookie), "batches": 1, "good": 40},
            baked,
            ([(1, 40)], [Decimal(1), Decimal(10)]),
        ),
    }  # fmt: skip
    return table[tool]


TOOLS = (
    "add_purchase", "adjust_inventory", "use_from_pantry", "count_in_pantry",
    "create_event_with_recipes", "change_plan", "record_production",
)  # fmt: skip


def dump(bakery: BakeryOnDatabase) -> Dump:
    with bakery.session() as db:
        return canonical(db)


def seen_on(pages: Client, place: str) -> str:
    """What the page of a proposal shows, as its Save tells the server."""
    drawn = pages.get(place)
    assert drawn.status_code == 200
    found = SEEN.search(drawn.text)
    assert found, words(drawn.text)
    return found[1]


@pytest.mark.covers("G-33", "S1-ai-undo", "SR49", "EX17", "O-13", "AI-13")
@pytest.mark.parametrize("tool", TOOLS)
def test_what_a_program_proposes_a_person_saves_and_takes_back(
    bakery: BakeryOnDatabase, app: BakeTracker, here: Stocked, tool: str
) -> None:
    with bakery.session() as db:
        lot_id = db.scalars(select(Lot.id).join(Lot.product)
                            .where(Product.ingredient_id == here.flour)).one()  # fmt: skip
    arguments, look, after = asked(tool, here, lot_id)
    answer = call_tool(program(bakery, "read", "propose", app=app), tool, **arguments)
    assert not answer.get("isError"), answer
    place = answer["structuredContent"]["review"]
    before, pages = dump(bakery), browser(bakery, app)
    with bakery.session() as db:
        assert look(db, here) != after
    form = {"op_id": str(uuid4()), "seen": seen_on(pages, place)}
    saved = pages.post(f"{place}/confirmation", data=form)
    assert saved.status_code == 303, words(saved.text)
    with bakery.session() as db:
        assert look(db, here) == after
    shown = pages.get(saved.headers["location"].partition("#")[0])
    assert shown.status_code == 200
    undo = UNDO.search(shown.text)
    assert undo
    assert pages.post(undo[1], data={"op_id": str(uuid4())}).status_code == 303
    assert dump(bakery) == before


@pytest.mark.covers("SR39", "AI-13")
def test_a_page_that_shows_something_older_saves_nothing_and_says_so(
    bakery: BakeryOnDatabase, app: BakeTracker, here: Stocked
) -> None:
    arguments, *_ = asked("add_purchase", here, uuid4())
    answer = call_tool(program(bakery, "read", "propose", app=app), "add_purchase", **arguments)
    made, pages = answer["structuredContent"], browser(bakery, app)
    form = {"op_id": str(uuid4()), "seen": seen_on(pages, made["review"])}
    with bakery.session() as db:
        key = UUID(made["proposal_id"])
        version = service.get(db, key).version
        service.change_head(
            db, key, HeadChange(bought_on=db.scope.today() - timedelta(days=1)), version
        )
    before = dump(bakery)
    assert seen_on(pages, made["review"]) != form["seen"]
    refused = pages.post(f"{made['review']}/confirmation", data=form)
    assert refused.status_code == 409
    assert "changed" in words(refused.text)
    assert dump(bakery) == before
    assert proposal(bakery, key).state == "ready"
    # Whoever looks at it again saves what it says now.
    again = form | {"seen": seen_on(pages, made["review"]), "op_id": str(uuid4())}
    assert pages.post(f"{made['review']}/confirmation", data=again).status_code == 303


@pytest.mark.covers("SR41")
def test_a_hidden_field_is_refused_where_something_is_saved(
    bakery: BakeryOnDatabase, app: BakeTracker, here: Stocked
) -> None:
    arguments, *_ = asked("add_purchase", here, uuid4())
    answer = call_tool(program(bakery, "read", "propose", app=app), "add_purchase", **arguments)
    made, pages = answer["structuredContent"], browser(bakery, app)
    form = {"op_id": str(uuid4()), "seen": seen_on(pages, made["review"])}
    bought = len(purchases(bakery))
    refused = pages.post(f"{made['review']}/confirmation", data=form | {"tenant_id": str(uuid4())})
    assert refused.status_code == 422
    assert len(purchases(bakery)) == bought
    assert proposal(bakery, UUID(made["proposal_id"])).state == "ready"
