"""Which product of a bakery a line of a receipt means: our own confidence, not a model's."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from baketracker.measures.folding import fold

from .contradicting import contradict
from .likening import Meaning, likeness, meaning_of, names_of, text_of
from .names import expand, is_not_baking, read_package
from .normalising import normalised
from .packages import Package, alike

__all__ = [
    "TUNED", "Alias", "Candidate", "Line", "Match", "Thresholds", "match", "normalised",
    "shortlist",
]  # fmt: skip

State = Literal["ready", "check", "new", "skip"]
"""Surely this one; somebody should look; none we know; nothing to bake with."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product the bakery has. `bought_at`: keys of the stores it was bought at; `is_wanted`: on
    the shopping list now; `times` it was bought."""

    key: Hashable
    label: str
    brand: str = ""
    ingredient: str = ""
    category: str = ""
    package: Package | None = None
    barcodes: frozenset[str] = frozenset()
    bought_at: frozenset[str] = frozenset()
    is_wanted: bool = False
    times: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the store printed it. `expanded` is the name a model suggests and `index` its place
    in `shortlist(text, candidates)`: hints, which may be wrong."""

    text: str
    expanded: str = ""
    barcode: str = ""
    store: str = ""
    package: Package | None = None
    index: int | None = None
    category: str = ""


@dataclass(frozen=True, slots=True)
class Alias:
    """What the bakery decided a store's text means; `text` as `normalised`, `key` None: nothing to
    bake with; `weight` how often it was so decided, 0 or less when it was taken back."""

    store: str
    text: str
    key: Hashable | None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Points of 100. `ready` and `margin` (to the second) make a line ready, `likely` makes it
    worth a look; `own` is needed without what was bought before; the others are taken off or
    added."""

    ready: int = 90
    margin: int = 10
    likely: int = 66
    own: int = 84
    doubted_margin: int = 14
    size: int = 25
    same_size: int = 5
    category: int = 30
    store: int = 8
    wanted: int = 10
    most_prior: int = 9


TUNED = Thresholds()
# What a vetoed candidate keeps: it shows why it was refused, but never wins.
VETOED = 40
RANKED = 3


@dataclass(frozen=True, slots=True)
class Match:
    """What a line means. `score` and `margin` (to the next) are points; `reason` is "barcode",
    "alias", "name", "alike", "veto", "size", "weak", "hint", "new" or "not_baking"; `ranked` are
    the three likeliest with their points."""

    state: State
    key: Hashable | None
    score: int
    margin: int
    reason: str
    ranked: tuple[tuple[Hashable, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: Candidate
    own: int
    score: int
    vetoed: str | None
    is_other_size: bool


def match(
    line: Line,
    candidates: Sequence[Candidate],
    aliases: Iterable[Alias] = (),
    *,
    thresholds: Thresholds = TUNED,
) -> Match:
    """What a line means: by its barcode, by what the bakery decided before about the store's text,
    else by likeness, less for another size or category and more for what was bought there before or
    is wanted now. Names that contradict each other never match. A model's hint can put a product
    before the reader, never make it ready."""
    if found := _by_barcode(line, candidates):
        return found
    if found := _by_alias(line, candidates, aliases):
        return found
    scored = _ranked(line, candidates, thresholds)
    judged = _judged(scored, _hinted(line, candidates), thresholds)
    if judged.state != "ready" and is_not_baking(line.text):
        return Match("skip", None, judged.score, judged.margin, "not_baking", judged.ranked)
    return judged


def shortlist(text: str, candidates: Sequence[Candidate], most: int = 40) -> list[Hashable]:
    """The keys of at most `most` products that are most like a text, the likest first: what a model
    may choose from. A line's `index` is a place in it."""
    said = meaning_of(expand(normalised(text)), brands=names_of(candidates))
    points = [(likeness(said, one), one.times) for one in candidates]
    order = sorted(range(len(candidates)), key=lambda at: (-points[at][0], -points[at][1], at))
    return [candidates[at].key for at in order[:most]]


def _by_barcode(line: Line, candidates: Sequence[Candidate]) -> Match | None:
    code = _code(line.barcode)
    if not code:
        return None
    found = [one for one in candidates if code in {_code(known) for known in one.barcodes}]
    return _sure(found[0].key, "barcode") if len(found) == 1 else None


def _code(written: str) -> str:
    """Digits without leading zeros: a UPC-A is the EAN-13 with a 0 before it."""
    return "".join(sign for sign in written if sign.isdecimal()).lstrip("0")


def _by_alias(
    line: Line, candidates: Sequence[Candidate], aliases: Iterable[Alias]
) -> Match | None:
    """The bakery's own decision; two that weigh the same and differ decide nothing."""
    text, store = normalised(line.text), fold(line.store)
    known = [
        one for one in aliases
        if one.weight > 0 and fold(one.store) == store and one.text == text
    ]  # fmt: skip
    best = max((one.weight for one in known), default=0)
    keys = {one.key for one in known if one.weight == best}
    if len(keys) != 1:
        return None
    key = keys.pop()
    if key is None:
        return Match("skip", None, 100, 100, "alias")
    return _sure(key, "alias") if any(one.key == key for one in candidates) else None


def _sure(key: Hashable, reason: str) -> Match:
    return Match("ready", key, 100, 100, reason, ((key, 100),))


def _ranked(line: Line, candidates: Sequence[Candidate], limits: Thresholds) -> list[_Scored]:
    said = meaning_of(
        expand(normalised(line.text)), expand(line.expanded), brands=names_of(candidates)
    )
    package = line.package or read_package(line.text)
    scored = [_scored(line, said, package, one, limits) for one in candidates]
    return sorted(scored, key=lambda one: (-one.score, -one.own, -one.candidate.times))


def _scored(
    line: Line, said: Meaning, package: Package | None, one: Candidate, limits: Thresholds
) -> _Scored:
    own = likeness(said, one)
    vetoed = contradict(said.text, text_of(one.label, one.ingredient)) if own else None
    same = alike(package, one.package) if package and one.package else None
    other_size = same is False
    own += limits.same_size * (same is True and own > 0) - limits.size * other_size
    if line.category and one.category and fold(line.category) != fold(one.category):
        own -= limits.category
    if vetoed:
        return _Scored(one, min(own, VETOED), min(own, VETOED), vetoed, other_size)
    prior = limits.store * (line.store in one.bought_at) + limits.wanted * one.is_wanted
    # What was bought before may tip the scales between likely ones, never alone decide.
    prior = min(prior, limits.most_prior) if own >= limits.likely - limits.most_prior else 0
    return _Scored(one, own, own + prior, None, other_size)


def _hinted(line: Line, candidates: Sequence[Candidate]) -> Hashable | None:
    if line.index is None or line.index < 0:
        return None
    keys = shortlist(line.text, candidates)
    return keys[line.index] if line.index < len(keys) else None


def _judged(scored: Sequence[_Scored], hint: Hashable | None, limits: Thresholds) -> Match:
    if not scored:
        return Match("new", None, 0, 0, "new")
    open_ones = [one for one in scored if not one.vetoed]
    best = open_ones[0] if open_ones else scored[0]
    second = open_ones[1].score if len(open_ones) > 1 else 0
    margin = max(best.score, 0) - max(second, 0)
    ranked = _top(scored, hint)
    score = max(0, min(best.score, 100))
    needed = limits.margin if hint in (None, best.candidate.key) else limits.doubted_margin
    if best.vetoed:
        return Match("check", None, score, margin, "veto", ranked)
    if best.score >= limits.ready and best.own >= limits.own and margin >= needed:
        return Match("ready", best.candidate.key, score, margin, "name", ranked)
    if best.score >= limits.likely:
        return Match("check", best.candidate.key, score, margin, _why(best, margin, limits), ranked)
    if _was_refused(scored, limits):
        return Match("check", None, score, margin, "veto", ranked)
    hinted = next((one for one in open_ones if one.candidate.key == hint), None)
    if hinted is not None and hinted.own >= limits.likely // 2:
        return Match("check", hint, max(hinted.score, 0), 0, "hint", ranked)
    return Match("new", None, score, margin, "new", ranked)


def _was_refused(scored: Sequence[_Scored], limits: Thresholds) -> bool:
    """Whether a product would be likely but for a contradiction."""
    return any(one.vetoed and one.own >= VETOED for one in scored)


def _why(best: _Scored, margin: int, limits: Thresholds) -> str:
    if best.is_other_size:
        return "size"
    return "alike" if margin < limits.margin else "weak"


def _top(scored: Sequence[_Scored], hint: Hashable | None) -> tuple[tuple[Hashable, int], ...]:
    """The three likeliest; what a model hinted at takes the last place if it is not among them."""
    keys = [(one.candidate.key, max(0, min(one.score, 100))) for one in scored]
    top = keys[:RANKED]
    hinted = [pair for pair in keys[RANKED:] if pair[0] == hint and hint is not None]
    return (*top[: RANKED - len(hinted)], *hinted)
