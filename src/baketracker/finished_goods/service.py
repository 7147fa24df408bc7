"""The verbs of the finished goods."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound, RuleBroken
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit
from baketracker.recipes.schemas import RecipeRef

from .contents import contents_of, unit_of
from .models import Composition, FinishedGood
from .packing import by_name, tally
from .schemas import ComesTo, GoodRow, GoodView, PartKind, PartView

KIND = "finished good"


@verb("read")
def search(
    db: TenantSession, text: str = "", cursor: str | None = None, limit: int = PAGE
) -> Page[GoodRow]:
    """Finished goods by name that hold every word of `text`.

    Two statements, three with a cursor. Raises LostPlace."""
    found = select(FinishedGood).where(*_wanted(text))
    rows = slice_of(db, found, FinishedGood, FinishedGood.name, cursor, limit)
    parts = parts_of(db, [row.id for row in rows.rows])
    return rows.page(lambda row: GoodRow(**_head(row), parts=parts[row.id]))


@verb("read")
def count(db: TenantSession, text: str = "") -> int:
    """How many `search` would find in all."""
    return db.scalar(select(func.count(FinishedGood.id)).where(*_wanted(text))) or 0


@verb("read")
def get(db: TenantSession, good_id: UUID) -> GoodView:
    """One finished good, archived or not, with what it comes to. Four statements.

    Raises NotFound."""
    row = db.find(FinishedGood, good_id)
    if row is None:
        raise NotFound(KIND)
    comes_to, trouble = _taken_apart(db, good_id)
    return GoodView(
        **_head(row),
        description=row.description,
        packaging_instructions=row.packaging_instructions,
        notes=row.notes,
        parts=parts_of(db, [good_id])[good_id],
        comes_to=comes_to,
        trouble=trouble,
    )


def parts_of(db: TenantSession, good_ids: Sequence[UUID]) -> defaultdict[UUID, list[PartView]]:
    """The lines of each good in packing order: one statement."""
    own = select(Composition).where(Composition.finished_good_id.in_(good_ids))
    rows = db.scalars(
        own.options(
            joinedload(Composition.finished_unit).joinedload(FinishedUnit.recipe),
            joinedload(Composition.component_good),
            joinedload(Composition.packaging_product).joinedload(Product.ingredient),
        ).order_by(Composition.sort_order, Composition.id)
    )
    grouped: defaultdict[UUID, list[PartView]] = defaultdict(list)
    for row in rows:
        grouped[row.finished_good_id].append(_part(row))
    return grouped


def _wanted(text: str) -> Iterable[ColumnElement[bool]]:
    yield FinishedGood.deleted_at.is_(None)
    if text:
        yield has_words(FinishedGood.folded, text)


def _head(row: FinishedGood) -> dict[str, Any]:
    names = ("id", "name", "slug", "assembly_type", "label")
    head = {name: getattr(row, name) for name in names}
    return head | {"is_archived": row.deleted_at is not None}


def _part(row: Composition) -> PartView:
    kind: PartKind
    if unit := row.finished_unit:
        kind, inner, name = "finished_unit", unit.id, unit.name
    elif good := row.component_good:
        kind, inner, name = "finished_good", good.id, good.name
    else:
        product = row.packaging_product
        assert product is not None  # the table holds exactly one of the three
        kind, inner, name = "packaging", product.id, label_of(product, sized=True)
    return PartView(
        kind=kind,
        id=inner,
        name=name,
        quantity=row.quantity,
        recipe=RecipeRef.of(unit.recipe) if unit else None,
        notes=row.notes,
    )


def _taken_apart(db: TenantSession, good_id: UUID) -> tuple[list[ComesTo], str | None]:
    contents = contents_of(db, [good_id])
    try:
        found: dict[Any, int] = tally(good_id, contents.goods).units
    except RuleBroken as trouble:
        return [], str(trouble)
    rows = sorted((contents.units[key] for key in found), key=lambda row: by_name(unit_of(row)))
    return [_comes_to(row, found[row.id]) for row in rows], None


def _comes_to(row: FinishedUnit, quantity: int) -> ComesTo:
    return ComesTo(id=row.id, name=row.name, quantity=quantity, recipe=RecipeRef.of(row.recipe))
