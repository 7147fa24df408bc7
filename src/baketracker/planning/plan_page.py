"""The page of an event's plan, and what a change of it answers: the parts that changed for a page
that is open, the page itself otherwise."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.events.states import ALLOWED, Action, PlanState
from baketracker.faces import format as formats
from baketracker.faces.web import done, page, reader_of, wants_fragment
from baketracker.measures.units import Category, find_unit
from baketracker.progress import service as stands

from . import calendar, service
from .calendar_chart import timeline
from .need_schemas import IngredientPlan
from .schemas import PlanView


@dataclass(frozen=True, slots=True)
class RefusedGood:
    """What was typed for a good, and why it was refused."""

    good_id: UUID
    typed: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RefusedUnit:
    """A way to bake that was refused; `confirm`: it may be had all the same."""

    unit_id: UUID
    sentence: str
    way: str = ""
    confirm: bool = False


@dataclass(frozen=True, slots=True)
class RefusedDensity:
    """Why an answer to "how heavy is a cup of it?" was refused."""

    ingredient_id: UUID
    sentence: str


Refused = RefusedGood | RefusedUnit | RefusedDensity | None


def home_of(event_id: UUID) -> str:
    return f"/events/{event_id}"


def plan_context(
    request: Request, db: TenantSession, event_id: UUID, *, whole: bool = False
) -> dict[str, Any]:
    """What every template of a plan reads."""
    plan = service.plan_for(db, event_id, whole=whole)
    schedule = calendar.schedule_of(db, plan) if plan.units else None
    return {
        "here": "events",
        "mode": "plan",
        "plan": plan,
        "schedule": schedule,
        "drawing": timeline(schedule) if schedule else None,
        "home": home_of(event_id),
        "editable": may_edit(plan),
        "today": db.scope.today(),
        "weighing": _weighing(request),
        "refused_good": None,
        "refused_unit": None,
        "asked_in_vain": None,
        "trouble": None,
        "progress": stands.progress(db, event_id) if _is_begun(plan) else None,
        "changed": [],
        "lessons": [],
        "good_id": None,
    }


def _is_begun(plan: PlanView) -> bool:
    return plan.event.plan_state in (PlanState.IN_PRODUCTION, PlanState.COMPLETED)


def may_edit(plan: PlanView) -> bool:
    """Whether the plan is a draft of something still to come."""
    return plan.event.plan_state in ALLOWED[Action.CHOOSE] and (
        not plan.over or plan.event.is_template
    )


def answer(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    *,
    part: str,
    good_id: UUID | None = None,
    refused: Refused = None,
) -> Response:
    """After a change: what of the page moved; a refused one says why in its place. Without scripts
    the page once more, at `part`."""
    status = 422 if refused else 200
    if not refused and not wants_fragment(request):
        return done(request, f"{home_of(event_id)}#{part}")
    shown = plan_context(request, db, event_id) | {"good_id": good_id} | _told(refused)
    if wants_fragment(request):
        return page(request, "planning/changes.html", fragment="changes", status=status, **shown)
    return page(request, "planning/show.html", status=status, **shown)


def _told(refused: Refused) -> dict[str, Any]:
    if isinstance(refused, RefusedGood):
        return {"refused_good": refused}
    if isinstance(refused, RefusedUnit):
        return {"refused_unit": refused}
    return {"asked_in_vain": refused}


def _weighing(request: Request) -> Any:
    """Of an ingredient whose volumes and weights meet while nobody has said what a volume weighs:
    the volume (code and word) and the weight (code) to ask for. None where nothing is asked."""
    reader = reader_of(request)

    def weighing(row: IngredientPlan) -> tuple[str, str, str] | None:
        if row.grams_per_ml is not None or not row.unlike:
            return None
        codes = [row.unit, *(stock.unit for stock in row.unlike)]
        volume, weight = _first(codes, Category.VOLUME), _first(codes, Category.WEIGHT)
        if volume is None or weight is None:
            return None
        word = formats.unit_word(Decimal(1), volume, reader)
        known = find_unit(weight)
        return volume, word, "g" if known and known.metric else "oz"

    return weighing


def _first(codes: list[str], kind: Category) -> str | None:
    units = (find_unit(code) for code in codes)
    return next((unit.code for unit in units if unit and unit.category is kind), None)
