"""How much is left, in a sentence: "the flour bag is about 40% full", "used 2 cups of sugar"."""

import re
from collections.abc import Sequence

from .amounts import Measured, amount_at
from .levels import canonical, level_in
from .numerals import number_at
from .said import StockSaid
from .tokens import Token, tokens_of, word_at
from .wording import container_at, fillers, unit_at

_USED = re.compile(r"\b(used|use|finished|went through|ate|consumed|emptied|threw out|tossed)\b")
_STATE = re.compile(
    r"\b(full|left|remaining|remains|remain|gone|used|empty|out of|ran out|run out|all out|low|"
    r"none|no more|finished|unopened|sealed|opened|brand new|untouched|have|has|there's|there is|"
    r"there are|still|down to|missing|went through|eaten|barely|hardly|covers|scraping|bottom|"
    r"brim|top|filled|overflowing|consumed|emptied|of the|crumbs|dregs|short on|%|percent)\b|%"
)
_LEFT = re.compile(
    r"\b(left|remaining|remains|remain|still|down to|have|has|there's|there are|there is)\b"
)
# Nobody buys half a bag.
_PART_OF = re.compile(
    r"^(?:about |roughly |around )?(?:a |one |two |three )?"
    r"(?:half|third|quarter|thirds|quarters)s?(?: of)? an? (?:bag|jar|box|can|bottle|tub)\b"
)
# Not of the pantry, whatever is left of it.
_ELSEWHERE = re.compile(
    r"\b(hours?|minutes?|days?|weeks?|battery|tank|gas|bus|phone|calendar|dishwasher|house|room|"
    r"patience|laptop|moon|inbox|schedule|oven|car|seats?|tickets?|work|office|town|chance|sure|"
    r"hotel|stomach|vacation|time|energy|questions?|idea|rain|need|needs|want|should|recipe|"
    r"calls for|remind|buy|if|would|could)\b"
)
FILLERS = fillers("stock")
KEPT_OF = ("cream of tartar", "half and half", "half & half", "white chocolate", "white sugar",
           "white flour", "white vinegar", "white pepper", "brown sugar")  # fmt: skip


def read_stock(text: str, groups: str) -> list[StockSaid]:
    """What a text says about what is left or was used, one a thing; nothing where it does not.

    "Used half the sugar" leaves 50 percent of it; "half a pound left" is an amount."""
    tokens = tokens_of(text)
    plain = " ".join(token.word for token in tokens)
    is_part = _PART_OF.match(plain) is not None
    if not (_STATE.search(plain) or is_part) or "?" in text or _ELSEWHERE.search(plain):
        return []
    measured = _measured(tokens, groups)
    if measured is not None:
        return _amounts_said(text, tokens, plain, measured)
    canon, places = canonical(tokens, groups)
    told = level_in(canon)
    if told is None:
        return []
    kept = [place for place, start in places if not told.start <= start < told.end]
    names = _names(tokens, kept)
    return [StockSaid(name, told.low, told.high, None, None, text.strip()) for name in names]


def _measured(tokens: Sequence[Token], groups: str) -> Measured | None:
    """The first amount that is so much of a thing and no part of its package."""
    for place in range(len(tokens)):
        found = amount_at(tokens, place, groups)
        if found is None or (found.amount.quantity < 1 and found.amount.unit is None):
            continue
        if found.amount.unit or found.amount.container or _is_counted(tokens, found):
            return found
    return None


def _is_counted(tokens: Sequence[Token], found: Measured) -> bool:
    """Whether a bare number counts a thing: "3 eggs left", not "1 or 2 thirds full"."""
    after = word_at(tokens, found.end)
    number = number_at(tokens, found.end)
    return after.isalpha() and after not in FILLERS and number is None


def _amounts_said(
    text: str, tokens: Sequence[Token], plain: str, found: Measured
) -> list[StockSaid]:
    kept = [place for place in range(len(tokens)) if not found.start <= place < found.end]
    names = _names(tokens, kept)[:1]
    rest = " ".join(tokens[place].word for place in kept)
    canon, _ = canonical([tokens[place] for place in kept], ",")
    told = level_in(canon) if found.amount.container or "%" in canon or "percent" in canon else None
    if told and not _USED.search(plain):
        # "The 5 lb bag of flour is half full": the amount is that of the package.
        return [StockSaid(name, told.low, told.high, None, None, text.strip()) for name in names]
    amount = found.amount
    if _USED.search(rest):
        return [StockSaid(name, None, None, None, amount, text.strip()) for name in names]
    if not _LEFT.search(rest):
        return []
    return [StockSaid(name, None, None, amount, None, text.strip()) for name in names]


def _names(tokens: Sequence[Token], places: Sequence[int]) -> list[str]:
    """The things spoken of: runs of words that are neither fillers nor packages."""
    runs: list[list[int]] = []
    last = -2
    for place in places:
        if _is_name(tokens, place):
            if not runs or last != place - 1:
                runs.append([])
            runs[-1].append(place)
            last = place
    # "The salt's nearly gone" is of the salt.
    texts = [re.sub(r"['’]s$", "", _text(tokens, run)) for run in runs]
    found = [text for text in texts if any(letter.isalpha() for letter in text)]
    if not found:
        return []
    listed = [found[0]]
    for step in range(1, len(found)):
        between = [tokens[at].word for at in range(runs[step - 1][-1] + 1, runs[step][0])]
        if not between or any(word not in ("and", ",", "or", "the", "&") for word in between):
            break
        listed.append(found[step])
    return listed


def _is_name(tokens: Sequence[Token], place: int) -> bool:
    word = tokens[place].word
    around = " ".join(token.word for token in tokens[max(0, place - 2) : place + 3])
    for kept in KEPT_OF:
        if word in kept.split() and kept in around:
            return True
    if word in ("-", "&", "'") and 0 < place < len(tokens) - 1:
        before, after = tokens[place - 1], tokens[place + 1]
        return before.end == tokens[place].start and tokens[place].end == after.start
    if not tokens[place].is_word or (word in FILLERS and not _is_part(tokens, place)):
        return False
    return not container_at(tokens, place) and not (unit_at(tokens, place) and len(word) > 1)


def _is_part(tokens: Sequence[Token], place: int) -> bool:
    """The "all" of "all-purpose", not the "half" of "half-full"."""
    for step in (1, -1):
        other = word_at(tokens, place + 2 * step)
        if word_at(tokens, place + step) == "-" and other.isalpha() and other not in FILLERS:
            return tokens[min(place, place + step)].end == tokens[max(place, place + step)].start
    return False


def _text(tokens: Sequence[Token], places: Sequence[int]) -> str:
    text = ""
    for place in places:
        glued = text and tokens[place - 1].end == tokens[place].start
        text += tokens[place].text if glued or not text else f" {tokens[place].text}"
    return text.strip(" -&'")
