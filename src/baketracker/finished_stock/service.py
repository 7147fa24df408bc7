"""The verbs of finished stock."""

from .adjusting import adjust, set_low_below
from .history import history
from .listing import count, get, low, search, worth

__all__ = ["adjust", "count", "get", "history", "low", "search", "set_low_below", "worth"]
