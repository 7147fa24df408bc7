"""The tools that propose. Nothing is written by them: each answers with a proposal a person
confirms."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput
from baketracker.faces.mcp import TenantDb, feature_tools, may_propose
from baketracker.fields import FIRST_YEAR, LAST_YEAR, DecimalOut

from . import service
from .asking import Left
from .drafts import EventDraft, StockDraft
from .schemas import SaidPurchase
from .viewing import ProposalView

tools = feature_tools("proposals")
PROPOSES = {"readOnlyHint": False, "destructiveHint": False, "openWorldHint": False}
CONFIRMED = {"needs_confirmation": True}
Amount = Annotated[Decimal, Field(gt=0, le=1_000_000)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
NOT_A_DAY = N_("Write the date like 2026-12-25.")


class Proposed(BaseModel):
    """A proposal that waits for a person: `message` tells them what it would do, `review` is the
    address where they look at it and confirm."""

    proposal_id: UUID
    message: str
    review: str
    needs_confirmation: bool = True


class ProposedStock(Proposed):
    """What would be left then; None while it is asked which package is meant."""

    new_quantity: DecimalOut | None
    new_unit: str | None


class ProposedEvent(Proposed):
    """The recipes that are meant, by their names here, and the names nothing here is called by."""

    recipes_matched: list[str]
    recipes_unmatched: list[str]


@tools.tool(auth=may_propose, annotations=PROPOSES, meta=CONFIRMED)
def add_purchase(
    item_name: Annotated[Text, Field(description="What was bought, e.g. all-purpose flour")],
    quantity: Annotated[Amount, Field(description="How much in all, more than 0")],
    unit: Annotated[
        str,
        Field(
            description="lb, oz, g, kg, ml, l, cup, each …, a UN/CEFACT code such as LBR or KGM, "
            "or a package such as bag or can, which counts packages",
            min_length=1,
            max_length=40,
        ),
    ],
    price: Annotated[
        Decimal | None,
        Field(gt=0, le=10_000, description="What all of it cost, more than 0; left out: unknown"),
    ] = None,
    store: Annotated[str, Field(description="Where; empty: nobody said", max_length=200)] = "",
    receipt_id: Annotated[
        UUID | None, Field(description="A proposal whose receipt shows it, when there is one")
    ] = None,
    db: TenantSession = TenantDb(),
) -> Proposed:
    """Propose a purchase when a person says they bought something ("two pounds of flour at Costco
    for $8"): one call for each thing. The product is looked up here; a person confirms it."""
    if receipt_id is not None:
        service.get(db, receipt_id)
    said = SaidPurchase(item_name=item_name, quantity=quantity, unit=unit, price=price, store=store)
    made = service.propose_purchase(db, said)
    told = f"{quantity.normalize():f} {unit} of {item_name}"
    told += f" for {price.normalize():f}" if price is not None else ""
    return Proposed(**_about(made, f"Would save {told}{f' from {store}' if store else ''}."))


@tools.tool(auth=may_propose, annotations=PROPOSES, meta=CONFIRMED)
def adjust_inventory(
    pantry_item_id: Annotated[UUID, Field(description="`id` of a lot in list_pantry")],
    percentage_remaining: Annotated[
        Decimal, Field(ge=0, le=100, description="How full the open package is, 0 to 100")
    ],
    photo_id: Annotated[
        UUID | None, Field(description="A proposal whose photo shows it, when there is one")
    ] = None,
    percentage_most: Annotated[
        Decimal | None, Field(ge=0, le=100, description="At most so full, where it is an estimate")
    ] = None,
    db: TenantSession = TenantDb(),
) -> ProposedStock:
    """Propose what is left of a package when a person says or shows it ("the flour bag is about 40%
    full"). A person confirms it."""
    if photo_id is not None:
        service.get(db, photo_id)
    most = percentage_most if percentage_most is not None else percentage_remaining
    made = service.propose_count(db, pantry_item_id, percentage_remaining, most)
    return _stock(made)


@tools.tool(auth=may_propose, annotations=PROPOSES, meta=CONFIRMED)
def use_from_pantry(
    pantry_item_id: Annotated[UUID, Field(description="`id` of a lot in list_pantry")],
    quantity: Annotated[Amount, Field(description="How much was used, more than 0")],
    unit: Annotated[str, Field(description="lb, g, cup …", min_length=1, max_length=40)],
    db: TenantSession = TenantDb(),
) -> ProposedStock:
    """Propose that something was used up beside any recipe ("I used two cups of the sugar"). A
    person confirms it."""
    return _stock(service.propose_use(db, pantry_item_id, quantity, unit))


@tools.tool(auth=may_propose, annotations=PROPOSES, meta=CONFIRMED)
def count_in_pantry(
    pantry_item_id: Annotated[UUID, Field(description="`id` of a lot in list_pantry")],
    quantity: Annotated[
        Decimal, Field(ge=0, le=1_000_000, description="How much is left of it, 0 or more")
    ],
    unit: Annotated[str, Field(description="lb, g, cup …", min_length=1, max_length=40)],
    db: TenantSession = TenantDb(),
) -> ProposedStock:
    """Propose how much of something is left when a person says it as an amount ("there are three
    cups of sugar left"). A person confirms it."""
    return _stock(service.propose_left(db, pantry_item_id, quantity, unit))


@tools.tool(auth=may_propose, annotations=PROPOSES, meta=CONFIRMED)
def create_event_with_recipes(
    event_name: Annotated[Text, Field(description="e.g. Thanksgiving dinner")],
    event_date: Annotated[
        str,
        Field(description="ISO date such as 2026-12-25; empty: nobody said", max_length=40),
    ],
    guest_count: Annotated[int, Field(ge=1, le=1_000_000, description="How many guests")],
    recipe_names: Annotated[
        list[Text], Field(max_length=50, description="What is to be made, as the person said it")
    ],
    db: TenantSession = TenantDb(),
) -> ProposedEvent:
    """Propose an event when a person describes one ("I'm hosting Thanksgiving for 12, with pumpkin
    pie and cranberry tart"). Names are matched with the recipes here, also when they are nearly
    called so; the others are named in the answer. A person confirms it."""
    made = service.propose_event(db, event_name, _day(event_date), guest_count, recipe_names)
    draft = made.draft
    assert isinstance(draft, EventDraft)
    matched = [made.names[one.recipe_id] for one in draft.dishes if one.recipe_id]
    missing = [one.said for one in draft.dishes if one.recipe_id is None]
    told = f"Would plan “{event_name}” with {len(matched)} recipes."
    return ProposedEvent(**_about(made, told), recipes_matched=matched, recipes_unmatched=missing)


@tools.tool(auth=may_propose, annotations=PROPOSES, meta=CONFIRMED)
def change_plan(
    event_id: Annotated[UUID, Field(description="`id` from list_events")],
    finished_good_id: Annotated[UUID, Field(description="`id` of a finished good of its plan")],
    quantity: Annotated[
        int, Field(ge=0, le=1_000_000, description="How many it is to be; 0 takes it off")
    ],
    reason: Annotated[str, Field(max_length=200, description="Why, in a few words")] = "",
    db: TenantSession = TenantDb(),
) -> Proposed:
    """Propose another number of a finished good for an event when a person wants more or fewer
    ("make it 60 bags"), before or while it is baked. A person confirms it."""
    made = service.propose_goods(db, event_id, finished_good_id, quantity, reason)
    names = made.names
    told = f"Would make it {quantity} of {names[finished_good_id]} for {names[event_id]}."
    return Proposed(**_about(made, told))


@tools.tool(auth=may_propose, annotations=PROPOSES, meta=CONFIRMED)
def record_production(
    finished_unit_id: Annotated[UUID, Field(description="`id` of what a recipe makes")],
    batches: Annotated[int, Field(ge=1, le=10_000, description="How many batches were baked")],
    good: Annotated[int, Field(ge=0, le=10_000_000, description="How many good ones came of it")],
    event_id: Annotated[UUID | None, Field(description="For which event, if any")] = None,
    db: TenantSession = TenantDb(),
) -> Proposed:
    """Propose a bake when a person says what came out of the oven ("two batches, 70 good ones");
    what lacks was lost. Ingredients leave the pantry once a person confirms it."""
    made = service.propose_run(db, finished_unit_id, event_id, batches, good)
    told = f"Would write down {batches} batches of {made.names[finished_unit_id]}, {good} good."
    return Proposed(**_about(made, told))


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def how_much_is_left(
    item_name: Annotated[Text, Field(description="An ingredient, as the person called it")],
    db: TenantSession = TenantDb(),
) -> list[Left]:
    """Answer how much of something is left when a person asks ("how much flour do we have?"): one
    answer for each ingredient that may be meant, no answer where nothing is called so."""
    return service.how_much_is_left(db, item_name)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_proposals(
    cursor: Annotated[str | None, Field(description="`next` of the previous page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[ProposalView]:
    """What waits for a person to confirm or discard, the newest first."""
    return service.waiting(db, cursor)


def _about(made: ProposalView, message: str) -> dict[str, Any]:
    return {"proposal_id": made.id, "message": message, "review": f"/review/{made.id}"}


def _stock(made: ProposalView) -> ProposedStock:
    draft = made.draft
    assert isinstance(draft, StockDraft)
    line = draft.lines[0]
    if line.lot_id is None:
        told = "Would change the pantry once a person says which package is meant."
        return ProposedStock(**_about(made, told), new_quantity=None, new_unit=None)
    verb = "take" if line.is_use else "set"
    assert line.quantity is not None
    told = f"Would {verb} {line.quantity:f} {line.unit} of {made.names[line.lot_id]}."
    return ProposedStock(**_about(made, told), new_quantity=line.quantity, new_unit=line.unit)


def _day(typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError as error:
        raise InvalidInput(NOT_A_DAY, {"event_date": NOT_A_DAY}) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInput(NOT_A_DAY, {"event_date": NOT_A_DAY})
    return day


@tools.prompt(title="Plan an event")
def plan_an_event(
    event: Annotated[str, Field(description="What, when, and for how many")],
) -> str:
    """Plan an event with a baker, up to a proposal they confirm."""
    return (
        f"The baker wants to plan: {event}\n"
        "Look at list_recipes and list_events first. Propose the event with "
        "create_event_with_recipes, and say which recipes were matched and which are not here yet. "
        "Once the baker has confirmed it in BakeTracker, read get_plan and tell what is short, and "
        "what it takes in batches. Never say that something is saved before it was confirmed."
    )


@tools.prompt(title="After the shopping")
def after_the_shopping(
    bought: Annotated[str, Field(description="What was bought, where, for how much")],
) -> str:
    """Write down what a baker bought, as proposals they confirm."""
    return (
        f"The baker bought: {bought}\n"
        "Call add_purchase once for each thing, with names, amounts and prices as they were said. "
        "Then tell the baker in a sentence what waits under To review, and what of it needs a look."
    )
