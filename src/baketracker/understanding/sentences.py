"""One sentence, typed or spoken, read by rules: what was bought, what is left, what to bake for.

Used where no model is configured, and to check what a model says."""

import re
from datetime import date

from .corrections import corrected
from .events_said import is_event, read_event
from .purchases_said import is_purchase, read_purchases
from .said import EventSaid, PurchaseSaid, Said, StockSaid
from .stock_said import read_stock
from .tokens import LONGEST

__all__ = ["EventSaid", "PurchaseSaid", "Said", "StockSaid", "understand"]

# A sentence ends here; a point between digits or in "fl. oz." ends nothing.
_ENDS = re.compile(r"(?<=[!?\n])\s*|(?<=[a-z\d)%]{2})\.(?=\s+[A-Z]|\s*$)\s*|\n+")
_VERBS = (
    r"(?:used|use|bought|got|picked up|grabbed|purchased|ordered|paid|finished|ran out|"
    r"went through|we are|we're|i'm|i am|there's|there is|there are|out of|all out|"
    r"almost out|nearly out|low on|running low|have only|only have|plan|planning|"
    r"hosting|half (?:the|of)|"
    r"(?:the|our|my) [\w' -]{2,40}? (?:is|are|bag is|jar is)\b)"
)
# "I went to Costco and bought ...": where all that follows was bought.
_VISITED = re.compile(
    r"\b(?:went to|stopped (?:by|at|in)|popped into|drove to|ran to|was at|were at)\s+"
    r"(?:the\s+)?((?:[\w&'’.-]+\s?){1,4})$",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"(?:[,;]\s*(?:and|but|then|also|plus)?|\b(?:and|but|then|also|plus)\b)\s*"
    r"(?:(?:then|also|just|already|now|i|we|i've|we've|i have|we have)\s+)*"
    rf"(?={_VERBS}\b)",
    re.IGNORECASE,
)


def understand(text: str, *, today: date, groups: str = ",") -> list[Said]:
    """What a text says, in the order it is said; nothing where it is none of these. Never raises.

    `groups` is the reader's sign between thousands. Of a number that was taken back ("two, no wait,
    three") the last counts. A price is for all that was bought unless "each" or so is said."""
    whole = corrected(text[:LONGEST].replace("\x00", " "), groups)
    said: list[Said] = []
    visited: str | None = None
    for sentence in _ENDS.split(whole):
        for part in _parts(sentence):
            if where := _VISITED.search(part):
                visited = where[1].strip(" .,")
            said += _read(part, today, groups, said, visited)
    return said


def _parts(sentence: str) -> list[str]:
    """The sentence cut where another thing is done: "... for $8 | used half the sugar"."""
    parts, start = [], 0
    for turn in _TURN.finditer(sentence):
        parts.append(sentence[start : turn.start()])
        start = turn.end()
    parts.append(sentence[start:])
    return [part.strip() for part in parts if part.strip(" ,;.")]


def _read(
    part: str, today: date, groups: str, before: list[Said], visited: str | None
) -> list[Said]:
    store, thing = _store_of(before) or visited, _thing_of(before)
    if is_purchase(part):
        return list(read_purchases(part, groups, store=store, thing=thing))
    if stock := read_stock(part, groups):
        return list(stock)
    if is_event(part) and (event := read_event(part, today, groups)):
        return [event]
    return list(read_purchases(part, groups, store=store, thing=thing))


def _thing_of(said: list[Said]) -> str:
    """What was spoken of last, which "2 lb more" is of."""
    last = said[-1] if said else None
    return last.item if isinstance(last, PurchaseSaid | StockSaid) else ""


def _store_of(said: list[Said]) -> str | None:
    """The shop the last purchase named."""
    last = said[-1] if said else None
    return last.store if isinstance(last, PurchaseSaid) else None
