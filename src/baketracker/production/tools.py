"""Production runs for assistants."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession
from baketracker.faces.mcp import TenantDb, feature_tools
from baketracker.fields import Day

from . import service
from .listing import Wanted
from .schemas import RunRow, RunView

tools = feature_tools("production")


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def list_production_runs(
    recipe_id: Annotated[UUID | None, Field(description="`id` from list_recipes")] = None,
    finished_unit_id: Annotated[UUID | None, Field(description="one yield of a recipe")] = None,
    event_id: Annotated[UUID | None, Field(description="`id` from list_events")] = None,
    since: Annotated[Day | None, Field(description="The first day, such as 2026-12-01")] = None,
    until: Annotated[Day | None, Field(description="The last day")] = None,
    cursor: Annotated[str | None, Field(max_length=1000, description="`next` of a page")] = None,
    db: TenantSession = TenantDb(),
) -> Page[RunRow]:
    """List what was baked, the newest first, 50 a page: batches and their scale, expected, good
    and lost units, what the run cost and what one good unit cost."""
    wanted = Wanted(recipe_id, finished_unit_id, event_id, since, until)
    return service.search(db, wanted, cursor)


@tools.tool(annotations={"readOnlyHint": True, "openWorldHint": False})
def get_production_run(
    run_id: Annotated[UUID, Field(description="`id` from list_production_runs")],
    db: TenantSession = TenantDb(),
) -> RunView:
    """One run in full: the ingredients it took with their cost, the lots they came from, and what
    was lost for which reason. The cost of losses is part of the run's cost, never beside it."""
    return service.get(db, run_id)
