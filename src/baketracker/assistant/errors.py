"""What can go wrong when a model is asked, and what a baker is told of it.

None of these sentences repeats what a model or its maker said: they are shown on pages, kept on
tasks and written into logs."""

from datetime import datetime

from baketracker.db.types import now
from baketracker.errors import (
    N_,
    BakeTrackerError,
    RuleBroken,
    Text,
    TooManyRequests,
    Unavailable,
)

from .provider import Usage

BUSY = N_("The assistant has too much to do just now. What you sent is kept; it is tried again.")
UNREACHABLE = N_(
    "The assistant does not answer just now. What you sent is kept; it is tried again."
)
RESTING = N_(
    "The assistant did not answer several times in a row, so it is left alone for %(seconds)s "
    "seconds. What you sent is kept."
)
REFUSED = N_("The assistant would not read this. Type what it says instead.")
UNUSABLE = N_("The assistant is not set up correctly. Type instead, and tell who runs BakeTracker.")
UNREADABLE = N_("The assistant answered something we cannot use. Type what it says instead.")
OFF = N_("The assistant is off. Type instead; everything else works without it.")
NO_SOUND = N_("The assistant cannot listen. Type what you wanted to say.")
NO_PICTURE = N_("The assistant cannot look at pictures. Type what the picture shows.")
QUOTA = N_(
    "%(used)s of %(limit)s readings are used today. It starts again at midnight; typing works as "
    "always."
)
SPENT = N_(
    "The assistant has cost $%(spent)s of $%(limit)s this month. It starts again with the next "
    "month; typing works as always."
)


class ModelFailed(BakeTrackerError):
    """A call of a model that did not end in an answer. `outcome` is what `ModelCall` keeps of it;
    `usage` what was used nevertheless (None: unknown, as when nothing came back)."""

    code = "model_failed"
    outcome = "unreachable"
    usage: Usage | None = None


class ModelBusy(ModelFailed, Unavailable):
    """The model wants fewer calls (429). `retry_after` is in whole seconds, 0: it did not say."""

    code = "model_busy"
    outcome = "busy"

    def __init__(self, retry_after: int = 0) -> None:
        super().__init__(BUSY, retry_after)


class ModelUnreachable(ModelFailed, Unavailable):
    """No answer: no connection, too late, or a fault on its side (5xx)."""

    code = "model_unreachable"

    def __init__(self, message: str = UNREACHABLE, retry_after: int = 0, **numbers: object) -> None:
        super().__init__(message, retry_after, **numbers)


class ModelResting(ModelUnreachable):
    """The breaker is open: nobody was asked. `retry_after` says when somebody will be."""

    def __init__(self, seconds: int) -> None:
        super().__init__(RESTING, seconds, seconds=seconds)


class ModelRefused(ModelFailed, RuleBroken):
    """The model answered that it will not: a safety block, or no answer at all to choose from."""

    code = "model_refused"
    outcome = "refused"

    def __init__(self, message: str = REFUSED, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.usage = usage


class ModelUnusable(ModelRefused):
    """Our own call is wrong: a key that is not valid, a model nobody knows, a forbidden address.
    Asking again changes nothing."""

    code = "model_unusable"

    def __init__(self) -> None:
        super().__init__(UNUSABLE)


class ModelUnreadable(ModelFailed, RuleBroken):
    """The model answered, but not as asked: no JSON, half of it, another shape, an unknown tool.

    `why` tells the model, in English, what was wrong; `raw` is what it answered, for the
    transcript. Neither is part of the sentence."""

    code = "model_unreadable"
    outcome = "unreadable"

    def __init__(self, why: str, raw: str = "", usage: Usage | None = None) -> None:
        super().__init__(UNREADABLE)
        self.why, self.raw, self.usage = why, raw, usage


class NoModel(RuleBroken):
    """Nobody to ask: no key, the assistant is off, or it cannot take this kind of thing."""

    code = "no_model"

    def __init__(self, message: Text = OFF) -> None:
        super().__init__(message)


class LimitReached(TooManyRequests):
    """A limit of the bakery; `resets_at` is when it starts again, with the bakery's offset."""

    def __init__(self, message: Text, resets_at: datetime, **numbers: object) -> None:
        wait = int((resets_at - now()).total_seconds()) + 1
        super().__init__(message, max(1, wait), **numbers)
        self.resets_at = resets_at


class QuotaReached(LimitReached):
    """As many readings as a day may have; `used` and `limit` are among the numbers."""

    code = "quota_reached"

    def __init__(self, used: int, limit: int, resets_at: datetime) -> None:
        super().__init__(QUOTA, resets_at, used=used, limit=limit)


class SpendLimitReached(LimitReached):
    """As much money as a month may cost; `spent` and `limit` are US dollars as text."""

    code = "spend_limit_reached"

    def __init__(self, spent: str, limit: str, resets_at: datetime) -> None:
        super().__init__(SPENT, resets_at, spent=spent, limit=limit)
