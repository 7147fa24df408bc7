"""What the forms of the materials offer to choose from."""

import contextlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from baketracker.db.tenancy import TenantSession
from baketracker.faces.words import _
from baketracker.measures.material_units import BaseUnit
from baketracker.measures.material_units import choices as codes_of
from baketracker.stock.ledger import MANUAL
from baketracker.stock.words import REASONS
from baketracker.suppliers import service as suppliers
from baketracker.suppliers.schemas import SupplierRef

from .models import Material, MaterialCategory, MaterialProduct, MaterialSubcategory
from .refs import MaterialProductRef, MaterialRef, label_of

Options = list[tuple[str, str]]
Groups = list[tuple[str, str | Options]]


def base_units() -> list[tuple[str, str, str]]:
    """The three ways to count, as `ui.choices` takes them."""
    return [
        ("each", _("By the piece"), _("boxes, bags, labels")),
        ("linear_cm", _("By length, in cm"), _("ribbon, twine")),
        ("square_cm", _("By area, in cm²"), _("paper, foil")),
    ]


def unit_options(*bases: str, empty: bool = False) -> Groups:
    """Units that measure these kinds of materials, all of them unless told; of one kind without
    its heading."""
    words, first = _words(), [("", "–")] if empty else []
    kinds = {"each": _("Pieces"), "linear_cm": _("Length"), "square_cm": _("Area")}
    groups = [
        (kinds[base], [(code, words[code]) for code in codes_of(BaseUnit(base))])
        for base in bases or tuple(kinds)
    ]
    return [*first, *groups[0][1]] if len(groups) == 1 else [*first, *groups]


def unit_of_material(db: TenantSession, material_id: str) -> str:
    """The unit a form first offers for this material; "" when none is known."""
    return _first_unit(db, select(Material.base_unit).where(Material.id == _uuid(material_id)))


def unit_of_product(db: TenantSession, material_product_id: str) -> str:
    """The unit a form first offers for this product; "" when none is known."""
    counted = select(Material.base_unit).select_from(MaterialProduct)
    of_it = counted.join(MaterialProduct.material)
    return _first_unit(db, of_it.where(MaterialProduct.id == _uuid(material_product_id)))


def reason_options() -> Options:
    """Why something left, as a person may say it."""
    return [(reason, _(REASONS[reason])) for reason in MANUAL]


def material_options(db: TenantSession, current: MaterialRef | None) -> Options:
    """Materials A to Z, and what is stored even when it is not offered any more."""
    found = select(Material.id, Material.name).where(Material.deleted_at.is_(None))
    rows = db.execute(found.order_by(Material.name, Material.id))
    options = [(str(key), name) for key, name in rows]
    return _with(options, (str(current.id), current.name) if current else None)


def product_options(db: TenantSession, current: MaterialProductRef | None) -> Options:
    """Packages of materials by their material and label."""
    found = select(MaterialProduct).where(MaterialProduct.deleted_at.is_(None))
    rows = db.scalars(found.options(joinedload(MaterialProduct.material, innerjoin=True))).all()
    ordered = sorted(rows, key=lambda row: (row.material.name, label_of(row), str(row.id)))
    options = [(str(row.id), f"{row.material.name}: {label_of(row)}") for row in ordered]
    return _with(options, (str(current.id), current.label) if current else None)


def shop_options(db: TenantSession, current: SupplierRef | None) -> Options:
    """Where something may usually be bought."""
    options = [(str(one.id), one.label) for one in suppliers.choices(db)]
    known = (str(current.id), current.name) if current else None
    return [("", _("no usual shop")), *_with(options, known)]


def category_options(db: TenantSession) -> Options:
    """Categories in the order the baker gave them."""
    found = select(MaterialCategory.id, MaterialCategory.name)
    live = found.where(MaterialCategory.deleted_at.is_(None))
    rows = db.execute(live.order_by(MaterialCategory.sort_order, MaterialCategory.name))
    return [(str(key), name) for key, name in rows]


def shelf_names(db: TenantSession) -> Mapping[str, list[str]]:
    """The subcategories by the name of their category: what a form suggests."""
    found = (
        select(MaterialCategory.name, MaterialSubcategory.name)
        .outerjoin(
            MaterialSubcategory,
            (MaterialSubcategory.tenant_id == MaterialCategory.tenant_id)
            & (MaterialSubcategory.category_id == MaterialCategory.id)
            & MaterialSubcategory.deleted_at.is_(None),
        )
        .where(MaterialCategory.deleted_at.is_(None))
        .order_by(MaterialCategory.sort_order, MaterialCategory.name, MaterialSubcategory.name)
    )
    names: dict[str, list[str]] = {}
    for category, subcategory in db.execute(found):
        names.setdefault(category, []).extend([subcategory] if subcategory else [])
    return names


def _first_unit(db: TenantSession, found: Select[Any]) -> str:
    base = db.scalar(found)
    return codes_of(BaseUnit(base))[0] if base else ""


def _uuid(typed: str) -> UUID | None:
    """An address may hold anything."""
    with contextlib.suppress(ValueError):
        return UUID(typed)
    return None


def _with(options: Options, current: tuple[str, str] | None) -> Options:
    if current is None or current[0] in dict(options):
        return options
    return [*options, current]


def _words() -> Mapping[str, str]:
    return {
        "each": _("pieces"),
        "cm": _("cm"),
        "mm": _("mm"),
        "inches": _("inches"),
        "feet": _("feet"),
        "yards": _("yards"),
        "meters": _("meters"),
        "square_cm": _("cm²"),
        "square_inches": _("square inches"),
        "square_feet": _("square feet"),
        "square_meters": _("square meters"),
    }
