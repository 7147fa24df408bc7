"""What one of a good is packed of, as its plan froze it or as it is now, and where that lies."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, RuleBroken
from baketracker.events.models import BatchDecision
from baketracker.finished_goods.packaging import Packaging, answering
from baketracker.materials.models import Material, MaterialProduct, MaterialSubcategory
from baketracker.materials.refs import SYMBOLS
from baketracker.measures.conversion import convert
from baketracker.plans.freezing import FrozenPart, good_contents, parts_in
from baketracker.plans.models import AssemblyTarget, DefinitionSnapshot
from baketracker.products.models import Product

from .feasibility import Kind, Need, Source

KINDS: Mapping[str, Kind] = {
    "finished_unit": "finished_unit",
    "finished_good": "finished_good",
    "packaging": "packaging",
    "material_unit": "material",
}
PIECES = "each"

Boxes = Mapping[Packaging, tuple[Product, list[Product]]]
Rolls = Mapping[UUID, MaterialProduct]


class NothingInside(RuleBroken):
    """A good that nothing is put into cannot be packed."""

    code = "nothing_inside"

    def __init__(self, good: str) -> None:
        super().__init__(
            N_("Nothing is in %(good)s yet. Say what it is packed of first."), good=good
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a good. `product` is packaging with the products that may stand for it
    (`answers`), `material` what a material unit is cut from, `per_unit` base units for each one.
    Either is None where its row is gone. `sizes`: other finished units that are baked for it at the
    event, taken before its own."""

    part: FrozenPart
    product: Product | None = None
    answers: tuple[Product, ...] = ()
    material: MaterialProduct | None = None
    per_unit: Decimal = Decimal(1)
    sizes: tuple[UUID, ...] = ()

    @property
    def kind(self) -> Kind:
        return KINDS[self.part.kind]

    @property
    def amount(self) -> Decimal:
        """Of what is counted in stock, for one good."""
        return self.part.quantity * self.per_unit

    @property
    def unit(self) -> str:
        """What that is counted in."""
        if self.product is not None:
            return self.product.package_unit
        return SYMBOLS[self.material.material.base_unit] if self.material else PIECES

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where it comes from, by what its stock is kept under."""
        if self.kind == "packaging":
            return tuple(Source(one.id, self.size_of(one)) for one in self.answers)
        if self.kind == "material":
            return (Source(self.material.id),) if self.material else ()
        return tuple(Source(key) for key in (*self.sizes, self.part.id))

    def size_of(self, product: Product) -> Decimal:
        """What one package unit of a product that answers is in the line's own unit."""
        return convert(Decimal(1), product.package_unit, self.unit)

    @property
    def need(self) -> Need:
        """As the rules of packing read it."""
        part = self.part
        return Need(self.kind, part.id, part.name, self.amount, self.unit, self.sources)


@dataclass(frozen=True, slots=True)
class Bill:
    """What goes into one of a good; `snapshot` is None where nobody has frozen it yet."""

    good_id: UUID
    content: Mapping[str, Any]
    lines: tuple[Line, ...]
    snapshot: DefinitionSnapshot | None = None

    def of(self, *kinds: Kind) -> list[Line]:
        """Its lines of these kinds."""
        return [line for line in self.lines if line.kind in kinds]

    def keys(self, kind: Kind) -> set[Any]:
        """What the stock of its lines of one kind is kept under."""
        return {source.key for line in self.of(kind) for source in line.sources}

    @property
    def needs(self) -> list[Need]:
        return [line.need for line in self.lines]


def bills_of(db: TenantSession, good_ids: Collection[UUID]) -> dict[UUID, Bill]:
    """The goods as they are now. Nine statements. Raises CircularGood, TooDeep, NotWhole."""
    contents = good_contents(db, good_ids)
    return _bills(db, {key: (content, None) for key, content in contents.items()})


def bills_for(db: TenantSession, targets: Iterable[AssemblyTarget]) -> dict[UUID, Bill]:
    """The goods of these targets of one event, as its plan froze them; as they are now where it
    did not. Targets are loaded with their snapshots."""
    rows = list(targets)
    frozen = {row.finished_good_id: row.snapshot for row in rows if row.snapshot is not None}
    loose = [row.finished_good_id for row in rows if row.snapshot is None]
    now = good_contents(db, loose) if loose else {}
    kept = {key: (snapshot.content, snapshot) for key, snapshot in frozen.items()}
    sizes = _sizes(db, {row.event_id for row in rows})
    return _bills(db, kept | {key: (content, None) for key, content in now.items()}, sizes)


def targets_of(
    db: TenantSession, event_id: UUID, good_ids: Collection[UUID] | None = None
) -> list[AssemblyTarget]:
    """What is to be packed for an event, in the order it was planned. One statement."""
    found = select(AssemblyTarget).where(AssemblyTarget.event_id == event_id)
    if good_ids is not None:
        found = found.where(among(AssemblyTarget.finished_good_id, good_ids))
    shown = (
        joinedload(AssemblyTarget.snapshot),
        joinedload(AssemblyTarget.finished_good, innerjoin=True),
    )
    fresh = found.options(*shown).execution_options(populate_existing=True)
    return list(db.scalars(fresh.order_by(AssemblyTarget.id)))


def bill_for(db: TenantSession, good_id: UUID, event_id: UUID | None) -> Bill:
    """What one of a good is packed of for this event, or for none."""
    targets = targets_of(db, event_id, [good_id]) if event_id is not None else []
    return bills_for(db, targets)[good_id] if targets else bills_of(db, [good_id])[good_id]


def _bills(
    db: TenantSession,
    contents: Mapping[UUID, tuple[Mapping[str, Any], DefinitionSnapshot | None]],
    sizes: Mapping[UUID, UUID] = MappingProxyType({}),
) -> dict[UUID, Bill]:
    parts = {key: parts_in(content) for key, (content, _) in contents.items()}
    boxes = answering(db, {_box(one) for own in parts.values() for one in own if _wraps(one)})
    cut = {
        one["material_product_id"]
        for content, _ in contents.values()
        for one in content.get("material_units", {}).values()
    }
    rolls = rolls_of(db, [UUID(key) for key in cut])
    return {
        key: Bill(
            key,
            content,
            tuple(_line(one, content, boxes, rolls, sizes) for one in parts[key]),
            snapshot,
        )
        for key, (content, snapshot) in contents.items()
    }


def _sizes(db: TenantSession, event_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The finished units that are baked as another size at an event → that size. One statement."""
    found = select(BatchDecision.finished_unit_id, BatchDecision.made_as_id).where(
        among(BatchDecision.event_id, event_ids), BatchDecision.made_as_id.is_not(None)
    )
    return {unit: size for unit, size in db.execute(found) if size is not None}


def _line(
    part: FrozenPart,
    content: Mapping[str, Any],
    boxes: Boxes,
    rolls: Rolls,
    sizes: Mapping[UUID, UUID],
) -> Line:
    if _wraps(part) and _box(part) in boxes:
        product, answers = boxes[_box(part)]
        return Line(part, product, tuple(answers))
    if part.kind == "material_unit":
        told = content["material_units"][str(part.id)]
        roll = rolls.get(UUID(told["material_product_id"]))
        return Line(part, material=roll, per_unit=Decimal(told["quantity_per_unit"]))
    if part.kind == "finished_unit" and part.id in sizes:
        return Line(part, sizes=(sizes[part.id],))
    return Line(part)


def rolls_of(db: TenantSession, ids: Collection[UUID]) -> Rolls:
    """What material units are cut from, loaded with all it belongs to and who usually sells it.
    One statement."""
    found = select(MaterialProduct).where(among(MaterialProduct.id, ids))
    shelf = (
        joinedload(MaterialProduct.material, innerjoin=True)
        .joinedload(Material.subcategory, innerjoin=True)
        .joinedload(MaterialSubcategory.category, innerjoin=True)
    )
    shop = joinedload(MaterialProduct.supplier)
    fresh = found.options(shelf, shop).execution_options(populate_existing=True)
    return {row.id: row for row in db.scalars(fresh)}


def _wraps(part: FrozenPart) -> bool:
    return part.kind == "packaging"


def _box(part: FrozenPart) -> Packaging:
    return Packaging(part.id, part.is_generic)
