"""The verbs of the finished goods."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, live
from baketracker.db.scope import verb
from baketracker.db.search import has_words
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id, now
from baketracker.errors import Conflict, NotFound, RuleBroken
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit
from baketracker.recipes.schemas import RecipeRef

from . import bare  # noqa: F401  (follows the finished units of recipes)
from .contents import contents_of, unit_of
from .given import GoodChange, NewGood
from .models import Composition, FinishedGood
from .packing import by_name, tally
from .saving import put
from .schemas import ComesTo, GoodRef, GoodRow, GoodView, PartKind, PartView

KIND = "finished good"


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    label: str = "",
    archived: bool = False,
) -> Page[GoodRow]:
    """Finished goods by name that hold every word of `text`, or the archived ones; `label` is an
    older kind that an import brought.

    Two statements, three with a cursor. Raises LostPlace."""
    found = select(FinishedGood).where(*_wanted(text, label, archived=archived))
    rows = slice_of(db, found, FinishedGood, FinishedGood.name, cursor, limit)
    parts = parts_of(db, [row.id for row in rows.rows])
    return rows.page(lambda row: GoodRow(**_head(row), parts=parts[row.id]))


@verb("read")
def count(db: TenantSession, text: str = "", *, label: str = "", archived: bool = False) -> int:
    """How many `search` would find in all."""
    wanted = _wanted(text, label, archived=archived)
    return db.scalar(select(func.count(FinishedGood.id)).where(*wanted)) or 0


@verb("read")
def labels(db: TenantSession) -> Sequence[str]:
    """The older kinds that an import brought, A to Z."""
    known = select(FinishedGood.label).where(
        FinishedGood.deleted_at.is_(None), FinishedGood.label.is_not(None)
    )
    return [label for label in db.scalars(known.distinct().order_by(FinishedGood.label)) if label]


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


@verb("write")
def create(db: TenantSession, new: NewGood, row_id: UUID | None = None) -> GoodView:
    """A new finished good; its id is `row_id` when the client chose one.

    Raises InvalidInput, WrongCount, CircularGood, TooDeep."""
    row = FinishedGood(id=row_id or new_id(), name="", slug="")
    put(
        db,
        row,
        new,
        {"name", "description", "packaging_instructions", "notes", "parts"}
        | ({"assembly_type"} if new.assembly_type else set()),
    )
    return get(db, row.id)


@verb("write")
def update(
    db: TenantSession, good_id: UUID, change: NewGood | GoodChange, version: int
) -> GoodView:
    """Change what `change` gives: everything of a NewGood, the given fields otherwise. Given parts
    replace them all, and without a kind the good becomes what its parts make it.

    Raises NotFound, Stale, InvalidInput, WrongCount, CircularGood, TooDeep."""
    row = live(db, FinishedGood, good_id, KIND)
    expect(row, version, KIND, lambda: _current(db, good_id))
    whole = set(NewGood.model_fields) - {"assembly_type"}
    put(db, row, change, whole if isinstance(change, NewGood) else change.model_fields_set)
    return get(db, good_id)


@verb("write")
def archive(db: TenantSession, good_id: UUID, version: int) -> None:
    """Take it out of every list. Raises NotFound, Stale, and Conflict with the names of the goods
    and the events to come that hold it."""
    row = live(db, FinishedGood, good_id, KIND)
    expect(row, version, KIND, lambda: _current(db, good_id))
    if holders := holders_of(db, good_id):
        raise Conflict(
            "%(name)s is still in: %(holders)s. Take it out there first.",
            name=row.name,
            holders=", ".join(holders),
        )
    row.deleted_at = now()
    db.flush()


@verb("write")
def restore(db: TenantSession, good_id: UUID) -> GoodView:
    """Bring an archived one back. Raises NotFound."""
    brought_back(db, FinishedGood, good_id, KIND)
    return get(db, good_id)


Holder = Callable[[TenantSession, UUID], Iterable[str]]
HOLDERS: list[Holder] = []
"""Features downstream name here what still needs a good: it is not put away beneath them."""


def holders_of(db: TenantSession, good_id: UUID) -> list[str]:
    """Names of what still needs this good: other live goods, then what features downstream say."""
    return [*packed_in(db, good_id), *(name for holder in HOLDERS for name in holder(db, good_id))]


@verb("read")
def packed_in(db: TenantSession, good_id: UUID) -> list[str]:
    """Names of the live goods that hold this one, A to Z."""
    outer = select(FinishedGood.name).join(
        Composition,
        and_(
            Composition.tenant_id == FinishedGood.tenant_id,
            Composition.finished_good_id == FinishedGood.id,
        ),
    )
    live_ones = FinishedGood.deleted_at.is_(None)
    packed = outer.where(Composition.component_good_id == good_id, live_ones)
    return list(db.scalars(packed.order_by(FinishedGood.name)))


@verb("read")
def holding(db: TenantSession, unit_ids: Sequence[UUID]) -> list[GoodRef]:
    """The live goods one of these finished units is a line of, A to Z. One statement."""
    inside = select(Composition.finished_good_id).where(
        among(Composition.finished_unit_id, unit_ids)
    )
    own = select(FinishedGood).where(FinishedGood.deleted_at.is_(None), FinishedGood.id.in_(inside))
    return [GoodRef.of(row) for row in db.scalars(own.order_by(FinishedGood.name, FinishedGood.id))]


def parts_of(db: TenantSession, good_ids: Sequence[UUID]) -> defaultdict[UUID, list[PartView]]:
    """The lines of each good in packing order: at most three statements."""
    own = select(Composition).where(among(Composition.finished_good_id, good_ids))
    rows = db.scalars(
        own.options(
            selectinload(Composition.finished_unit).joinedload(FinishedUnit.recipe),
            joinedload(Composition.component_good),
            selectinload(Composition.packaging_product).joinedload(Product.ingredient),
            joinedload(Composition.material_unit),
        )
    )
    return parts_in(rows)


def parts_in(lines: Iterable[Composition]) -> defaultdict[UUID, list[PartView]]:
    """The lines of each good in packing order, of rows whose references are loaded."""
    grouped: defaultdict[UUID, list[PartView]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.sort_order, line.id)):
        grouped[line.finished_good_id].append(_part(line))
    return grouped


def _wanted(
    text: str = "", label: str = "", *, archived: bool = False
) -> Iterable[ColumnElement[bool]]:
    put_away = FinishedGood.deleted_at.is_not(None)
    yield put_away if archived else ~put_away
    if label:
        yield FinishedGood.label == label
    if text:
        yield has_words(FinishedGood.folded, text)


def _head(row: FinishedGood) -> dict[str, Any]:
    names = ("id", "name", "slug", "assembly_type", "label", "version")
    head = {name: getattr(row, name) for name in names}
    return head | {"is_archived": row.deleted_at is not None}


def _part(row: Composition) -> PartView:
    """Each line holds one of the four, and only that one has to be loaded."""
    kind: PartKind
    recipe = None
    if row.finished_unit_id and (unit := row.finished_unit):
        kind, inner, name = "finished_unit", unit.id, unit.name
        recipe = RecipeRef.of(unit.recipe)
    elif row.component_good_id and (good := row.component_good):
        kind, inner, name = "finished_good", good.id, good.name
    elif row.material_unit_id and (material := row.material_unit):
        kind, inner, name = "material_unit", material.id, material.name
    else:
        product = row.packaging_product
        assert product is not None  # the table holds exactly one of the four
        kind, inner, name = "packaging", product.id, label_of(product, sized=True)
    return PartView(
        kind=kind,
        id=inner,
        name=name,
        quantity=row.quantity,
        recipe=recipe,
        notes=row.notes,
        is_generic=row.is_generic,
    )


def _current(db: TenantSession, good_id: UUID) -> Mapping[str, Any]:
    return get(db, good_id).model_dump(mode="json")


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
