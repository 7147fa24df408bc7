"""How runs are spoken of; marked for the catalogue, said where they are shown."""

from collections.abc import Mapping

from baketracker.errors import N_, Text

from .outcome import Category, Status

CATEGORIES: Mapping[Category, Text] = {
    "burnt": N_("burnt"),
    "broken": N_("broken"),
    "contaminated": N_("contaminated"),
    "dropped": N_("dropped"),
    "wrong_ingredients": N_("wrong ingredients"),
    "other": N_("another reason"),
}
"""Why units were lost."""

STATUSES: Mapping[Status, Text] = {
    "complete": N_("nothing lost"),
    "partial_loss": N_("some lost"),
    "total_loss": N_("all lost"),
}
"""How a run came out."""

APPROXIMATED = N_("(approximated)")
"""Beside a snapshot that was made afterwards, from what the recipe had become by then."""
