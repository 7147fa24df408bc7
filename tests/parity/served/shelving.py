"""Operations on what is there: counting, using, and giving."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.finished_stock import listing as finished
from baketracker.finished_stock.adjusting import adjust
from baketracker.finished_stock.given import StockCorrection
from baketracker.finished_stock.kinds import KindName
from baketracker.giving import service as giving
from baketracker.giving.delivering import NotEnoughFree
from baketracker.giving.schemas import Delivery
from baketracker.pantry import adjusting
from baketracker.pantry.consuming import use
from baketracker.pantry.given import Adjustment, Use
from baketracker.pantry.models import Depletion
from tests.parity.served.book import Book, Row
from tests.parity.served.stock import result_of

KINDS: dict[str, KindName] = {"finished_unit": "units", "finished_good": "goods"}


def _adjust(book: Book, args: Row) -> Row:
    kind = KINDS[args["type"]]
    key = {"units": book.units, "goods": book.goods}[kind][args["item"]]
    before = finished.get(book.db, kind, key).on_hand
    given = StockCorrection(
        change=args["qty"], reason=args["reason"], notes=args.get("notes") or ""
    )
    done = adjust(book.db, kind, key, given)
    return {"previous_count": before, "new_count": done.item.on_hand}


def _deplete(book: Book, args: Row) -> Row:
    key = next(lot for lot, (name, _) in book.lots.items() if name == args["lot"])
    given = Adjustment(
        amount_used=Decimal(str(args["qty"])), reason=args["reason"], notes=args.get("notes") or ""
    )
    adjusting.adjust(book.db, key, given)
    own = select(Depletion).where(Depletion.lot_id == key).order_by(Depletion.id.desc())
    row = book.db.scalars(own.limit(1)).one()
    return {"quantity_depleted": row.quantity, "cost": row.cost}


def _consume(book: Book, args: Row) -> Row:
    """What is not there is told, not refused, as the desktop did."""
    given = Use(quantity=Decimal(args["qty"]), unit=args["unit"], short="take")
    done = use(book.db, book.ingredients[args["ingredient"]], given)
    return result_of(done.uses[0], book.lots)


def _fulfil(book: Book, args: Row) -> Row:
    """Who packs takes no step back: that is for who runs the bakery."""
    gift = _gift(book, args)
    done = STEPS[args["status"]](book, gift)
    return {"status": done.gifts[0].status}


def _gift(book: Book, args: Row) -> UUID:
    page = giving.gifts(book.db, book.events[args["event"]])
    return next(one.id for one in page.items if one.recipient.name == args["recipient"])


def _ready(book: Book, gift: UUID) -> Any:
    try:
        with book.db.begin_nested():
            return giving.make_ready(book.db, [gift])
    except NotEnoughFree:
        return giving.make_ready(book.db, [gift], confirmed=True)


STEPS: dict[str, Callable[[Book, UUID], Any]] = {
    "pending": lambda book, gift: giving.step_back(book.db, gift),
    "ready": _ready,
    "delivered": lambda book, gift: giving.deliver(book.db, gift, Delivery(confirmed=True)),
}
SHELVED: dict[str, Callable[[Book, Row], Row]] = {
    "adjust_good": _adjust,
    "deplete": _deplete,
    "consume": _consume,
    "fulfil": _fulfil,
}
