"""The key under which a bakery's decision about a store's text is kept."""

import re

from baketracker.measures.folding import fold

LONGEST = 300
# Codes of the store, exact prices and weights, and the tax letter at the end change from one
# purchase to the next or say nothing; the size of a package tells products apart.
_NOISE = (
    re.compile(
        r"(?<!\w)\d+[.,]\d{1,3}\s*(?:lb|lbs|kg)\s*(?:@|x|at)\s*[$£€]?\d+[.,]\d{2}(?:\s*/\s*\w+)?"
    ),
    re.compile(
        r"[$£€]\s?\d+(?:[.,]\d{2})?|(?<![\d.,])\d+[.,]\d{2}(?![\d.,])\s*-?(?:\s*(?:lb|kg)\b)?"
    ),
    re.compile(r"(?<!\w)\d{5,14}(?!\w)"),
    re.compile(r"(?<=\s)(?:[ftanbxoes]|tf|fs|nf|fn|tx)$"),
    re.compile(r"[*#_|~^]+"),
)


def normalised(text: str) -> str:
    """A store's text as it will stand on the next receipt too: folded, without prices, weights, the
    store's numbers and tax letters. "KS AP FLOUR 25LB  12.99 F" is "ks ap flour 25lb"."""
    plain = fold(text[:LONGEST])
    for noise in _NOISE:
        plain = " ".join(noise.sub(" ", plain).split())
    return plain
