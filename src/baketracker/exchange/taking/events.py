"""Events, what was chosen for them and how many batches were decided."""

from baketracker.errors import N_
from baketracker.events.models import BatchDecision, Event, EventFinishedGood, EventRecipe
from baketracker.exchange.desktop_rows import DesktopRow, NotTaken

from .base import Links, Taking, Values
from .ingredients import DATED

OUTPUT_MODES = ("bulk_count", "bundled", "packaged", "per_serving")


def event(row: DesktopRow, _links: Links) -> Values:
    on = row.day("event_date")
    if on is None:
        raise NotTaken(N_("it has no date"))
    guests = row.values.get("expected_attendees")
    row.asked.add("expected_attendees")
    return {
        "name": row.name("name"),
        "slug": None,
        "event_date": on,
        "notes": row.text("notes"),
        "output_mode": row.choice("output_mode", OUTPUT_MODES, None),
        # The desktop could store -5 guests; nobody meant that.
        "expected_guests": guests if isinstance(guests, int) and 0 < guests < 2**31 else None,
        "plan_state": row.choice(
            "plan_state", ("draft", "locked", "in_production", "completed"), "draft"
        ),
    }


def slug_of(values: Values) -> str:
    """ "Christmas" in 2024 is christmas-2024; "Christmas 2026" keeps its one year."""
    name, year = str(values["name"]), str(values["event_date"].year)
    return name if name.endswith(year) else f"{name} {year}"


def chosen_recipe(row: DesktopRow, links: Links) -> Values:
    return {
        "event_id": links.to(row, "event_id", "events"),
        "recipe_id": links.to(row, "recipe_id", "recipes"),
        "sort_order": row.number_in_file,
    }


def chosen_good(row: DesktopRow, links: Links) -> Values:
    return {
        "event_id": links.to(row, "event_id", "events"),
        "finished_good_id": links.to(row, "finished_good_id", "finished_goods"),
        "quantity": row.count("quantity"),
        "sort_order": row.number_in_file,
    }


def decision(row: DesktopRow, links: Links) -> Values:
    return {
        "event_id": links.to(row, "event_id", "events"),
        "finished_unit_id": links.to(row, "finished_unit_id", "finished_units"),
        "batches": row.count("batches"),
    }


TAKINGS = (
    Taking("events", Event, event, slugged=True, slug_from=slug_of, left_out=DATED | {"year"}),
    Taking("event_recipes", EventRecipe, chosen_recipe, same=(("event_id", "recipe_id"),)),
    Taking("event_finished_goods", EventFinishedGood, chosen_good,
           same=(("event_id", "finished_good_id"),)),
    Taking("batch_decisions", BatchDecision, decision, same=(("event_id", "finished_unit_id"),),
           left_out=frozenset({"recipe_id"})),
)  # fmt: skip
