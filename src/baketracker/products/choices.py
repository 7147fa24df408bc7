"""What the pages call things of the trade."""

from collections.abc import Mapping

from baketracker.faces.words import _, ngettext
from baketracker.ingredients.choices import Options


def level_options() -> Options:
    """How the trade packs, from the one in the hand upwards."""
    return [
        ("each", _("Each")),
        ("inner", _("Inner pack")),
        ("case", _("Case")),
        ("pallet", _("Pallet")),
    ]


def uses_in_words(uses: Mapping[str, int]) -> list[str]:
    """What hangs on a product, one phrase for each kind: "3 purchases"."""
    order = {table: place for place, table in enumerate(_phrases(1))}
    return [
        _phrases(uses[table]).get(table, table.replace("_", " ")) % {"num": uses[table]}
        for table in sorted(uses, key=lambda table: order.get(table, len(order)))
    ]


def _phrases(number: int) -> dict[str, str]:
    return {
        "purchases": ngettext("%(num)s purchase", "%(num)s purchases", number),
        "lots": ngettext("%(num)s lot in the pantry", "%(num)s lots in the pantry", number),
        "shopping_items": ngettext(
            "%(num)s line of a shopping list", "%(num)s lines of shopping lists", number
        ),
        "compositions": ngettext(
            "%(num)s finished good is packed in it",
            "%(num)s finished goods are packed in it",
            number,
        ),
    }
