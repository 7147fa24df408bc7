"""How the pantry names things in a sentence; marked for the catalogue, said where it is shown."""

from collections.abc import Mapping

from baketracker.errors import N_, Text
from baketracker.stock.ledger import Reason

REASONS: Mapping[Reason, Text] = {
    "ad_hoc_usage": N_("used"),
    "spoilage": N_("spoiled"),
    "waste": N_("thrown away"),
    "damaged": N_("damaged"),
    "gift": N_("given away"),
    "correction": N_("corrected"),
    "other": N_("another reason"),
    "production": N_("baked with"),
    "assembly": N_("packed with"),
    "earlier": N_("before it was written down here"),
}
"""Why something left a lot."""
