"""What the form of a finished good offers to put in it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.tenancy import TenantSession
from baketracker.faces.words import _
from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import MaterialUnit
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit, Recipe

from .models import FinishedGood

Options = list[tuple[str, str]]


def options(db: TenantSession) -> dict[str, Any]:
    """The options of the three groups' selects: four statements. A bare good stands for its unit,
    so it is not offered beside it."""
    nothing: Options = [("", "–")]
    units = _of("finished_unit", _units(db))
    goods = _of("finished_good", db.execute(_goods()).all())
    contents: list[tuple[str, str | Options]] = [("", "–")]
    for title, found in ((_("Baked"), units), (_("Packed before"), goods)):
        if found:
            contents.append((title, found))
    return {
        "contents": contents,
        "packaging": nothing + _of("packaging", wraps(db)),
        "extras": nothing + _of("material_unit", db.execute(_extras()).all()),
    }


def _of(kind: str, found: Any) -> Options:
    return [(f"{kind}.{key}", name) for key, name in found]


def _units(db: TenantSession) -> list[tuple[Any, str]]:
    """Units are told apart by their recipe where their own name says too little."""
    own = select(FinishedUnit.id, FinishedUnit.name, FinishedUnit.yield_type, Recipe.name)
    rows = db.execute(
        own.join(FinishedUnit.recipe)
        .where(FinishedUnit.deleted_at.is_(None), Recipe.deleted_at.is_(None))
        .order_by(FinishedUnit.name, FinishedUnit.id)
    )
    return [(key, _named(*words)) for key, *words in rows]


def _named(unit: str, yield_type: str, recipe: str) -> str:
    name = _("%(name)s (portion)") % {"name": unit} if yield_type == "SERVING" else unit
    if recipe in name:
        return name
    return _("%(name)s, from %(recipe)s") % {"name": name, "recipe": recipe}


def _goods() -> Any:
    live = FinishedGood.deleted_at.is_(None)
    packed = select(FinishedGood.id, FinishedGood.name).where(
        live, FinishedGood.assembly_type != "bare"
    )
    return packed.order_by(FinishedGood.name, FinishedGood.id)


def wraps(db: TenantSession) -> list[tuple[Any, str]]:
    """The products things are wrapped in: (id, label), A to Z."""
    wrapping = select(Ingredient.id).where(Ingredient.is_packaging)
    rows = db.scalars(
        select(Product)
        .where(Product.deleted_at.is_(None), Product.ingredient_id.in_(wrapping))
        .options(joinedload(Product.ingredient, innerjoin=True))
        .order_by(Product.folded, Product.id)
    )
    return [(row.id, label_of(row, sized=True)) for row in rows]


def _extras() -> Any:
    live = select(MaterialUnit.id, MaterialUnit.name).where(MaterialUnit.deleted_at.is_(None))
    return live.order_by(MaterialUnit.name, MaterialUnit.id)
