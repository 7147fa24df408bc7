"""What the reports call things."""

from collections.abc import Mapping

from baketracker.errors import N_, Text
from baketracker.stock.ledger import Reason

from .kinds import KindName

REASONS: Mapping[Reason, Text] = {
    "production": N_("baked"),
    "assembly": N_("packed"),
    "ad_hoc_usage": N_("used otherwise"),
    "spoilage": N_("spoilt"),
    "waste": N_("thrown away"),
    "damaged": N_("damaged"),
    "gift": N_("given away"),
    "correction": N_("corrected"),
    "other": N_("something else"),
    "earlier": N_("before it was written down"),
}
KIND_WORDS: Mapping[KindName, Text] = {"food": N_("food"), "material": N_("material")}
MARKS: Mapping[str, Text] = {
    "taken_back": N_("taken back"),
    "costed_anew": N_("costed anew"),
}
