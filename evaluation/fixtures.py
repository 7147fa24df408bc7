"""What was written for the evaluation: a catalogue, receipts, phrases, captions, the split."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from baketracker.understanding.matching import Candidate
from baketracker.understanding.packages import Package

HERE = Path(__file__).parent
NONE = "none"


@dataclass(frozen=True, slots=True)
class Thing:
    """A line of a receipt. `truth` is a key of the catalogue, "new" or "skip"; `amount` is before
    the `discount`; `rows` are printed below it. `read_*` is what the simulated reader returns."""

    id: str
    text: str
    truth: str
    name: str
    quantity: Decimal
    amount: Decimal
    discount: Decimal
    rows: tuple[tuple[str, bool], ...]
    read_text: str
    read_name: str
    read_key: str | None
    read_amount: Decimal
    is_lost: bool = False
    is_twice: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """`is_wrong`: as it is read it does not add up, so it has to be flagged."""

    id: str
    store: str
    day: str
    things: tuple[Thing, ...]
    tax: Decimal | None
    deposit: Decimal | None
    order_discount: Decimal | None
    is_wrong: bool

    @property
    def subtotal(self) -> Decimal:
        return sum((one.amount - one.discount for one in self.things), Decimal(0))

    @property
    def total(self) -> Decimal:
        added = (self.tax or Decimal(0)) + (self.deposit or Decimal(0))
        return self.subtotal - (self.order_discount or Decimal(0)) + added


@dataclass(frozen=True, slots=True)
class Phrase:
    """`expected` as it is written in phrases.txt, one text a thing."""

    id: str
    text: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caption:
    """`fill` in percent; an interval wider than `widest` is no help."""

    id: str
    text: str
    thing: str
    fill: Decimal
    widest: Decimal


@dataclass(frozen=True, slots=True)
class Split:
    """Receipts, phrases and captions to tune on; the others are untouched."""

    receipts: frozenset[str] = field(default_factory=frozenset)
    phrases: frozenset[str] = field(default_factory=frozenset)
    captions: frozenset[str] = field(default_factory=frozenset)


@cache
def catalogue() -> tuple[Candidate, ...]:
    """The products a baker has, as the matcher sees them."""
    return tuple(_candidate(row) for row in _rows("catalogue.txt"))


@cache
def receipts() -> tuple[Receipt, ...]:
    return tuple(_receipts())


@cache
def phrases() -> tuple[Phrase, ...]:
    found = []
    for place, row in enumerate(_rows("phrases.txt", blank=True), start=1):
        text, _, meant = row.partition("=>")
        expected = tuple(part.strip() for part in meant.split("||"))
        found.append(
            Phrase(f"phrase-{place:03}", text.strip(), () if expected == ("-",) else expected)
        )
    return tuple(found)


@cache
def captions() -> tuple[Caption, ...]:
    found = []
    for place, row in enumerate(_rows("captions.txt"), start=1):
        text, thing, fill, widest = (part.strip() for part in row.split("|"))
        found.append(Caption(f"caption-{place:02}", text, thing, Decimal(fill), Decimal(widest)))
    return tuple(found)


@cache
def split() -> Split:
    table = tomllib.loads((HERE / "split.toml").read_text(encoding="utf-8"))["tune"]
    return Split(*(frozenset(table[kind]) for kind in ("receipts", "phrases", "captions")))


def _rows(name: str, *, blank: bool = False) -> Iterator[str]:
    for row in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not row.startswith("#") and (row.strip() or (blank and "=>" in row)):
            yield row


def _candidate(row: str) -> Candidate:
    key, brand, name, ingredient, category, package, stores = (
        part.strip() for part in row.split("|")
    )
    return Candidate(
        key=key,
        label=f"{brand} {name}",
        brand=brand,
        ingredient=ingredient,
        category=category,
        package=_package(package),
        bought_at=frozenset(store.strip() for store in stores.split(",") if store.strip()),
    )


def _package(written: str) -> Package:
    count, times, rest = written.rpartition(" x ")
    size, _, unit = rest.partition(" ")
    units = {"ct": "count", "roll": "roll"}
    return Package(Decimal(size), units.get(unit, unit), int(count) if times else 1)


def _receipts() -> Iterator[Receipt]:
    head, body = "", list[str]()
    for row in _rows("receipts.txt"):
        if row.startswith("="):
            head, body = row[1:], []
        elif row.startswith(":"):
            yield _receipt(head, body, row[1:])
        else:
            body.append(row)


def _receipt(head: str, body: list[str], foot: str) -> Receipt:
    key, store, day = (part.strip() for part in head.split("|"))
    grouped: list[list[str]] = []
    for row in body:
        if row.startswith("+"):
            grouped[-1].append(row[1:].strip())
        else:
            grouped.append([row])
    things = [_thing(f"{key}/{place}", rows) for place, rows in enumerate(grouped, start=1)]
    sums = dict(part.split("=") for part in foot.split() if "=" in part)
    tax, deposit, off = (
        Decimal(sums[name]) if name in sums else None for name in ("tax", "deposit", "odisc")
    )
    return Receipt(key, store, day, tuple(things), tax, deposit, off, "wrong" in foot)


def _thing(key: str, rows: list[str]) -> Thing:
    text, truth, quantity, amount, *more = (part.strip() for part in rows[0].split("|"))
    told = _told(more[0] if more else "")
    known = {str(one.key): one for one in catalogue()}
    name = known[truth].label if truth in known else told.get("n", "")
    read = told.get("x", name)
    hinted = told.get("i", truth if truth in known else NONE)
    weight = told.get("w", "").partition("x")[0]
    return Thing(
        id=key,
        text=text,
        truth=truth,
        name=name,
        quantity=Decimal(weight or quantity),
        amount=Decimal(amount),
        discount=Decimal(told.get("d", "0")),
        rows=tuple((row.partition("|")[0].strip(), "lost" in row) for row in rows[1:]),
        read_text=told.get("r", text),
        read_name="" if read == NONE else read,
        read_key=None if hinted == NONE else hinted,
        read_amount=Decimal(told.get("a", amount)),
        is_lost="lost" in told,
        is_twice="twice" in told,
    )


def _told(more: str) -> dict[str, str]:
    """ "n=Bananas x=Bananas w=2.35x0.55": values may hold spaces."""
    told: dict[str, str] = {}
    last = ""
    for word in more.split():
        name, equals, value = word.partition("=")
        if equals and name in ("n", "d", "r", "x", "i", "a", "w"):
            told[name], last = value, name
        elif word in ("lost", "twice") and last not in ("n", "x", "r"):
            told[word] = word
        elif last:
            told[last] += f" {word}"
    return told
