"""The pages of the packages of materials and of what is cut from them."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict
from baketracker.faces.catalogue import Catalogue
from baketracker.faces.format import quantity
from baketracker.faces.forms import attempt
from baketracker.faces.lists import Asked
from baketracker.faces.web import PageDb, Submission, Toast, done, form_of, reader_of
from baketracker.faces.words import N_, _
from baketracker.measures.conversion import ConversionError

from . import consuming, products, units
from .choices import (
    material_options,
    product_options,
    reason_options,
    shop_options,
    unit_of_material,
    unit_of_product,
    unit_options,
)
from .given import MaterialProductForm, MaterialUnitForm, MaterialUseIn
from .schemas import MaterialProductView, MaterialUnitDetail

using = form_of(MaterialUseIn)
# So many a preview shows before anybody says how many.
SOME = 10
PACKAGE_LABELS = {
    "material_id": N_("Material"),
    "brand": N_("Brand"),
    "name": N_("Name on the package"),
    "package_quantity": N_("One package holds"),
    "package_unit": N_("Unit of the package"),
    "supplier_id": N_("Usual shop"),
    "sku": N_("Number at the shop"),
    "is_hidden": N_("Leave it out of lists"),
    "notes": N_("Notes"),
}
UNIT_LABELS = {
    "material_product_id": N_("Cut from"),
    "name": N_("Name"),
    "quantity_per_unit": N_("One takes"),
    "unit": N_("Unit"),
    "description": N_("Description"),
}
USE_LABELS = {"quantity": N_("How much"), "reason": N_("Why"), "notes": N_("Notes")}


def of_material(material: UUID | None = None) -> dict[str, Any]:
    return {"material_id": str(material or "")}


def package_choices(db: TenantSession, item: MaterialProductView | None) -> dict[str, Any]:
    return {
        "materials": material_options(db, item.material if item else None),
        "shops": shop_options(db, item.supplier if item else None),
        "units": unit_options(*([item.material.base_unit] if item else [])),
    }


def in_its_unit(db: TenantSession, was: dict[str, Any]) -> dict[str, Any]:
    """A new package of a known material is offered in what that is counted in."""
    unit = was["package_unit"] or unit_of_material(db, was["material_id"])
    return was | {"package_unit": unit}


product_pages = Catalogue[MaterialProductForm, MaterialProductView](
    name="material_products",
    part_of="materials",
    form=MaterialProductForm,
    verbs=products.VERBS,
    called=lambda view: view.label,
    places={ConversionError: "package_unit", Conflict: ""},
    known=of_material,
    choices=package_choices,
    preset=in_its_unit,
    labels=PACKAGE_LABELS,
    hints={
        "package_quantity": N_("A roll of 25 yards, a pack of 10 boxes."),
        "brand": N_("What stands on it, if anything."),
    },
)
product_router = product_pages.router()


@product_router.get("")
def product_index(request: Request, db: PageDb, asked: Asked) -> Response:
    found = products.search_products(db, asked.q, cursor=asked.cursor, archived=asked.archived)
    counted = partial(products.count_products, db)
    return product_pages.listed(request, asked, found, counted)


@product_router.get("/{material_product_id}")
def product_show(request: Request, db: PageDb, material_product_id: UUID) -> Response:
    return _product(request, products.get_product(db, material_product_id))


@product_router.post("/{material_product_id}/use")
def use(
    request: Request,
    db: PageDb,
    material_product_id: UUID,
    form: Submission[MaterialUseIn] = using,
) -> Response:
    """Take some, the first bought first."""
    item = products.get_product(db, material_product_id)
    taken = attempt(
        form,
        lambda given: consuming.use(db, material_product_id, given, form.op_id),
        {ConversionError: "unit"},
    )
    if taken is None:
        return _product(request, item, form)
    (one,) = taken.uses
    words = _("%(amount)s of %(name)s is gone.")
    amount = quantity(one.taken, one.unit.replace("_", " "), reader_of(request))
    said = words % {"amount": amount, "name": item.label}
    undo = f"/activity/{taken.operation_id}/undo"
    return done(request, f"/material-products/{item.id}", Toast(said, undo))


def _product(
    request: Request, item: MaterialProductView, form: Submission[MaterialUseIn] | None = None
) -> Response:
    return product_pages.page(
        request,
        "show.html",
        status=422 if form else 200,
        item=item,
        form=form,
        units=unit_options(item.material.base_unit),
        reasons=reason_options(),
        labels={name: _(words) for name, words in USE_LABELS.items()},
    )


def of_product(product: UUID | None = None) -> dict[str, Any]:
    return {"material_product_id": str(product or "")}


def piece_choices(db: TenantSession, item: MaterialUnitDetail | None) -> dict[str, Any]:
    return {
        "products": product_options(db, item.product if item else None),
        "units": unit_options(*([item.material.base_unit] if item else [])),
    }


def in_base_unit(db: TenantSession, was: dict[str, Any]) -> dict[str, Any]:
    """What one takes is told in what its product is counted in, until somebody chooses."""
    unit = was["unit"] or unit_of_product(db, was["material_product_id"])
    return was | {"unit": unit}


unit_pages = Catalogue[MaterialUnitForm, MaterialUnitDetail](
    name="material_units",
    part_of="materials",
    form=MaterialUnitForm,
    verbs=units.VERBS,
    called=lambda view: view.name,
    places={ConversionError: "unit", Conflict: "name"},
    known=of_product,
    choices=piece_choices,
    preset=in_base_unit,
    labels=UNIT_LABELS,
    hints={"name": N_("60 cm bow, 1 box, half a sheet.")},
)
unit_router = unit_pages.router()


@unit_router.get("")
def unit_index(request: Request, db: PageDb, asked: Asked) -> Response:
    found = units.search_units(db, asked.q, cursor=asked.cursor, archived=asked.archived)
    return unit_pages.listed(request, asked, found, partial(units.count_units, db))


@unit_router.get("/{material_unit_id}")
def unit_show(
    request: Request,
    db: PageDb,
    material_unit_id: UUID,
    count: Annotated[int, Query(ge=0, le=units.MOST)] = SOME,
) -> Response:
    """What one takes, and what so many would take."""
    told = units.preview(db, material_unit_id, count)
    goods = units.goods_with(db, material_unit_id)
    return unit_pages.page(request, "show.html", item=told.unit, told=told, goods=goods)
