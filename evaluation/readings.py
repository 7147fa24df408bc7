"""What a reading model might return for a receipt. Simulated: written by us, not model output."""

from dataclasses import dataclass

from baketracker.understanding.receipts import RawLine, ReceiptSums

from .fixtures import Receipt, Thing


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it was read. `name` is what the model takes it for, `key` the product it points to;
    both may be wrong or missing. `thing` is the id of what was printed; None for rows below one."""

    raw: RawLine
    name: str = ""
    key: str | None = None
    thing: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows in the order they were read, and what stands below them."""

    receipt: str
    store: str
    day: str
    rows: tuple[ReadRow, ...]
    sums: ReceiptSums


def simulated(receipt: Receipt) -> Reading:
    """The reading that was written beside the receipt."""
    rows = [row for thing in receipt.things for row in _rows(thing)]
    sums = ReceiptSums(
        subtotal=receipt.subtotal,
        order_discount=receipt.order_discount,
        tax=receipt.tax,
        deposit=receipt.deposit,
        total=receipt.total,
    )
    return Reading(receipt.id, receipt.store, receipt.day, tuple(rows), sums)


def _rows(thing: Thing) -> list[ReadRow]:
    if thing.is_lost:
        return []
    raw = RawLine(thing.read_text, total=thing.read_amount)
    first = ReadRow(raw, thing.read_name, thing.read_key, thing.id)
    below = [ReadRow(RawLine(text)) for text, is_lost in thing.rows if not is_lost]
    return [first, *below] * (2 if thing.is_twice else 1)
