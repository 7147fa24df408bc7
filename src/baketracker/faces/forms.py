"""What the forms of every feature share: trying a verb, and showing a conflict."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import BaseModel

from baketracker.errors import BakeTrackerError, Conflict, InvalidInput, RuleBroken, Stale

from .web import Submission
from .words import _

Model = TypeVar("Model", bound=BaseModel)
View = TypeVar("View")

Places = Mapping[type[BakeTrackerError], str]


def attempt(
    form: Submission[Model], save: Callable[[Model], View], places: Places | None = None
) -> View | None:
    """What `save` made of a valid form, or None: then the form says why.

    `places` names the field a kind of refusal belongs to. NotFound and Stale pass through."""
    if form.model is None:
        return None
    try:
        return save(form.model)
    except Stale:
        raise
    except (Conflict, RuleBroken, InvalidInput) as error:
        kinds = (kind for kind in places or {} if isinstance(error, kind))
        form.refuse(error, (places or {}).get(next(kinds, BakeTrackerError), ""))
    return None


def differences(
    form: Submission[Model], stored: Mapping[str, object], labels: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    """(label, typed, stored) of every field where what was typed is not what is stored now."""
    pairs = [
        (label, _shown(form.typed.get(name, "")), _shown(stored.get(name)))
        for name, label in labels.items()
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]


def _shown(value: object) -> str:
    if value in (True, "true"):
        return _("yes")
    if value is None or value is False:
        return ""
    return str(value).replace("\r\n", "\n").strip()
