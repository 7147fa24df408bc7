"""The pages of the ingredients."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Form, Request, Response

from baketracker.accounts import service as accounts
from baketracker.db.paging import PAGE
from baketracker.db.scope import Scope
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.errors import Conflict, RuleBroken, Stale
from baketracker.faces.forms import attempt, differences
from baketracker.faces.http import engine_of
from baketracker.faces.lists import filter_links, more_of, shelf_links
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    PageScope,
    Submission,
    Toast,
    done,
    form_of,
    page,
)
from baketracker.faces.words import _
from baketracker.fields import SearchText
from baketracker.measures.units import Category
from baketracker.pantry import service as pantry
from baketracker.products import service as products

from . import service
from .choices import unit_options
from .schemas import IngredientForm, IngredientView, Showing

router = PageRouter(prefix="/ingredients")

HERE: dict[str, Any] = {"here": "ingredients", "mode": "catalog"}
PLACES = {Conflict: "name", RuleBroken: "parent_id"}
BLANK: dict[str, Any] = dict.fromkeys(IngredientForm.model_fields, "")
# What a bakery measures volume and weight in, before anybody chooses.
USUAL_UNITS = {"us": ("cup", "oz"), "metric": ("ml", "g")}
# Few bakers fill them in: they are folded until one of them says something.
RARE = ("aliases", "allergens", "moisture_pct", "description", "notes")

FormIn = Annotated[Submission[IngredientForm], form_of(IngredientForm)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]


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
    found = service.search(db, q, category, cursor, PAGE, wanted)
    ids = [view.id for view in found.items if view.is_leaf]
    return page(
        request,
        "ingredients/index.html",
        fragment="results",
        **HERE,
        found=found,
        more=more_of("/ingredients", found.next, q=q, category=category, show=show),
        q=q,
        category=category,
        show=show,
        total=service.count(db, q, category, wanted),
        filters=_filters(db, q, category, show),
        usual=products.usual(db, ids),
        on_hand=pantry.on_hand(db, found.items),
    )


def _filters(db: TenantSession, q: str, category: str, show: str) -> list[tuple[str, str, bool]]:
    """All, each category, then the groups and what is archived, as far as there are any."""
    everything, *categories = filter_links(
        "/ingredients", "category", service.categories(db), category, q=q
    )
    shelves = []
    if show == "groups" or service.count(db, show="groups"):
        shelves.append(("groups", _("Groups")))
    if show == "archived" or service.count(db, show="archived"):
        shelves.append(("archived", _("Archived")))
    href, word, chosen = everything
    apart = shelf_links("/ingredients", shelves, show, q=q)
    return [(href, word, chosen and not show), *categories, *apart]


@router.get("/new")
def new(request: Request, db: PageDb, name: SearchText = "") -> Response:
    return _form(request, db, BLANK | {"name": name})


@router.post("")
def create(request: Request, db: PageDb, form: FormIn) -> Response:
    made = attempt(form, lambda model: service.create(db, model, form.op_id), PLACES)
    if made is None:
        return _form(request, db, BLANK, form, status=422)
    return done(request, f"/ingredients/{made.id}", Toast(_said(_("%(name)s is there."), made)))


@router.post("/check/{field}")
def check(
    request: Request, scope: PageScope, field: str, form: FormIn, own: UUID | None = None
) -> Response:
    """The note under one field, when the baker leaves it."""
    if field == "name" and form.typed.get("name") and "name" not in form.errors:
        _check_name(request, scope, form, own)
    error = form.errors.get(field, "")
    return page(request, "forms/checked.html", field=field, error=error, hint=_hints().get(field))


@router.get("/{ingredient_id}")
def show(request: Request, db: PageDb, ingredient_id: UUID) -> Response:
    view = service.get(db, ingredient_id)
    return page(
        request,
        "ingredients/show.html",
        **HERE,
        item=view,
        below=[] if view.is_leaf else service.below(db, view.id),
        products=products.search(db, ingredient_id=view.id).items if view.is_leaf else [],
        shelf=pantry.shelf(db, view.id),
    )


@router.get("/{ingredient_id}/edit")
def edit(request: Request, db: PageDb, ingredient_id: UUID) -> Response:
    view = service.get(db, ingredient_id)
    return _form(request, db, view.typed(), item=view)


@router.post("/{ingredient_id}")
def update(request: Request, db: PageDb, ingredient_id: UUID, form: FormIn) -> Response:
    version = form.version or 0
    try:
        made = attempt(
            form, lambda model: service.update(db, ingredient_id, model, version), PLACES
        )
    except Stale:
        view = service.get(db, ingredient_id)
        form.version = view.version
        unlike = differences(form, _preset(db, view.typed()), _labels())
        return _form(request, db, BLANK, form, view, unlike, status=412)
    if made is None:
        view = service.get(db, ingredient_id)
        return _form(request, db, BLANK, form, view, status=422)
    return done(request, f"/ingredients/{made.id}", Toast(_said(_("%(name)s is saved."), made)))


@router.post("/{ingredient_id}/archive")
def archive(request: Request, db: PageDb, ingredient_id: UUID, version: Version) -> Response:
    view = service.get(db, ingredient_id)
    service.archive(db, ingredient_id, version)
    toast = Toast(_said(_("%(name)s is archived."), view), f"/ingredients/{view.id}/restore")
    return done(request, "/ingredients", toast)


@router.post("/{ingredient_id}/restore")
def restore(request: Request, db: PageDb, ingredient_id: UUID) -> Response:
    view = service.restore(db, ingredient_id)
    return done(request, f"/ingredients/{view.id}", Toast(_said(_("%(name)s is back."), view)))


def _form(
    request: Request,
    db: TenantSession,
    was: dict[str, Any],
    form: Submission[IngredientForm] | None = None,
    item: IngredientView | None = None,
    unlike: list[tuple[str, str, str]] | None = None,
    status: int = 200,
) -> Response:
    """The page of a new (`item` is None) or known ingredient."""
    return page(
        request,
        "ingredients/edit.html",
        status=status,
        **HERE,
        was=_preset(db, was),
        form=form,
        item=item,
        unlike=unlike,
        rare_open=_says_something(RARE, was, form),
        labels=_labels(),
        hints=_hints(),
        groups=[group for group in service.groups(db) if item is None or group.id != item.id],
        categories=service.categories(db),
        units=unit_options(empty=True),
        volumes=unit_options(Category.VOLUME),
        weights=unit_options(Category.WEIGHT),
    )


def _preset(db: TenantSession, was: dict[str, Any]) -> dict[str, Any]:
    """With the bakery's usual units where no density says others."""
    volume, weight = USUAL_UNITS[accounts.get_bakery(db).units]
    return was | {
        "density_volume_unit": was["density_volume_unit"] or volume,
        "density_weight_unit": was["density_weight_unit"] or weight,
    }


def _says_something(
    fields: tuple[str, ...], was: dict[str, Any], form: Submission[IngredientForm] | None
) -> bool:
    """Whether one of these fields has content or an error."""
    if form is None:
        return any(was[name] for name in fields)
    return any(form.typed.get(name) or name in form.errors for name in fields)


def _check_name(
    request: Request, scope: Scope, form: Submission[IngredientForm], own: UUID | None
) -> None:
    """In a transaction of its own: the form's key must stay free for the form itself."""
    with tenant_transaction(engine_of(request), scope) as db:
        try:
            service.refuse_taken_name(db, str(form.typed["name"]), own)
        except Conflict as conflict:
            form.refuse(conflict, "name")


def _said(words: str, view: IngredientView) -> str:
    return words % {"name": view.name}


def _labels() -> dict[str, str]:
    return {
        "name": _("Name"),
        "parent_id": _("Stands in"),
        "is_group": _("This is a group for other ingredients"),
        "category": _("Category"),
        "default_unit": _("Usual unit"),
        "density_volume": _("This much by volume"),
        "density_volume_unit": _("Unit of the volume"),
        "density_weight": _("That volume weighs"),
        "density_weight_unit": _("Unit of the weight"),
        "moisture_pct": _("Moisture"),
        "allergens": _("Allergens"),
        "aliases": _("Also called"),
        "description": _("Description"),
        "notes": _("Notes"),
    }


def _hints() -> dict[str, str]:
    return {
        "parent_id": _("The group it belongs to, if any."),
        "is_group": _("“Flour” is a group: bread flour and cake flour stand in it."),
        "default_unit": _("The unit you think of first."),
        "density_volume": _("For example 1 cup weighs 4.25 ounces. Recipes in cups need it."),
        "moisture_pct": _("Percent of water."),
        "allergens": _("One a line."),
        "aliases": _("Other names to find it by, one a line."),
    }
