"""The verbs of planning: an event taken apart down to what to buy."""

from collections.abc import Sequence
from uuid import UUID

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events import kitchen as kitchens
from baketracker.events import service as events

from .core import make_plan
from .demand import requirements
from .explaining import explain_figure
from .explanations import Explanation
from .gathering import gather
from .reading import choices_of
from .schemas import PlanView, RequirementRow, WhatIfView
from .supposing import WhatIf, changes, supposed
from .sureness_figures import loss_elsewhere
from .sureness_reading import sureness_of
from .unit_schemas import LossView
from .viewing import view_of


@verb("read")
def plan_for(db: TenantSession, event_id: UUID, *, whole: bool = False) -> PlanView:
    """The plan of an event, computed from what is stored now, in a constant number of statements.
    Of an event that is being baked it tells what is still needed; `whole`: as if nothing were made.

    Nothing that the goods need is left out: a finished unit whose recipe was not chosen shows its
    demand and says so. Raises NotFound."""
    return plans_for(db, [event_id], whole=whole)[0]


@verb("read")
def plans_for(
    db: TenantSession, event_ids: Sequence[UUID], *, whole: bool = False
) -> list[PlanView]:
    """The plans of these events, in the same number of statements as of one. Raises NotFound."""
    if not event_ids:
        return []
    gathering, today = gather(db, event_ids, whole=whole), db.scope.today()
    return [view_of(gathering.plan(key), gathering.events[key], today) for key in event_ids]


@verb("read")
def explain(db: TenantSession, event_id: UUID, figure: str) -> Explanation:
    """Why a figure of the plan is what it is; `explaining` says how figures are called.

    Raises NotFound."""
    return explain_figure(plan_for(db, event_id), figure)


@verb("read")
def what_if(db: TenantSession, event_id: UUID, supposing: WhatIf) -> WhatIfView:
    """The plan as it is and as it would be, and every figure that differs. Nothing is stored.

    Raises NotFound."""
    gathering, today = gather(db, [event_id], list(supposing.goods)), db.scope.today()
    gathered, plan = gathering.events[event_id], gathering.plan(event_id)
    before = view_of(plan, gathered, today)
    other = make_plan(supposed(plan.inputs, supposing, gathered), gathering.before(event_id))
    after = view_of(other, gathered, today)
    return WhatIfView(before=before, after=after, changes=changes(before, after))


@verb("read")
def usual_loss(db: TenantSession) -> LossView:
    """What is lost on average, from all the bakery's runs; what is assumed where there is none."""
    return loss_elsewhere(sureness_of(db, kitchens.get_kitchen(db)))


@verb("read")
def requirement_rows(db: TenantSession, event_id: UUID) -> list[RequirementRow]:
    """What the event wants as the desktop lists it: one row per path, in packing order, without
    the recipes that were not chosen (all of them when none was).

    Raises NotFound, and RuleBroken where a finished good cannot be taken apart."""
    events.get(db, event_id)
    choices = choices_of(db, [event_id])[event_id]
    chosen = {row.id for row in choices.recipes}
    found = (
        (choices.units[row.finished_unit], row.quantity)
        for row in requirements(choices.wishes, choices.contents.goods)
    )
    return [
        RequirementRow(finished_unit=unit.slug, recipe=unit.recipe.slug, quantity=quantity)
        for unit, quantity in found
        if not chosen or unit.recipe_id in chosen
    ]
