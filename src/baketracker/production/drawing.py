"""The form of a run as it is drawn: what can be baked, for which event, what is expected of it; and
what is said when one was written down."""

from itertools import groupby
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import ValidationError

from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.events import service as events
from baketracker.events.schemas import EventView
from baketracker.faces.format import money, unit_cost
from baketracker.faces.http import unit_of
from baketracker.faces.web import Submission, page, reader_of
from baketracker.faces.words import N_, _
from baketracker.recipes.batches import YieldMissing

from . import service
from .expecting import Expectation
from .forms import LOST, AskedBatches, RunForm
from .outcome import CATEGORIES
from .schemas import RunView
from .words import CATEGORIES as CATEGORY_WORDS

PLACE: dict[str, Any] = {"here": "production", "mode": "make"}
MANY = 100
SCALES = (("0.5", "½"), ("1", "1"), ("1.5", "1½"), ("2", "2"))
LABELS = {
    "finished_unit_id": N_("What was baked"),
    "event_id": N_("For which event"),
    "batches": N_("Batches"),
    "scale": N_("Size of each batch"),
    "good": N_("How many came out good"),
    "loss_notes": N_("What happened"),
    "produced_on": N_("Baked on"),
    "notes": N_("Notes"),
}
Form = Submission[RunForm]


def draw(request: Request, db: TenantSession, form: Form, *, status: int = 200) -> Response:
    """The form with what is typed; drawn again it keeps its key for when it is saved."""
    unit_of(request).saves = False
    told = expectation_of(db, form.typed)
    expected = told.expected if told else None
    if expected is not None:
        fill_in(form.typed, expected)
    return page(
        request,
        "production/new.html",
        status=status,
        form=form,
        expected=expected,
        units=_units(db),
        events=_events(db, form.typed.get("event_id")),
        scales=_scales(str(form.typed.get("scale") or "1")),
        losses=[
            (name, _(CATEGORY_WORDS[category]))
            for name, category in zip(LOST, CATEGORIES, strict=True)
        ],
        says_why=any(form.typed.get(name) or name in form.errors for name in (*LOST, "loss_notes")),
        labels=labels(),
        today=db.scope.today(),
        **PLACE,
    )


def labels() -> dict[str, str]:
    own = {name: _(word) for name, word in LABELS.items()}
    lost = {name: _(CATEGORY_WORDS[one]) for name, one in zip(LOST, CATEGORIES, strict=True)}
    return own | lost


def said(request: Request, made: RunView) -> str:
    """What was just written down and what it cost, in a sentence."""
    told: dict[str, Any] = {"good": made.good, "name": made.name}
    reader = reader_of(request)
    if not made.cost_is_known:
        return _("%(good)s × %(name)s. What they cost is not all known.") % told
    if made.unit_cost is None:
        return _("None came out good. It cost %(money)s.") % {
            "money": money(made.total_cost, reader)
        }
    told |= {
        "each": unit_cost(made.unit_cost, "each", reader),
        "total": money(made.total_cost, reader),
    }
    return _("%(good)s × %(name)s. They cost %(total)s, %(each)s.") % told


def expectation_of(db: TenantSession, typed: dict[str, Any]) -> Expectation | None:
    """What is expected of what is typed so far; None while that says too little."""
    said = {name: typed[name] for name in AskedBatches.model_fields if typed.get(name)}
    try:
        asked = AskedBatches.model_validate(said)
        return service.expect(
            db, asked.finished_unit_id, asked.batches, asked.scale, asked.event_id
        )
    except (NotFound, ValidationError, YieldMissing):
        return None


def fill_in(typed: dict[str, Any], expected: int) -> None:
    """All that is expected came out good, unless somebody says otherwise."""
    if typed.get("good") in (None, "", typed.get("planned")):
        typed["good"] = str(expected)
    typed["planned"] = str(expected)


def _units(db: TenantSession) -> list[tuple[str, Any]]:
    """What can be baked, by recipe, as a select takes it."""
    by_recipe = groupby(service.bakeables(db), key=lambda one: (one.recipe.id, one.recipe.name))
    return [
        ("", _("Choose")),
        *((name, [(str(one.id), one.name) for one in own]) for (_id, name), own in by_recipe),
    ]


def _events(db: TenantSession, chosen: Any) -> list[tuple[str, str]]:
    """No event, those to come, and the chosen one."""
    listed: list[EventView] = events.search(db, "upcoming", limit=MANY).items
    if chosen and str(chosen) not in {str(one.id) for one in listed}:
        try:
            listed = [*listed, events.get(db, UUID(str(chosen)))]
        except (NotFound, ValueError):
            return _events(db, None)
    return [("", _("No event")), *((str(one.id), one.name) for one in listed)]


def _scales(chosen: str) -> list[tuple[str, str]]:
    known = [value for value, _word in SCALES]
    return [*SCALES, *([] if chosen in known else [(chosen, chosen)])]
