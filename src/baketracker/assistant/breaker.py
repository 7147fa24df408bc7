"""When somebody does not answer several times in a row, they are left alone for a while.

A pure state and what happens to it, and a lock around it for the threads of one process."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil

from baketracker.errors import N_, Text

from .errors import ModelResting

FAILURES = 5
WITHIN_SECONDS = 30.0
REST_SECONDS = 30.0
OPEN = N_("It did not answer %(count)s times in a row and is asked again in %(seconds)s seconds.")
TRYING = N_("It did not answer %(count)s times in a row; one call is trying now.")


@dataclass(frozen=True, slots=True)
class State:
    """`failures`: when the last ones in a row were, newest last. `opened`: since when nobody is
    asked. `trying`: since when the one is under way that finds out. Seconds of one clock."""

    failures: tuple[float, ...] = ()
    opened: float | None = None
    trying: float | None = None

    def wait(self, moment: float) -> float:
        """Seconds until a call may be made; 0: now. Afterwards one call is let through, and the
        next only when that one did not come back for as long."""
        if self.opened is None:
            return 0.0
        since = self.opened if self.trying is None else self.trying
        return max(0.0, since + REST_SECONDS - moment)

    def asked(self, moment: float) -> "State":
        """A call was let through."""
        return self if self.opened is None else replace(self, trying=moment)

    def failed(self, moment: float) -> "State":
        """A call failed: the one that was trying opens anew, else the last ones decide."""
        failures = (*self.failures, moment)[-FAILURES:]
        if self.opened is not None:
            again = moment if self.trying is not None else self.opened
            return State(failures, again)
        full = len(failures) == FAILURES and moment - failures[0] <= WITHIN_SECONDS
        return State(failures, moment if full else None)


class Breaker:
    """The state of one model, shared by the threads of this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock, self._state = clock, threading.Lock(), State()

    def admit(self) -> None:
        """Let one call through. Raises ModelResting with the seconds to wait."""
        with self._lock:
            moment = self._clock()
            if wait := self._state.wait(moment):
                raise ModelResting(ceil(wait))
            self._state = self._state.asked(moment)

    def answered(self) -> None:
        """Somebody is there: whatever the answer was."""
        with self._lock:
            self._state = State()

    def failed(self) -> None:
        """Nobody answered, or only to say that they are too busy."""
        with self._lock:
            self._state = self._state.failed(self._clock())

    @property
    def is_open(self) -> bool:
        """Whether calls are being refused."""
        with self._lock:
            return self._state.opened is not None

    @property
    def why(self) -> tuple[Text, dict[str, int]] | None:
        """Why calls are refused, as a msgid and its numbers; None: they are not."""
        with self._lock:
            state, wait = self._state, self._state.wait(self._clock())
        if state.opened is None:
            return None
        message = TRYING if state.trying is not None else OPEN
        return message, {"count": len(state.failures), "seconds": ceil(wait)}
