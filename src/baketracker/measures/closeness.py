"""Names that are nearly what was typed: "choclate" finds "Chocolate". Folded words in, keys out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

Key = TypeVar("Key")

# Nobody looks for more words than that.
MOST_WORDS = 12


def nearest(names: Iterable[tuple[Key, str]], typed: str, most: int) -> list[Key]:
    """The keys of at most `most` names that hold every typed word in spite of slips: the fewest
    slips first, then the shorter name, then as they come. A name may have several lines.

    A typed word may be only the beginning of one, and two may be written as one."""
    words = typed.split()[:MOST_WORDS]
    known = [(key, len(name), _words_of(name)) for key, name in names]
    vocabulary = set[str]().union(*(spoken for _, _, spoken in known))
    if not words or not vocabulary:
        return []
    near = [_near(word, vocabulary) for word in words]
    joined = _near("".join(words), vocabulary)
    ranked = []
    for place, (_, length, spoken) in enumerate(known):
        ways = (_all_in(spoken, near), _all_in(spoken, [joined]))
        if found := [between for between in ways if between is not None]:
            ranked.append((min(found), length, place))
    return [known[place][0] for _, _, place in sorted(ranked)[:most]]


def slips(word: str) -> int:
    """How many letters of a typed word may be wrong, missing, too many or exchanged."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2 if len(word) < 10 else 3


def _words_of(name: str) -> set[str]:
    """Its words, and each line of it written as one word."""
    return {*name.split(), *(line.replace(" ", "") for line in name.splitlines())}


def _near(word: str, vocabulary: Collection[str]) -> dict[str, int]:
    """The words that are nearly this one, or begin so, with how many slips lie between."""
    begun: defaultdict[str, list[str]] = defaultdict(list)
    for known in vocabulary:
        begun[known].append(known)
        begun[known[: len(word)]].append(known)
    found = process.extract(
        word, list(begun), scorer=OSA.distance, score_cutoff=slips(word), limit=None
    )
    near = {known: 0 for known in vocabulary if word in known}
    for beginning, between, _ in found:
        for known in begun[beginning]:
            near[known] = min(near.get(known, between), between)
    return near


def _all_in(spoken: Collection[str], near: Sequence[Mapping[str, int]]) -> int | None:
    """The slips when each typed word is one of those spoken; None when one is none of them."""
    total = 0
    for one in near:
        between = [one[word] for word in spoken if word in one]
        if not between:
            return None
        total += min(between)
    return total
