"""How changes of finished stock are spoken of; marked for the catalogue, said where it is shown."""

from collections.abc import Mapping

from baketracker.errors import N_, Text

from .models import Reason

REASONS: Mapping[Reason, Text] = {
    "production": N_("baked"),
    "assembly": N_("packed"),
    "consumption": N_("eaten or sold"),
    "spoilage": N_("spoiled"),
    "gift": N_("given away"),
    "adjustment": N_("counted anew"),
}
"""Why what is on hand became another amount."""
