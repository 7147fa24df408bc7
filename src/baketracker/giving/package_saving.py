"""Storing what was said of a package: every line is checked before anything changes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.rows import free_slug
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, BadLines, Conflict
from baketracker.finished_goods.models import FinishedGood
from baketracker.measures.folding import fold
from baketracker.products.models import Product

from .models import Gift, Package, PackageLine, Recipient
from .package_given import LineIn, LineKind, NewPackage, PackageChange

HEAD = ("name", "description", "is_template", "notes")
BAD_LINES = N_("Some lines need another look.")
NOT_THERE = N_("Choose something from the list.")
NOT_WHOLE = N_("Use a whole number from 1: nobody packs a part of one.")
NOT_PACKAGING = N_("This is food. What wraps things is ticked as such on its ingredient.")
COLUMNS: dict[LineKind, str] = {
    "finished_good": "finished_good_id",
    "packaging": "packaging_product_id",
}

Key = tuple[LineKind, UUID]


SOME = 5


class StandsReady(Conflict):
    """A package that is packed for somebody holds something else."""

    code = "stands_ready"

    def __init__(self, package: str, people: Sequence[str]) -> None:
        named = [*people[:SOME], *(["…"] if len(people) > SOME else [])]
        super().__init__(
            N_("%(package)s stands packed for %(people)s. Take that back one step first, or copy "
               "the package and change the copy."),
            package=package, people=", ".join(named),
        )  # fmt: skip


def put(
    db: TenantSession, row: Package, given: NewPackage | PackageChange, fields: set[str]
) -> None:
    """Store `fields` of `given` in the row. A thing that is given twice stands there once, added
    up. Raises BadLines with a sentence for each line at fault ("lines.0.quantity"), and StandsReady
    where its lines differ from what stands packed."""
    stored = lines_of(db, [row.id])
    if "lines" in fields:
        if _contents(added_up(given.lines)) != _contents([line_in(line) for line in stored]):
            _refuse_ready(db, row)
        _refuse_bad(db, given.lines, {_key(line_in(line)) for line in stored})
    was = row.name
    for name in fields & set(HEAD):
        setattr(row, name, getattr(given, name))
    if row.name != was:
        row.folded = fold(row.name)
        with db.no_autoflush:
            row.slug = free_slug(db, Package, row.name)
    # Lines of its own make it another version too.
    row.updated_at = now()
    db.add(row)
    db.flush()
    if "lines" in fields:
        replace_lines(db, row.id, stored, added_up(given.lines))


def _contents(lines: Sequence[LineIn]) -> dict[Key, Decimal]:
    return {_key(line): line.quantity for line in lines if line.kind == "finished_good"}


def _refuse_ready(db: TenantSession, row: Package) -> None:
    """What stands packed for somebody holds what the package held then."""
    packed = (
        select(Recipient.name)
        .join(Gift, and_(Gift.tenant_id == Recipient.tenant_id, Gift.recipient_id == Recipient.id))
        .where(Gift.package_id == row.id, Gift.status == "ready", Gift.deleted_at.is_(None))
    )
    if people := db.scalars(packed.order_by(Recipient.name).distinct()).all():
        raise StandsReady(row.name, people)


def added_up(lines: Sequence[LineIn]) -> list[LineIn]:
    """Each thing once, where it stood first, in the quantity of all its lines."""
    found: dict[Key, LineIn] = {}
    for line in lines:
        if (first := found.get(_key(line))) is None:
            found[_key(line)] = line.model_copy()
        else:
            first.quantity += line.quantity
            first.notes = first.notes or line.notes
            first.is_generic = first.is_generic or line.is_generic
    return list(found.values())


def lines_of(db: TenantSession, package_ids: Sequence[UUID]) -> Sequence[PackageLine]:
    """The lines of these packages in packing order: one statement."""
    own = select(PackageLine).where(among(PackageLine.package_id, package_ids))
    return db.scalars(own.order_by(PackageLine.sort_order, PackageLine.id)).all()


def line_in(line: PackageLine) -> LineIn:
    """A stored line as it would come in."""
    kind: LineKind = "packaging" if line.packaging_product_id else "finished_good"
    return LineIn.model_construct(
        kind=kind,
        id=getattr(line, COLUMNS[kind]),
        quantity=line.quantity,
        is_generic=line.is_generic,
        notes=line.notes,
    )


def _key(line: LineIn) -> Key:
    return line.kind, line.id


def _refuse_bad(db: TenantSession, lines: Sequence[LineIn], before: set[Key]) -> None:
    """What was in it before may stay, archived or no packaging any more."""
    known = _known(db, lines)
    faults: dict[str, str] = {}
    for place, line in enumerate(lines):
        found, is_new = known.get(_key(line)), _key(line) not in before
        if found is None or (is_new and found.deleted_at is not None):
            faults[f"lines.{place}.what"] = NOT_THERE
        elif line.kind == "packaging" and is_new and not found.ingredient.is_packaging:
            faults[f"lines.{place}.what"] = NOT_PACKAGING
        if line.kind == "finished_good" and line.quantity != int(line.quantity):
            faults[f"lines.{place}.quantity"] = NOT_WHOLE
    if faults:
        raise BadLines(BAD_LINES, faults)


def _known(db: TenantSession, lines: Sequence[LineIn]) -> Mapping[Key, Any]:
    """The rows the lines name: one statement for each kind."""
    goods = [line.id for line in lines if line.kind == "finished_good"]
    wraps = [line.id for line in lines if line.kind == "packaging"]
    known: dict[Key, Any] = {}
    for good in db.scalars(select(FinishedGood).where(among(FinishedGood.id, goods))):
        known["finished_good", good.id] = good
    own = select(Product).where(among(Product.id, wraps))
    for product in db.scalars(own.options(joinedload(Product.ingredient, innerjoin=True))):
        known["packaging", product.id] = product
    return known


def replace_lines(
    db: TenantSession, package_id: UUID, stored: Sequence[PackageLine], lines: Sequence[LineIn]
) -> None:
    """Exactly these lines in this order; the same ones again change nothing."""
    if [line_in(line).model_dump() for line in stored] == [line.model_dump() for line in lines]:
        return
    for line in stored:
        db.delete(line)
    # The old ones go first: a thing stands in a package only once.
    db.flush()
    for place, one in enumerate(lines):
        values = one.model_dump(exclude={"kind", "id"}) | {COLUMNS[one.kind]: one.id}
        db.add(PackageLine(package_id=package_id, sort_order=place, **values))
    db.flush()
