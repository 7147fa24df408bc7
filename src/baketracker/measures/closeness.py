"""Names that are nearly what was typed: "choclate" finds "Chocolate". Folded words in, keys out."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

Key = TypeVar("Key")

# Nobody looks for more words than that.
MOST_WORDS = 12


def nearest(names: Iterable[tuple[Key, str]], typed: str, most: int) -> list[Key]:
    """The keys of at most `most` names that hold every typed word in spite of slips: the fewest
    slips first, then the shorter name, then as they come. A name may have several lines.

    A typed word may be only the beginning of one; where nothing is called so, two may be written as
    one."""
    words, known = typed.split()[:MOST_WORDS], list(names)
    if not words:
        return []
    text = "\n".join(name for _, name in known)
    near = [_near(word, set(text.split())) for word in words]
    found = dict(_holding(known, near))
    if not found:
        together = set(text.replace(" ", "").splitlines())
        loose = [own or _near(word, together) for word, own in zip(words, near, strict=True)]
        joined = _near("".join(words), together.union(text.split()))
        found = dict(_holding(known, [joined])) or dict(_holding(known, loose))
    ranked = sorted(found, key=lambda place: (found[place], len(known[place][1]), place))
    return [known[place][0] for place in ranked[:most]]


def slips(word: str) -> int:
    """How many letters of a typed word may be wrong, missing, too many or exchanged."""
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2 if len(word) < 10 else 3


def _near(word: str, vocabulary: Collection[str]) -> dict[str, int]:
    """The words that are nearly this one, or begin so, with how many slips lie between."""
    every, allowed = list(vocabulary), slips(word)
    near = {known: 0 for known in every if word in known}
    for written in (every, [known[: len(word)] for known in every]):
        found = process.extract(
            word, written, scorer=OSA.distance, score_cutoff=allowed, limit=None
        )
        for _, between, place in found:
            near[every[place]] = min(between, near.get(every[place], between))
    return near


def _holding(
    known: Sequence[tuple[Key, str]], near: Sequence[Mapping[str, int]]
) -> Iterator[tuple[int, int]]:
    """(place, slips together) of the names of which each typed word is nearly one that is spoken:
    a word, or a line of it written as one."""
    rarest, *others = sorted((one.keys() for one in near), key=len)
    for place, (_, name) in enumerate(known if rarest else ()):
        spoken = [*name.split(), *name.replace(" ", "").splitlines()]
        if rarest.isdisjoint(spoken) or any(one.isdisjoint(spoken) for one in others):
            continue
        yield place, sum(min(one[word] for word in spoken if word in one) for one in near)
