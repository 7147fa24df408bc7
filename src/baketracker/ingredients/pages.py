"""The pages of the ingredients."""

from typing import Any, Literal
from uuid import UUID

from fastapi import Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict, RuleBroken
from baketracker.exchange import service as exchange
from baketracker.faces.catalogue import Catalogue
from baketracker.faces.links import linked
from baketracker.faces.lists import filter_links, more_of, shelf_links
from baketracker.faces.web import PageDb
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText
from baketracker.measures.durations import Span
from baketracker.measures.units import Category
from baketracker.pantry import service as pantry
from baketracker.products import service as products

from . import service
from .choices import language_options, span_options, unit_options
from .schemas import IngredientDetail, IngredientForm, Showing

# What a bakery measures volume and weight in, before anybody chooses.
USUAL_UNITS = {"us": ("cup", "oz"), "metric": ("ml", "g")}


def choices(db: TenantSession, item: IngredientDetail | None) -> dict[str, Any]:
    return {
        "groups": [group for group in service.groups(db) if item is None or group.id != item.id],
        "categories": service.categories(db),
        "units": unit_options(empty=True),
        "volumes": unit_options(Category.VOLUME, Category.WEIGHT),
        "weights": unit_options(Category.WEIGHT, Category.VOLUME),
        "measures": unit_options(Category.WEIGHT, Category.VOLUME, Category.COUNT),
        "spans": span_options(),
        "languages": language_options(one.locale for one in item.aliases if one.locale)
        if item
        else language_options(),
    }


def preset(db: TenantSession, was: dict[str, Any]) -> dict[str, Any]:
    """With the bakery's usual units where nothing says others."""
    volume, weight = USUAL_UNITS[accounts.get_bakery(db).units]
    return was | {
        "density_volume_unit": was["density_volume_unit"] or volume,
        "density_weight_unit": was["density_weight_unit"] or weight,
        "low_unit": was["low_unit"] or was["default_unit"] or weight,
    }


catalogue = Catalogue[IngredientForm, IngredientDetail](
    name="ingredients",
    form=IngredientForm,
    verbs=service,
    called=lambda view: view.name,
    rules={"name": service.refuse_taken_name},
    places={Conflict: "name", RuleBroken: "parent_id"},
    choices=choices,
    preset=preset,
    defaults={"shelf_life_span": Span.MONTHS},
    labels={
        "name": N_("Name"),
        "parent_id": N_("Stands in"),
        "is_group": N_("This is a group for other ingredients"),
        "category": N_("Category"),
        "default_unit": N_("Usual unit"),
        "density_volume": N_("This much by volume"),
        "density_volume_unit": N_("Unit of the volume"),
        "density_weight": N_("That volume weighs"),
        "density_weight_unit": N_("Unit of the weight"),
        "moisture_pct": N_("Moisture"),
        "shelf_life_days": N_("Keeps for"),
        "shelf_life_span": N_("Keeps for, counted in"),
        "low_below": N_("Is low below"),
        "low_unit": N_("Unit of what is low"),
        "is_packaging": N_("It wraps things, nobody eats it"),
        "allergens": N_("Allergens"),
        "aliases": N_("Also called"),
        "aliases.name": N_("Other name"),
        "aliases.locale": N_("Language"),
        "foodon_id": N_("FoodOn"),
        "foodex2_code": N_("FoodEx2"),
        "langual_terms": N_("LanguaL"),
        "fdc_ids": N_("FoodData Central"),
        "crosswalks": N_("Other codes"),
        "crosswalks.system": N_("System"),
        "crosswalks.code": N_("Code"),
        "description": N_("Description"),
        "notes": N_("Notes"),
    },
    hints={
        "parent_id": N_("The group it belongs to, if any."),
        "is_group": N_("“Flour” is a group: bread flour and cake flour stand in it."),
        "default_unit": N_("The unit you think of first."),
        "density_volume": N_(
            "For example 1 cup weighs 4.25 ounces, or 100 g make 0.8 cup: either way "
            "round. Recipes in cups need it."
        ),
        "moisture_pct": N_("Percent of water."),
        "shelf_life_days": N_("From the day it is bought. A product may say otherwise."),
        "low_below": N_("Below so much it stands on the list of what runs low."),
        "is_packaging": N_("Boxes, bags and labels can then wrap a finished good."),
        "allergens": N_("One a line, such as wheat or milk."),
        "langual_terms": N_("One a line."),
        "fdc_ids": N_("One a line."),
    },
)
router = catalogue.router()


@router.get("")
def index(
    request: Request,
    db: PageDb,
    q: SearchText = "",
    category: SearchText = "",
    show: Literal["", "groups", "archived"] = "",
    cursor: str | None = None,
) -> Response:
    wanted: Showing = show or "ingredients"
    total = service.count(db, q, category, wanted)
    found = service.search(db, q, category, cursor, show=wanted)
    kept = {"q": q, "category": category, "show": show}
    return catalogue.page(
        request,
        "index.html",
        fragment="results",
        found=found,
        more=more_of(catalogue.path, found.next, **kept),
        total=total,
        filters=_filters(db, **kept),
        grouped=bool(service.count(db, show="groups")),
        starter=0 if total or q or category or show else exchange.starter_offered(db),
        usual=products.usual(db, [view.id for view in found.items if view.is_leaf]),
        on_hand=pantry.on_hand(db, found.items),
        **kept,
    )


def _filters(db: TenantSession, q: str, category: str, show: str) -> list[tuple[str, str, bool]]:
    """All, each category, then the groups and what is archived, as far as there are any."""
    shelves = []
    if show == "groups" or service.count(db, show="groups"):
        shelves.append(("groups", _("Groups")))
    if show == "archived" or service.count(db, show="archived"):
        shelves.append(("archived", _("Archived")))
    known, path = service.categories(db), catalogue.path
    (href, word, chosen), *categories = filter_links(path, "category", known, category, q=q)
    everything = (href, word, chosen and not show)
    return [everything, *categories, *shelf_links(path, shelves, show, q=q)]


@router.get("/{ingredient_id}")
def show(request: Request, db: PageDb, ingredient_id: UUID) -> Response:
    view = service.get(db, ingredient_id)
    return catalogue.page(
        request,
        "show.html",
        item=view,
        below=[] if view.is_leaf else service.below(db, view.id),
        products=products.search(db, ingredient_id=view.id).items if view.is_leaf else [],
        shelf=pantry.shelf(db, view.id),
        used_in=linked(service.used_by(db, view.id)),
    )
