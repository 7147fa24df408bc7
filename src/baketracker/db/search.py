"""Looking for words in a folded column: "creme" finds "Crème", and % is only a percent sign."""

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute

from baketracker.measures.folding import fold

LONGEST = 200


def has_words(column: InstrumentedAttribute[str], typed: str) -> ColumnElement[bool]:
    """Every word of `typed` stands somewhere in `column`, which holds folded text."""
    words = fold("".join(sign if sign.isprintable() else " " for sign in typed[:LONGEST])).split()
    return and_(True, *(column.contains(word, autoescape=True) for word in words))
