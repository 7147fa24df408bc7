"""Storing what was said of a finished good: every part is checked before anything changes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.rows import free_slug
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, BadLines, RuleBroken
from baketracker.materials.models import MaterialUnit
from baketracker.measures.folding import fold
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit

from . import packing
from .contents import contents_of
from .given import GoodChange, NewGood, PartIn
from .models import Composition, FinishedGood
from .schemas import PartKind

HEAD = ("name", "description", "packaging_instructions", "notes")
BAD_PARTS = N_("Some lines need another look.")
NOT_THERE = N_("Choose something from the list.")
TWICE = N_("This stands here twice. Put both into one line.")
NOT_WHOLE = N_("Use a whole number from 1: nobody packs a part of one.")
NOT_PACKAGING = N_("This is food. What wraps things is ticked as such on its ingredient.")
COLUMNS: dict[PartKind, str] = {
    "finished_unit": "finished_unit_id",
    "finished_good": "component_good_id",
    "packaging": "packaging_product_id",
    "material_unit": "material_unit_id",
}
ENTITIES: dict[str, type[Any]] = {
    "finished_unit": FinishedUnit,
    "finished_good": FinishedGood,
    "packaging": Product,
    "material_unit": MaterialUnit,
}


LineFollower = Callable[[TenantSession, Composition, bool], None]
FOLLOWERS: list[LineFollower] = []
"""Features downstream add what they do when a line asks for something else or (True) leaves."""


class WrongCount(RuleBroken):
    """More or fewer parts than the kind of good has."""

    code = "wrong_count"


def put(
    db: TenantSession, row: FinishedGood, given: NewGood | GoodChange, fields: set[str]
) -> None:
    """Store `fields` of `given` in the row.

    Raises InvalidInput with a sentence for each part at fault ("parts.0.quantity"), WrongCount,
    CircularGood, TooDeep."""
    stored = _stored(db, row.id)
    parts = list(given.parts) if "parts" in fields else [_part_of(line) for line in stored]
    if "parts" in fields:
        _refuse_bad(db, parts, {_key(_part_of(line)) for line in stored})
        _refuse_circles(db, row, given.name if "name" in fields else row.name, parts)
    row.assembly_type = _type(given.assembly_type if "assembly_type" in fields else None, parts)
    was = row.name
    for name in fields & set(HEAD):
        setattr(row, name, getattr(given, name))
    if row.name != was:
        row.folded = fold(row.name)
        with db.no_autoflush:
            row.slug = free_slug(db, FinishedGood, row.name)
    # Lines of its own make it another version too.
    row.updated_at = now()
    db.add(row)
    db.flush()
    if "parts" in fields:
        _replace(db, row.id, stored, parts)


def _type(asked: str | None, parts: Sequence[PartIn]) -> str:
    """The kind of good these parts make; an asked one must fit them."""
    if not parts:
        raise WrongCount("Put at least one thing into it.")
    only = parts[0]
    single = len(parts) == 1 and only.kind == "finished_unit" and only.quantity == 1
    if asked == "bare" and not single:
        raise WrongCount("A good on its own holds exactly one finished unit and nothing else.")
    return asked or ("bare" if single else "bundle")


def _refuse_bad(db: TenantSession, parts: Sequence[PartIn], before: set[tuple[str, UUID]]) -> None:
    known = _known(db, parts)
    faults: dict[str, str] = {}
    seen: set[tuple[str, UUID]] = set()
    for place, part in enumerate(parts):
        found = known.get(_key(part))
        if found is None:
            faults[f"parts.{place}.what"] = NOT_THERE
        elif _key(part) in seen:
            faults[f"parts.{place}.what"] = TWICE
        elif part.kind == "packaging" and not _wraps(found) and _key(part) not in before:
            faults[f"parts.{place}.what"] = NOT_PACKAGING
        if part.kind != "packaging" and part.quantity != int(part.quantity):
            faults[f"parts.{place}.quantity"] = NOT_WHOLE
        seen.add(_key(part))
    if faults:
        raise BadLines(BAD_PARTS, faults)


def _wraps(product: Product) -> bool:
    return product.ingredient.is_packaging


def _known(db: TenantSession, parts: Sequence[PartIn]) -> Mapping[tuple[str, UUID], Any]:
    """The live rows the parts name: a statement for each kind that is named."""
    known: dict[tuple[str, UUID], Any] = {}
    for kind, entity in ENTITIES.items():
        if ids := {part.id for part in parts if part.kind == kind}:
            found = select(entity).where(entity.id.in_(ids), entity.deleted_at.is_(None))
            if kind == "packaging":
                found = found.options(joinedload(Product.ingredient, innerjoin=True))
            known |= {(kind, row.id): row for row in db.scalars(found)}
    return known


def _refuse_circles(
    db: TenantSession, row: FinishedGood, name: str, parts: Sequence[PartIn]
) -> None:
    """Take it apart as it would be: it may not contain itself, nor be packed too deep."""
    goods = [part.id for part in parts if part.kind == "finished_good"]
    inside: dict[Any, packing.FinishedGood] = dict(contents_of(db, goods).goods) if goods else {}
    own = tuple(
        packing.Part(
            part.quantity,
            part.id if part.kind == "finished_unit" else None,
            part.id if part.kind == "finished_good" else None,
        )
        for part in parts
        if part.kind in ("finished_unit", "finished_good")
    )
    packing.tally(row.id, inside | {row.id: packing.FinishedGood(row.id, name, own)})


def _stored(db: TenantSession, good_id: UUID) -> list[Composition]:
    own = select(Composition).where(Composition.finished_good_id == good_id)
    return list(db.scalars(own.order_by(Composition.sort_order, Composition.id)))


def _part_of(line: Composition) -> PartIn:
    kind = next(kind for kind, column in COLUMNS.items() if getattr(line, column) is not None)
    return PartIn.model_construct(
        kind=kind,
        id=getattr(line, COLUMNS[kind]),
        quantity=line.quantity,
        notes=line.notes,
        is_generic=line.is_generic,
    )


def _key(part: PartIn) -> tuple[str, UUID]:
    return part.kind, part.id


def _replace(
    db: TenantSession, good_id: UUID, stored: Sequence[Composition], parts: Sequence[PartIn]
) -> None:
    """Exactly these lines in this order; the same ones again change nothing. A line that stays is
    the same row as before: others refer to it."""
    if [_part_of(line).model_dump() for line in stored] == [part.model_dump() for part in parts]:
        return
    wanted = {_key(part): part for part in parts}
    rows = {_key(_part_of(line)): line for line in stored}
    for key, line in rows.items():
        kept = wanted.get(key)
        if kept is None or (kept.quantity, kept.is_generic) != (line.quantity, line.is_generic):
            for follow in FOLLOWERS:
                follow(db, line, kept is None)
        if kept is None:
            db.delete(line)
    # The old ones go first: a thing may stand in a good only once.
    db.flush()
    for place, part in enumerate(parts):
        line = rows.get(_key(part)) or Composition(
            finished_good_id=good_id, **{COLUMNS[part.kind]: part.id}
        )
        line.sort_order, line.quantity = place, part.quantity
        line.notes, line.is_generic = part.notes, part.is_generic
        db.add(line)
    db.flush()
