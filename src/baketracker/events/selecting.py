"""What an event is to put out: its recipes, and its finished goods with their quantities.

A finished good is on the list only while every recipe it needs, however deep, is chosen."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, Conflict, InvalidInput, NotFound, RuleBroken
from baketracker.finished_goods.contents import contents_of
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.packing import required_recipes
from baketracker.recipes.models import Recipe
from baketracker.recipes.schemas import RecipeRef

from .choosing import (
    chosen_recipes,
    leaving_goods,
    recipe_refs,
    units_in,
    wishes_of,
)
from .models import Event, EventFinishedGood, EventRecipe
from .schemas import (
    EventRecipesView,
    GoodQuantity,
    LeavingGood,
    WishRow,
)
from .service import KIND, per_guests
from .states import Action, refuse_unless


class GoodsWouldGo(Conflict):
    """Choosing these recipes would take goods off the list; `leaving` says which and why."""

    code = "goods_would_go"

    def __init__(self, leaving: Sequence[LeavingGood]) -> None:
        super().__init__(
            N_("These goods would go from the list, because a recipe of theirs is not chosen: "
               "%(goods)s. Confirm it, or choose the recipes too."),
            goods=", ".join(one.sentence for one in leaving),
        )  # fmt: skip
        self.leaving = list(leaving)


class RecipesMissing(RuleBroken):
    """A finished good whose recipes are not all chosen."""

    code = "recipes_missing"

    def __init__(self, good: str, recipes: Sequence[str]) -> None:
        super().__init__(
            N_("%(good)s also needs %(recipes)s. Choose that for the event first."),
            good=good,
            recipes=", ".join(recipes),
        )


@verb("write")
def set_recipes(
    db: TenantSession, event_id: UUID, recipe_ids: Sequence[UUID], confirm_removal: bool = False
) -> EventRecipesView:
    """Choose exactly these recipes; a base does not choose its variants, nor the other way round.

    Raises NotFound (also for a recipe that is not in this bakery), NotInThisState, RuleBroken for
    an archived recipe, and GoodsWouldGo when goods would go and `confirm_removal` is not given."""
    event = _draft(db, event_id)
    wanted = dict.fromkeys(recipe_ids)
    rows = {row.id: row for row in db.scalars(select(Recipe).where(among(Recipe.id, wanted)))}
    if wanted.keys() - rows.keys():
        raise NotFound("recipe")
    leaving = leaving_goods(db, event_id, list(wanted))
    if leaving and not confirm_removal:
        raise GoodsWouldGo(leaving)
    chosen = chosen_recipes(db, event_id)
    for place, key in enumerate(wanted):
        if key not in chosen:
            _add_recipe(db, event, rows[key], len(chosen) + place)
    for row in db.scalars(select(EventRecipe).where(EventRecipe.event_id == event_id)):
        if row.recipe_id not in wanted:
            db.delete(row)
    gone = {one.good.id for one in leaving}
    for wish in wishes_of(db, event_id):
        if wish.finished_good_id in gone:
            db.delete(wish)
    db.flush()
    names = sorted((rows[key] for key in wanted), key=lambda row: (row.name, str(row.id)))
    return EventRecipesView(recipes=[RecipeRef.of(row) for row in names], removed=leaving)


@verb("write")
def set_good(db: TenantSession, event_id: UUID, good_id: UUID, wanted: GoodQuantity) -> WishRow:
    """How many of a finished good the event wants; a new one joins at the end of the list.

    `per_guest` counts with the event's guests. Raises NotFound, NotInThisState, InvalidInput
    without guests to count, RuleBroken for an archived good, and RecipesMissing unless
    `add_recipes` is given: then its recipes are chosen too."""
    event = _draft(db, event_id)
    quantity = wanted.quantity or _for_guests(event, wanted)
    wish = _wish(db, event_id, good_id)
    if wish is None:
        good = db.find(FinishedGood, good_id)
        if good is None:
            raise NotFound("finished good")
        _make_makeable(db, event, good, add_recipes=wanted.add_recipes)
        wish = _at_the_end(db, event_id, good_id)
    wish.quantity, wish.per_guest = quantity, wanted.per_guest
    db.flush()
    return WishRow(good_id=good_id, quantity=quantity, per_guest=wish.per_guest)


def add_while_baking(
    db: TenantSession, event: Event, good: FinishedGood, quantity: int
) -> EventFinishedGood:
    """A good joins a plan that is being baked, its recipes with it. Raises RuleBroken for what is
    archived."""
    _make_makeable(db, event, good, add_recipes=True)
    wish = _at_the_end(db, event.id, good.id)
    wish.quantity = quantity
    db.flush()
    return wish


@verb("write")
def remove_good(db: TenantSession, event_id: UUID, good_id: UUID) -> WishRow:
    """Take a good off the list; answers what stood there, so that it can be put back.

    Raises NotFound, NotInThisState."""
    _draft(db, event_id)
    wish = _wish(db, event_id, good_id)
    if wish is None:
        raise NotFound("finished good")
    stood = WishRow(good_id=good_id, quantity=wish.quantity, per_guest=wish.per_guest)
    db.delete(wish)
    db.flush()
    return stood


def _at_the_end(db: TenantSession, event_id: UUID, good_id: UUID) -> EventFinishedGood:
    """A new line of the list, not flushed yet."""
    last = select(func.max(EventFinishedGood.sort_order))
    place = db.scalar(last.where(EventFinishedGood.event_id == event_id))
    wish = EventFinishedGood(event_id=event_id, finished_good_id=good_id)
    wish.sort_order = 0 if place is None else place + 1
    db.add(wish)
    return wish


def _draft(db: TenantSession, event_id: UUID) -> Event:
    event = live(db, Event, event_id, KIND)
    refuse_unless(Action.CHOOSE, event.plan_state, event.name)
    return event


def _for_guests(event: Event, wanted: GoodQuantity) -> int:
    assert wanted.per_guest is not None  # the schema asks for exactly one of the two
    if event.expected_guests is None:
        sentence = N_("Say first how many guests you expect.")
        raise InvalidInput(sentence, {"per_guest": sentence})
    return per_guests(event.expected_guests, wanted.per_guest)


def _make_makeable(
    db: TenantSession, event: Event, good: FinishedGood, *, add_recipes: bool
) -> None:
    """All recipes of the good are chosen, or RecipesMissing is raised."""
    if good.deleted_at is not None:
        raise RuleBroken(N_("%(good)s is archived. Restore it first."), good=good.name)
    contents = contents_of(db, [good.id])
    # Raises when the good cannot be taken apart.
    needed: set[Any] = set(required_recipes(good.id, contents.goods, units_in(contents)))
    chosen = chosen_recipes(db, event.id)
    missing = needed - chosen
    if missing and not add_recipes:
        names = [recipe.name for recipe in recipe_refs(missing, contents)]
        raise RecipesMissing(good.name, names)
    rows = db.scalars(
        select(Recipe).where(among(Recipe.id, missing)).order_by(Recipe.name, Recipe.id)
    )
    for place, row in enumerate(rows):
        _add_recipe(db, event, row, len(chosen) + place)


def _add_recipe(db: TenantSession, event: Event, row: Recipe, place: int) -> None:
    if row.deleted_at is not None:
        raise RuleBroken(
            N_("The recipe %(recipe)s is archived. Restore it first."), recipe=row.name
        )
    db.add(EventRecipe(event_id=event.id, recipe_id=row.id, sort_order=place))


def _wish(db: TenantSession, event_id: UUID, good_id: UUID) -> EventFinishedGood | None:
    """The line of the list, held: who changes the same number at once waits for the other."""
    own = select(EventFinishedGood).where(
        EventFinishedGood.event_id == event_id, EventFinishedGood.finished_good_id == good_id
    )
    return db.scalars(own.with_for_update()).one_or_none()
