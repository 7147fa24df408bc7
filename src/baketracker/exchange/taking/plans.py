"""What became of plans: how they stood, how they were changed, and the targets made of them.

The desktop's numbers inside its JSON become ids here; what they point at is named beside them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_
from baketracker.events.models import Event
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import DesktopRow, NotTaken
from baketracker.exchange.filling import fill
from baketracker.plans.models import AssemblyTarget, PlanAmendment, PlanSnapshot, ProductionTarget

from .base import Links, Raw, Taking, Values

FROZEN_GOOD = "definition_snapshot_id"
CALCULATED = "production_plan_snapshots"
BOUGHT_AT = "shopping_completed_at"
# Kind there → kind here, what it is about, and its numbers before and after.
AMENDMENTS = {
    "drop_fg": ("drop_good", "fg", "original_quantity", ""),
    "add_fg": ("add_good", "fg", "", "quantity"),
    "modify_batch": ("change_batches", "recipe", "old_batches", "new_batches"),
}
# Its column here, and the table it is in there.
ABOUT = {"fg": ("finished_good_id", "finished_goods"), "recipe": ("recipe_id", "recipes")}


def started(row: DesktopRow, links: Links) -> Values:
    """What was planned when baking began."""
    told = row.inner("snapshot_data")
    content = {
        "recipes": [_named(one, links, "recipe", "recipes") for one in told.inners("recipes")],
        "goods": [
            {**_named(one, links, "fg", "finished_goods"), "quantity": one.count("quantity")}
            for one in told.inners("finished_goods")
        ],
        "batches": [_decided(one, links) for one in told.inners("batch_decisions")],
    }
    return _snapshot(row, links, "start", told.moment("created_at"), content)


def _named(row: DesktopRow, links: Links, what: str, table: str) -> Values:
    """What is not here any more has an id of its own, and its name tells what it was."""
    return {"id": _id(row, links, f"{what}_id", table), "name": row.text(f"{what}_name")}


def _decided(row: DesktopRow, links: Links) -> Values:
    unit = _id(row, links, "finished_unit_id", "finished_units")
    recipe = row.text("recipe_name")
    return {
        "id": unit,
        "name": links.facts.get(UUID(unit), {}).get("name", recipe),
        "recipe_id": _id(row, links, "recipe_id", "recipes"),
        "recipe": recipe,
        "made_as": unit,
        "batches": row.count("batches"),
        "needed": None,
    }


def _id(row: DesktopRow, links: Links, column: str, table: str) -> str:
    gone = uuid5(NAMESPACE_URL, f"baketracker:gone:{table}:{row.points_to(column)}")
    return str(links.maybe(row, column, table) or gone)


def planned(row: DesktopRow, links: Links) -> Values:
    """What the desktop kept of a plan and never used: as it is, numbers and all."""
    content = {"type": row.words("snapshot_type"), "told": row.mapping("snapshot_data") or {}}
    return _snapshot(row, links, "planning", None, content) | {"notes": row.text("notes")}


def calculated(row: DesktopRow, links: Links) -> Values:
    """That a plan was made, and whether all was bought for it."""
    at = row.moment("calculated_at")
    bought = row.moment(BOUGHT_AT) or at or now()
    content = {
        "input_hash": row.words("input_hash"),
        "shopping_complete": row.flag("shopping_complete"),
        BOUGHT_AT: bought.isoformat() if row.flag("shopping_complete") else None,
    }
    return _snapshot(row, links, "calculated", at, content)


def _snapshot(row: DesktopRow, links: Links, kind: str, at: Any, content: Values) -> Values:
    if row.points_to("event_id") is None:
        raise NotTaken(N_("it belongs to no event"))
    return {
        "event_id": links.to(row, "event_id", "events"),
        "kind": kind,
        "taken_at": at or row.moment("created_at") or now(),
        "content": content,
        "notes": "",
    }


def reference(links: Links, row: DesktopRow, column: str, table: str) -> str | None:
    """The id behind a number inside JSON, as it is kept inside JSON."""
    found = links.maybe(row, column, table)
    return str(found) if found else None


def bought(db: TenantSession, new: Sequence[Values], _links: Links) -> None:
    """Events know when all was bought for the latest plan of theirs."""
    latest = {one["event_id"]: one for one in sorted(new, key=lambda one: one["taken_at"])}
    done = {
        event: DesktopRow(one["content"]).moment(BOUGHT_AT)
        for event, one in latest.items()
        if one["content"]["shopping_complete"]
    }
    if done:
        fill(db, Event, "shopping_done_at", done)


def amendment(row: DesktopRow, links: Links) -> Values:
    kind = row.choice("amendment_type", AMENDMENTS, None)
    if kind is None:
        raise NotTaken(N_("its kind is unknown"))
    told = row.inner("amendment_data")
    ours, about, before, after = AMENDMENTS[kind]
    key, table = ABOUT[about]
    return {
        "event_id": links.to(row, "event_id", "events"),
        "kind": ours,
        "reason": row.text("reason"),
        "content": {
            "what": told.text(f"{about}_name"),
            key: reference(links, told, f"{about}_id", table),
            "before": told.whole(before),
            "after": told.whole(after),
        },
        "happened_at": row.moment("created_at") or now(),
        "reverses_id": None,
    }


def plans_of(file: DesktopFile, snapshots: str, targets: str, column: str) -> dict[object, object]:
    """Snapshots a plan made, each with the number of that plan: the first one the desktop wrote
    down for the event once they were made, else its last."""
    made_at = {row["id"]: str(row.get("snapshot_date")) for row in file.rows(snapshots)}
    plans: defaultdict[object, list[tuple[str, object]]] = defaultdict(list)
    for row in file.rows(CALCULATED):
        plans[row.get("event_id")].append((str(row.get("calculated_at")), row["id"]))
    for of_event in plans.values():
        of_event.sort(key=itemgetter(0))
    made: dict[object, object] = {}
    for row in file.rows(targets):
        snapshot, of_event = row.get(column), plans.get(row.get("event_id"), [])
        if of_event and snapshot in made_at:
            place = bisect_left(of_event, made_at[snapshot], key=itemgetter(0))
            made[snapshot] = of_event[min(place, len(of_event) - 1)][1]
    return made


def baking_target(row: DesktopRow, links: Links) -> Values:
    return {
        "event_id": links.to(row, "event_id", "events"),
        "recipe_id": links.to(row, "recipe_id", "recipes"),
        # The desktop counted batches of a recipe, whatever they became.
        "finished_unit_id": None,
        "batches": row.count("target_batches"),
        "needed": None,
        "notes": row.text("notes"),
        "recipe_snapshot_id": links.maybe(row, "recipe_snapshot_id", "recipe_snapshots"),
    }


def with_frozen_goods(file: DesktopFile) -> Iterator[Raw]:
    """Each target with its frozen good, as the column is called here."""
    for row in file.rows("event_assembly_targets"):
        yield row | {FROZEN_GOOD: row.get("finished_good_snapshot_id")}


def packing_target(row: DesktopRow, links: Links) -> Values:
    return {
        "event_id": links.to(row, "event_id", "events"),
        "finished_good_id": links.to(row, "finished_good_id", "finished_goods"),
        "quantity": row.count("target_quantity"),
        "notes": row.text("notes"),
        FROZEN_GOOD: links.maybe(row, FROZEN_GOOD, "finished_good_snapshots"),
    }


PLANS = (
    Taking("plan_snapshots", PlanSnapshot, started),
    Taking("planning_snapshots", PlanSnapshot, planned),
    Taking(CALCULATED, PlanSnapshot, calculated, follow=bought),
    Taking("plan_amendments", PlanAmendment, amendment),
)
TARGETS = (
    Taking("event_production_targets", ProductionTarget, baking_target,
           same=(("event_id", "recipe_id"),), remembers=("recipe_snapshot_id",),
           fills=("recipe_snapshot_id", "recipe_snapshots")),
    Taking("event_assembly_targets", AssemblyTarget, packing_target,
           source=with_frozen_goods, same=(("event_id", "finished_good_id"),),
           remembers=(FROZEN_GOOD,), fills=(FROZEN_GOOD, "finished_good_snapshots"),
           left_out=frozenset({"finished_good_snapshot_id"})),
)  # fmt: skip
