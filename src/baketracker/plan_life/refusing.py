"""What stands in the way of changing a plan while it is baked: what was made already."""

from math import ceil
from typing import Any

from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, Conflict, RuleBroken
from baketracker.finished_goods.contents import contents_of, unit_of
from baketracker.finished_goods.models import FinishedGood
from baketracker.finished_goods.packing import required_recipes
from baketracker.progress.reading import Doings
from baketracker.progress.standing import Made
from baketracker.recipes.models import FinishedUnit


class AlreadyMade(Conflict):
    """What was made already stands in the way."""

    code = "already_made"


def refuse_dropping(db: TenantSession, good: FinishedGood, doings: Doings) -> None:
    """Nothing a good needs, at any depth, may have been baked for the event, nor it be packed.
    Raises AlreadyMade."""
    if doings.packed.of_list(good.id):
        raise AlreadyMade(
            N_("%(made)s %(name)s are packed already, so they stay in the plan."),
            made=doings.packed.of_list(good.id), name=good.name,
        )  # fmt: skip
    contents = contents_of(db, [good.id])
    units: Any = {key: unit_of(row) for key, row in contents.units.items()}
    needed = required_recipes(good.id, contents.goods, units)
    baked = {recipe for (recipe, _), made in doings.made.items() if made.runs}
    names = sorted(
        {row.recipe.name for row in contents.units.values() if row.recipe_id in needed & baked}
    )
    if names:
        raise AlreadyMade(
            N_("%(recipes)s was baked for this event already, and %(name)s needs it: it stays in "
               "the plan. Lower its quantity instead."),
            recipes=", ".join(names), name=good.name,
        )  # fmt: skip


def refuse_leaving_out(unit: FinishedUnit, made: Made) -> None:
    """What was baked stays in the plan. Raises AlreadyMade."""
    if made.runs:
        raise AlreadyMade(
            N_("%(name)s was baked for this event already, so it stays in the plan."),
            name=unit.name,
        )


def refuse_batches(
    unit: FinishedUnit, made: Made, before: int | None, after: int, needed: int | None
) -> None:
    """Never below what is baked, nor anything once all that is `needed` is there. Raises
    AlreadyMade, and RuleBroken where `after` changes nothing."""
    if after < made.batches:
        raise AlreadyMade(
            N_("%(made)s batches of %(name)s are baked already. Keep at least as many."),
            made=ceil(made.batches), name=unit.name,
        )  # fmt: skip
    if made.runs and needed is not None and made.good >= needed and after != ceil(made.batches):
        raise AlreadyMade(
            N_("All %(wanted)s %(name)s are baked already: there is nothing to change."),
            wanted=needed, name=unit.name,
        )  # fmt: skip
    if after == before:
        raise RuleBroken(
            N_("%(name)s is planned with %(batches)s batches already."),
            name=unit.name, batches=after,
        )  # fmt: skip
