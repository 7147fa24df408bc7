"""Writing down what was bought: a receipt, its lines, and for each line the lot that it fills, all
in one operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from baketracker.costs import unit_price
from baketracker.db.journal import doing
from baketracker.db.rows import lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import new_id
from baketracker.errors import N_, BadLines, BakeTrackerError, InvalidInput
from baketracker.purchases.models import Receipt
from baketracker.stock.ledger import exact, fits
from baketracker.suppliers.models import Supplier

from .concerning import PleaseConfirm, concerns
from .given import NewLine, NewReceipt
from .kinds import FOOD, KINDS, MATERIAL, Kind
from .passing import provisional
from .reading import receipt_view
from .schemas import ReceiptView

Source = Literal["typed", "trip", "voice", "photo", "program"]
BOUGHT = N_("Bought %(things)s")
BOUGHT_AT = N_("Bought %(things)s at %(store)s")
NOT_LISTED = N_("Choose one from the list.")
BAD_LINES = N_("Some lines need another look.")
TOO_EARLY = N_("It would be past its day before it was bought. Check both days.")
TOO_LARGE = N_("That is more than can be kept. Check the package and the price.")
# What the columns of quantities and unit costs can hold.
NAMED = 3


@dataclass(frozen=True, slots=True)
class _Line:
    """A line whose product is known."""

    kind: Kind
    product: Any
    given: NewLine

    @property
    def quantity(self) -> Decimal:
        return exact(self.kind.size(self.product) * self.given.packages)

    @property
    def unit_cost(self) -> Decimal | None:
        price = self.given.package_price
        return None if price is None else exact(unit_price(price, self.kind.size(self.product)))

    def expires_on(self, bought_on: date) -> date | None:
        return self.given.expires_on or self.kind.good_until(self.product, bought_on)


@verb("write")
def record(
    db: TenantSession,
    new: NewReceipt,
    op_id: UUID | None = None,
    *,
    source: Source = "typed",
    shopping_list_id: UUID | None = None,
) -> ReceiptView:
    """Write down what was bought; every line fills a lot, in the package's unit. The receipt's id
    is `op_id` when the client chose one.

    Raises InvalidInput, BadLines with a sentence for each line at fault ("lines.0.product_id"),
    and PleaseConfirm when something seems odd and nobody has `confirmed` it."""
    known = _known(db, new)
    store = store_of(db, new.supplier_id, lock=True)
    if not new.confirmed and (odd := concerns(db, new)):
        raise PleaseConfirm(odd)
    message, told = _told(new, known, store)
    with doing(db, "buying.record", message, op_id, **told) as operation_id:
        receipt = Receipt(
            id=op_id or new_id(),
            **new.model_dump(exclude={"lines", "confirmed"}),
            source=source,
            shopping_list_id=shopping_list_id,
        )
        db.add(receipt)
        db.flush()
        for line in _whole(db, new, known):
            _fill(db, receipt, line)
    return receipt_view(db, receipt, operation_id)


def store_of(
    db: TenantSession, supplier_id: UUID | None, stored: UUID | None = None, *, lock: bool = False
) -> Any:
    """The row of a store that may be named: a live one, or the one that is named already; on
    request locked, so that it is not merged away meanwhile.

    Raises InvalidInput: a store is chosen from those there are, none is ever made up."""
    if supplier_id is None:
        return None
    if lock:
        lock_rows(db, Supplier, [supplier_id])
    shop = db.find(Supplier, supplier_id)
    if shop is None or (shop.deleted_at is not None and supplier_id != stored):
        raise InvalidInput(NOT_LISTED, {"supplier_id": NOT_LISTED})
    return shop


def _known(db: TenantSession, new: NewReceipt) -> list[_Line | None]:
    """The lines whose product is there already, None for those it is yet to be made for; what the
    products are of is locked.

    Raises BadLines. Three statements for each kind."""
    shelves = {
        kind.name: kind.locked_products(
            db, [key for line in new.lines if (key := _key(kind, line))]
        )
        for kind in KINDS.values()
    }
    faults: dict[str, str] = {}
    found: list[_Line | None] = []
    for place, given in enumerate(new.lines):
        line = None
        if given.new_product is None:
            kind = FOOD if given.product_id else MATERIAL
            key = _key(kind, given)
            product = shelves[kind.name].get(key) if key else None
            if product is None or product.deleted_at is not None:
                faults[f"lines.{place}.{kind.column}"] = NOT_LISTED
                continue
            line = _Line(kind, product, given)
            faults |= _faults(line, new.bought_on, place)
        found.append(line)
    if faults:
        raise BadLines(BAD_LINES, faults)
    return found


def _key(kind: Kind, line: NewLine) -> UUID | None:
    key: UUID | None = getattr(line, kind.column)
    return key


def _faults(line: _Line, bought_on: date, place: int) -> dict[str, str]:
    """What keeps a line from being stored, by its field."""
    if line.given.expires_on and line.given.expires_on < bought_on:
        return {f"lines.{place}.expires_on": TOO_EARLY}
    if not fits(line.quantity, line.unit_cost):
        return {f"lines.{place}.packages": TOO_LARGE}
    return {}


def _whole(db: TenantSession, new: NewReceipt, known: Sequence[_Line | None]) -> list[_Line]:
    """All lines, the products seen for the first time made. Raises BadLines."""
    lines: list[_Line] = []
    for place, (given, line) in enumerate(zip(new.lines, known, strict=True)):
        if line is None:
            assert given.new_product is not None
            try:
                line = _Line(FOOD, provisional(db, given.new_product), given)
            except BakeTrackerError as error:
                fault = {f"lines.{place}.new_product": str(error)}
                raise BadLines(BAD_LINES, fault) from error
            if faults := _faults(line, new.bought_on, place):
                raise BadLines(BAD_LINES, faults)
        lines.append(line)
    return lines


def _fill(db: TenantSession, receipt: Receipt, line: _Line) -> None:
    """The purchase, and the lot it fills."""
    kind, given = line.kind, line.given
    bought = {kind.column: line.product.id, "purchased_on": receipt.bought_on}
    # Made in this order: lots of one day are used as their lines stand on the receipt.
    purchase = kind.purchase(
        id=new_id(),
        receipt_id=receipt.id,
        supplier_id=receipt.supplier_id,
        packages=given.packages,
        package_price=given.package_price,
        notes=given.notes,
        **bought,
    )
    db.add(purchase)
    db.flush()
    kept = {"expires_on": line.expires_on(receipt.bought_on)} if kind is FOOD else {}
    lot = kind.lot(
        id=new_id(),
        purchase_id=purchase.id,
        quantity=line.quantity,
        unit_cost=line.unit_cost,
        location=given.location or None,
        **bought,
        **kept,
    )
    db.add(lot)
    db.flush()


def _told(
    new: NewReceipt, known: Sequence[_Line | None], store: Supplier | None
) -> tuple[str, dict[str, str]]:
    """The sentence of the operation: the first few things, and where."""
    names = [_name(given, line) for given, line in zip(new.lines, known, strict=True)]
    things = ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])
    if store is None:
        return BOUGHT, {"things": things}
    return BOUGHT_AT, {"things": things, "store": store.name}


def _name(given: NewLine, line: _Line | None) -> str:
    if line is None:
        assert given.new_product is not None
        return given.new_product.seen
    return line.kind.label(line.product)
