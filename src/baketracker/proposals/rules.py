"""What our own rules make of a sentence: the same tool calls a model would choose, where none is
asked."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.assistant.provider import ToolCall
from baketracker.measures.folding import fold
from baketracker.understanding.amounts import Amount
from baketracker.understanding.names import contradict, words
from baketracker.understanding.sentences import (
    EventSaid,
    PurchaseSaid,
    StockSaid,
    understand,
)

from .shelf import LotSeen

ANSWERS = "how_much_is_left"
QUESTION = re.compile(
    r"^\s*(?:how (?:much|many)|do (?:we|i) (?:still )?have (?:any|enough)?|is there any)\s+"
    r"(?P<item>[\w' -]{2,60}?)"
    r"(?:\s+(?:is|are|do|have|left|still|there|we|i|got|remains?)\b.*)?\s*\?*$",
    re.IGNORECASE,
)
# A party of nobody is no party; who does not say how many has at least somebody in mind.
UNSAID_GUESTS = 1


def calls_of(
    sentence: str, today: date, groups: str, lots: Mapping[UUID, LotSeen]
) -> list[ToolCall]:
    """What was said, as calls of our tools; [] where nothing was understood."""
    if asked := QUESTION.search(sentence):
        return [ToolCall(ANSWERS, {"item_name": asked["item"].strip()})]
    calls: list[ToolCall] = []
    for said in understand(sentence, today=today, groups=groups):
        if isinstance(said, PurchaseSaid):
            calls.append(ToolCall("add_purchase", _purchase(said)))
        elif isinstance(said, EventSaid):
            calls.append(ToolCall("create_event_with_recipes", _event(said)))
        else:
            calls += _stock(said, lots)
    return calls


def _purchase(said: PurchaseSaid) -> dict[str, Any]:
    amount = said.amount
    if said.packages is not None or amount is None:
        counted: tuple[Decimal, str] = (Decimal(said.packages or 1), "package")
        if amount is not None and amount.unit is not None:
            # "four 5 lb bags": all together, so that the size is not lost.
            counted = (amount.quantity, amount.unit)
    else:
        counted = (amount.quantity, amount.unit or amount.container or "each")
    quantity, unit = counted
    told: dict[str, Any] = {
        "item_name": said.item,
        "quantity": quantity,
        "unit": unit,
        "store": said.store or "",
    }
    if said.price is not None:
        count = (said.packages or quantity) if said.price_is_each else 1
        told["price"] = said.price * count
    return told


def _event(said: EventSaid) -> dict[str, Any]:
    return {
        "event_name": said.name,
        "event_date": said.event_date.isoformat() if said.event_date else "",
        "guest_count": said.guests or UNSAID_GUESTS,
        "recipe_names": list(said.dishes),
    }


def _stock(said: StockSaid, lots: Mapping[UUID, LotSeen]) -> Iterator[ToolCall]:
    lot = lot_called(said.item, lots)
    if lot is None:
        return
    if said.percent_low is not None and said.used is None:
        yield ToolCall(
            "adjust_inventory",
            {
                "pantry_item_id": str(lot.id),
                "percentage_remaining": said.percent_low,
                "percentage_most": said.percent_high,
            },
        )
    elif said.used is not None:
        yield ToolCall("use_from_pantry", _part(lot, said.used))
    elif said.left is not None:
        yield ToolCall("count_in_pantry", _part(lot, said.left))


def _part(lot: LotSeen, amount: Amount) -> dict[str, Any]:
    return {
        "pantry_item_id": str(lot.id),
        "quantity": amount.quantity,
        "unit": amount.unit or lot.unit,
    }


def lot_called(item: str, lots: Mapping[UUID, LotSeen]) -> LotSeen | None:
    """The first lot, in the order they are used, of what is called so."""
    said = set(words(item))
    for lot in lots.values():
        held = set(words(f"{lot.ingredient} {lot.label}")) | set(fold(lot.label).split())
        if said and said <= held and not contradict(item, lot.ingredient):
            return lot
    return None
