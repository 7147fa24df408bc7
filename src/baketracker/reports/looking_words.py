"""What is called what where events are looked back on; marked for the catalogue."""

from collections.abc import Mapping

from baketracker.errors import N_, Text

from .cost_schemas import SpentOn

KIND_WORDS: Mapping[SpentOn, Text] = {
    "food": N_("Ingredients"),
    "packaging": N_("Packaging"),
    "materials": N_("Materials"),
}
