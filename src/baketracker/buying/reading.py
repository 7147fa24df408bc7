"""Purchases and receipts as they are shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.costs import Cost, NoPrice, together, unit_price
from baketracker.db.audit import AuditEntry
from baketracker.db.many import among
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.purchases.models import Receipt
from baketracker.suppliers.models import Supplier
from baketracker.suppliers.schemas import SupplierRef

from .kinds import KINDS, Kind, kind_of
from .schemas import BoughtLot, PackageRef, PurchaseView, ReceiptView, ThingRef

RECEIPT = "receipt"
Bought = tuple[Kind, Any]


@verb("read")
def get_receipt(db: TenantSession, receipt_id: UUID) -> ReceiptView:
    """What was bought at once, with every line that stands. Raises NotFound."""
    row, _ = standing(db, receipt_id)
    return receipt_view(db, row, _recording(db, row.id))


@verb("read")
def get_line(db: TenantSession, purchase_id: UUID) -> PurchaseView:
    """One line, of a receipt or alone. Raises NotFound."""
    return lines_of(db, [kind_of(db, purchase_id)])[0]


def receipt_view(db: TenantSession, row: Receipt, operation_id: UUID | None) -> ReceiptView:
    """The view of a receipt; `operation_id` is the one that wrote it down."""
    lines = lines_of(db, bought_on(db, row.id))
    own = ("id", "bought_on", "number", "total_paid", "source", "shopping_list_id", "notes",
           "version")  # fmt: skip
    return ReceiptView(
        **{name: getattr(row, name) for name in own},
        operation_id=operation_id,
        supplier=_suppliers(db, [row.supplier_id]).get(row.supplier_id),
        cost=together(map(cost_of, lines)),
        lines=lines,
        recorded_at=row.created_at,
        recorded_by=row.created_by,
    )


def standing(db: TenantSession, receipt_id: UUID) -> tuple[Receipt, list[Bought]]:
    """A receipt and its lines that stand. One whose lines were all taken off the purchases, one by
    one or with their products, is there no more until one of them is back. Raises NotFound."""
    row, lines = live(db, Receipt, receipt_id, RECEIPT), bought_on(db, receipt_id)
    if not lines:
        raise NotFound(RECEIPT)
    return row, lines


def bought_on(db: TenantSession, receipt_id: UUID) -> list[Bought]:
    """The lines of a receipt that stand, as they were written down: two statements."""
    found: list[Bought] = []
    for kind in KINDS.values():
        lines = select(kind.purchase).where(
            kind.purchase.receipt_id == receipt_id, kind.purchase.deleted_at.is_(None)
        )
        found += [(kind, row) for row in db.scalars(lines)]
    return sorted(found, key=lambda one: one[1].id)


def cost_of(line: PurchaseView) -> Cost:
    """What the line came to, or that nobody knows."""
    if line.total is None:
        return Cost.because(NoPrice(line.product.label))
    return Cost(known=line.total)


def lines_of(db: TenantSession, bought: Sequence[Bought]) -> list[PurchaseView]:
    """The views of these purchases, in their order: two statements, and two for each kind."""
    shops = _suppliers(db, [row.supplier_id for _, row in bought])
    sources = _sources(db, {row.receipt_id for _, row in bought})
    shown: dict[UUID, PurchaseView] = {}
    for kind in KINDS.values():
        rows = [row for one, row in bought if one is kind]
        if not rows:
            continue
        products = kind.products(db, {kind.product_id(row) for row in rows})
        lots: defaultdict[UUID, list[Any]] = defaultdict(list)
        for lot in kind.lots_of(db, [row.id for row in rows]):
            lots[lot.purchase_id].append(lot)
        for row in rows:
            product = products[kind.product_id(row)]
            shop, source = shops.get(row.supplier_id), sources.get(row.receipt_id, "import")
            shown[row.id] = _line(kind, row, product, lots[row.id], shop, source)
    return [shown[row.id] for _, row in bought]


def package_ref(kind: Kind, product: Any) -> PackageRef:
    """A product loaded with what it is of, as the package that is bought."""
    of = kind.thing(product)
    return PackageRef(
        id=product.id,
        label=kind.label(product),
        of=ThingRef(id=of.id, name=of.name),
        quantity=kind.size(product),
        unit=kind.symbol(product),
        is_provisional=product.is_provisional,
    )


def _line(
    kind: Kind, row: Any, product: Any, lots: Iterable[Any], shop: SupplierRef | None, source: str
) -> PurchaseView:
    price = row.package_price
    held = [_lot(lot) for lot in lots]
    own = ("id", "packages", "package_price", "purchased_on", "receipt_id", "notes", "version")
    return PurchaseView(
        **{name: getattr(row, name) for name in own},
        kind=kind.name,
        product=package_ref(kind, product),
        per_unit=None if price is None else unit_price(price, kind.size(product)),
        total=None if price is None else price * row.packages,
        supplier=shop,
        source=source,
        lots=held,
        is_used=any(lot.quantity_out for lot in held),
    )


def _lot(lot: Any) -> BoughtLot:
    return BoughtLot(
        id=lot.id,
        quantity=lot.quantity,
        quantity_out=lot.quantity_out,
        expires_on=getattr(lot, "expires_on", None),
        location=lot.location,
    )


def _suppliers(db: TenantSession, ids: Iterable[UUID | None]) -> dict[UUID | None, SupplierRef]:
    """Archived ones too: what was bought there keeps its name."""
    wanted = {key for key in ids if key}
    if not wanted:
        return {}
    found = select(Supplier).where(among(Supplier.id, wanted))
    return {row.id: SupplierRef(id=row.id, name=row.name) for row in db.scalars(found)}


def _sources(db: TenantSession, ids: Collection[UUID | None]) -> dict[UUID | None, str]:
    wanted = {key for key in ids if key}
    if not wanted:
        return {}
    found = select(Receipt.id, Receipt.source).where(among(Receipt.id, wanted))
    return {row[0]: row[1] for row in db.execute(found)}


def _recording(db: TenantSession, receipt_id: UUID) -> UUID | None:
    """The operation that wrote the receipt down."""
    entry = select(AuditEntry.operation_id).where(
        AuditEntry.entity == Receipt.__tablename__,
        AuditEntry.entity_id == receipt_id,
        AuditEntry.action == "insert",
    )
    return db.scalar(entry)
