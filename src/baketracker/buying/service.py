"""The verbs of buying: to write down what was bought, to correct it, to find it again."""

from .comparing import against_usual
from .concerning import concerns
from .editing import edit_line, edit_receipt
from .finding import buyables, find
from .listing import search
from .picturing import MOST_PICTURES, add_pictures, pictures_of
from .reading import get_line, get_receipt
from .receipts import receipts
from .recommending import recommend
from .recording import record
from .repeating import recent, repeat
from .voiding import void_line, void_receipt

__all__ = [
    "MOST_PICTURES",
    "add_pictures",
    "against_usual",
    "buyables",
    "concerns",
    "edit_line",
    "edit_receipt",
    "find",
    "get_line",
    "get_receipt",
    "pictures_of",
    "receipts",
    "recent",
    "recommend",
    "record",
    "repeat",
    "search",
    "void_line",
    "void_receipt",
]
