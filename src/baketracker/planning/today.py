"""The first page, and the phone's list of all places."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request, Response

from baketracker.db.scope import RANK
from baketracker.db.tenancy import TenantSession
from baketracker.events import service as events
from baketracker.events.states import PlanState
from baketracker.faces.web import PageDb, PageRouter, PageScope, page
from baketracker.ingredients import service as ingredients
from baketracker.progress import service as progress

from . import calendar, service
from .schemas import PlanView

router = PageRouter()

LATER = 3
STEPS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next for the event: a kind of work and how much of it. `names`: of what; `at`: the
    page where it is done."""

    kind: str
    count: int
    names: tuple[str, ...] = ()
    at: str = ""


def next_steps(plan: PlanView, to_pack: Sequence[str]) -> list[Step]:
    """The three things to do next, in the order they are done: choosing, settling what is odd,
    buying, settling the plan, baking, packing (the goods `to_pack`)."""
    key, home = plan.event.id, f"/events/{plan.event.id}"
    if not plan.goods:
        return [Step("choose", 1, at=f"{home}/goods")]
    bake, pack = f"{home}#batches", f"{home}#make"
    if plan.event.plan_state == PlanState.IN_PRODUCTION:
        bake, pack = f"/make/{key}", f"/assemble/{key}"
    open_units = [*plan.stale, *(unit for unit in plan.units if unit.issue)]
    to_bake = [unit for unit in plan.units if unit.batches_left]
    lacking = [
        *dict.fromkeys(row.ingredient.name for row in plan.short),
        *(row.product for row in plan.wrapping if row.short > 0),
        *(row.material.name for row in plan.materials if row.short > 0),
    ]
    steps = [
        Step("decide", len(open_units), tuple(unit.name for unit in open_units), f"{home}#batches"),
        Step("buy", plan.to_buy, tuple(lacking), f"{home}#ingredients"),
        Step("settle", int(plan.event.plan_state == "draft"), at=f"{home}#settle"),
        Step("bake", sum(u.batches_left for u in to_bake), tuple(u.name for u in to_bake), bake),
        Step("pack", len(to_pack), tuple(to_pack), pack),
    ]
    return [step for step in steps if step.count][:STEPS]


def to_pack(db: TenantSession, plan: PlanView) -> list[str]:
    """The goods of which some are still to be packed."""
    if plan.event.plan_state != PlanState.IN_PRODUCTION:
        return [wish.good.name for wish in plan.goods if wish.to_assemble]
    unpacked = progress.progress(db, plan.event.id).unpacked
    return list(dict.fromkeys(one.good.name for one in unpacked))


@router.get("/")
def today(request: Request, db: PageDb) -> Response:
    """The next event and its next three steps, and what is baked within a week for whatever event;
    the ways in when the bakery is empty."""
    event = events.next_event(db)
    plan = service.plan_for(db, event.id) if event else None
    first = db.scope.today()
    week = calendar.days_between(db, first, first + calendar.WEEK)
    coming = events.search(db, "upcoming", limit=LATER + 1).items
    return page(
        request,
        "today/index.html",
        here="today",
        mode="today",
        today=first,
        plan=plan,
        baking=[day for day in week if day.bakes],
        steps=next_steps(plan, to_pack(db, plan)) if plan else [],
        later=[other for other in coming if plan is None or other.id != plan.event.id][:LATER],
        bare=event is None and ingredients.count(db) == 0,
        may_fill=RANK[db.scope.role] >= RANK["admin"],
    )


@router.get("/menu")
def menu(request: Request, db: PageDb, scope: PageScope) -> Response:
    return page(request, "today/menu.html", here="menu", mode="menu", scope=scope)
