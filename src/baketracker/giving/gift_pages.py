"""The page of one gift: packing it, handing it over, changing it, one step back."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Response
from starlette.datastructures import UploadFile

from baketracker.db.scope import VERBS, allows
from baketracker.db.tenancy import TenantSession
from baketracker.errors import InvalidInput, RuleBroken
from baketracker.faces.catalogue import Version
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    Submission,
    Toast,
    done,
    form_of,
    page,
    submitted,
)
from baketracker.faces.words import N_, _
from baketracker.fields import Day, In, ShortText
from baketracker.recipes.photo_pages import PICTURE_ONLY

from . import people, service
from .countries import countries
from .schemas import Delivery, GiftChange, GiftFields, GiftsMade, GiftView

router = PageRouter(prefix="/gifts")
CHOOSE = N_("Choose a picture first.")
LABELS = {"quantity": N_("How many"), "notes": N_("Notes")}


class PackedForm(In):
    """It is packed; `confirmed`: whatever the books say."""

    confirmed: bool = False


class DeliveryForm(In):
    """Who took it, and on which day; today unless told."""

    delivered_to: ShortText = ""
    delivered_on: Day | None = None
    confirmed: bool = False

    def delivery(self, db: TenantSession) -> Delivery:
        """At noon of another day than today; now today."""
        at = None
        if self.delivered_on not in (None, db.scope.today()):
            assert self.delivered_on is not None
            at = datetime.combine(self.delivered_on, time(12), ZoneInfo(db.scope.timezone))
        return Delivery(delivered_to=self.delivered_to, delivered_at=at, confirmed=self.confirmed)

    def field_of(self, name: str) -> str:
        return "delivered_on" if name == "delivered_at" else name


class PhotoForm(In):
    """Nothing but the picture."""


@dataclass(frozen=True)
class Sent:
    """The posted form and the picture that came with it; empty when none was chosen."""

    form: Submission[Any]
    content: bytes


async def sent_delivery(request: Request) -> Sent:
    return await _sent(request, DeliveryForm)


async def sent_photo(request: Request) -> Sent:
    return await _sent(request, PhotoForm)


async def _sent(request: Request, model: Any) -> Sent:
    form = await request.form()
    part = form.get("photo")
    content = await part.read() if isinstance(part, UploadFile) else b""
    return Sent(submitted(model, form), content)


@router.get("/photos/{photo_id}")
def photo(request: Request, db: PageDb, photo_id: UUID) -> Response:
    kind, content = service.photo(db, photo_id)
    return Response(content, media_type=kind, headers=PICTURE_ONLY)


@router.post("/photos/{photo_id}/remove")
def remove_photo(request: Request, db: PageDb, photo_id: UUID) -> Response:
    gift_id = service.remove_photo(db, photo_id)
    return done(request, f"/gifts/{gift_id}", Toast(_("The photo is gone.")))


@router.post("/photos/of/{gift_id}")
def add_photo(
    request: Request, db: PageDb, gift_id: UUID, sent: Annotated[Sent, Depends(sent_photo)]
) -> Response:
    form = sent.form
    try:
        if not sent.content:
            raise InvalidInput(CHOOSE, {"photo": CHOOSE})
        if form.model is not None:
            service.add_photo(db, gift_id, sent.content, form.op_id)
            return done(request, f"/gifts/{gift_id}", Toast(_("The photo is there.")))
    except (InvalidInput, RuleBroken) as error:
        form.refuse(error, "photo")
    return _page(request, db, gift_id, form, "photo")


@router.post("/delivery/{gift_id}")
def deliver(
    request: Request, db: PageDb, gift_id: UUID, sent: Annotated[Sent, Depends(sent_delivery)]
) -> Response:
    """It was handed over; a picture of it may come along."""
    form: Submission[DeliveryForm] = sent.form
    made = attempt(form, lambda told: _handed_over(db, gift_id, told, sent, form.op_id))
    if made is None:
        return _page(request, db, gift_id, form, "delivery")
    return _back_to_board(request, made, _("%(package)s is delivered to %(who)s."))


@router.get("/{gift_id}")
def show(request: Request, db: PageDb, gift_id: UUID) -> Response:
    return _page(request, db, gift_id)


@router.post("/{gift_id}")
def change(
    request: Request,
    db: PageDb,
    gift_id: UUID,
    form: Annotated[Submission[GiftFields], form_of(GiftFields)],
) -> Response:
    """How many, and what is noted."""
    was = service.get_gift(db, gift_id)
    stored = Stored(was.version, was.model_dump(), LABELS, f"/gifts/{gift_id}")
    made = attempt(
        form,
        lambda sent: service.change_gift(
            db, gift_id, GiftChange(**sent.model_dump()), form.version or 0
        ),
        stored=stored,
    )
    if made is None:
        return _page(request, db, gift_id, form, "change")
    return done(request, f"/gifts/{gift_id}", Toast(_("Saved.")))


@router.post("/{gift_id}/packed")
def packed(
    request: Request,
    db: PageDb,
    gift_id: UUID,
    form: Annotated[Submission[PackedForm], form_of(PackedForm)],
) -> Response:
    made = attempt(
        form,
        lambda sent: service.make_ready(db, [gift_id], confirmed=sent.confirmed, op_id=form.op_id),
    )
    if made is None:
        return _page(request, db, gift_id, form, "packed")
    return _back_to_board(request, made, _("%(package)s for %(who)s is ready."))


@router.post("/{gift_id}/back")
def step_back(request: Request, db: PageDb, gift_id: UUID) -> Response:
    made = service.step_back(db, gift_id)
    return _back_to_board(request, made, _("%(package)s for %(who)s is one step back."))


@router.post("/{gift_id}/removal")
def remove(request: Request, db: PageDb, gift_id: UUID, version: Version) -> Response:
    gift = service.get_gift(db, gift_id)
    made = service.remove_gift(db, gift_id, version)
    return _told(request, gift, made.operation_id, _("%(who)s does not get %(package)s any more."))


def _handed_over(
    db: TenantSession, gift_id: UUID, told: DeliveryForm, sent: Sent, op_id: UUID | None
) -> GiftsMade:
    if sent.content:
        # First, so that a bad picture leaves everything as it was.
        service.add_photo(db, gift_id, sent.content)
    return service.deliver(db, gift_id, told.delivery(db), op_id)


def _back_to_board(request: Request, made: GiftsMade, words: str) -> Response:
    return _told(request, made.gifts[0], made.operation_id, words)


def _told(request: Request, gift: GiftView, operation_id: UUID | None, words: str) -> Response:
    sentence = words % {"package": gift.package.name, "who": gift.recipient.name}
    undo = f"/activity/{operation_id}/undo" if operation_id else None
    return done(request, f"/deliver/{gift.event.id}", Toast(sentence, undo))


def _page(
    request: Request,
    db: TenantSession,
    gift_id: UUID,
    form: Submission[Any] | None = None,
    refused: str = "",
) -> Response:
    """The gift; `refused` is the one of its forms that `form` is of."""
    gift = service.get_gift(db, gift_id)
    return page(
        request,
        "giving/gift.html",
        here="deliver",
        mode="plan",
        status=form.status if form else 200,
        gift=gift,
        whose=people.anybody(db, gift.recipient.id),
        taken=service.taken(db, gift_id),
        country_names=countries(db.scope.locale),
        may_step_back=allows(db.scope, VERBS["giving.step_back"]),
        today=db.scope.today(),
        labels={name: _(words) for name, words in LABELS.items()},
        form=form,
        refused=refused,
    )
