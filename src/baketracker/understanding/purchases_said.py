"""What was bought, in a sentence: "2 lb of butter for $9 and a dozen eggs for 4.50 at Costco"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from baketracker.measures.folding import fold

from .amounts import Amount, Measured
from .names import knows
from .pieces import MOST_STORE_WORDS, Piece, name_of, pieces_of, prepared
from .said import PurchaseSaid
from .tokens import Token, tokens_of

TRIPS = re.compile(r"\b(run|trip|haul|receipt|shop|shopping|today|yesterday)\b", re.I)
BOUGHT = re.compile(
    r"\b(bought|got|purchased|picked up|picked|grabbed|ordered|paid|spent|snagged|stocked up on)\b"
)
STILL_THERE = re.compile(r"\b(have|'ve|'s) got\b.*\b(left|remaining)\b")
# Who says one of these did not buy, or not yet.
NOT_BOUGHT = re.compile(
    r"\b(need|needs|needed|want|wants|wanted|should|must|will|would|could|going to|gonna|to buy|"
    r"buy|remember|remind|don't|dont|didn't|didnt|did not|not|never|forgot|how|what|why|when|where|"
    r"which|who|baking for|calls for|let's|wish|can you|meeting|o'clock|minutes?|hours?|degrees|"
    r"in the oven|look(ed|ing)? at|price of|almost bought|nearly bought|sold|give|gave)\b"
    # Only at the beginning: "brownie mix" can be bought.
    r"|^\W*(please |and |then )?(mix|whisk|fold|stir|add|make|made|bake|baked|preheat|call|meet|if|"
    r"plan|planning|turn|ignore|delete|cook|serve|put|give|take)\b"
)


def is_purchase(text: str) -> bool:
    """Whether somebody says that something was bought, with a word for it."""
    plain = fold(text)
    # "We've got two left" bought nothing.
    if STILL_THERE.search(plain):
        return False
    return bool(BOUGHT.search(plain)) and not NOT_BOUGHT.search(plain) and "?" not in plain


def read_purchases(
    text: str, groups: str, *, store: str | None = None, thing: str = ""
) -> list[PurchaseSaid]:
    """What was bought, one a thing, in the order it was said; nothing where nothing was. `store`
    and `thing` are what was spoken of before: "bought 2 lb more" is of that thing."""
    plain = fold(text)
    if "?" in plain or NOT_BOUGHT.search(plain):
        return []
    before, rest = _store_before(text)
    tokens = tokens_of(rest)
    pieces = _gathered(prepared(tokens, piece) for piece in pieces_of(tokens, groups))
    _spread_stores(pieces, before or store)
    has_verb = bool(BOUGHT.search(plain))
    said = [_said(rest, tokens, piece) for piece in pieces]
    if len(said) == 1 and not said[0].item and has_verb and said[0].amount:
        said = [replace(said[0], item=thing)]
    return [one for one in said if _is_likely(one, has_verb)]


def _store_before(text: str) -> tuple[str | None, str]:
    """ "Costco run: flour 8.99": the shop before a colon, and the rest."""
    head, colon, rest = text.partition(":")
    name = " ".join(TRIPS.sub(" ", head).split())
    if colon and 0 < len(name.split()) <= MOST_STORE_WORDS and not re.search(r"\d|,", name):
        return name, rest
    return None, text


def _gathered(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces that only add a price, an amount or a shop belong to the one before."""
    kept: list[Piece] = []
    for piece in pieces:
        if piece.is_blank:
            continue
        if kept and piece.is_correction:
            kept[-1].words = piece.words
            continue
        if kept and _adds_to(kept[-1], piece):
            last = kept[-1]
            last.price = piece.price if last.price is None else last.price
            last.is_each = last.is_each or piece.is_each
            # "..., both from Aldi" says nothing of the price before it.
            last.is_together |= piece.is_together and piece.price is not None
            last.amounts += piece.amounts
            last.store, last.end = last.store or piece.store, piece.end
            last.words += piece.words
            last.has_name = last.has_name or piece.has_name
        else:
            kept.append(piece)
    return kept


def _adds_to(last: Piece, piece: Piece) -> bool:
    if piece.has_name:
        return not last.has_name and (last.price is None or piece.price is None)
    if piece.amounts and last.amounts:
        return False
    return piece.price is None or last.price is None


def _spread_stores(pieces: Sequence[Piece], before: str | None) -> None:
    """A shop counts for what was said before it since the last shop; the first one, said before
    anything was bought, for what follows."""
    since = 0
    for place, piece in enumerate(pieces):
        if piece.store is None:
            continue
        for one in pieces[since:place]:
            one.store = one.store or piece.store
        since = place + 1
    known = before
    for piece in pieces:
        known = piece.store or known
        piece.store = piece.store or known


def _said(text: str, tokens: Sequence[Token], piece: Piece) -> PurchaseSaid:
    amount, packages = _together(piece.amounts)
    price = None if piece.is_together and piece.price is not None else piece.price
    raw = text[tokens[piece.start].start : tokens[piece.end - 1].end] if piece.end > 0 else text
    return PurchaseSaid(
        item=name_of(tokens, piece.words), amount=amount, packages=packages, price=price,
        price_is_each=piece.is_each and price is not None, store=piece.store, raw=raw.strip(),
    )  # fmt: skip


def _together(found: Sequence[Measured]) -> tuple[Amount | None, int | None]:
    """ "2 x flour 5 lb", "2 bags of flour, 5 lb each": one counts, the other measures."""
    if not found:
        return None, None
    first = found[0]
    if len(found) == 1 or first.amount.unit is not None:
        return first.amount, first.packages
    second = next((one for one in found[1:] if one.amount.unit), None)
    count = first.amount.quantity
    if second is None or count % 1 or not count:
        return first.amount, first.packages
    amount = replace(
        second.amount,
        quantity=(count * second.amount.quantity).normalize() + 0,
        container=first.amount.container or second.amount.container,
        is_doubtful=first.amount.is_doubtful or second.amount.is_doubtful,
    )
    return amount, int(count) * (second.packages or 1)


def _is_likely(said: PurchaseSaid, has_verb: bool) -> bool:
    if not any(letter.isalpha() for letter in said.item) or len(said.item.split()) > 8:
        return False
    amount = said.amount
    measured = amount is not None and (amount.unit or amount.container)
    if said.price is not None or has_verb or measured:
        return True
    return amount is not None and knows(said.item)
