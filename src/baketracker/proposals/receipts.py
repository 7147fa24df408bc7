"""A receipt that was read becomes one proposal: its lines matched, its sums kept as printed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from baketracker.buying.given import MOST_PACKAGES
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput
from baketracker.fields import harmless
from baketracker.measures.numbers import parse_money
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.purchases.models import Purchase
from baketracker.understanding.days import receipt_day
from baketracker.understanding.matching import Line, shortlist
from baketracker.understanding.names import read_package
from baketracker.understanding.receipts import RawLine, ReceiptLine, attach

from .capture import capture
from .doubles import doubles_of
from .drafts import MOST_DOUBLES, MOST_WORDS, By, PurchaseDraft, PurchaseLine, Sums
from .known import Known, known_of
from .lines import Bought, printed_line
from .pricing import doubt_prices
from .proposing import placed

MOST_OFFERED = 40
# As long as the name of a store and the number of a receipt may be.
MOST_NAMED = 200
NUMBERED = re.compile(r"(?:\s*(?:#|no\.?|store|str)\s*\d+.*|\s+\d{2,}.*)$", re.IGNORECASE)
SUMS = ("subtotal", "discount", "tax", "deposit", "tip", "total")


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as it was read; `product_id` is what the reader took it for, a hint and no more."""

    raw: RawLine
    expanded: str
    barcode: str
    product_id: UUID | None


@dataclass(frozen=True, slots=True)
class ReceiptRead:
    """A receipt as it was read."""

    store: str
    day: str
    number: str
    lines: Sequence[Printed]
    sums: Sums

    @classmethod
    def of(cls, data: Mapping[str, Any], offered: Sequence[UUID]) -> "ReceiptRead":
        """From what a model answered: amounts as they are printed, and only products that it was
        offered."""
        return cls(
            store=store_name(_words(data["store"]))[:MOST_NAMED],
            day=_words(data["date"]),
            number=_words(data["number"])[:MOST_NAMED],
            lines=[_printed(one, offered) for one in data["lines"]],
            sums=Sums(**{name: _amount(data[name]) for name in SUMS}),
        )


def offered_products(db: TenantSession) -> list[tuple[UUID, str]]:
    """The 40 products bought most of late: what a reader may say a line certainly is. Two
    statements."""
    times = func.count(Purchase.id)
    often = (
        select(Purchase.product_id)
        .where(Purchase.deleted_at.is_(None))
        .group_by(Purchase.product_id)
        .order_by(times.desc(), Purchase.product_id)
        .limit(MOST_OFFERED)
    )
    ids = db.scalars(often).all()
    found = select(Product).where(among(Product.id, ids), Product.deleted_at.is_(None))
    rows = {
        row.id: f"{row.ingredient.name}, {label_of(row, sized=True)}"
        for row in db.scalars(found.options(joinedload(Product.ingredient, innerjoin=True)))
    }
    return [(key, rows[key]) for key in ids if key in rows]


def propose_receipt(db: TenantSession, read: ReceiptRead) -> None:
    """Put the receipt down for a person to look at."""
    here = capture.get()
    by: By = here.by if here else "model"
    known = known_of(db, read.store)
    day = receipt_day(read.day, db.scope.today(), day_first=_day_first(db.scope.locale))
    things = attach([one.raw for one in read.lines])
    lines = [
        _line(key, thing, printed, known, by)
        for key, (thing, printed) in enumerate(_paired(things, read.lines))
    ]
    draft = PurchaseDraft(
        store=read.store,
        supplier_id=known.supplier_id,
        bought_on=day.day or db.scope.today(),
        day_doubt=day.why if day.is_doubtful or day.day is None else "",
        number=read.number,
        sums=read.sums,
        lines=lines,
        by={"store": by, "bought_on": by if day.day else "rules"},
    )
    draft = doubt_prices(db, draft)
    doubles = doubles_of(db, draft, here.proposal_id if here else None, "photo")
    said = {double.line for double in doubles if double.line is not None}
    asked = [
        line.model_copy(update={"state": "check", "reason": "double"})
        if line.key in said and line.is_saving
        else line
        for line in draft.lines
    ]
    told = {"doubles": doubles[:MOST_DOUBLES], "lines": asked}
    placed(db, "purchase", draft.model_copy(update=told))


def _paired(
    things: Sequence[ReceiptLine], printed: Sequence[Printed]
) -> Iterator[tuple[ReceiptLine, Printed | None]]:
    """Each thing with the row that named it: rows about other rows are left out on the way."""
    rows = iter(printed)
    for thing in things:
        yield thing, next((row for row in rows if row.raw.text == thing.text), None)


def _line(
    key: int, line: ReceiptLine, printed: Printed | None, known: Known, by: By
) -> PurchaseLine:
    text = line.text[:MOST_WORDS]
    expanded = printed.expanded if printed else ""
    package = read_package(text) or read_package(expanded)
    counted = line.quantity if not line.is_weighed and line.quantity % 1 == 0 else None
    bought = Bought(
        text=text,
        name=expanded or text,
        quantity=line.quantity if line.is_weighed else (package.size if package else None),
        unit=package.unit if package else None,
        packages=int(counted) if counted and 1 < counted <= MOST_PACKAGES else None,
        price=line.net,
        is_doubtful=counted is not None and counted > MOST_PACKAGES,
        is_printed=not line.is_weighed,
    )
    asked = Line(
        text=text,
        expanded=expanded,
        barcode=printed.barcode if printed else "",
        store=known.store,
        package=package,
        index=_place(printed, text, known),
    )
    made = printed_line(key, asked, bought, known, by)
    return made.model_copy(update={"is_weighed": line.is_weighed})


def _place(printed: Printed | None, text: str, known: Known) -> int | None:
    """Where the product the reader named stands among those most like the text."""
    if printed is None or printed.product_id is None:
        return None
    keys = shortlist(text, known.candidates())
    return keys.index(printed.product_id) if printed.product_id in keys else None


def _printed(one: Mapping[str, Any], offered: Sequence[UUID]) -> Printed:
    index = one["index"]
    known = isinstance(index, int) and 0 <= index < len(offered)
    return Printed(
        raw=RawLine(
            text=_words(one["text"]),
            quantity=_amount(one["quantity"]),
            unit_price=_amount(one["unit_price"]),
            total=_amount(one["total"]),
        ),
        expanded=_words(one["expanded"]),
        barcode=_words(one["barcode"] or "")[:24],
        product_id=offered[index] if known else None,
    )


def store_name(printed: str) -> str:
    """What a receipt prints of its store as people write it: without its number and its address's
    digits, and not shouting ("COSTCO WHOLESALE #318" is Costco Wholesale)."""
    kept = NUMBERED.sub("", printed).strip(" ,.-*#")
    return kept.title().replace("'S", "'s") if kept.isupper() else kept


def _words(told: Any) -> str:
    """One line of plain text."""
    return harmless(str(told))[:MOST_WORDS]


def _amount(told: Any) -> Decimal | None:
    """An amount as it is printed: "$12.99", "2.00-"; None for what is none."""
    text = "".join(sign for sign in str(told or "") if sign.isdigit() or sign in ".,-\u2212")
    plain = text.strip("-\u2212")
    try:
        amount = parse_money(plain, ",")
    except InvalidInput:
        return None
    return -amount if plain != text else amount


def _day_first(locale: str) -> bool:
    """Whether people there write 4/12 for the fourth of December."""
    return not locale.endswith("_US")
