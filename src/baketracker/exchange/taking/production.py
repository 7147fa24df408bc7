"""Baking runs with what they took and lost. Nothing is taken from the lots for them: what they took
has left these already."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from baketracker.costs import kept
from baketracker.db.types import now
from baketracker.errors import NN_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import DesktopRow, NotTaken
from baketracker.production.models import ProductionConsumption, ProductionLoss, ProductionRun

from .approximating import approximate
from .base import Links, Raw, Taking, Values
from .frozen import scale_of
from .knowing import FREE, cost, is_known, priced

RUNS = "production_runs"
SCALE = "how large its batches were"
SNAPSHOT = "snapshot of its recipe"
KNOWN = "all it took has a cost"
INGREDIENT = "ingredient of that slug"
# What the desktop wrote down of an amount lost so much at most.
ROUNDED = Decimal("0.001")
STATES = ("complete", "partial_loss", "total_loss")
LOSSES = ("burnt", "broken", "contaminated", "dropped", "wrong_ingredients", "other")
OTHER_LOSS = NN_(
    "%(count)s loss had a cause that is not known here. Its note says which.",
    "%(count)s losses had causes that are not known here. Their notes say which.",
)
REVALUED = NN_(
    "%(count)s loss is valued at what was spent on it; the desktop counted it otherwise.",
    "%(count)s losses are valued at what was spent on them; the desktop counted them otherwise.",
)
BATCHES_ONLY = NN_(
    "%(count)s old record of baking tells batches only, not what became of them.",
    "%(count)s old records of baking tell batches only, not what became of them.",
)


def taken(file: DesktopFile) -> Iterator[dict[str, object]]:
    """What each run took, with the ingredient it means and whether it may have cost nothing."""
    ingredients: dict[object, object] = {}
    # A group may have the slug of an ingredient in it.
    for row in sorted(file.rows("ingredients"), key=lambda row: row.get("hierarchy_level") != 2):
        ingredients.setdefault(row.get("slug"), row["id"])
    free = priced(file)
    for row in file.rows("production_consumptions"):
        ingredient = ingredients.get(row.get("ingredient_slug"))
        yield row | {INGREDIENT: ingredient, FREE: ingredient in free}


def with_what_they_took(file: DesktopFile) -> Iterator[Raw]:
    """Each run with its snapshot, which may know its run where the run does not know it, and what
    follows from what it took: the size of its batches, and whether all of its cost is known."""
    snapshots = {row["id"]: row for row in file.rows("recipe_snapshots")}
    own = {row.get("production_run_id"): key for key, row in snapshots.items()}
    used: defaultdict[object, list[dict[str, object]]] = defaultdict(list)
    for one in taken(file):
        used[one.get("production_run_id")].append(one)
    for row in file.rows(RUNS):
        uses, told = used[row["id"]], row.get("recipe_snapshot_id")
        snapshot = own.get(row["id"]) if told is None else told
        known = all(is_known(one, "total_cost") for one in uses)
        known = known and bool(uses or row.get("total_ingredient_cost"))
        scale = _scale(snapshots.get(snapshot, {}), uses, row.get("num_batches"))
        yield row | {SNAPSHOT: snapshot, KNOWN: known, SCALE: scale}


def _scale(snapshot: Raw, uses: Iterable[Raw], batches: object) -> str | None:
    """How many times as much a batch took as its recipe says. The desktop kept it only in a
    snapshot made for the run, not in one that a plan had made before."""
    try:
        lines = DesktopRow(snapshot).inners("ingredients_data") if snapshot else []
        wanted, took = defaultdict[Any, Decimal](Decimal), defaultdict[Any, Decimal](Decimal)
        for line in lines:
            wanted[line.text("ingredient_slug"), line.text("unit")] += line.amount("quantity")
        for use in map(DesktopRow, uses):
            place = use.text("ingredient_slug"), use.text("unit")
            took[place] += use.amount("quantity_consumed")
        made = DesktopRow({"batches": batches}).count("batches")
    except NotTaken:
        return None
    if not wanted or wanted.keys() != took.keys():
        return _told(snapshot)
    # The largest amount lost least when it was rounded.
    most = max(wanted, key=wanted.__getitem__)
    scale = round(took[most] / (wanted[most] * made), 3) if wanted[most] else Decimal(0)
    off = (abs(took[one] - wanted[one] * made * scale) - took[one] / 50 for one in wanted)
    fits = all(much <= ROUNDED for much in off)
    return str(scale) if scale and fits else _told(snapshot)


def _told(snapshot: Raw) -> str | None:
    return str(snapshot.get("scale_factor") or "") or None


def run(row: DesktopRow, links: Links) -> Values:
    total = row.money("total_ingredient_cost") or Decimal(0)
    good = row.whole("actual_yield", 0)
    per_unit = row.money("per_unit_cost")
    return {
        "recipe_id": links.to(row, "recipe_id", "recipes"),
        "finished_unit_id": links.maybe(row, "finished_unit_id", "finished_units"),
        "event_id": links.maybe(row, "event_id", "events"),
        "recipe_snapshot_id": links.maybe(row, SNAPSHOT, "recipe_snapshots"),
        "batches": row.count("num_batches"),
        "scale": _size(row),
        "expected": row.whole("expected_yield", 0),
        "good": good,
        "lost": row.whole("loss_quantity", 0),
        "status": row.choice("production_status", STATES, "complete"),
        "produced_at": row.moment("produced_at") or row.moment("created_at") or now(),
        "notes": row.text("notes"),
        "total_cost": total,
        "cost_is_known": row.flag(KNOWN),
        "unit_cost": per_unit if good and (total or row.flag(KNOWN)) else None,
    }


def _size(row: DesktopRow) -> Decimal:
    """What follows from the snapshot; of one that stayed behind, nothing does."""
    try:
        return scale_of(row, SCALE)
    except NotTaken:
        return Decimal(1)


def record(row: DesktopRow, links: Links) -> Values:
    """What an older desktop kept of baking."""
    total = row.money("actual_cost") or Decimal(0)
    values = {
        "recipe_id": links.to(row, "recipe_id", "recipes"),
        "finished_unit_id": None,
        "event_id": links.maybe(row, "event_id", "events"),
        "recipe_snapshot_id": None,
        "batches": row.count("batches"),
        "scale": Decimal(1),
        "expected": 0,
        "good": 0,
        "lost": 0,
        "status": "complete",
        "produced_at": row.moment("produced_at") or row.moment("created_at") or now(),
        "notes": row.text("notes"),
        "total_cost": total,
        "cost_is_known": bool(total),
        "unit_cost": None,
    }
    links.note(BATCHES_ONLY)
    return values


def consumption(row: DesktopRow, links: Links) -> Values:
    ingredient = links.maybe(row, INGREDIENT, "ingredients")
    slug = row.name("ingredient_slug")
    return {
        "production_run_id": links.to(row, "production_run_id", RUNS),
        "ingredient_id": ingredient,
        "ingredient_name": links.facts[ingredient]["name"] if ingredient else slug,
        "quantity": row.amount("quantity_consumed", above_zero=True),
        "unit": row.name("unit"),
        "cost": cost(row, "total_cost"),
        "sort_order": row.number_in_file,
    }


def loss(row: DesktopRow, links: Links) -> Values:
    """A loss is its part of what was spent, not a cost beside it."""
    of_run = row.points_to("production_run_id")
    run_id = None if of_run is None else links.to(row, "production_run_id", RUNS)
    quantity, category, notes = row.count("loss_quantity"), *_cause(row, links)
    each, together = row.money("per_unit_cost") or None, row.money("total_loss_cost") or None
    spent = links.facts.get(run_id, {}) if run_id else {}
    if spent.get("total_cost") and quantity <= spent["expected"]:
        share = spent["total_cost"] / spent["expected"]
        if kept(share * quantity) != together:
            links.note(REVALUED)
        each, together = kept(share), kept(share * quantity)
    return {
        "production_run_id": run_id,
        "finished_unit_id": links.to(row, "finished_unit_id", "finished_units"),
        "category": category,
        "quantity": quantity,
        "notes": notes,
        "unit_cost": each,
        "cost": together,
        "happened_at": spent.get("produced_at") or row.moment("created_at") or now(),
    }


def _cause(row: DesktopRow, links: Links) -> tuple[str, str]:
    """The cause and the note; a word that is no cause here stands in the note."""
    told, notes = row.text("loss_category").strip(), row.text("notes")
    if told.lower() in LOSSES:
        return told.lower(), notes
    if told:
        links.note(OTHER_LOSS)
    return "other", "\n".join(filter(None, (told, notes)))


TAKINGS = (
    Taking(RUNS, ProductionRun, run, source=with_what_they_took, follow=approximate,
           remembers=("total_cost", "expected", "produced_at"),
           left_out=frozenset({"recipe_snapshot_id"})),
    Taking("production_consumptions", ProductionConsumption, consumption, source=taken,
           part_of=("production_run_id", RUNS)),
    Taking("production_losses", ProductionLoss, loss, part_of=("production_run_id", RUNS)),
    Taking("production_records", ProductionRun, record, follow=approximate),
)  # fmt: skip
