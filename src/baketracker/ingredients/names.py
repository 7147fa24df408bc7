"""What a search for an ingredient looks through."""

from collections.abc import Iterable

from baketracker.measures.folding import fold


def search_text(name: str, aliases: Iterable[str] = ()) -> str:
    """Name and aliases without case and accents, the name on the first line."""
    return "\n".join(fold(text) for text in (name, *aliases))
