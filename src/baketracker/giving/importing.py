"""Bringing people in from an address book: looking first, then taking them all at once."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import select

from baketracker.db.journal import doing
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, BadValue, Text
from baketracker.measures.folding import fold
from baketracker.measures.slugs import slugify, unique_slug

from . import contact_sheets, vcards
from .contacts import Contact, text_of
from .models import Recipient
from .names import folded
from .people_schemas import NewRecipient

State = Literal["new", "here", "twice", "unreadable"]
TWICE = N_("It stands in the file before.")
HERE = N_("Already here.")
BAD_FIELD = N_("Its %(field)s cannot be taken over.")
FIELDS: dict[str, Text] = {
    "name": N_("name"),
    "household": N_("household"),
    "address": N_("address"),
    "email": N_("e-mail"),
    "phone": N_("phone number"),
    "allergens": N_("allergens"),
    "notes": N_("notes"),
}


class Incoming(BaseModel):
    """One entry of the file: `person` comes in when it is `new`; else `message`, a msgid that
    `field` fills, says why not."""

    place: int
    state: State
    name: str
    person: NewRecipient | None
    message: str = ""
    field: str = ""


class BroughtIn(BaseModel):
    """How many came in, and the operation that takes them back; None where nobody did."""

    operation_id: UUID | None
    count: int


Keys = set[tuple[str, str]]


@verb("read")
def preview(db: TenantSession, content: bytes) -> list[Incoming]:
    """Who is in a vCard or CSV file, in its order, and who of them would come in; nothing is
    written. Raises BadContacts."""
    text = text_of(content)
    read = vcards.people_in if vcards.is_vcard(text) else contact_sheets.people_in
    here, seen = _known(db), set[str]()
    return [_incoming(one, here, seen) for one in read(text)]


@verb("write")
def bring_in(
    db: TenantSession, people: Collection[NewRecipient], op_id: UUID | None = None
) -> BroughtIn:
    """All these people at once, as one operation; those who are here already stay as they are."""
    known = _known(db)
    fresh: dict[str, NewRecipient] = {}
    for person in people:
        if known.isdisjoint(_keys(person.name, person.household, person.email)):
            # A family may share an address of mail.
            fresh.setdefault(folded(person.name, person.household), person)
    if not fresh:
        return BroughtIn(operation_id=None, count=0)
    taken = set(db.scalars(select(Recipient.slug).where(Recipient.deleted_at.is_(None))))
    message = N_("Brought in %(count)s people")
    with doing(db, "recipients.import", message, op_id, count=len(fresh)) as operation_id:
        for person in fresh.values():
            row = Recipient(**person.model_dump())
            row.folded = folded(row.name, row.household)
            row.slug = unique_slug(slugify(row.name), taken)
            taken.add(row.slug)
            db.add(row)
    return BroughtIn(operation_id=operation_id, count=len(fresh))


def _incoming(one: Contact, here: Keys, seen: set[str]) -> Incoming:
    name = str(one.fields.get("name", ""))[:200]
    about: dict[str, Any] = {"place": one.place, "name": name}
    if one.trouble:
        return Incoming(state="unreadable", person=None, message=one.trouble, **about)
    try:
        person = NewRecipient.model_validate(one.fields)
    except ValidationError as error:
        return Incoming(state="unreadable", person=None, **about, **_why(error))
    if not here.isdisjoint(_keys(person.name, person.household, person.email)):
        return Incoming(state="here", person=None, message=HERE, **about)
    if (named := folded(person.name, person.household)) in seen:
        return Incoming(state="twice", person=None, message=TWICE, **about)
    seen.add(named)
    return Incoming(state="new", person=person, **about)


def _why(error: ValidationError) -> dict[str, str]:
    """What is wrong with the first field at fault."""
    [fault, *_others] = error.errors()
    reason = fault.get("ctx", {}).get("error")
    if isinstance(reason, BadValue):
        return {"message": reason.message}
    return {"message": BAD_FIELD, "field": FIELDS.get(str(fault["loc"][0]), Text(""))}


def _known(db: TenantSession) -> Keys:
    own = select(Recipient.name, Recipient.household, Recipient.email)
    rows: Iterable[tuple[str, str, str]] = db.execute(own.where(Recipient.deleted_at.is_(None)))
    return {key for row in rows for key in _keys(*row)}


def _keys(name: str, household: str, email: str) -> Keys:
    """What somebody is known again by: the name inside the household, or the address of mail."""
    return set(_each(name, household, email))


def _each(name: str, household: str, email: str) -> Iterator[tuple[str, str]]:
    yield "name", folded(name, household)
    if email:
        yield "email", fold(email)
