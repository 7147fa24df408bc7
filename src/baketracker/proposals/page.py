"""The page of one proposal, in the state it is in."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.faces.web import Submission, page
from baketracker.faces.words import N_, _
from baketracker.suppliers import service as suppliers
from baketracker.tasks import service as tasks
from baketracker.tasks.schemas import TaskView

from . import service
from .drafts import By, EventDraft, PurchaseDraft, PurchaseLine, StockDraft
from .drawing import REASONS, WORDS, sheet_of
from .forms import NEW
from .viewing import ProposalView

PLACE: dict[str, Any] = {"here": "review", "mode": "purchase"}
TITLES = {
    "": N_("What you said"), "purchase": N_("What you bought"), "stock": N_("In the pantry"),
    "event": N_("A new event"), "plan": N_("A change of plan"), "run": N_("What was baked"),
}  # fmt: skip
EVENT_LABELS = {"name": N_("Name"), "event_date": N_("Day"), "guests": N_("Guests")}


def shown(
    request: Request,
    db: TenantSession,
    item: ProposalView,
    form: Submission[Any] | None = None,
) -> Response:
    """The proposal in the state it is in."""
    told: dict[str, Any] = {
        "item": item,
        "form": form,
        "title": _(TITLES[item.kind]),
        "reasons": {name: _(words) for name, words in REASONS.items()},
        "words": _words(item),
        "files": service.files_of(db, item.id),
        "others": service.following(db, item.id),
    }
    if item.state == "reading":
        told |= reading(item, task_of(db, item.id))
    elif item.state == "ready":
        told |= _ready(db, item)
    elif item.state == "answered":
        told["answers"] = service.answers_of(db, item.id)
    template = f"review/{item.kind}.html" if item.state == "ready" else f"review/{item.state}.html"
    return page(request, template, status=form.status if form else 200, **told, **PLACE)


def _words(item: ProposalView) -> dict[By, str]:
    """Who said a field. What our own rules looked up of what a model read is its suggestion too."""
    words = {name: _(text) for name, text in WORDS.items()}
    if isinstance(item.draft, PurchaseDraft):
        parts: list[PurchaseDraft | PurchaseLine] = [item.draft, *item.draft.lines]
        if any(by == "model" for part in parts for by in part.by.values()):
            words["rules"] = words["model"]
    return words


def _ready(db: TenantSession, item: ProposalView) -> dict[str, Any]:
    """What the page of its kind shows beside it."""
    draft = item.draft
    if isinstance(draft, PurchaseDraft):
        new = [(NEW, draft.store)] if draft.store and not draft.supplier_id else []
        ours = ((str(one.id), one.label) for one in suppliers.choices(db))
        stores = [("", _("No store")), *new, *ours]
        chosen = str(draft.supplier_id or (NEW if new else ""))
        return {"draft": draft, "sheet": sheet_of(draft), "stores": stores, "chosen": chosen}
    if isinstance(draft, StockDraft):
        lots, weigh = service.lots_in(db, draft), service.worth_weighing(db, draft)
        return {"draft": draft, "lots": lots, "weigh": weigh}
    if isinstance(draft, EventDraft):
        called = [(str(key), name) for key, name in service.recipe_names(db)]
        return {"draft": draft, "recipes": called, "labels": labelled(EVENT_LABELS)}
    return {"draft": draft}


def task_of(db: TenantSession, proposal_id: UUID) -> TaskView | None:
    """How far its reading is; None for what was never read: a program proposed it whole."""
    try:
        return tasks.get(db, proposal_id)
    except NotFound:
        return None


def reading(item: ProposalView, task: TaskView | None) -> dict[str, Any]:
    """How far the reading is, in words."""
    if item.state != "reading" or task is None:
        sentence = _("Here it is.")
    elif task.state == "waiting":
        sentence = _(item.note) if item.note else _("Waiting for its turn.")
    else:
        sentence = _(task.note) if task.note else _("Sent.")
    return {"item": item, "task": task, "sentence": sentence, "is_over": item.state != "reading"}


def labelled(labels: dict[str, Any]) -> dict[str, str]:
    return {name: _(words) for name, words in labels.items()}
