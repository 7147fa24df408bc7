"""Correcting what was written down of a purchase: its lots follow, and so does what everything
cost that went out of them."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any
from uuid import UUID

from baketracker.costs import unit_price
from baketracker.db.journal import doing
from baketracker.db.rows import expect
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput, RuleBroken
from baketracker.fields import plain
from baketracker.stock.ledger import exact, fits

from .concerning import Concern, PleaseConfirm, concerns, of_day
from .given import LineChange, NewLine, NewReceipt, ReceiptChange
from .kinds import KIND, KINDS, Kind, kind_of
from .reading import RECEIPT, Bought, get_line, get_receipt, standing
from .recording import TOO_EARLY, TOO_LARGE, store_of
from .schemas import EditedLine, EditedReceipt
from .spreading import spread

EDITED = N_("Corrected the purchase of %(product)s")
EDITED_RECEIPT = N_("Corrected the receipt of %(day)s")


class TooFew(RuleBroken):
    """More of it went out than so many packages hold."""

    code = "too_few"

    def __init__(self, packages: int, size: Decimal, out: Decimal, unit: str) -> None:
        super().__init__(
            N_(
                "%(out)s %(unit)s of it went out already, more than the %(held)s %(unit)s of "
                "%(packages)s × %(size)s %(unit)s. Write at least %(least)s, or take a use of it "
                "back first."
            ),
            out=plain(out),
            unit=unit,
            held=plain(packages * size),
            packages=packages,
            size=plain(size),
            least=int((out / size).to_integral_value(ROUND_CEILING)),
        )


@verb("write")
def edit_line(
    db: TenantSession,
    purchase_id: UUID,
    change: LineChange,
    version: int,
    op_id: UUID | None = None,
) -> EditedLine:
    """Correct the given fields of one line. Another number of packages changes what is left of its
    lots, never what went out; another price costs anew all that went out; another day moves its
    lots in the order of use.

    Raises NotFound, Stale, InvalidInput, TooFew, and PleaseConfirm when the new price or day seems
    odd and nobody has `confirmed` it."""
    kind, row = kind_of(db, purchase_id)
    expect(row, version, KIND, lambda: get_line(db, purchase_id).model_dump(mode="json"))
    values = change.model_dump(exclude_unset=True, exclude={"confirmed"})
    if "supplier_id" in values:
        store_of(db, values["supplier_id"], row.supplier_id)
    if not change.confirmed and (odd := _odd(db, kind, row, values)):
        raise PleaseConfirm(odd)
    product = _product(db, kind, row)
    with doing(db, "buying.edit_line", EDITED, op_id, product=kind.label(product)) as operation_id:
        changed = _put(db, kind, row, product, values)
    line = get_line(db, purchase_id)
    return EditedLine(line=line, operation_id=operation_id, cost_changed=changed)


@verb("write")
def edit_receipt(
    db: TenantSession,
    receipt_id: UUID,
    change: ReceiptChange,
    version: int,
    op_id: UUID | None = None,
) -> EditedReceipt:
    """Correct what the receipt says as a whole: day and store are those of all its lines.

    Raises NotFound, Stale, InvalidInput, and PleaseConfirm when the day is to come and nobody has
    `confirmed` it."""
    row, bought = standing(db, receipt_id)
    expect(row, version, RECEIPT, lambda: get_receipt(db, receipt_id).model_dump(mode="json"))
    values = change.model_dump(exclude_unset=True, exclude={"confirmed"})
    if "supplier_id" in values:
        store_of(db, values["supplier_id"], row.supplier_id)
    day = values.get("bought_on", row.bought_on)
    odd = [] if day == row.bought_on else list(of_day(day, db.scope.today()))
    if odd and not change.confirmed:
        raise PleaseConfirm(odd)
    with doing(db, "buying.edit_receipt", EDITED_RECEIPT, op_id, day=row.bought_on) as operation_id:
        for name, value in values.items():
            setattr(row, name, value)
        whole = {"bought_on": "purchased_on", "supplier_id": "supplier_id"}
        of_lines = {own: values[name] for name, own in whole.items() if name in values}
        if of_lines:
            _put_all(db, bought, of_lines)
    return EditedReceipt(receipt=get_receipt(db, receipt_id), operation_id=operation_id)


def _odd(db: TenantSession, kind: Kind, row: Any, values: Mapping[str, Any]) -> list[Concern]:
    """What seems odd about the price and the day as they would be; what stays is not asked."""
    new = {name: value for name, value in values.items() if value != getattr(row, name)}
    about: dict[str, Any] = {kind.column: kind.product_id(row)}
    day = new.get("purchased_on", row.purchased_on)
    line = NewLine(package_price=new.get("package_price"), **about)
    told = concerns(db, NewReceipt(bought_on=day, lines=[line]), instead_of=row.id)
    return [one for one in told if one.line is not None or "purchased_on" in new]


def _put_all(db: TenantSession, bought: Sequence[Bought], values: Mapping[str, Any]) -> None:
    for kind in KINDS.values():
        # All at once first, as everybody locks: nobody waits in a ring.
        kind.locked_lots(db, [row.id for one, row in bought if one is kind])
    for kind, row in bought:
        _put(db, kind, row, _product(db, kind, row), values)


def _product(db: TenantSession, kind: Kind, row: Any) -> Any:
    key = kind.product_id(row)
    return kind.products(db, [key])[key]


def _put(
    db: TenantSession, kind: Kind, row: Any, product: Any, values: Mapping[str, Any]
) -> Decimal:
    """Store the values, and let the lots follow; answers by how much what went out costs more."""
    lots = kind.locked_lots(db, [row.id])
    before = (row.packages, row.package_price, row.purchased_on)
    for name, value in values.items():
        setattr(row, name, value)
    size, price = kind.size(product), row.package_price
    cost = None if price is None else exact(unit_price(price, size))
    if not fits(exact(size * row.packages), cost):
        field = "packages" if row.packages != before[0] else "package_price"
        raise InvalidInput(TOO_LARGE, {field: TOO_LARGE})
    if lots and row.packages != before[0]:
        _fill_anew(kind, product, before[0], row.packages, lots)
    changed = Decimal(0)
    if row.package_price != before[1]:
        changed = sum((lot.reprice(db, cost) for lot in lots), Decimal(0))
    if row.purchased_on != before[2]:
        for lot in lots:
            _move(kind, product, lot, row.purchased_on)
    db.flush()
    return changed


def _fill_anew(kind: Kind, product: Any, was: int, packages: int, lots: Sequence[Any]) -> None:
    """What was bought in all changes; what went out of it stays gone, whatever for, and whether or
    not it was written down (an imported lot may only say what is left)."""
    size = kind.size(product)
    gone = exact(size * was) - sum((lot.quantity for lot in lots), Decimal(0))
    total = exact(size * packages)
    if total < gone:
        raise TooFew(packages, size, gone, kind.symbol(product))
    shares = spread(total - gone, [lot.quantity for lot in lots])
    for lot, share in zip(lots, shares, strict=True):
        lot.quantity = share


def _move(kind: Kind, product: Any, lot: Any, day: Any) -> None:
    """Another day: it is used in its turn, and is good as long from then on, unless somebody typed
    until when."""
    until = getattr(lot, "expires_on", None)
    if until is not None:
        if lot.purchased_on and until == kind.good_until(product, lot.purchased_on):
            lot.expires_on = kind.good_until(product, day)
        elif until < day:
            raise InvalidInput(TOO_EARLY, {"purchased_on": TOO_EARLY})
    lot.purchased_on = day
