"""What a list is asked for, and the addresses inside it: its next page, its filters."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends

from baketracker.fields import SearchText

from .words import _


@dataclass(frozen=True, slots=True)
class Query:
    """What a list was asked for: words to search, the shelf it stands on, where to go on."""

    q: SearchText = ""
    show: Literal["", "archived"] = ""
    cursor: str | None = None

    @property
    def archived(self) -> bool:
        return self.show == "archived"


Asked = Annotated[Query, Depends()]


def address(path: str, **parts: str | None) -> str:
    """`path` with the query parts that are not empty."""
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"{path}?{query}" if query else path


def more_of(path: str, cursor: str | None, **kept: str) -> str | None:
    """Where the next page is; None at the end."""
    return address(path, **kept, cursor=cursor) if cursor else None


def filter_links(
    path: str, name: str, words: Iterable[str], chosen: str, **kept: str
) -> list[tuple[str, str, bool]]:
    """(address, word, chosen) of "All" and of each word, as `ui.filters` takes them."""
    everything = (address(path, **kept), _("All"), not chosen)
    return [
        everything,
        *((address(path, **kept, **{name: word}), word, word == chosen) for word in words),
    ]


def shelf_links(
    path: str, shelves: Iterable[tuple[str, str]], chosen: str, **kept: str
) -> list[tuple[str, str, bool]]:
    """(address, word, chosen) of each (`show`, word): the parts of a list that are kept apart."""
    return [(address(path, **kept, show=show), word, show == chosen) for show, word in shelves]
