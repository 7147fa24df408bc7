"""What the first run offers: occasions, days and twelve things to make. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from baketracker.errors import N_, Text

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to bake for; `counts` is what we suggest to make, by finished unit."""

    key: str
    label: Text
    event_name: Text
    counts: dict[str, int]


OCCASIONS = (
    Occasion(
        "gifts", N_("Holiday gifts"), N_("Holiday gifts"),
        {"Sugar cookie": 48, "Gingerbread person": 30, "Chocolate truffle": 48},
    ),
    Occasion(
        "party", N_("A party"), N_("Party"),
        {"Vanilla cupcake": 24, "Fudge brownie": 24, "Lemon bar": 24},
    ),
    Occasion(
        "sale", N_("A bake sale"), N_("Bake sale"),
        {"Chocolate chip cookie": 72, "Blueberry muffin": 24, "Banana bread loaf": 4},
    ),
    Occasion(
        "orders", N_("Orders"), N_("Orders"),
        {"Chocolate chip cookie": 36, "Cinnamon bun": 12, "Apple pie": 2},
    ),
)  # fmt: skip
# For whoever skips the question.
ANY = Occasion(
    "",
    N_("Something else"),
    N_("My first bake"),
    {"Chocolate chip cookie": 36, "Fudge brownie": 24},
)

# Finished units of the starter catalogue, with how many one press of a key adds.
UNITS: dict[str, int] = {
    "Sugar cookie": 12, "Chocolate chip cookie": 12, "Gingerbread person": 6,
    "Shortbread finger": 8, "Fudge brownie": 12, "Lemon bar": 12, "Blueberry muffin": 6,
    "Cinnamon bun": 6, "Vanilla cupcake": 6, "Banana bread loaf": 1, "Apple pie": 1,
    "Chocolate truffle": 12,
}  # fmt: skip


def field_of(unit: str) -> str:
    """The name of its form field."""
    return unit.lower().replace(" ", "_")


def occasion(key: str) -> Occasion:
    """The occasion of that key; ANY for an empty or unknown one."""
    return next((one for one in OCCASIONS if one.key == key), ANY)


def offered_for(one: Occasion) -> dict[str, int]:
    """UNITS with what is suggested first."""
    return dict(sorted(UNITS.items(), key=lambda unit: unit[0] not in one.counts))


def days(today: date) -> list[tuple[Text, date]]:
    """The days most people mean, the nearest first; never today."""
    saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7 or 7)
    return [
        (N_("The coming Saturday"), saturday),
        (N_("The Saturday after"), saturday + timedelta(days=7)),
        (N_("In a month"), today + timedelta(days=30)),
    ]


def usual_day(today: date) -> date:
    """For whoever skips the question: the Saturday after the next."""
    return days(today)[1][1]
