"""What was understood, compared with what was meant. Knows nothing of where a reading came from."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from baketracker.understanding.amounts import Amount
from baketracker.understanding.matching import Candidate, Line, Match, match, shortlist
from baketracker.understanding.names import read_package, words
from baketracker.understanding.receipts import RawLine, ReceiptLine, attach, reconcile
from baketracker.understanding.sentences import (
    PurchaseSaid,
    Said,
    StockSaid,
    understand,
)

from .fixtures import Caption, Phrase, Receipt, Thing
from .readings import Reading, ReadRow

TODAY = date(2026, 11, 22)
FIELDS = ("name", "quantity", "unit", "price")
# A printed size: what a reader of the receipt could tell the unit from.
_DECIMAL = re.compile(r"(?<![\w.-])\d+\.\d+(?![\w.-])")
_SIZE = re.compile(r"(?i)\d\s?(?:lb|oz|kg|g|ml|l|ct|gal|qt)\b|\b(?:gal|qt|doz)\b")


@dataclass(slots=True)
class Tally:
    """Counts that are added up over receipts and sentences."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def field(self, name: str, found: object, meant: object) -> None:
        """One value that was found (None: nothing) where one was meant (None: nothing)."""
        if found is not None and found == meant:
            self.counts[f"{name}_right"] += 1
            return
        self.counts[f"{name}_wrong"] += found is not None
        self.counts[f"{name}_missed"] += meant is not None

    def fault(self, *told: object) -> None:
        self.faults.append(" | ".join(str(one) for one in told))


def judge_receipt(
    receipt: Receipt, reading: Reading, candidates: Sequence[Candidate], tally: Tally
) -> None:
    """Attach, reconcile and match what was read, and count what is right."""
    lines = attach([row.raw for row in reading.rows])
    outcome = reconcile(lines, reading.sums)
    tally.counts["receipts"] += 1
    tally.counts["receipts_as_meant"] += outcome.adds_up != receipt.is_wrong
    tally.counts["receipts_unflagged"] += outcome.adds_up and receipt.is_wrong
    tally.counts["receipts_add_up"] += outcome.adds_up
    if outcome.adds_up == receipt.is_wrong:
        tally.fault(receipt.id, outcome)
    things = {thing.id: thing for thing in receipt.things}
    tally.counts["lines"] += len(things)
    tally.counts["known"] += sum(_is_known(thing) for thing in things.values())
    seen: set[str] = set()
    for line, row in _aligned(lines, reading.rows):
        tally.counts["lines_read"] += 1
        thing = things.get(row.thing or "")
        if thing is None or thing.id in seen:
            continue
        seen.add(thing.id)
        tally.counts["lines_right"] += 1
        found = _match(line, row, reading.store, candidates)
        _judge_match(thing, row, found, tally)
        _judge_fields(thing, line, found, row, tally)


def _aligned(
    lines: Sequence[ReceiptLine], rows: Sequence[ReadRow]
) -> Iterable[tuple[ReceiptLine, ReadRow]]:
    """Each line with the row it came from: the next one of the same text."""
    rest = list(rows)
    for line in lines:
        place = next((at for at, row in enumerate(rest) if row.raw.text == line.text), None)
        if place is None:
            yield line, ReadRow(RawLine(line.text))
        else:
            yield line, rest[place]
            rest = rest[place + 1 :]


def _match(line: ReceiptLine, row: ReadRow, store: str, candidates: Sequence[Candidate]) -> Match:
    index = None
    if row.key is not None:
        keys = shortlist(line.text, candidates)
        index = keys.index(row.key) if row.key in keys else None
    return match(Line(line.text, expanded=row.name, store=store, index=index), candidates)


def _is_known(thing: Thing) -> bool:
    return thing.truth not in ("new", "skip")


def _judge_match(thing: Thing, row: ReadRow, found: Match, tally: Tally) -> None:
    counts = tally.counts
    counts[f"state_{found.state}"] += 1
    right = found.key == thing.truth
    if found.state == "ready":
        counts["ready"] += 1
        counts["ready_right"] += right
    if found.state == "ready" and not right:
        tally.fault("WRONG READY", thing.id, thing.text, thing.truth, found)
    elif _is_known(thing) and found.state != "ready":
        tally.fault("not ready", thing.id, thing.text, thing.truth, found)
    elif not _is_known(thing) and found.state != thing.truth:
        tally.fault("other state", thing.id, thing.text, thing.truth, found)
    ranked: tuple[Hashable, ...] = tuple(key for key, _ in found.ranked)
    counts["known_in_top_three"] += _is_known(thing) and thing.truth in ranked
    counts["skip_lines"] += thing.truth == "skip"
    counts["skip_right"] += thing.truth == "skip" and found.state == "skip"
    counts["new_lines"] += thing.truth == "new"
    counts["new_right"] += thing.truth == "new" and found.state in ("new", "check")


def _judge_fields(
    thing: Thing, line: ReceiptLine, found: Match, row: ReadRow, tally: Tally
) -> None:
    if thing.truth == "skip":
        return
    if _is_known(thing):
        tally.field("name", found.key if found.state != "skip" else None, thing.truth)
    else:
        named = None if found.state in ("ready", "skip") else frozenset(words(row.name)) or None
        tally.field("name", named, frozenset(words(thing.name)))
    tally.field("quantity", line.quantity, thing.quantity)
    tally.field("price", line.net, thing.amount - thing.discount)
    package = read_package(line.text)
    unit = package.unit if package else None
    tally.field("unit", unit, _unit_meant(thing, unit))


def _unit_meant(thing: Thing, found: str | None) -> str | None:
    """The unit of the size that is printed; None where none is. Stores print oz for fl oz."""
    match_ = list(_SIZE.finditer(thing.text))
    if not match_:
        return None
    words_ = {"ct": "count", "doz": "count"}
    printed = re.sub(r"[\d\s]", "", match_[-1][0]).lower()
    return words_.get(printed, printed)


def judge_phrase(phrase: Phrase, tally: Tally) -> None:
    """Whether all that a phrase says was understood, and nothing else."""
    said = understand(phrase.text, today=TODAY)
    meant = [part for part in phrase.expected if part]
    told = [describe(one) for one in said]
    expected = [_plain(part) for part in meant]
    tally.counts["phrases"] += 1
    right = told == expected
    tally.counts["phrases_right"] += right
    if not right:
        tally.fault(phrase.id, phrase.text, "meant", expected, "told", told)
    purchases = [one for one in said if isinstance(one, PurchaseSaid)]
    wanted = [part for part in expected if part.startswith("p ")]
    for place in range(max(len(purchases), len(wanted))):
        told_one = describe(purchases[place]) if place < len(purchases) else ""
        _judge_said(told_one, wanted[place] if place < len(wanted) else "", tally)


def _judge_said(told: str, meant: str, tally: Tally) -> None:
    ours, theirs = _parts(told), _parts(meant)
    for name in FIELDS:
        tally.field(name, ours.get(name) or None, theirs.get(name) or None)


def _parts(told: str) -> dict[str, str]:
    if not told:
        return {}
    item, amount, _, price, _ = (part.strip() for part in told[2:].split(";"))
    quantity, _, rest = amount.partition(" ")
    return {
        "name": item,
        "quantity": quantity.rstrip("?"),
        "unit": re.sub(r"\[.*?\]|\?", "", rest).strip(),
        "price": price,
    }


def describe(said: Said) -> str:
    """What was understood, written as in phrases.txt."""
    if isinstance(said, PurchaseSaid):
        price = "" if said.price is None else _number(said.price)
        each = " each" if said.price_is_each else ""
        packages = "" if said.packages is None else str(said.packages)
        return _plain(
            f"P {said.item}; {_amount(said.amount)}; {packages}; {price}{each}; {said.store or ''}"
        )
    if isinstance(said, StockSaid):
        return _plain(f"S {said.item}; {_stock(said)}")
    day = said.event_date.isoformat() if said.event_date else ""
    return _plain(f"E {said.name}; {day}; {said.guests or ''}; {', '.join(said.dishes)}")


def _stock(said: StockSaid) -> str:
    if said.left is not None:
        return f"left {_amount(said.left)}"
    if said.used is not None:
        return f"used {_amount(said.used)}"
    return f"{_number(said.percent_low)}..{_number(said.percent_high)}"


def _amount(amount: Amount | None) -> str:
    if amount is None:
        return ""
    container = f"[{amount.container}]" if amount.container else ""
    pieces = (_number(amount.quantity), amount.unit or "", container)
    return " ".join(piece for piece in pieces if piece) + "?" * amount.is_doubtful


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _plain(told: str) -> str:
    """In small letters, with numbers in one form ("8.00" is "8") and all its parts."""
    parts = [" ".join(part.split()) for part in told.casefold().split(";")]
    parts = [_DECIMAL.sub(lambda found: _number(Decimal(found[0])), part) for part in parts]
    full = {"p": 5, "e": 4}.get(parts[0][:1], 2)
    return "; ".join([*parts, *[""] * (full - len(parts))])


def judge_caption(caption: Caption, tally: Tally) -> None:
    """Whether the interval holds what was there, is narrow enough, and of the right thing."""
    said = [one for one in understand(caption.text, today=TODAY) if isinstance(one, StockSaid)]
    right = False
    if len(said) == 1 and said[0].percent_low is not None and said[0].percent_high is not None:
        low, high = said[0].percent_low, said[0].percent_high
        slack = Decimal("0.01")
        holds = low - slack <= caption.fill <= high + slack and high - low <= caption.widest
        right = holds and said[0].item.casefold() == caption.thing.casefold()
    tally.counts["captions"] += 1
    tally.counts["captions_right"] += right
    if not right:
        tally.fault(caption.id, caption.text, caption.thing, caption.fill, said)


def without_history(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The same products in a bakery that never bought anything."""
    return tuple(replace(one, bought_at=frozenset()) for one in candidates)
