"""The pages of the whole pantry: the list, and the count."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from baketracker.db.paging import PAGE
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput
from baketracker.events import service as events
from baketracker.faces.forms import attempt
from baketracker.faces.lists import address, more_of
from baketracker.faces.web import PageDb, PageRouter, Submission, done, form_of, wants_fragment
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText
from baketracker.planning import service as planning
from baketracker.stock.counting import FarMore

from . import service
from .count_lines import CountLine, lines_of
from .counting import count as count_lot
from .drawing import draw, toast
from .forms import CountForm
from .schemas import LotView, Overview, StockChange
from .shelves import Show

router = PageRouter(prefix="/pantry")
COUNT = form_of(CountForm)
# A line of the count is drawn with all its keys: so many fit a page.
COUNTED = 25
NO_LOT = N_("Choose one from the list.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the pantry is asked for."""

    q: SearchText = ""
    show: Show = ""
    location: SearchText = ""
    event: UUID | None = None
    cursor: str | None = None

    @property
    def kept(self) -> dict[str, str]:
        """What the addresses of the page carry along, beside the words."""
        event = str(self.event) if self.event else ""
        return {"show": self.show, "location": self.location, "event": event}


@dataclass(frozen=True, slots=True)
class Needs:
    """What an event takes of each ingredient, in the unit of the plan."""

    event: Any = None
    amounts: dict[UUID, tuple[Decimal, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, db: TenantSession, event_id: UUID | None) -> "Needs":
        if event_id is None:
            return cls(events.next_event(db))
        plan = planning.plan_for(db, event_id)
        amounts = {row.ingredient.id: (row.need, row.unit) for row in plan.ingredients}
        return cls(plan.event, amounts)


Wanted = Annotated[Asked, Depends()]


@router.get("")
def index(request: Request, db: PageDb, asked: Wanted) -> Response:
    """What is on hand, merged by ingredient."""
    needs = Needs.of(db, asked.event)
    ids = list(needs.amounts) if asked.event else None
    found = service.listing(
        db, asked.q, asked.cursor, PAGE,
        show=asked.show, location=asked.location, ingredient_ids=ids,
    )  # fmt: skip
    kept = asked.kept
    return draw(
        request,
        "index.html",
        fragment="results",
        found=found.page,
        total=found.total,
        more=more_of("/pantry", found.page.next, q=asked.q, **kept),
        q=asked.q,
        kept=kept,
        filters=_filters("/pantry", asked, needs, found.overview),
        overview=found.overview,
        value=service.value(db),
        today=db.scope.today(),
    )


@router.get("/count")
def counting(request: Request, db: PageDb, asked: Wanted) -> Response:
    """The lots of what is asked for, each with keys to say how much is left."""
    return _count_page(request, db, asked)


@router.post("/count")
def count(
    request: Request, db: PageDb, asked: Wanted, form: Submission[CountForm] = COUNT
) -> Response:
    """What is left of one lot, saved in its line."""
    lot_id, given, far = _lot_of(form), form.model, list[FarMore]()

    def save(one: CountForm) -> StockChange:
        try:
            return count_lot(db, one.count(), form.op_id, confirmed=one.confirmed)
        except FarMore as more:
            far.append(more)
            raise

    change, sure = attempt(form, save), not far
    if not wants_fragment(request):
        if change is None or given is None:
            return _count_page(request, db, asked, form, sure=sure)
        place = f"#lot-{given.next_id or given.lot_id}"
        return done(request, _here(asked) + place, toast(_("Counted."), change))
    lot = service.get(db, lot_id)
    return draw(
        request,
        "counted.html",
        status=422 if change is None else 200,
        line=_line(form, lot, db.scope.today()),
        shelf=service.shelf(db, lot.product.ingredient.id),
        change=change,
        form=form,
        sure=sure,
        here_now=_here(asked),
    )


def _count_page(
    request: Request,
    db: TenantSession,
    asked: Asked,
    form: Submission[CountForm] | None = None,
    *,
    sure: bool = True,
) -> Response:
    needs = Needs.of(db, asked.event)
    found = service.listing(
        db, asked.q, asked.cursor, COUNTED,
        show=asked.show, location=asked.location,
        ingredient_ids=list(needs.amounts) if asked.event else None,
    )  # fmt: skip
    return draw(
        request,
        "count.html",
        status=422 if form else 200,
        lines=lines_of(found.page.items, db.scope.today(), asked.location),
        more=more_of("/pantry/count", found.page.next, **asked.kept),
        filters=_filters("/pantry/count", asked, needs, found.overview),
        needs=needs,
        form=form,
        sure=sure,
        here_now=_here(asked),
    )


def _here(asked: Asked) -> str:
    return address("/pantry/count", q=asked.q, **asked.kept, cursor=asked.cursor)


def _line(form: Submission[CountForm], lot: LotView, today: date) -> CountLine:
    """The line as it was, with what is left now."""
    given = form.model
    if given is None:
        return CountLine(lot, 1, 1, None, today)
    return CountLine(lot, given.number, given.of, given.next_id, today)


def _lot_of(form: Submission[CountForm]) -> UUID:
    """The lot of a line, even of a refused one. Raises InvalidInput."""
    try:
        return UUID(str(form.typed.get("lot_id")))
    except ValueError as error:
        raise InvalidInput(NO_LOT, {"lot_id": NO_LOT}) from error


def _filters(
    path: str, asked: Asked, needs: Needs, overview: Overview
) -> list[tuple[str, str, bool]]:
    """(address, words, chosen) of each part of the pantry that can be looked at by itself."""
    parts: list[tuple[dict[str, str], str]] = [({}, _("All"))]
    if needs.event is not None:
        name = _("For %(event)s") % {"event": needs.event.name}
        parts.append(({"event": str(needs.event.id)}, name))
    kinds = [
        ("low", _("Running low, %(num)s"), overview.low),
        ("expiring", _("Expiring, %(num)s"), overview.expiring),
        ("unreviewed", _("Unreviewed, %(num)s"), overview.unreviewed),
    ]
    parts += [
        ({"show": show}, words % {"num": count})
        for show, words, count in kinds
        if count or show == asked.show
    ]
    parts += [({"location": place}, place) for place in overview.locations]
    chosen = {name: value for name, value in asked.kept.items() if value}
    return [(address(path, q=asked.q, **own), words, own == chosen) for own, words in parts]
