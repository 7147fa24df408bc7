"""The verbs of the products.

Each stands where its kind is: reading, writing, reviewing, merging, removing, doubting."""

from .coding import refuse_barcode
from .doubting import doubts, usual_unit
from .merging import merge
from .reading import by_barcode, count, count_apart, get, of_supplier, search, usual, view_of
from .removing import remove, uses
from .reviewing import accept, alike, count_to_review, review, to_review
from .writing import archive, create, restore, update

__all__ = [
    "accept",
    "alike",
    "archive",
    "by_barcode",
    "count",
    "count_apart",
    "count_to_review",
    "create",
    "doubts",
    "get",
    "merge",
    "of_supplier",
    "refuse_barcode",
    "remove",
    "restore",
    "review",
    "search",
    "to_review",
    "update",
    "uses",
    "usual",
    "usual_unit",
    "view_of",
]
