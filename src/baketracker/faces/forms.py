"""What the forms of every feature share: trying a verb, and showing a conflict."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from baketracker.errors import BakeTrackerError, Conflict, InvalidInput, RuleBroken, Stale

from .web import Collision, Submission
from .words import N_, _

Model = TypeVar("Model", bound=BaseModel)
View = TypeVar("View")

Places = Mapping[type[BakeTrackerError], str]
UNKNOWN = N_("This field is not known here.")


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored before a change is tried; read it first, a refused change may leave the row
    half changed. `typed` is by field, as a form would send it; `labels` name the fields to compare;
    `at` is the address that shows it."""

    version: int
    typed: Mapping[str, object]
    labels: Mapping[str, str]
    at: str


def attempt(
    form: Submission[Model],
    save: Callable[[Model], View],
    places: Places | None = None,
    *,
    stored: Stored | None = None,
) -> View | None:
    """What `save` made of a valid form, or None: then the form says why.

    `places` names the field a kind of refusal belongs to. Where somebody saved meanwhile, the form
    shows both beside each other, and stands on what is `stored`: saving again keeps what was typed.
    NotFound passes through, and Stale where nothing is `stored`."""
    if form.model is None:
        return None
    try:
        return save(form.model)
    except Stale:
        if stored is None:
            raise
        form.version = stored.version
        form.collision = Collision(_differences(form, stored), stored.at)
    except (Conflict, RuleBroken, InvalidInput) as error:
        kinds = (kind for kind in places or {} if isinstance(error, kind))
        form.refuse(error, (places or {}).get(next(kinds, BakeTrackerError), ""))
    return None


def only_known(form: Submission[Model], fields: type[BaseModel], **groups: type[BaseModel]) -> None:
    """What is typed may be unfinished, but it is this form: its fields are those of `fields`, those
    of its lines of `groups`. Raises InvalidInput."""
    unknown = form.typed.keys() - fields.model_fields.keys()
    for name, line in groups.items():
        typed = form.typed.get(name)
        rows = [row for row in typed if isinstance(row, dict)] if isinstance(typed, list) else []
        unknown = unknown.union(*(row.keys() - line.model_fields.keys() for row in rows))
    if unknown:
        raise InvalidInput(UNKNOWN, dict.fromkeys(unknown, UNKNOWN))


def _differences(form: Submission[Model], stored: Stored) -> list[tuple[str, str, str]]:
    """(label, typed, stored) of every field where what was typed is not what is stored now."""
    pairs = [
        (_(label), _shown(form.typed.get(name, "")), _shown(stored.typed.get(name)))
        for name, label in stored.labels.items()
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _shown(value: object) -> str:
    if value in (True, "true"):
        return _("yes")
    if value is None or value is False:
        return ""
    return str(value).replace("\r\n", "\n").strip()
