"""A year of shopping and baking in the sample bakery, as rows: receipts, what stood on them, a lot
for each purchase, and all that left it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from baketracker.materials.models import MaterialDepletion, MaterialLot, MaterialPurchase
from baketracker.measures.material_units import BaseUnit, to_base
from baketracker.pantry.models import Depletion, Lot
from baketracker.purchases.models import Purchase, Receipt
from baketracker.stock.ledger import Reason, exact

from .sample_year import year
from .starter.contents import Package, Starter
from .starter.rows import Kitchen, Rows, Table, local_price, starter_id

YEAR = 360
WEEK = 7
# Prices of a year, up and down a little, one after the other.
WEATHER = tuple(map(Decimal, ("1.00", "1.04", "0.97", "1.07", "1.02", "0.95", "1.05")))
# What keeps no longer is now and then thrown away.
SOON_GONE = 14


@dataclass(frozen=True, slots=True)
class Kind:
    """Food or materials: the column and the name of its products, and what its uses are for."""

    column: str
    product: str
    use: Reason


FOOD = Kind("product_id", "product", "production")
MATERIAL = Kind("material_product_id", "material product", "assembly")


@dataclass(frozen=True, slots=True)
class Bought:
    """So many packages bought `age` days ago, the next ones `until` days ago (0: not yet). A
    package holds `size` of `unit`; `left` of all is still there. `keeps`: days."""

    kind: Kind
    name: str
    turn: int
    shop: str
    age: int
    until: int
    packages: int
    price: Decimal | None
    size: Decimal
    unit: str
    left: Decimal
    keeps: int | None = None

    @property
    def key(self) -> str:
        return f"{self.name}:{self.turn}"

    @property
    def receipt_id(self) -> Any:
        return starter_id("receipt", f"{self.shop}:{self.age}")

    @property
    def unit_cost(self) -> Decimal | None:
        return None if self.price is None else exact(self.price / self.size)

    @property
    def out(self) -> Decimal:
        """What left it."""
        return self.size * self.packages - self.left


def tables(starter: Starter, kitchen: Kitchen, today: date, clock: tzinfo) -> list[Table]:
    """Everything bought and used until `today`, in the order of need; uses happen in the morning
    of that `clock`."""
    food, materials = list(_food(starter, kitchen)), list(_materials(starter, kitchen))
    return [
        (Receipt, _receipts([*food, *materials], today)),
        (Purchase, [_purchase(one, today) for one in food]),
        (Lot, [_lot(one, today) | _good_until(one, today) for one in food]),
        (Depletion, [row for one in food for row in _uses(one, today, clock)]),
        (MaterialPurchase, [_purchase(one, today) for one in materials]),
        (MaterialLot, [_lot(one, today) for one in materials]),
        (MaterialDepletion, [row for one in materials for row in _uses(one, today, clock)]),
    ]


def _food(starter: Starter, kitchen: Kitchen) -> Iterator[Bought]:
    """Every purchase of a staple; of the newest something is left."""
    known = {row.name: row for row in starter.ingredients}
    for offset, (name, told) in enumerate(year()["staples"].items()):
        every, packages, *shops = told
        row = known[name]
        package = row.packages[kitchen.units]
        trips = [
            (shop := shops[-1] if turn % 3 == 2 else shops[0], _day_of(shop, age))
            for turn, age in enumerate(range(YEAR - offset % every, 0, -every))
        ]
        for turn, (shop, age) in enumerate(trips):
            until = trips[turn + 1][1] if turn + 1 < len(trips) else 0
            share = Decimal(0) if until else Decimal(year()["left"].get(name, "0.5"))
            yield Bought(
                FOOD, name, turn, shop, age, until, packages,
                _price(starter, kitchen, package, shop, turn), package.size, package.unit,
                _rounded(package.size * packages * share, package.unit), row.days,
            )  # fmt: skip


def _materials(starter: Starter, kitchen: Kitchen) -> Iterator[Bought]:
    for row in starter.materials:
        package = row.packages[kitchen.units]
        base = to_base(package.size, package.unit, BaseUnit(row.base))
        trips = year()["wrapping"][row.name]
        for turn, (age, packages, share) in enumerate(trips):
            until = trips[turn + 1][0] if turn + 1 < len(trips) else 0
            yield Bought(
                MATERIAL, row.name, turn, "Boxworks", age, until, packages,
                _price(starter, kitchen, package, "Boxworks", turn), base, row.base,
                round(base * packages * Decimal(share), 0),
            )  # fmt: skip


def _day_of(shop: str, age: int) -> int:
    """Each shop is visited on its own day of the week: the first from `age` days ago on."""
    weekday = list(year()["suppliers"]).index(shop)
    return max(age - (age - weekday) % WEEK, 1)


def _price(
    starter: Starter, kitchen: Kitchen, package: Package, shop: str, turn: int
) -> Decimal | None:
    level = Decimal(year()["suppliers"][shop]["level"])
    return local_price(starter, kitchen, package.dollars * level * WEATHER[turn % len(WEATHER)])


def _receipts(bought: Sequence[Bought], today: date) -> Rows:
    """One for every visit to a shop, with what was paid for all that was bought there."""
    visits: defaultdict[Any, list[Bought]] = defaultdict(list)
    for one in bought:
        visits[one.receipt_id].append(one)
    return [
        {
            "id": key, "supplier_id": starter_id("supplier", lines[0].shop),
            "bought_on": today - timedelta(days=lines[0].age),
            "total_paid": _sum([one.price and one.price * one.packages for one in lines]),
        }
        for key, lines in visits.items()
    ]  # fmt: skip


def _sum(prices: Sequence[Decimal | None]) -> Decimal | None:
    known = [price for price in prices if price is not None]
    return sum(known, Decimal(0)) if len(known) == len(prices) else None


def _purchase(one: Bought, today: date) -> dict[str, Any]:
    return {
        "id": starter_id("bought", one.key),
        one.kind.column: starter_id(one.kind.product, one.name),
        "supplier_id": starter_id("supplier", one.shop), "receipt_id": one.receipt_id,
        "packages": one.packages, "package_price": one.price,
        "purchased_on": today - timedelta(days=one.age),
    }  # fmt: skip


def _lot(one: Bought, today: date) -> dict[str, Any]:
    return {
        "id": starter_id("lot", one.key),
        one.kind.column: starter_id(one.kind.product, one.name),
        "purchase_id": starter_id("bought", one.key), "quantity": one.left,
        "quantity_out": one.out, "unit_cost": one.unit_cost,
        "purchased_on": today - timedelta(days=one.age),
    }  # fmt: skip


def _good_until(one: Bought, today: date) -> dict[str, Any]:
    return {"expires_on": today - timedelta(days=one.age - (one.keeps or 0))}


def _uses(one: Bought, today: date, clock: tzinfo) -> Iterator[dict[str, Any]]:
    """What left the lot, bit by bit while it was the newest."""
    times = 1 + min(3, (one.age - one.until) // WEEK)
    bit = _rounded(one.out / times, one.unit)
    amounts = [*([bit] * (times - 1)), one.out - bit * (times - 1)]
    for place, amount in enumerate(amounts):
        if amount:
            ago = max(one.age - (one.age - one.until) * (2 * place + 1) // (2 * times), 1)
            morning = datetime.combine(today - timedelta(days=ago), time(9), clock)
            yield {
                "id": starter_id("used", f"{one.key}:{place}"),
                "lot_id": starter_id("lot", one.key), "quantity": amount, "unit": one.unit,
                "cost": None if one.unit_cost is None else exact(amount * one.unit_cost),
                "reason": _reason(one, place, is_last=place == times - 1),
                "happened_at": morning.astimezone(UTC),
            }  # fmt: skip


def _reason(one: Bought, place: int, *, is_last: bool) -> Reason:
    if is_last and one.keeps is not None and one.keeps <= SOON_GONE and one.turn % 4 == 3:
        return "spoilage"
    return "ad_hoc_usage" if one.kind is FOOD and (one.turn + place) % 9 == 4 else one.kind.use


def _rounded(amount: Decimal, unit: str) -> Decimal:
    """As somebody would measure it: pieces are whole."""
    return round(amount, 0 if unit == "each" else 2)
