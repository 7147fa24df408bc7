"""The verbs of the material products: the packages materials are sold in."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, free_slug, live, lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, Conflict, NotFound
from baketracker.suppliers.models import Supplier

from .given import MaterialProductChange, NewMaterialProduct
from .holding import used_in
from .levels import LevelVerbs, chosen, put_away, refuse_taken, store, wanted
from .models import Material, MaterialProduct, MaterialUnit
from .packages import material_of, package_of, refuse_counted
from .refs import SYMBOLS, brief, label_of
from .schemas import MaterialProductView
from .stock import stock
from .units import give_single_units
from .views import SOLD, product_views

KIND = "material product"
PACKAGE = ("material_id", "package_quantity", "package_unit")


@verb("read")
def search_products(
    db: TenantSession,
    text: str = "",
    material_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    archived: bool = False,
) -> Page[MaterialProductView]:
    """Products by name, of one material if told, or the archived ones; hidden ones too. Four
    statements, one more with a cursor and with words. Raises LostPlace."""
    found = select(MaterialProduct).where(*_wanted(db, text, archived=archived)).options(*SOLD)
    if material_id is not None:
        found = found.where(MaterialProduct.material_id == material_id)
    rows = slice_of(db, found, MaterialProduct, MaterialProduct.name, cursor, limit)
    return Page(items=product_views(db, rows.rows), next=rows.next)


@verb("read")
def count_products(db: TenantSession, text: str = "", *, archived: bool = False) -> int:
    """How many `search_products` would find of all materials."""
    found = select(func.count(MaterialProduct.id)).where(*_wanted(db, text, archived=archived))
    return db.scalar(found) or 0


@verb("read")
def get_product(db: TenantSession, material_product_id: UUID) -> MaterialProductView:
    """One product, hidden or not. Raises NotFound."""
    return _shown(db, material_product_id)


@verb("write")
def create_product(
    db: TenantSession, new: NewMaterialProduct, row_id: UUID | None = None
) -> MaterialProductView:
    """A new product; its id is `row_id` when the client chose one. One that is counted by the
    piece gets its unit: "1 name".

    Raises InvalidInput for a unit that does not measure the material, and Conflict for a twin."""
    values = new.model_dump()
    _check(db, values, None)
    values |= package_of(db, values)
    row = MaterialProduct(**values, slug=free_slug(db, MaterialProduct, _slug_words(values)))
    store(db, row, row_id)
    give_single_units(db, [row.id])
    return _shown(db, row.id)


@verb("write")
def update_product(
    db: TenantSession,
    material_product_id: UUID,
    change: NewMaterialProduct | MaterialProductChange,
    version: int,
) -> MaterialProductView:
    """Change what `change` gives: everything of a NewMaterialProduct, the given fields otherwise.
    Another package holds other base units, and is refused once some was bought: what is left and
    what was paid is counted in it.

    Raises NotFound, Stale, Conflict, InvalidInput."""
    row = live(db, MaterialProduct, material_product_id, KIND)
    expect(row, version, KIND, lambda: _shown(db, material_product_id).model_dump(mode="json"))
    given = change.model_dump(exclude_unset=isinstance(change, MaterialProductChange))
    values = {name: getattr(row, name) for name in NewMaterialProduct.model_fields} | given
    _check(db, values, row)
    if any(values[name] != getattr(row, name) for name in PACKAGE):
        lock_rows(db, Material, [row.material_id])
        given |= package_of(db, values)
        refuse_counted(db, row, given["base_quantity"], values["material_id"])
    for name, value in given.items():
        setattr(row, name, value)
    if isinstance(change, NewMaterialProduct) or row.brand:
        # Somebody has looked at the whole of it.
        row.is_provisional = False
    db.flush()
    return _shown(db, row.id)


@verb("write")
def archive_product(db: TenantSession, material_product_id: UUID, version: int) -> None:
    """Take it and what it is cut into out of every list; what was bought keeps its name. Raises
    NotFound, Stale, and Conflict while some of it is left or a good takes one of its units."""
    row = live(db, MaterialProduct, material_product_id, KIND)
    lock_rows(db, Material, [row.material_id])
    units = _units(db, row)
    put_away(
        db, row, version, KIND,
        lambda: _shown(db, material_product_id).model_dump(mode="json"),
        lambda: _holders(db, row, units),
    )  # fmt: skip
    for unit in units:
        unit.deleted_at = row.deleted_at
    db.flush()


@verb("write")
def restore_product(db: TenantSession, material_product_id: UUID) -> MaterialProductView:
    """Bring an archived one back, with the units that went with it. Raises NotFound, Conflict when
    there is one like it now, and InvalidInput while its material is archived."""

    def fits(row: MaterialProduct) -> None:
        chosen(db, Material, row.material_id, "material_id")
        _refuse_taken(db, row.name, row.brand, row.material_id, row.id)
        own = MaterialUnit.material_product_id == row.id
        went = select(MaterialUnit).where(own, MaterialUnit.deleted_at == row.deleted_at)
        for unit in db.scalars(went):
            unit.deleted_at = None

    return _shown(db, brought_back(db, MaterialProduct, material_product_id, KIND, fits).id)


VERBS = LevelVerbs(get_product, create_product, update_product, archive_product, restore_product)


def _shown(db: TenantSession, material_product_id: UUID) -> MaterialProductView:
    found = select(MaterialProduct).where(
        MaterialProduct.id == material_product_id, MaterialProduct.deleted_at.is_(None)
    )
    fresh = found.options(*SOLD).execution_options(populate_existing=True)
    row = db.scalars(fresh).one_or_none()
    if row is None:
        raise NotFound(KIND)
    (view,) = product_views(db, [row])
    return view


def _wanted(db: TenantSession, text: str, *, archived: bool) -> Any:
    words = (MaterialProduct.brand, MaterialProduct.name)
    return wanted(db, MaterialProduct, text, *words, archived=archived)


def _check(db: TenantSession, values: Mapping[str, Any], row: MaterialProduct | None) -> None:
    """What it belongs to is there, and nothing else is called like it."""
    shop_id = values["supplier_id"]
    if shop_id is not None and (row is None or shop_id != row.supplier_id):
        chosen(db, Supplier, shop_id, "supplier_id")
    if row is None or values["material_id"] != row.material_id:
        chosen(db, Material, values["material_id"], "material_id")
    own_id = row.id if row else None
    _refuse_taken(db, values["name"], values["brand"], values["material_id"], own_id)


def _refuse_taken(
    db: TenantSession, name: str, brand: str | None, material_id: UUID, own_id: UUID | None
) -> None:
    same = MaterialProduct.material_id == material_id
    branded = MaterialProduct.brand.is_(None) if brand is None else MaterialProduct.brand == brand
    refuse_taken(db, MaterialProduct, name, own_id, same, branded)


def _holders(
    db: TenantSession, row: MaterialProduct, units: Sequence[MaterialUnit]
) -> Sequence[str]:
    """The goods that take its units. Raises Conflict while some of it is left."""
    if left := stock(db, [row.id])[row.id]:
        raise Conflict(
            N_("Of %(name)s %(left)s is left. Use it up or hide it instead."),
            name=label_of(row),
            left=brief(left, SYMBOLS[material_of(db, row.material_id).base_unit]),
        )
    used = used_in(db, [unit.id for unit in units])
    return sorted({name for names in used.values() for name in names})


def _units(db: TenantSession, row: MaterialProduct) -> Sequence[MaterialUnit]:
    own = MaterialUnit.material_product_id == row.id
    return db.scalars(select(MaterialUnit).where(own, MaterialUnit.deleted_at.is_(None))).all()


def _slug_words(values: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (values["brand"], values["name"])))
