"""What hangs on an ingredient: its other names and its codes in foreign systems."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from baketracker.db.tenancy import TenantSession

from .models import Ingredient, IngredientAlias, IngredientCrosswalk
from .names import search_text
from .schemas import Alias, Crosswalk

Part = TypeVar("Part", IngredientAlias, IngredientCrosswalk)


def put_aliases(db: TenantSession, row: Ingredient, wanted: Sequence[Alias]) -> bool:
    """These names and no others; one that is given without a word about its language keeps it.
    Answers whether any is another."""
    stored = aliases_of(db, row)
    languages = {part.alias: part.locale for part in reversed(stored)}
    given = {
        (one.name, one.locale if "locale" in one.model_fields_set else languages.get(one.name))
        for one in wanted
    }
    return _put(
        db,
        stored,
        lambda part: (part.alias, part.locale),
        {
            (name, locale): IngredientAlias(ingredient_id=row.id, alias=name, locale=locale)
            for name, locale in given
        },
    )


def refold(db: TenantSession, row: Ingredient) -> None:
    """A search looks through the names it has now."""
    row.folded = search_text(row.name, [part.alias for part in aliases_of(db, row)])


def aliases_of(db: TenantSession, row: Ingredient) -> Sequence[IngredientAlias]:
    """Its other names, A to Z."""
    own = select(IngredientAlias).where(IngredientAlias.ingredient_id == row.id)
    return db.scalars(own.order_by(IngredientAlias.alias, IngredientAlias.id)).all()


def put_crosswalks(db: TenantSession, row: Ingredient, wanted: Sequence[Crosswalk]) -> bool:
    """These codes and no others; what a known one holds beside its code stays. Answers whether
    any is another."""
    return _put(
        db,
        db.scalars(_crosswalks(row.id)).all(),
        lambda part: (part.system, part.code),
        {
            (one.system, one.code): IngredientCrosswalk(
                ingredient_id=row.id, system=one.system, code=one.code
            )
            for one in wanted
        },
    )


def crosswalks_of(db: TenantSession, ingredient_id: UUID) -> list[Crosswalk]:
    """Its codes by system, A to Z."""
    rows = db.scalars(_crosswalks(ingredient_id))
    return [Crosswalk.model_construct(system=row.system, code=row.code) for row in rows]


def _crosswalks(ingredient_id: UUID) -> Select[IngredientCrosswalk]:
    own = select(IngredientCrosswalk).where(IngredientCrosswalk.ingredient_id == ingredient_id)
    return own.order_by(
        IngredientCrosswalk.system, IngredientCrosswalk.code, IngredientCrosswalk.id
    )


def _put(
    db: TenantSession,
    stored: Sequence[Part],
    said_by: Callable[[Part], Any],
    wanted: dict[Any, Part],
) -> bool:
    """Those still wanted stay as they are."""
    missing, dropped = dict(wanted), []
    for part in stored:
        if missing.pop(said_by(part), None) is None:
            dropped.append(part)
            db.delete(part)
    db.add_all(missing.values())
    return bool(missing or dropped)
