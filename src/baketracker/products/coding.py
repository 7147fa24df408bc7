"""The barcodes a product is stored with: `upc` as it was typed, `gtin` as fourteen digits."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, Conflict, InvalidInput

from .barcodes import BadBarcode, bare, forms_of, gtin_of, implied
from .labels import label_of
from .models import Product
from .reading import SHOWN, carries


class BarcodeTaken(Conflict):
    """The barcode is on another product: `other_id`."""

    code = "barcode_taken"

    def __init__(self, code: str, other: Product) -> None:
        words = N_("The barcode %(code)s already belongs to %(product)s.")
        super().__init__(words, code=code, product=label_of(other))
        self.other_id = other.id


def coded(
    db: TenantSession, given: Mapping[str, Any], row: Product | None = None
) -> dict[str, str | None]:
    """The two columns for what is `given` of a new or known product. `gtin` follows from `upc`
    where nothing else is said; none when nothing is said of them. What stays as it is is not judged
    again: an import may have brought a number that is none.

    Raises InvalidInput that names the field, BarcodeTaken."""
    if not {"upc", "gtin"} & set(given):
        return {}
    was = row.upc if row else None
    upc = bare(given["upc"] or "") or None if "upc" in given else was
    gtin = _read("gtin", given["gtin"]) if given.get("gtin") else None
    if row and upc == was and row.gtin in ({gtin} if gtin else {None, implied(upc)}):
        return {"upc": row.upc, "gtin": row.gtin}
    if upc and upc != was:
        _read("upc", upc)
    values = {"upc": upc, "gtin": gtin or implied(upc)}
    _refuse_taken(db, values, row.id if row else None)
    return values


def refuse_barcode(db: TenantSession, code: str, own_id: UUID | None = None) -> None:
    """Raises BarcodeTaken when another live product has this code, however it is written there,
    and InvalidInput when it is none."""
    _refuse_taken(db, {"upc": bare(code), "gtin": _read("upc", code)}, own_id)


def refuse_taken_back(db: TenantSession, row: Product) -> None:
    """Raises BarcodeTaken when another product got its barcode while it was put away."""
    _refuse_taken(db, {"upc": row.upc, "gtin": row.gtin}, row.id)


def _read(field: str, code: str) -> str:
    try:
        return gtin_of(code)
    except BadBarcode as error:
        words = error.message
        raise InvalidInput(words, fields={field: words}, **error.numbers) from error


def _refuse_taken(db: TenantSession, values: Mapping[str, str | None], own_id: UUID | None) -> None:
    written = frozenset[str]().union(*(_written(code) for code in values.values() if code))
    if not written:
        return
    holders = select(Product).where(Product.deleted_at.is_(None), carries(written))
    with db.no_autoflush:
        for other in db.scalars(holders.options(*SHOWN).order_by(Product.id)):
            if other.id != own_id:
                raise BarcodeTaken(values["upc"] or values["gtin"] or "", other)


def _written(code: str) -> frozenset[str]:
    whole = implied(code)
    return forms_of(whole) if whole else frozenset({code})
