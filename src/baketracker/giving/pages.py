"""The pages of giving at one event: who gets what, what is packed and handed over, and the sheets
that are printed for it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field, field_validator

from baketracker.db.tenancy import TenantSession
from baketracker.events import service as events
from baketracker.faces.forms import attempt
from baketracker.faces.lists import shelf_links
from baketracker.faces.sheets import download
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    Submission,
    Toast,
    done,
    form_of,
    page,
    reader_of,
)
from baketracker.faces.words import _, ngettext
from baketracker.fields import In, ShortText

from . import packages, people, service
from .countries import countries
from .schemas import MOST_PEOPLE, GiftFields, NewGifts
from .sheet import csv_of
from .states import Status

router = PageRouter(prefix="/deliver")
# So many labels are drawn at once; the rest by their status.
MOST_LABELS = 1000


def _several(value: Any) -> Any:
    """A single tick is sent as one word."""
    return [value] if isinstance(value, str) else value


class AssignForm(GiftFields):
    """The page's form: who is ticked, alone or with the household."""

    package_id: UUID
    recipient_ids: Annotated[list[UUID], Field(max_length=MOST_PEOPLE)] = Field(
        default_factory=list
    )
    households: Annotated[list[ShortText], Field(max_length=MOST_PEOPLE)] = Field(
        default_factory=list
    )
    confirmed: bool = False

    _ticks = field_validator("recipient_ids", "households", mode="before")(_several)


class PackedForm(In):
    """Everything is packed; `confirmed`: whatever the books say."""

    confirmed: bool = False


ASSIGNED = form_of(AssignForm)
PACKED = form_of(PackedForm)


@router.get("")
def choose(request: Request, db: PageDb) -> Response:
    """For which event."""
    coming, gone = events.search(db, "upcoming"), events.search(db, "past", limit=10)
    return _page(request, "choose.html", coming=coming, gone=gone, today=db.scope.today())


@router.get("/{event_id}")
def board(request: Request, db: PageDb, event_id: UUID, show: Status | None = None) -> Response:
    return _board(request, db, event_id, show)


@router.post("/{event_id}/packed")
def packed(
    request: Request, db: PageDb, event_id: UUID, form: Submission[PackedForm] = PACKED
) -> Response:
    """All that was to be packed is ready."""
    told = service.board(db, event_id, "pending")
    ids = [planned.gift.id for person in told.people for planned in person.gifts]
    made = attempt(
        form,
        lambda sent: service.make_ready(db, ids, confirmed=sent.confirmed, op_id=form.op_id),
    )
    if made is None:
        return _board(request, db, event_id, None, form)
    words = ngettext("%(num)s gift is ready.", "%(num)s gifts are ready.", len(made.gifts))
    undo = f"/activity/{made.operation_id}/undo" if made.operation_id else None
    return done(request, f"/deliver/{event_id}", Toast(words % {"num": len(made.gifts)}, undo))


@router.get("/{event_id}/gifts/new")
def ask(request: Request, db: PageDb, event_id: UUID, package: UUID | None = None) -> Response:
    """Who gets which package."""
    return _assigning(request, db, event_id, package=package)


@router.post("/{event_id}/gifts")
def assign(
    request: Request, db: PageDb, event_id: UUID, form: Submission[AssignForm] = ASSIGNED
) -> Response:
    made = attempt(
        form,
        lambda sent: service.assign(
            db, NewGifts(event_id=event_id, **sent.model_dump()), form.op_id
        ),
    )
    if made is None:
        return _assigning(request, db, event_id, form)
    if len(made.gifts) == 1:
        gift = made.gifts[0]
        sentence = _("%(who)s gets %(package)s.") % {
            "who": gift.recipient.name, "package": gift.package.name,
        }  # fmt: skip
    else:
        sentence = _("%(num)s people get it.") % {"num": len(made.gifts)}
    return done(
        request, f"/deliver/{event_id}", Toast(sentence, f"/activity/{made.operation_id}/undo")
    )


@router.get("/{event_id}/grid")
def grid(request: Request, db: PageDb, event_id: UUID, show: Status | None = None) -> Response:
    """Who gets how many of what, to pack by."""
    told = service.grid(db, event_id, show)
    return _page(request, "grid.html", grid=told, filters=_filters(db, event_id, "/grid", show))


@router.get("/{event_id}/grid.csv")
def grid_csv(db: PageDb, event_id: UUID, show: Status | None = None) -> Response:
    return download(csv_of(service.grid(db, event_id, show)), "packing-grid")


@router.get("/{event_id}/labels")
def labels(request: Request, db: PageDb, event_id: UUID, show: Status | None = None) -> Response:
    """What stands on the packages."""
    return _sheet(request, db, event_id, "labels", show)


@router.get("/{event_id}/cards")
def cards(request: Request, db: PageDb, event_id: UUID, show: Status | None = None) -> Response:
    """A card to lie in each package."""
    return _sheet(request, db, event_id, "cards", show)


def _sheet(
    request: Request, db: TenantSession, event_id: UUID, kind: str, show: Status | None
) -> Response:
    told = service.labels(db, event_id, show)
    return _page(
        request,
        f"{kind}.html",
        event=events.get(db, event_id),
        labels=told[:MOST_LABELS],
        left_out=max(0, len(told) - MOST_LABELS),
        filters=_filters(db, event_id, f"/{kind}", show),
        country_names=countries(db.scope.locale),
        bakery=db.scope.bakery_name,
    )


def _board(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    show: Status | None,
    form: Submission[PackedForm] | None = None,
) -> Response:
    return _page(
        request,
        "board.html",
        status=form.status if form else 200,
        board=service.board(db, event_id, show),
        summary=service.summary(db, event_id),
        filters=_filters(db, event_id, "", show),
        country_names=countries(reader_of(request).locale),
        show=show,
        form=form,
    )


def _assigning(
    request: Request,
    db: TenantSession,
    event_id: UUID,
    form: Submission[AssignForm] | None = None,
    package: UUID | None = None,
) -> Response:
    event = events.get(db, event_id)
    known = people.everybody(db)
    return _page(
        request,
        "assign.html",
        status=form.status if form else 200,
        event=event,
        packages=packages.givable(db),
        households=_by_household(known),
        last_year=people.last_year(db, [one.id for one in known], event.event_date),
        chosen=package,
        form=form,
    )


def _by_household(known: list[Any]) -> list[tuple[str, list[Any]]]:
    """The households with their people, those of none under an empty name at the end."""
    found: dict[str, list[Any]] = {}
    for one in known:
        found.setdefault(one.household, []).append(one)
    alone = found.pop("", [])
    return [*found.items(), *([("", alone)] if alone else [])]


def _filters(
    db: TenantSession, event_id: UUID, sheet: str, show: Status | None
) -> list[tuple[str, str, bool]]:
    """(address, words, chosen) of each status that some gift has."""
    told = service.counted(db, event_id)
    words = {"pending": _("To pack"), "ready": _("Ready"), "delivered": _("Delivered")}
    kinds = [(name, f"{word} {told[name]}") for name, word in words.items() if told[name]]
    shelves = [("", f"{_('All')} {sum(told.values())}"), *kinds]
    return shelf_links(f"/deliver/{event_id}{sheet}", shelves, show or "")


def _page(request: Request, template: str, **context: Any) -> Response:
    return page(request, f"giving/{template}", here="deliver", mode="plan", **context)
