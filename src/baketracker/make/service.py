"""The verbs of baking an event."""

from .board import board, short_of
from .cooking import cook_batch, cook_recipe
from .ongoing import Place, is_baking, places
from .sheet import sheet

__all__ = [
    "Place",
    "board",
    "cook_batch",
    "cook_recipe",
    "is_baking",
    "places",
    "sheet",
    "short_of",
]
