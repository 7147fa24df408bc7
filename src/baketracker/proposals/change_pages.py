"""Changing what is proposed before it is saved: each form belongs to the page of its proposal."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Request, Response

from baketracker.buying import service as buying
from baketracker.db.tenancy import TenantSession
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.web import PageDb, PageRouter, Submission, done, form_of, page
from baketracker.faces.words import N_
from baketracker.fields import In
from baketracker.ingredients import service as ingredients
from baketracker.ingredients.choices import unit_options

from . import service
from .drafts import EventDraft, PurchaseLine
from .forms import (
    DoubleForm,
    EventForm,
    HeadForm,
    LineForm,
    StockForm,
    event_typed,
    line_typed,
)
from .page import EVENT_LABELS, PLACE, labelled, shown
from .viewing import ProposalView

router = PageRouter(prefix="/review/{proposal_id}")
LINE_LABELS = {
    "packages": N_("Packages"), "price": N_("Price of one package"), "name": N_("Called"),
    "ingredient_id": N_("Ingredient"), "quantity": N_("One package holds"), "unit": N_("Unit"),
    "product": N_("Product"),
}  # fmt: skip
# What is chosen from a list is stored as an id, which tells nobody anything.
COMPARED = {name: LINE_LABELS[name] for name in ("packages", "price", "name", "quantity", "unit")}

Form = TypeVar("Form", bound=In)
Draw = Callable[[ProposalView, Submission[Any]], Response]
Compared = tuple[dict[str, Any], Mapping[str, str]]
NOTHING: Compared = ({}, {})


@router.post("/head")
def change_head(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    form: Annotated[Submission[HeadForm], form_of(HeadForm)],
) -> Response:
    """Another store or day."""
    return _changed(
        request, db, proposal_id, form,
        lambda typed, version: service.change_head(db, proposal_id, typed.change(), version),
    )  # fmt: skip


@router.post("/doubles")
def answer_double(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    form: Annotated[Submission[DoubleForm], form_of(DoubleForm)],
) -> Response:
    """What becomes of what is here already."""
    return _changed(
        request, db, proposal_id, form,
        lambda typed, version: service.answer_double(
            db, proposal_id, typed.place, typed.answer, version
        ),
    )  # fmt: skip


@router.get("/lines/{key}")
def line(
    request: Request, db: PageDb, proposal_id: UUID, key: int, q: str | None = None
) -> Response:
    """One line in a form; `q` looks for the product that is meant."""
    return _line(request, db, service.get(db, proposal_id), key, q=q)


@router.post("/lines/{key}")
def change_line(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    key: int,
    form: Annotated[Submission[LineForm], form_of(LineForm)],
) -> Response:
    was = service.line_of(service.get(db, proposal_id), key)
    return _changed(
        request, db, proposal_id, form,
        lambda typed, version: service.change_line(db, proposal_id, key, typed.change(), version),
        (line_typed(was), COMPARED),
        draw=lambda item, refused: _line(request, db, item, key, refused),
    )  # fmt: skip


@router.post("/stock/{key}")
def change_stock(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    key: int,
    form: Annotated[Submission[StockForm], form_of(StockForm)],
) -> Response:
    """Which lot is meant, or how much is there."""
    return _changed(
        request, db, proposal_id, form,
        lambda typed, version: service.change_stock(db, proposal_id, key, typed.change(), version),
    )  # fmt: skip


@router.post("/event")
def change_event(
    request: Request,
    db: PageDb,
    proposal_id: UUID,
    form: Annotated[Submission[EventForm], form_of(EventForm)],
) -> Response:
    draft = service.get(db, proposal_id).draft
    return _changed(
        request, db, proposal_id, form,
        lambda typed, version: service.change_event(db, proposal_id, typed.change(), version),
        (event_typed(draft), EVENT_LABELS) if isinstance(draft, EventDraft) else NOTHING,
    )  # fmt: skip


def _changed(
    request: Request,
    db: TenantSession,
    proposal_id: UUID,
    form: Submission[Form],
    change: Callable[[Form, int], ProposalView],
    compared: Compared = NOTHING,
    *,
    draw: Draw | None = None,
) -> Response:
    """Back to the proposal when `change` took what was typed; else the form drawn again, by `draw`
    where it is a page of its own. Where somebody changed the proposal meanwhile, it says so, and
    shows what is `compared`: what is stored, and how its fields are called."""
    item = service.get(db, proposal_id)
    here = f"/review/{proposal_id}"
    made = attempt(
        form,
        lambda typed: change(typed, form.version or 0),
        stored=Stored(item.version, *compared, here),
    )
    if made is not None:
        return done(request, here)
    return draw(item, form) if draw else shown(request, db, item, form)


def _line(
    request: Request,
    db: TenantSession,
    item: ProposalView,
    key: int,
    form: Submission[LineForm] | None = None,
    q: str | None = None,
) -> Response:
    line = service.line_of(item, key)
    return page(
        request,
        "review/line.html",
        status=form.status if form else 200,
        item=item,
        line=line,
        was=line_typed(line),
        form=form,
        q=q,
        offered=_offered(db, line, q),
        ingredients=[(str(one.id), one.name) for one in ingredients.leaves(db)],
        units=unit_options(),
        labels=labelled(LINE_LABELS),
        **PLACE,
    )


def _offered(db: TenantSession, line: PurchaseLine, q: str | None) -> list[Any]:
    """The products to choose from: what was looked for, else what it may be."""
    words = q if q is not None else line.name or line.text
    found = buying.find(db, words) if words.strip() else []
    named = [key for key in (line.product_id, *line.choices) if key]
    own = buying.buyables(db, named, [line.material_product_id] if line.material_product_id else [])
    first = [] if q is not None else [own[key] for key in dict.fromkeys(named) if key in own]
    ids = {one.product.id for one in first}
    return [*first, *(one for one in found if one.product.id not in ids)]
