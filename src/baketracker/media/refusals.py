"""Why a picture or a sound was not taken: one word, for whoever turns it into a sentence."""

from typing import Literal, get_args

Reason = Literal["unreadable", "pixels", "memory", "time", "long"]
REASONS: tuple[Reason, ...] = get_args(Reason)


class Refused(Exception):
    """What was sent is not taken, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
