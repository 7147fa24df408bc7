"""What search looks through and lists go by. Pure."""

from baketracker.measures.folding import fold


def folded(name: str, household: str = "") -> str:
    """The household, then the name, a line each: people of one household stand together."""
    return "\n".join(filter(None, (fold(household), fold(name))))
