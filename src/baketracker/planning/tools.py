"""Plans for assistants."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools

from . import service
from .explanations import Explanation
from .schemas import PlanView, WhatIfView
from .supposing import WhatIf

tools = feature_tools("planning")

EventId = Annotated[UUID, Field(description="`id` from list_events")]


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def get_plan(event_id: EventId, db: TenantSession = TenantDb()) -> PlanView:
    """Read an event's plan: finished units needed, batches and the other ways to choose them, each
    ingredient's need, stock and shortage, packaging, materials, cost and allergens. What is short
    comes first; stock that is promised to earlier events is not free for this one. `feasible` says
    whether everything is at hand; `lock.blockers` what must be settled first. A cost of null is
    unknown, never 0."""
    return service.plan_for(db, event_id)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def explain_number(
    event_id: EventId,
    figure: Annotated[
        str,
        Field(
            max_length=200,
            description="`cost`, `unit:ID` (pieces to make), `makes:ID` or `batches:ID` with the "
            "id of a finished unit; `ingredient:ID:UNIT` (the need), `short:ID:UNIT` (what lacks "
            "beside what is free for it), `missing:ID:UNIT` (beside all that is on hand) or "
            "`buy:ID` (packages) with the id of an ingredient and the unit of its row in the plan",
        ),
    ],
    db: TenantSession = TenantDb(),
) -> Explanation:
    """Explain one figure of an event's plan as a tree down to what people entered: each node has a
    value, the operation that makes it, and the parts it is made of."""
    return service.explain(db, event_id, figure)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def what_if(event_id: EventId, supposing: WhatIf, db: TenantSession = TenantDb()) -> WhatIfView:
    """See what would change in an event's plan: more guests, a batch that fails, an ingredient that
    gets dearer, other quantities of goods. Nothing is stored. `changes` lists every figure that
    would differ."""
    return service.what_if(db, event_id, supposing)


@tools.resource(
    "baketracker://events/{event_id}/plan", mime_type="application/json", name="plan",
    title="Plan of an event",
)  # fmt: skip
def plan_resource(event_id: UUID, db: TenantSession = TenantDb()) -> str:
    """The whole plan of an event, as get_plan answers it."""
    return service.plan_for(db, event_id).model_dump_json()
