"""What uses a stored thing, in words and with the address of its page."""

from collections.abc import Iterable, Mapping
from typing import Any

from baketracker.db.references import User
from baketracker.errors import NN_

from .words import N_, _, ngettext

# Tables whose rows have a page of their own, and what such a row is.
PAGES = {
    "events": ("/events", N_("Event")),
    "finished_goods": ("/finished-goods", N_("Finished good")),
    "ingredients": ("/ingredients", N_("Ingredient")),
    "materials": ("/materials", N_("Material")),
    "packages": ("/packages", N_("Package")),
    "products": ("/products", N_("Product")),
    "recipes": ("/recipes", N_("Recipe")),
    "recipients": ("/recipients", N_("Person")),
    "shopping_lists": ("/shop", N_("Shopping list")),
    "suppliers": ("/suppliers", N_("Supplier")),
}
COUNTED = {
    "ingredients": NN_("%(num)s ingredient in it", "%(num)s ingredients in it"),
    "lots": NN_("%(num)s lot in the pantry", "%(num)s lots in the pantry"),
    "material_products": NN_("%(num)s product of a material", "%(num)s products of materials"),
    "material_purchases": NN_("%(num)s purchase of a material", "%(num)s purchases of materials"),
    "products": NN_("%(num)s product", "%(num)s products"),
    "purchases": NN_("%(num)s purchase", "%(num)s purchases"),
    "receipts": NN_("%(num)s receipt", "%(num)s receipts"),
    "recipe_ingredients": NN_("%(num)s line of a recipe", "%(num)s lines of recipes"),
    "shopping_items": NN_("%(num)s line of a shopping list", "%(num)s lines of shopping lists"),
}


def uses_in_words(uses: Mapping[str, int]) -> list[str]:
    """One phrase for each table: "3 purchases"."""
    return [_counted(table, number) for table, number in uses.items()]


def _counted(table: str, number: int) -> str:
    one, many = COUNTED.get(table, (f"%(num)s {table.replace('_', ' ')}",) * 2)
    return ngettext(one, many, number) % {"num": number}


def linked(users: Iterable[User]) -> list[tuple[str | None, str, str]]:
    """(address, name, what it is) of each; no address where it has no page of its own."""
    return [_linked(user) for user in users]


def _linked(user: User) -> tuple[str | None, str, str]:
    if user.table not in PAGES:
        return None, user.name, user.table.replace("_", " ")
    path, kind = PAGES[user.table]
    return f"{path}/{user.id}", user.name, _(kind)


def as_json(user: User) -> dict[str, Any]:
    """The user as a problem tells it."""
    return {"table": user.table, "id": str(user.id), "name": user.name}
