"""What was made, cost, lost and given as CSV files, in the words of whoever reads them: `say`
translates. A number nobody knows is empty."""

from collections.abc import Callable, Sequence

from baketracker.errors import N_
from baketracker.giving.states import NAMES
from baketracker.production.words import CATEGORIES
from baketracker.sheets import sheet

from .cost_schemas import EventCostRow, EventCosts, GivenRow
from .looking_words import KIND_WORDS
from .loss_schemas import LossEntry
from .year_schemas import YearsReport

Say = Callable[[str], str]

EVENTS_HEADS = (
    N_("Event"), N_("Day"), N_("Planned"), N_("Spent"), N_("Difference"), N_("Difference in %"),
    N_("Known of the planned"), N_("Known of the spent"), N_("Of that lost"), N_("Made in %"),
)  # fmt: skip
EVENT_HEADS = (
    N_("Kind"), N_("What"), N_("Planned"), N_("Spent"), N_("Known of the spent"),
    N_("Difference"), N_("Of that lost"), N_("Runs"), N_("Batches"), N_("Good or packed"),
    N_("Cost of one"),
)  # fmt: skip
LOSSES_HEADS = (
    N_("Day"), N_("What"), N_("Recipe"), N_("Event"), N_("Reason"), N_("Pieces"), N_("Value"),
    N_("Notes"), N_("Run"), N_("Number of the loss"),
)  # fmt: skip
YEARS_HEADS = (
    N_("Year"), N_("Event"), N_("Day"), N_("Guests"), N_("Goods packed"), N_("Spent"),
    N_("All of it is known"), N_("Left over"), N_("Too few"),
)  # fmt: skip
GIVEN_HEADS = (
    N_("Name"), N_("Household"), N_("Event"), N_("Day"), N_("Package"), N_("How many"),
    N_("State"), N_("Delivered on"), N_("Notes"),
)  # fmt: skip


def events_sheet(rows: Sequence[EventCostRow], say: Say) -> str:
    """A row an event."""
    return sheet(
        [say(head) for head in EVENTS_HEADS],
        (
            (
                one.event.name, one.event.event_date, one.planned, one.actual, one.difference,
                one.percent, one.planned_known, one.actual_known, one.lost_cost, one.percent_made,
            )
            for one in rows
        ),
    )  # fmt: skip


def event_sheet(told: EventCosts, say: Say) -> str:
    """One event: what it is spent on, then recipe by recipe and good by good, which the first rows
    hold already."""
    kinds = (
        (
            say(KIND_WORDS[one.kind]), None, one.planned, one.actual, one.actual_known,
            one.difference, told.lost_cost if one.kind == "food" else None, None, None, None, None,
        )
        for one in told.kinds
    )  # fmt: skip
    recipes = (
        (
            say(N_("Recipe")), one.recipe.name, one.planned, one.actual, one.actual_known,
            one.difference, one.lost_cost, one.runs, one.batches, one.good, one.per_good_unit,
        )
        for one in told.recipes
    )  # fmt: skip
    goods = (
        (
            say(N_("Packing")), one.good.name, None, one.wrapping, None, None, None, one.runs,
            None, one.quantity, one.each,
        )
        for one in told.goods
    )  # fmt: skip
    return sheet([say(head) for head in EVENT_HEADS], [*kinds, *recipes, *goods])


def losses_sheet(entries: Sequence[LossEntry], say: Say) -> str:
    """A row a loss, with its own number and that of its run."""
    return sheet(
        [say(head) for head in LOSSES_HEADS],
        (
            (
                one.on, one.name, one.recipe.name, one.event.name if one.event else "",
                say(CATEGORIES[one.category]), one.pieces, one.value, one.notes,
                str(one.run_id) if one.run_id else "", str(one.id),
            )
            for one in entries
        ),
    )  # fmt: skip


def years_sheet(report: YearsReport, say: Say) -> str:
    """A row a year, and beneath them a row for each event that comes again."""
    totals = (
        (
            one.year, "", None, one.guests, one.goods, one.spent + one.beside,
            say(N_("no")) if one.unknown else say(N_("yes")), one.left_over, one.ran_short,
        )
        for one in report.years
    )  # fmt: skip
    again = (
        (
            one.year, one.event.name, one.event.event_date, one.guests, one.goods, one.spent,
            say(N_("no")) if one.unknown else say(N_("yes")), one.left_over, one.ran_short,
        )
        for series in report.series
        for one in series.years
    )  # fmt: skip
    return sheet([say(head) for head in YEARS_HEADS], [*totals, *again])


def given_sheet(rows: Sequence[GivenRow], say: Say) -> str:
    """A row a gift."""
    return sheet(
        [say(head) for head in GIVEN_HEADS],
        (
            (
                one.recipient, one.household, one.event.name, one.event.event_date, one.package,
                one.quantity, say(NAMES[one.status]), one.delivered_on, one.notes,
            )
            for one in rows
        ),
    )  # fmt: skip
