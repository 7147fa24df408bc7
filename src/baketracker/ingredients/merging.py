"""Two ingredients that are one: everything of the first belongs to the second from then on."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select

from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.moving import blanks_filled, two_of
from baketracker.db.rows import live, lock_rows, move_uses, uses_of
from baketracker.db.scope import verb
from baketracker.db.search import close_rows, close_to
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict, RuleBroken
from baketracker.fields import In, plain
from baketracker.issues import Issue

from .models import Ingredient, IngredientAlias
from .parts import refold
from .reading import KIND, SHOWN, density_of_row, search, shown, views_of, wanted
from .schemas import IngredientDetail, IngredientView
from .weighing import DENSITY, LOW

# What the one that stays takes from the other where it says nothing itself.
BLANKS = (
    DENSITY, LOW, "category", "default_unit", "description", "notes",
    "moisture_pct", "shelf_life_days", "foodon_id", "foodex2_code",
)  # fmt: skip
GATHERED = ("allergens", "langual_terms", "fdc_ids")
# Densities nearer than this are the same one, written in other units.
SAME = Decimal("1e-6")


class WeighsOtherwise(Conflict):
    """Both say what a volume of them weighs, and not the same: sums in volumes would change."""

    code = "weighs_otherwise"

    def __init__(self, row: Ingredient, into: Ingredient) -> None:
        super().__init__(
            N_(
                "%(cup)s of %(name)s weighs %(weight)s, but %(other_cup)s of %(into)s weighs "
                "%(other_weight)s. Recipes would count with the second from then on: confirm that."
            ),
            **_weighing(row, "cup", "weight"),
            **_weighing(into, "other_cup", "other_weight"),
            name=row.name,
            into=into.name,
        )


class Merge(In):
    """Which ingredient stays. `confirmed`: its weight counts, though the other's was another."""

    into_id: UUID
    confirmed: bool = False


class Merged(BaseModel):
    """The ingredient that stayed, how many rows of which table moved to it, and what was done
    (`operation_id` can be taken back)."""

    ingredient: IngredientDetail
    moved: dict[str, int]
    operation_id: UUID


class MergePreview(BaseModel):
    """What merging would do: `uses` (rows by table) move, `gained` are allergens the other did not
    name. `weighs_otherwise`: the two weights differ, in a sentence."""

    row: IngredientDetail
    into: IngredientDetail
    uses: dict[str, int]
    gained: list[str]
    takes_weight: bool
    weighs_otherwise: Issue | None


@verb("read")
def alike(db: TenantSession, ingredient_id: UUID, text: str = "") -> list[IngredientView]:
    """Ingredients this one may be: those called `text`, else those nearly called as it is, else
    the first of all. Raises NotFound."""
    row = live(db, Ingredient, ingredient_id, KIND)
    ids = [] if text else close_to(db, Ingredient.folded, row.name, *wanted(show="ingredients"))
    if [one for one in ids if one != row.id]:
        rows = close_rows(db, select(Ingredient).options(SHOWN), ids)
        found = views_of(db, rows.rows)
    else:
        found = search(db, text, show="ingredients").items
    return [one for one in found if one.id != row.id]


@verb("read")
def preview_merge(db: TenantSession, ingredient_id: UUID, into_id: UUID) -> MergePreview:
    """What `merge` would do, changing nothing. Raises NotFound, InvalidInput, RuleBroken."""
    asked = among(Ingredient.id, (ingredient_id, into_id))
    row, into = _both(db.scalars(select(Ingredient).where(asked)), ingredient_id, into_id)
    gained = _taken(row, into)
    differs = _differ(row, into)
    return MergePreview(
        row=shown(db, row.id),
        into=shown(db, into.id),
        uses=uses_of(db, row),
        gained=[name for name in gained.get("allergens", []) if name not in into.allergens],
        takes_weight="density_volume" in gained,
        weighs_otherwise=Issue.of(WeighsOtherwise(row, into)) if differs else None,
    )


@verb("write")
def merge(
    db: TenantSession,
    ingredient_id: UUID,
    into_id: UUID,
    op_id: UUID | None = None,
    *,
    confirmed: bool = False,
) -> Merged:
    """Products with all their history, recipe lines and shopping lines of the first ingredient go
    to `into_id`, which takes what it does not say itself; the first name becomes another name of
    it, and the first ingredient is put away. Can be taken back.

    Raises NotFound, InvalidInput for itself, RuleBroken for a group or when only one is packaging,
    WeighsOtherwise unless `confirmed`."""
    # Locked as consuming locks them.
    both = lock_rows(db, Ingredient, (ingredient_id, into_id))
    row, into = _both(both, ingredient_id, into_id)
    if not confirmed and _differ(row, into):
        raise WeighsOtherwise(row, into)
    words = N_("Merged %(name)s into %(into)s")
    with doing(db, "ingredients.merge", words, op_id, name=row.name, into=into.name) as done:
        moved = move_uses(db, row, into)
        for name, value in _taken(row, into).items():
            setattr(into, name, value)
        db.add(IngredientAlias(ingredient_id=into.id, alias=row.name))
        db.flush()
        refold(db, into)
        row.deleted_at = now()
    return Merged(ingredient=shown(db, into.id), moved=moved, operation_id=done)


def _both(
    rows: Iterable[Ingredient], ingredient_id: UUID, into_id: UUID
) -> tuple[Ingredient, Ingredient]:
    """The two of them, when they can be one."""
    row, into = two_of(rows, KIND, ingredient_id, into_id)
    for one in (row, into):
        if not one.is_leaf:
            raise RuleBroken(N_("%(name)s is a group. Move what it holds instead."), name=one.name)
    if row.is_packaging != into.is_packaging:
        wraps, eaten = (row, into) if row.is_packaging else (into, row)
        raise RuleBroken(
            N_("%(wraps)s wraps things and %(eaten)s is eaten: they cannot be one."),
            wraps=wraps.name,
            eaten=eaten.name,
        )
    return row, into


def _differ(row: Ingredient, into: Ingredient) -> bool:
    one, other = density_of_row(row), density_of_row(into)
    return one is not None and other is not None and abs(one / other - 1) > SAME


def _taken(row: Ingredient, into: Ingredient) -> dict[str, Any]:
    """What `into` says from then on that it did not say before."""
    values = blanks_filled(row, into, *BLANKS)
    for name in GATHERED:
        own = getattr(into, name)
        if more := [one for one in getattr(row, name) if one not in own]:
            values[name] = [*own, *more]
    return values


def _weighing(row: Ingredient, volume: str, weight: str) -> dict[str, str]:
    return {
        volume: f"{plain(row.density_volume or Decimal(0))} {row.density_volume_unit}",
        weight: f"{plain(row.density_weight or Decimal(0))} {row.density_weight_unit}",
    }
