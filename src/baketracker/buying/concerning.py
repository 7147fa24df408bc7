"""What seems odd about a purchase before it is written down: asked about once, never forbidden."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from pydantic import Field

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, RuleBroken
from baketracker.fields import DecimalOut, plain
from baketracker.issues import Issue
from baketracker.measures.units import Category, find_unit

from .given import NewLine, NewReceipt
from .kinds import KINDS

DEAR = Decimal(100)
CENT = Decimal("0.01")
SMALLEST = Decimal("0.0001")
# A slip of the decimal point makes ten times of a price, or a tenth: far from any real change.
SLIP = Decimal(5)
# What is left after mending the point must be like what it usually costs.
ALIKE = Decimal(2)
FUTURE = N_("%(day)s is still to come. Is the date right?")
GIFT = N_("A price of 0 means it was a gift. Leave the price empty if nobody knows it.")
MUCH = N_("%(price)s for one package is a lot. Is it the price of one?")
FAR_ABOVE = N_("That is %(times)s times what it usually costs (%(usual)s).")
FAR_BELOW = N_("It usually costs %(usual)s, which is %(times)s times as much.")
PAID = N_("The lines come to %(sum)s, the receipt says %(paid)s.")
PIECES = N_("%(quantity)s pieces in one package is not a whole number. Is it right?")


class Concern(Issue):
    """Something odd about a line (its place in `lines`; None: the whole receipt) or one `field`
    of it, in a sentence. `suggestion` is what was probably meant."""

    line: int | None = None
    field: str = ""
    suggestion: DecimalOut | None = None
    numbers: dict[str, str] = Field(default_factory=dict, exclude=True)


class PleaseConfirm(RuleBroken):
    """Something seems odd; `concerns` say what. The same with `confirmed` is saved."""

    code = "please_confirm"

    def __init__(self, concerns: list[Concern]) -> None:
        super().__init__(
            N_("Please look again: %(what)s Change it, or save it as it is."),
            what=" ".join(concern.sentence for concern in concerns),
        )
        self.concerns = concerns


@verb("read")
def concerns(
    db: TenantSession, new: NewReceipt, *, instead_of: UUID | None = None
) -> list[Concern]:
    """What somebody should look at before this is saved, or saved `instead_of` a line that is
    there; nothing is written.

    At most four statements."""
    found = list(_of_receipt(new, db.scope.today()))
    usual = _usual(db, new, instead_of)
    for place, line in enumerate(new.lines):
        found += _of_line(place, line, usual)
    return found


def of_day(bought_on: date, today: date) -> Iterator[Concern]:
    """What is odd about the day something is said to have been bought."""
    if bought_on > today:
        yield Concern(
            code="in_the_future", message=FUTURE, numbers={"day": str(bought_on)},
            field="bought_on",
        )  # fmt: skip


def _of_receipt(new: NewReceipt, today: date) -> Iterator[Concern]:
    yield from of_day(new.bought_on, today)
    prices = [(line.package_price, line.packages) for line in new.lines]
    known = [price * packages for price, packages in prices if price is not None]
    if new.total_paid is not None and len(known) == len(prices):
        total = sum(known, Decimal(0))
        if _cents(total) != _cents(new.total_paid):
            yield Concern(
                code="total_differs", message=PAID, field="total_paid",
                numbers={"sum": _cents(total), "paid": _cents(new.total_paid)},
            )  # fmt: skip


def _of_line(place: int, line: NewLine, usual: Mapping[UUID, Decimal]) -> Iterator[Concern]:
    price = line.package_price
    known = line.product_id or line.material_product_id
    paid = usual.get(known) if known else None
    if price == 0:
        yield Concern(code="gift", message=GIFT, line=place, field="package_price")
    elif price is not None and paid is not None and (slip := _slip(price, paid)):
        code, message, times, meant = slip
        yield Concern(
            code=code, message=message, line=place, field="package_price", suggestion=meant,
            numbers={"times": plain(times), "usual": _cents(paid)},
        )  # fmt: skip
    elif price is not None and price >= DEAR:
        yield Concern(
            code="much", message=MUCH, line=place, field="package_price",
            numbers={"price": _cents(price)},
        )  # fmt: skip
    seen = line.new_product
    if seen and seen.quantity % 1 and _is_counted(seen.unit):
        yield Concern(
            code="pieces", message=PIECES, line=place, field="new_product",
            numbers={"quantity": plain(seen.quantity)},
        )  # fmt: skip


def _slip(price: Decimal, usual: Decimal) -> tuple[str, str, Decimal, Decimal | None] | None:
    """How far a price of a package is from the usual one, where it is so far that the decimal
    point may have slipped, and what was probably meant."""
    above = price >= usual * SLIP
    if not above and price * SLIP > usual:
        return None
    times = (price / usual if above else usual / price).quantize(Decimal(1), ROUND_HALF_UP)
    code, message = ("price_far_above", FAR_ABOVE) if above else ("price_far_below", FAR_BELOW)
    return code, message, times, _meant(price, usual)


def _meant(price: Decimal, usual: Decimal) -> Decimal | None:
    """The price with its point moved one or two places, where that is like the usual one."""
    moved = [price.scaleb(places).quantize(SMALLEST) for places in (-2, -1, 1, 2)]
    nearest = min(moved, key=lambda one: abs(one - usual))
    return nearest.normalize() if usual / ALIKE <= nearest <= usual * ALIKE else None


def _is_counted(unit: str) -> bool:
    known = find_unit(unit)
    return known is not None and known.category is Category.COUNT


def _cents(price: Decimal) -> str:
    return format(price.quantize(CENT, ROUND_HALF_UP), "f")


def _usual(db: TenantSession, new: NewReceipt, beside: UUID | None) -> dict[UUID, Decimal]:
    """What a package of each product usually costs."""
    usual: dict[UUID, Decimal] = {}
    for kind in KINDS.values():
        ids = {key for line in new.lines if (key := getattr(line, kind.column))}
        told = kind.medians(db, ids, new.bought_on, beside=beside) if ids else {}
        for key, product in (kind.products(db, told) if told else {}).items():
            usual[key] = told[key].per_unit * kind.size(product)
    return usual
