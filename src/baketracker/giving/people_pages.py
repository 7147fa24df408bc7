"""The pages of the people who get something."""

from functools import partial
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.journal import doing
from baketracker.db.tenancy import TenantSession
from baketracker.faces.catalogue import Catalogue, Values, Version
from baketracker.faces.lists import Asked
from baketracker.faces.web import PageDb, Toast, done
from baketracker.faces.words import N_, _
from baketracker.fields import SearchText

from . import people
from .countries import countries
from .people_schemas import RecipientForm, RecipientView


def told(name: SearchText = "", household: SearchText = "") -> Values:
    """What an address may say of somebody new."""
    return {"name": name, "household": household}


def choices(db: TenantSession, _item: RecipientView | None) -> Values:
    """Countries in the reader's language, the households and the allergens there are."""
    return {
        "countries": [("", "–"), *countries(db.scope.locale).items()],
        "households": people.households(db),
        "known": people.known_allergens(db),
    }


catalogue = Catalogue[RecipientForm, RecipientView](
    name="recipients",
    mode="plan",
    form=RecipientForm,
    verbs=people,
    called=lambda view: view.name,
    known=told,
    choices=choices,
    defaults={"allergens": []},
    labels={
        "name": N_("Name"),
        "household": N_("Household"),
        "address": N_("Address"),
        "country": N_("Country"),
        "email": N_("E-mail"),
        "phone": N_("Phone"),
        "notes": N_("Notes"),
    },
    hints={
        "household": N_("People of one household stand together. A company is one, too."),
        "address": N_("As it is written on a letter, line by line."),
    },
)
router = catalogue.router()


@router.get("")
def index(request: Request, db: PageDb, asked: Asked) -> Response:
    found = people.search(db, asked.q, asked.cursor, archived=asked.archived)
    return catalogue.listed(request, asked, found, partial(people.count, db))


@router.get("/{recipient_id}")
def show(request: Request, db: PageDb, recipient_id: UUID) -> Response:
    view = people.get(db, recipient_id)
    others = [one for one in people.household_of(db, view.household) if one.id != view.id]
    return catalogue.page(
        request,
        "show.html",
        item=view,
        history=people.history(db, view.id),
        last_year=people.last_year(db, [view.id]).get(view.id, []),
        others=others,
        waiting=people.open_gifts(db, view.id),
        country=countries(db.scope.locale).get(view.country or "", ""),
    )


@router.post("/{recipient_id}/leaving")
def leave(request: Request, db: PageDb, recipient_id: UUID, version: Version) -> Response:
    """Put somebody away with what they were still to get."""
    view = people.get(db, recipient_id)
    with doing(db, "recipients.archive", N_("Archived %(name)s"), name=view.name) as operation:
        people.leave(db, recipient_id, version, forced=True)
    toast = Toast(_("%(name)s is archived.") % {"name": view.name}, f"/activity/{operation}/undo")
    return done(request, "/recipients", toast)
