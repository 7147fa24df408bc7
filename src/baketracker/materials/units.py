"""The verbs of the material units: what one good takes of a product."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, free_slug, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.measures.material_units import BaseUnit, normalise_material, to_base
from baketracker.measures.slugs import slugify, unique_slug

from .consuming import would_use
from .given import MaterialUnitChange, NewMaterialUnit
from .holding import used_in
from .levels import LevelVerbs, chosen, put_away, refuse_taken, store, wanted
from .models import Material, MaterialProduct, MaterialUnit
from .schemas import MaterialUnitDetail, UnitPreview
from .stock import WITH_MATERIAL, holdings

KIND = "material unit"
LONGEST = 200
# So many of a unit a preview may be asked for.
MOST = 100_000


@verb("read")
def search_units(
    db: TenantSession,
    text: str = "",
    material_product_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    archived: bool = False,
) -> Page[MaterialUnitDetail]:
    """Units by name, of one product if told, or the archived ones. Three statements, one more with
    a cursor and with words. Raises LostPlace."""
    found = select(MaterialUnit).where(*_wanted(db, text, archived=archived))
    if material_product_id is not None:
        found = found.where(MaterialUnit.material_product_id == material_product_id)
    rows = slice_of(
        db, found.options(WITH_MATERIAL), MaterialUnit, MaterialUnit.name, cursor, limit
    )
    held = holdings(db, {row.product.id: row.product for row in rows.rows}.values())
    return rows.page(lambda row: held[row.material_product_id].detail(row))


@verb("read")
def count_units(db: TenantSession, text: str = "", *, archived: bool = False) -> int:
    """How many `search_units` would find of all products."""
    found = select(func.count(MaterialUnit.id)).where(*_wanted(db, text, archived=archived))
    return db.scalar(found) or 0


@verb("read")
def get_unit(db: TenantSession, material_unit_id: UUID) -> MaterialUnitDetail:
    """One unit, how many of it there are and what one costs. Raises NotFound."""
    return _shown(db, material_unit_id)


@verb("read")
def preview(db: TenantSession, material_unit_id: UUID, count: int) -> UnitPreview:
    """What `count` (0 or more) of a unit would take of its product, lot by lot, and what that
    costs. Nothing is written. Raises NotFound."""
    unit = _shown(db, material_unit_id)
    use = would_use(db, unit.product.id, unit.quantity_per_unit * count)
    return UnitPreview(unit=unit, wanted=count, short=max(0, count - unit.available), use=use)


@verb("read")
def goods_with(db: TenantSession, material_unit_id: UUID) -> list[str]:
    """The names of what takes this unit, A to Z. Raises NotFound."""
    live(db, MaterialUnit, material_unit_id, KIND)
    return used_in(db, [material_unit_id]).get(material_unit_id, [])


@verb("write")
def create_unit(
    db: TenantSession, new: NewMaterialUnit, row_id: UUID | None = None
) -> MaterialUnitDetail:
    """A new unit; its id is `row_id` when the client chose one.

    Raises Conflict when its product has one of that name, InvalidInput."""
    product = chosen(db, MaterialProduct, new.material_product_id, "material_product_id")
    _refuse_taken(db, new.name, product.id, None)
    values = new.model_dump(exclude={"unit"}) | _size(db, product, new.model_dump())
    row = MaterialUnit(**values, slug=free_slug(db, MaterialUnit, new.name))
    store(db, row, row_id)
    return _shown(db, row.id)


@verb("write")
def update_unit(
    db: TenantSession,
    material_unit_id: UUID,
    change: NewMaterialUnit | MaterialUnitChange,
    version: int,
) -> MaterialUnitDetail:
    """Change what `change` gives: everything of a NewMaterialUnit but its product, the given
    fields otherwise. Raises NotFound, Stale, Conflict, InvalidInput."""
    row = live(db, MaterialUnit, material_unit_id, KIND)
    expect(row, version, KIND, lambda: _shown(db, material_unit_id).model_dump(mode="json"))
    given = change.model_dump(exclude_unset=isinstance(change, MaterialUnitChange))
    given.pop("material_product_id", None)
    _refuse_taken(db, given.get("name", row.name), row.material_product_id, row.id)
    product = db.find(MaterialProduct, row.material_product_id)
    if "quantity_per_unit" in given:
        given |= _size(db, product, given)
    given.pop("unit", None)
    for name, value in given.items():
        setattr(row, name, value)
    db.flush()
    return _shown(db, row.id)


@verb("write")
def archive_unit(db: TenantSession, material_unit_id: UUID, version: int) -> None:
    """Take it out of every list. Raises NotFound, Stale, and Conflict naming the goods that take
    it."""
    put_away(
        db, live(db, MaterialUnit, material_unit_id, KIND), version, KIND,
        lambda: _shown(db, material_unit_id).model_dump(mode="json"),
        lambda: goods_with(db, material_unit_id),
    )  # fmt: skip


@verb("write")
def restore_unit(db: TenantSession, material_unit_id: UUID) -> MaterialUnitDetail:
    """Bring an archived one back. Raises NotFound, Conflict when its name is taken now, and
    InvalidInput while its product is archived."""

    def fits(row: MaterialUnit) -> None:
        chosen(db, MaterialProduct, row.material_product_id, "material_product_id")
        _refuse_taken(db, row.name, row.material_product_id, row.id)

    return _shown(db, brought_back(db, MaterialUnit, material_unit_id, KIND, fits).id)


@verb("write")
def give_single_units(db: TenantSession, material_product_ids: Collection[UUID]) -> int:
    """Give those of these products that are counted by the piece the unit "1 name", unless a unit
    of one piece is there already. Answers how many got it. Four statements."""
    pieces = (
        select(MaterialProduct.id, MaterialProduct.name)
        .join(MaterialProduct.material)
        .where(among(MaterialProduct.id, material_product_ids), Material.base_unit == "each")
    )
    single = select(MaterialUnit.material_product_id).where(
        among(MaterialUnit.material_product_id, material_product_ids),
        MaterialUnit.quantity_per_unit == 1,
        MaterialUnit.deleted_at.is_(None),
    )
    have = set(db.scalars(single))
    taken = set(db.scalars(select(MaterialUnit.slug).where(MaterialUnit.deleted_at.is_(None))))
    given = []
    for product_id, name in db.execute(pieces.order_by(MaterialProduct.id)):
        if product_id in have:
            continue
        called = f"1 {name}"[:LONGEST]
        slug = unique_slug(slugify(called), taken)
        taken.add(slug)
        row = MaterialUnit(material_product_id=product_id, name=called, slug=slug)
        row.quantity_per_unit = Decimal(1)
        given.append(row)
    db.add_all(given)
    db.flush()
    return len(given)


VERBS = LevelVerbs(get_unit, create_unit, update_unit, archive_unit, restore_unit)


def _shown(db: TenantSession, material_unit_id: UUID) -> MaterialUnitDetail:
    row = loaded(db, material_unit_id)
    return holdings(db, [row.product])[row.material_product_id].detail(row)


def loaded(db: TenantSession, material_unit_id: UUID) -> MaterialUnit:
    """The live row with its product and that one's material. Raises NotFound."""
    found = select(MaterialUnit).where(
        MaterialUnit.id == material_unit_id, MaterialUnit.deleted_at.is_(None)
    )
    fresh = found.options(WITH_MATERIAL).execution_options(populate_existing=True)
    row = db.scalars(fresh).one_or_none()
    if row is None:
        raise NotFound(KIND)
    return row


def _size(db: TenantSession, product: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """`quantity_per_unit` in base units. Raises ConversionError."""
    material = db.find(Material, product.material_id)
    assert material is not None  # a product has one
    base, amount = BaseUnit(material.base_unit), given["quantity_per_unit"]
    if unit := given.get("unit"):
        amount = to_base(amount, normalise_material(unit, base), base)
    return {"quantity_per_unit": amount}


def _refuse_taken(db: TenantSession, name: str, product_id: UUID, own_id: UUID | None) -> None:
    refuse_taken(db, MaterialUnit, name, own_id, MaterialUnit.material_product_id == product_id)


def _wanted(db: TenantSession, text: str, *, archived: bool) -> Any:
    return wanted(db, MaterialUnit, text, MaterialUnit.name, archived=archived)
