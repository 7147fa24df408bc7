"""Sentences of a report: kept untranslated; `faces.words.told` says them in the language of whoever
reads them."""

from typing import Any

from pydantic import BaseModel, model_validator

from baketracker.errors import Text

Fillings = tuple[tuple[str, str], ...]


class Sentence(BaseModel, frozen=True):
    """A gettext msgid and what fills its places: `names` as they are, `words` translated first.
    With `many` there is a plural, chosen by `count`, which fills %(count)s."""

    message: str
    many: str = ""
    count: int = 0
    names: Fillings = ()
    words: Fillings = ()

    @model_validator(mode="before")
    @classmethod
    def _from_earlier(cls, stored: Any) -> Any:
        """Reports that earlier versions stored hold finished sentences."""
        return {"message": stored.replace("%", "%%")} if isinstance(stored, str) else stored

    def __str__(self) -> str:
        """As it was written."""
        text = self.many if self.many and self.count != 1 else self.message
        return text % {"count": self.count, **dict(self.names), **dict(self.words)}


def sentence(message: str, **fillings: object) -> Sentence:
    """A sentence filled with names, and with words where they are marked by `N_`."""
    return Sentence(
        message=message,
        names=tuple((name, str(it)) for name, it in fillings.items() if not isinstance(it, Text)),
        words=tuple((name, it) for name, it in fillings.items() if isinstance(it, Text)),
    )


def about(message: tuple[str, str], count: int) -> Sentence:
    """A sentence about `count` of something; `message` is marked by `NN_`."""
    one, many = message
    return Sentence(message=one, many=many, count=count)
