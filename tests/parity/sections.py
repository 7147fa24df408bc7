"""The sections of the recorded answers and the piece of work that owes each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

STAGES = ("before_ops", "final")

# Groups whose records have a key of their own; a section is then one field of them.
KEYED = frozenset(
    {
        "ingredients",
        "recipes",
        "finished_units",
        "finished_goods",
        "packages",
        "material_units",
        "events",
    }
)
# Groups that are lists of questions, each with its `result`: keyed by the question.
ASKED = {
    "fifo_dry_runs": ("ingredient", "quantity", "unit"),
    "product_recommendations": ("ingredient", "shortfall", "unit"),
    "material_fifo_dry_runs": ("product", "quantity", "unit"),
}
# Not answers: they describe the file itself.
HEADER = frozenset({"format", "data_set", "leaf_count", "stages"})
# The recording holds some of the keys only, so that ours may have more.
SAMPLED = frozenset({"ingredients.density_g_per_ml"})

_WORK = {
    "ground": """
        unit_conversions material_unit_conversions ingredients.density_g_per_ml
        ingredients.on_hand_by_unit lots finished_goods.explode events.selected_recipes
        events.selected_goods events.fu_requirements
    """,
    "plan": """
        ambiguous_primary_unit_recipes recipes.name recipes.is_archived recipes.base_recipe
        recipes.variant_name recipes.aggregated_ingredients recipes.estimated_cost
        recipes.cost_with_components recipes.finished_units recipes.base_yield_structure
        finished_units.display_name finished_units.recipe finished_units.yield_mode
        finished_units.yield_type finished_units.items_per_batch finished_units.batch_percentage
        finished_units.batches_needed finished_units.batch_options finished_goods.display_name
        finished_goods.assembly_type finished_goods.recipe_batches_for_10
        finished_goods.required_recipes events.plan_state events.output_mode events.year
        events.batch_options events.batch_decisions events.aggregated_ingredients
        events.inventory_gaps events.assembly_feasibility_plan
    """,
    "stock": """
        inventory_value fifo_dry_runs product_recommendations recipes.actual_fifo_cost
        material_units.quantity_per_unit material_units.available material_units.current_cost
        material_units.preview_7 material_fifo_dry_runs material_lots depletions
    """,
    "make": """
        operations recipes.can_produce recipes.can_produce_scaled_2.5x1
        finished_units.inventory_count finished_units.current_cost finished_goods.inventory_count
        finished_goods.current_cost finished_goods.cost_breakdown finished_goods.can_assemble
        finished_goods.feasibility packages.cost packages.model_breakdown
        packages.service_breakdown events.recipe_needs_from_gifts events.shopping_list_gifts
        events.packaging_needs events.shopping_list_remaining events.shopping_list_total
        events.legacy_plan events.plan_from_snapshots events.production_feasibility
        events.assembly_feasibility events.production_progress events.assembly_progress
        events.overall_progress events.overall_progress_event events.cost_analysis
        events.plan_comparison events.amendments production_ledger assembly_ledger
    """,
    "portability": "exports table_counts",
}
WORK: dict[str, str] = {name: work for work, names in _WORK.items() for name in names.split()}

# Answered without a database.
PURE = ("unit_conversions", "material_unit_conversions")
# Answered out of a stage's database, by a provider.
STORED = tuple(name for name, work in WORK.items() if work == "ground" and name not in PURE)
# Answered by the services, on a bakery.
PLANNED = tuple(name for name, work in WORK.items() if work == "plan")

# Answered out of the lots and their ledgers.
STOCKED = tuple(name for name, work in WORK.items() if work == "stock")

# What is made of the plans: baked, packed, given, and how far that is.
MADE = (
    "recipes.can_produce",
    "recipes.can_produce_scaled_2.5x1",
    "finished_goods.cost_breakdown",
    "finished_goods.can_assemble",
    "finished_goods.feasibility",
    *(name for name, work in WORK.items()
      if work == "make" and name.startswith(("packages.", "events."))),
)  # fmt: skip

# What was baked and packed, run by run, and what is there of it.
LEDGERS = ("production_ledger", "assembly_ledger")
SHELF = ("inventory_count", "current_cost")
KEPT = (*LEDGERS, *(f"{group}.{name}" for group in ("finished_units", "finished_goods")
                    for name in SHELF))  # fmt: skip
# Done again on the books as they were before; afterwards ledgers and shelf are those of the end.
REPLAYED = "operations"
# Lists whose order tells something.
ORDERED = frozenset({*LEDGERS, REPLAYED})

# Proven by our own code over the desktop file, without a bakery.
PROVEN_FROM_FILE = (
    "ingredients.density_g_per_ml",
    "finished_goods.explode",
    "events.fu_requirements",
)

COVERED_IDS: frozenset[str] = frozenset(
    {f"GS-{name}" for name in PURE}
    | {f"GS-{stage}.{name}" for stage in STAGES for name in PROVEN_FROM_FILE}
)

# Rows of the ledger that a bakery proves, stage by stage.
STAGED_IDS: frozenset[str] = frozenset(
    f"GS-{stage}.{name}"
    for stage in STAGES
    for name in (*STORED, *PLANNED, *MADE, *KEPT)
    if "." in name
) | {f"GS-{stage}.{name}" for stage in STAGES for name in ("lots", *STOCKED, *LEDGERS)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded answer: where it stands and what the desktop said."""

    section: str
    path: tuple[str, ...]
    recorded: Any

    @property
    def stage(self) -> str | None:
        """The stage it belongs to; None for answers outside the stages."""
        return self.path[1] if self.path[0] == "stages" else None


def entries(goldens: dict[str, Any]) -> Iterator[Entry]:
    """Every recorded answer of the file, each under its section."""
    for name, recorded in goldens.items():
        if name not in HEADER and name != REPLAYED:
            yield Entry(name, (name,), recorded)
    if REPLAYED in goldens:
        yield from _replayed(goldens)
    for stage, fields in goldens.get("stages", {}).items():
        yield from stage_entries(stage, fields)


def _replayed(goldens: dict[str, Any]) -> Iterator[Entry]:
    """Each operation, and what they led to."""
    for place, row in enumerate(goldens[REPLAYED]):
        yield Entry(REPLAYED, (REPLAYED, str(place)), row)
    end = goldens["stages"].get(STAGES[-1])
    for group in LEDGERS if end else ():
        yield Entry(REPLAYED, (REPLAYED, "after", group), end[group])
    for group in ("finished_units", "finished_goods") if end else ():
        for slug, record in end[group].items():
            shelf = {name: record[name] for name in SHELF}
            yield Entry(REPLAYED, (REPLAYED, "after", group, slug), shelf)


def stage_entries(stage: str, fields: dict[str, Any]) -> Iterator[Entry]:
    """The answers of one stage; `fields` is shaped as in the file, recorded or ours."""
    for group, value in fields.items():
        if group in ASKED:
            for row in value:
                question = "|".join(row[name] for name in ASKED[group])
                yield Entry(group, ("stages", stage, group, question), row["result"])
            continue
        if group not in KEYED:
            yield Entry(group, ("stages", stage, group), value)
            continue
        for key, record in value.items():
            for name, answer in record.items():
                yield Entry(f"{group}.{name}", ("stages", stage, group, key, name), answer)
