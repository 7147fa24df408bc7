"""What the pages of the recipes share: their form and its words."""

from typing import Any

from baketracker.accounts import service as accounts
from baketracker.db.tenancy import TenantSession
from baketracker.faces.catalogue import Catalogue
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.choices import unit_options

from . import categories, service
from .given import RecipeForm
from .schemas import RecipeView


def named(name: SearchText = "", category: SearchText = "") -> dict[str, Any]:
    return {"name": name, "category": category}


def choices(db: TenantSession, item: RecipeView | None) -> dict[str, Any]:
    known = categories.offered_categories(db)
    if item and item.category and item.category not in known:
        known = [*known, item.category]
    return {
        "categories": [("", _("choose one")), *((name, name) for name in known)],
        "ingredients": [one.name for one in ingredients.leaves(db)],
        "recipes": service.offered(db, item.id if item else None),
        "units": unit_options(empty=True),
        "oven": "oven_fahrenheit" if accounts.get_bakery(db).units == "us" else "oven_celsius",
    }


catalogue = Catalogue[RecipeForm, RecipeView](
    name="recipes",
    form=RecipeForm,
    verbs=service,
    called=lambda view: view.name,
    labels={
        "name": N_("Name"),
        "category": N_("Category"),
        "lines": N_("Ingredients"),
        "lines.ingredient": N_("Ingredient"),
        "lines.quantity": N_("Amount"),
        "lines.unit": N_("Unit"),
        "lines.notes": N_("Note"),
        "components": N_("Recipes inside it"),
        "components.recipe": N_("Recipe"),
        "components.batches": N_("Batches"),
        "components.notes": N_("Note"),
        "yields": N_("One batch gives"),
        "yields.name": N_("What it gives"),
        "yields.yield_mode": N_("Counted as"),
        "yields.yield_type": N_("It is"),
        "yields.items_per_batch": N_("How many a batch"),
        "yields.item_unit": N_("Counted in"),
        "yields.batch_percentage": N_("Share of a batch"),
        "yields.shelf_life_days": N_("Stays good"),
        "yields.portion_description": N_("One portion is"),
        "yields.production_notes": N_("Notes for baking"),
        "steps": N_("Steps"),
        "steps.text": N_("What to do"),
        "steps.minutes": N_("Minutes"),
        "steps.oven_celsius": N_("Oven"),
        "steps.oven_fahrenheit": N_("Oven"),
        "steps.has_timer": N_("Offer a timer"),
        "minutes": N_("Minutes in all"),
        "source": N_("From"),
        "notes": N_("Notes"),
        "is_production_ready": N_("Ready for production"),
    },
    hints={
        "is_production_ready": N_("It was tried and works. This is only for finding it."),
        "source": N_("A book, a person, a web address."),
        "yields.item_unit": N_("piece, cookie, slice"),
    },
    known=named,
    defaults={
        "lines": [{}, {}, {}],
        "components": [],
        "yields": [{}],
        "steps": [],
        "is_production_ready": False,
    },
    choices=choices,
)
