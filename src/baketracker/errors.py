"""What can go wrong, in the baker's words. No HTTP, no HTML, no MCP in here.

A message is a gettext msgid with named placeholders; the numbers that explain it travel beside it,
so a face can translate the sentence first and fill it afterwards."""

from collections.abc import Mapping


class Text(str):
    """A gettext msgid. Where it fills a place of another sentence, it is translated first."""

    __slots__ = ()


def N_(text: str) -> Text:
    """Marks a text for the catalogue that is translated later, where it is shown."""
    return Text(text)


def NN_(one: str, many: str) -> tuple[Text, Text]:
    """Marks a text and its plural, as `N_` does."""
    return Text(one), Text(many)


class BadValue(ValueError):
    """What a schema refuses: like an error of ours a msgid and what fills it, but a ValueError,
    because pydantic gathers those and says which field each belongs to."""

    def __init__(self, message: str, **numbers: object) -> None:
        super().__init__(message)
        self.message = message
        self.numbers = numbers

    def __str__(self) -> str:
        return self.message % self.numbers if self.numbers else self.message


class BakeTrackerError(Exception):
    """Base of every error raised on purpose; its message is shown to people.

    `message` is a gettext msgid such as "Only %(left)s lb are left."; `numbers` fill it.
    """

    code = "error"

    def __init__(self, message: str, **numbers: object) -> None:
        super().__init__(message)
        self.message = message
        self.numbers = numbers

    def __str__(self) -> str:
        return self.message % self.numbers if self.numbers else self.message


class NotFound(BakeTrackerError):
    """The thing is not in this bakery: missing, archived or another bakery's."""

    code = "not_found"

    def __init__(self, kind: str) -> None:
        super().__init__(N_("That %(kind)s is not in this bakery."), kind=Text(kind))


class Conflict(BakeTrackerError):
    """What was asked contradicts what is stored (a name taken, a thing still used)."""

    code = "conflict"


class StillWorking(Conflict):
    """The same request is under way; its answer can be had in `retry_after` seconds."""

    code = "still_working"
    retry_after = 2

    def __init__(self) -> None:
        super().__init__(N_("The same request is still being worked on."))


class Stale(Conflict):
    """Somebody changed the row since it was read; `current` is what is stored now."""

    code = "stale"

    def __init__(self, kind: str, current: Mapping[str, object] | None = None) -> None:
        super().__init__(
            N_("This %(kind)s was changed on another device meanwhile."), kind=Text(kind)
        )
        self.current = dict(current or {})


class RuleBroken(BakeTrackerError):
    """A rule of baking or bookkeeping forbids it."""

    code = "rule_broken"


class InvalidInput(BakeTrackerError):
    """What was typed cannot be understood; `fields` says which field and why.

    A sentence of `fields` marked with `N_` is filled by the same numbers as the message."""

    code = "invalid_input"

    def __init__(
        self, message: str, fields: Mapping[str, str] | None = None, **numbers: object
    ) -> None:
        super().__init__(message, **numbers)
        self.fields = dict(fields or {})


class BadLines(InvalidInput):
    """Lines of a thing that fit the form but not what is stored; `fields` says which and why."""

    code = "bad_lines"


class Forbidden(BakeTrackerError):
    """The person or token may not do this."""

    code = "forbidden"


class Suspended(Forbidden):
    """The whole bakery is closed for now; the person's other bakeries are not."""

    code = "suspended"


class SignInNeeded(BakeTrackerError):
    """Nobody is signed in, or the session or token has ended."""

    code = "sign_in_needed"


class TooManyRequests(BakeTrackerError):
    """Slow down; `retry_after` is in whole seconds."""

    code = "too_many_requests"

    def __init__(self, message: str, retry_after: int, **numbers: object) -> None:
        super().__init__(message, **numbers)
        self.retry_after = retry_after


class TooLarge(BakeTrackerError):
    """More was sent than this door takes."""

    code = "too_large"


class PreconditionMissing(BakeTrackerError):
    """A change must say which version it changes (If-Match)."""

    code = "precondition_missing"


class Unavailable(BakeTrackerError):
    """Something we depend on is busy or down; trying again later helps."""

    code = "unavailable"

    def __init__(self, message: str, retry_after: int = 2, **numbers: object) -> None:
        super().__init__(message, **numbers)
        self.retry_after = retry_after
