"""Putting a product away with all that was bought of it: on purpose, and never for good."""

from uuid import UUID

from pydantic import BaseModel

from baketracker.db.journal import doing
from baketracker.db.rows import expect, in_words, live, lock_rows, uses_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict, InvalidInput, RuleBroken
from baketracker.fields import In, ShortText
from baketracker.ingredients.models import Ingredient
from baketracker.measures.folding import fold

from .checking import COUNTED_IN, bought_of
from .models import Product
from .reading import KIND, current, detail_of

# Where recipes name an ingredient; their feature stands further down.
RECIPE_LINES = "recipe_ingredients"


class Removal(In):
    """`confirmed`: the name of the product, typed to say that it is meant."""

    confirmed: ShortText = ""


class Removed(BaseModel):
    """What was done; `operation_id` can be taken back."""

    operation_id: UUID


@verb("read")
def uses(db: TenantSession, product_id: UUID) -> dict[str, int]:
    """What keeps it from the archive: how many rows of which table name it. Raises NotFound."""
    return uses_of(db, live(db, Product, product_id, KIND))


class NotMeant(InvalidInput):
    """The name was not typed, so perhaps it is not meant."""

    code = "not_meant"

    def __init__(self, name: str) -> None:
        words = N_("Type %(name)s to say that you mean it.")
        super().__init__(words, fields={"confirmed": words}, name=name)


@verb("write")
def remove(
    db: TenantSession, product_id: UUID, version: int, confirmed: str, op_id: UUID | None = None
) -> Removed:
    """Put a product away together with its purchases and lots; can be taken back. `confirmed` is
    its name, typed by whoever means it.

    Raises NotFound, Stale, NotMeant for another name, RuleBroken while recipes use its
    ingredient, Conflict while anything but purchases and lots names it."""
    row = live(db, Product, product_id, KIND)
    lock_rows(db, Ingredient, [row.ingredient_id])
    expect(row, version, KIND, lambda: current(db, product_id))
    view = detail_of(db, product_id)
    if fold(confirmed) != fold(view.label):
        raise NotMeant(view.label)
    if uses_of(db, live(db, Ingredient, row.ingredient_id, "ingredient")).get(RECIPE_LINES):
        raise RuleBroken(
            N_("Recipes use %(ingredient)s, so its purchases stay. Hide the product instead."),
            ingredient=view.ingredient.name,
        )
    others = {name: n for name, n in uses_of(db, row).items() if name not in COUNTED_IN}
    if others:
        raise Conflict(
            N_("%(name)s is still used: %(uses)s. Take it out there first."),
            name=view.label,
            uses=in_words(others),
        )
    words = N_("Put %(product)s away with all that was bought of it")
    with doing(db, "products.remove", words, op_id, product=view.label) as done:
        moment = now()
        for one in [*bought_of(db, row, None), row]:
            one.deleted_at = moment
    return Removed(operation_id=done)
