"""What the reports call things."""

from collections.abc import Mapping

from baketracker.errors import N_, Text

from .kinds import KindName

KIND_WORDS: Mapping[KindName, Text] = {"food": N_("food"), "material": N_("material")}
MARKS: Mapping[str, Text] = {
    "taken_back": N_("taken back"),
    "costed_anew": N_("costed anew"),
}
