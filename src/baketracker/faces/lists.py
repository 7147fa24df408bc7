"""Addresses inside a list: its next page, its filters."""

from collections.abc import Iterable
from urllib.parse import urlencode

from .words import _


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
