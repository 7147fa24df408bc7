"""The pages that bring people in: the file, who is in it, and taking them."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from pydantic import Field, TypeAdapter, ValidationError, field_validator
from starlette.datastructures import UploadFile

from baketracker.errors import InvalidInput
from baketracker.faces.forms import attempt
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
from baketracker.faces.words import N_, ngettext
from baketracker.fields import In

from .contacts import MOST_PEOPLE
from .importing import bring_in, preview
from .people_schemas import NewRecipient

router = PageRouter(prefix="/recipients/import")
CHOOSE = N_("Choose a file first.")
NOBODY = N_("Tick somebody who is to come in.")
LOST = N_("What was read from the file is lost. Send it again.")
PEOPLE = TypeAdapter(list[NewRecipient])


class FileForm(In):
    """Nothing but the file."""


class PeopleForm(In):
    """The people that were read, as JSON, and the places of those who are ticked; a single tick is
    sent as one word."""

    people: Annotated[str, Field(max_length=4_000_000)]
    take: Annotated[list[int], Field(max_length=MOST_PEOPLE)] = Field(default_factory=list)

    _ticks = field_validator("take", mode="before")(
        lambda value: [value] if isinstance(value, str) else value
    )

    def chosen(self) -> list[NewRecipient]:
        """Raises InvalidInput."""
        try:
            read = PEOPLE.validate_json(self.people)
        except ValidationError as error:
            raise InvalidInput(LOST, {"people": LOST}) from error
        taken = [person for place, person in enumerate(read) if place in set(self.take)]
        if not taken:
            raise InvalidInput(NOBODY, {"take": NOBODY})
        return taken


@dataclass(frozen=True)
class Sent:
    """The posted form and the file that came with it; empty when none was chosen."""

    form: Submission[FileForm]
    content: bytes


async def sent_file(request: Request) -> Sent:
    form = await request.form()
    part = form.get("file")
    content = await part.read() if isinstance(part, UploadFile) else b""
    return Sent(submitted(FileForm, form), content)


@router.get("")
def choose(request: Request, db: PageDb) -> Response:
    return _page(request, "import.html")


@router.post("")
def look(request: Request, db: PageDb, sent: Annotated[Sent, Depends(sent_file)]) -> Response:
    """Who is in the file; nothing comes in yet."""
    form = sent.form
    try:
        if not sent.content:
            raise InvalidInput(CHOOSE, {"file": CHOOSE})
        if form.model is not None:
            return _coming(request, preview(db, sent.content))
    except InvalidInput as error:
        form.refuse(error, "file")
    return _page(request, "import.html", status=422, form=form)


@router.post("/people")
def take(
    request: Request, db: PageDb, form: Annotated[Submission[PeopleForm], form_of(PeopleForm)]
) -> Response:
    """The ticked ones come in, all at once."""
    made = attempt(form, lambda sent: bring_in(db, sent.chosen(), form.op_id))
    if made is None:
        return _page(request, "import.html", status=422, form=form)
    words = ngettext("%(num)s person is there.", "%(num)s people are there.", made.count)
    undo = f"/activity/{made.operation_id}/undo" if made.operation_id else None
    return done(request, "/recipients", Toast(words % {"num": made.count}, undo))


def _coming(request: Request, found: list[Any]) -> Response:
    new = [one for one in found if one.person is not None]
    people = json.dumps([one.person.model_dump(mode="json") for one in new])
    others = [one for one in found if one.person is None]
    return _page(request, "coming.html", new=new, others=others, people=people)


def _page(request: Request, template: str, **context: Any) -> Response:
    return page(
        request, f"recipients/{template}", here="recipients", mode="plan", most=MOST_PEOPLE,
        **context,
    )  # fmt: skip
