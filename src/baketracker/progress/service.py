"""The verbs of progress."""

from .projecting import projected
from .telling import events_with_progress, progress, progress_of

__all__ = ["events_with_progress", "progress", "progress_of", "projected"]
