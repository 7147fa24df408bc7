"""The pages in which a receipt is typed: everything works as a plain form, and faster with
scripts."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.faces.forms import attempt, only_known
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    PageScope,
    Submission,
    Toast,
    done,
    form_of,
    page,
)
from baketracker.faces.words import ngettext
from baketracker.fields import plain

from . import service
from .concerning import PleaseConfirm
from .drawing import draw, lines_of, picked, sum_of
from .forms import NEW, LineForm, ReceiptForm, chosen
from .kinds import KIND
from .schemas import ReceiptView

router = PageRouter(prefix="/purchases")
POSTED = form_of(ReceiptForm)
Line = Annotated[int, Query(ge=0, le=999)]
Act = Literal["find", "pick", "clear", "use", "again"]
Value = Annotated[str, Query(max_length=100)]


@router.get("/new")
def new(request: Request, db: PageDb, product: Value = "") -> Response:
    """The form; `product` ("food.<id>" or "material.<id>") stands in its first line already."""
    lines = [{"product": product, "packages": "1"}]
    return draw(request, db, Submission({"lines": lines}) if picked(db, lines) else None)


@router.post("")
def create(request: Request, db: PageDb, form: Submission[ReceiptForm] = POSTED) -> Response:
    """Saves it; asks first about what seems odd."""
    if form.rearranged:
        typed = lines_of(form)
        added = len(typed) - 1 if typed and not typed[-1] else None
        return draw(request, db, form, focus=added)
    try:
        made = attempt(form, lambda typed: _record(db, typed, form.op_id))
    except _Asked as asked:
        return draw(request, db, form, concerns=asked.why.concerns, status=422)
    if made is None:
        return draw(request, db, form, status=422)
    return done(request, f"/purchases/{made.id}", Toast(said(made), undo_of(made.operation_id)))


class _Asked(Exception):
    """Something is asked first: no refusal, so it passes by what the form refuses."""

    def __init__(self, why: PleaseConfirm) -> None:
        self.why = why


def _record(db: TenantSession, typed: ReceiptForm, op_id: UUID | None) -> ReceiptView:
    try:
        return service.record(db, typed.receipt(db.scope.today()), op_id)
    except PleaseConfirm as why:
        raise _Asked(why) from why


@router.post("/draft")
def draft(
    request: Request,
    db: PageDb,
    act: Act = "find",
    line: Line = 0,
    value: Value = "",
    form: Submission[ReceiptForm] = POSTED,
) -> Response:
    """The form drawn again after a button that only fills something in; nothing is saved."""
    only_known(form, ReceiptForm, lines=LineForm)
    form.errors, form.model = {}, None
    typed = lines_of(form)
    if act == "again":
        line = _again(db, typed, value)
    elif line < len(typed):
        _fill(db, typed[line], act, value)
    form.typed["lines"] = typed
    return draw(request, db, form, focus=line)


@router.get("/find")
def find(request: Request, db: PageDb, line: Line = 0) -> Response:
    """What may be meant by the words of one line, while they are typed."""
    words = request.query_params.get(f"lines.{line}.what", "").strip()[:200]
    told = service.find(db, words)
    return page(request, "purchases/found.html", told=told, number=line, words=words)


@router.post("/sum")
def total(request: Request, scope: PageScope, form: Submission[ReceiptForm] = POSTED) -> Response:
    """What the lines come to as they are typed now."""
    only_known(form, ReceiptForm, lines=LineForm)
    return page(request, "purchases/sum.html", sum=sum_of(lines_of(form)))


def said(made: ReceiptView) -> str:
    """What was just written down, in a sentence."""
    words = ngettext("%(num)s purchase is saved.", "%(num)s purchases are saved.", len(made.lines))
    return words % {"num": len(made.lines)}


def undo_of(operation_id: UUID | None) -> str | None:
    """Where an operation is taken back."""
    return f"/activity/{operation_id}/undo" if operation_id else None


def _fill(db: TenantSession, row: dict[str, Any], act: Act, value: str) -> None:
    if act == "clear":
        row["product"] = ""
    elif act == "use":
        row["package_price"] = value
    elif act == "pick" and value == NEW:
        row["product"] = NEW
    elif act == "pick" and chosen(value):
        row["product"] = value


def _again(db: TenantSession, typed: list[dict[str, Any]], value: str) -> int:
    """A line as it was bought before, in the place of an empty last one; answers where it is."""
    try:
        was = service.get_line(db, UUID(value))
    except ValueError as error:
        raise NotFound(KIND) from error
    row = {"product": f"{was.kind}.{was.product.id}", "packages": str(was.packages)}
    if was.package_price is not None:
        row["package_price"] = plain(was.package_price)
    place = next((at for at, one in enumerate(typed) if _is_empty(one)), len(typed))
    typed[place : place + 1] = [row]
    return place


def _is_empty(row: dict[str, Any]) -> bool:
    silent = ReceiptForm.silent["lines"]
    return not any(value for name, value in row.items() if name not in silent)
