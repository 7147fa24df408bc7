"""The one status of a gift: pending, ready, delivered. Pure."""

from typing import Literal, get_args

from baketracker.errors import N_, Conflict, Text

Status = Literal["pending", "ready", "delivered"]
ORDER: tuple[Status, ...] = get_args(Status)
NAMES: dict[Status, Text] = {
    "pending": N_("to pack"),
    "ready": N_("ready"),
    "delivered": N_("delivered"),
}


class NotInThisStatus(Conflict):
    """The gift is not where this step begins."""

    code = "not_in_this_status"

    def __init__(self, who: str, status: str, wanted: str) -> None:
        super().__init__(
            N_("The gift for %(who)s is %(status)s. This takes one that is %(wanted)s."),
            who=who, status=NAMES[_of(status)], wanted=NAMES[_of(wanted)],
        )  # fmt: skip


def refuse_unless(wanted: Status, status: str, who: str) -> None:
    """Raises NotInThisStatus."""
    if status != wanted:
        raise NotInThisStatus(who, status, wanted)


def before(status: str) -> Status | None:
    """One step back; None at the beginning."""
    place = ORDER.index(_of(status))
    return ORDER[place - 1] if place else None


def _of(status: str) -> Status:
    return next(one for one in ORDER if one == status)
