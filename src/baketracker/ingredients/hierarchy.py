"""The three levels: 0 group at the top, 1 group below it, 2 ingredient, in any group or in none.
Values in, values out."""

from baketracker.errors import RuleBroken

TOP, GROUP, LEAF = 0, 1, 2


class TooDeep(RuleBroken):
    """There would be a fourth level."""

    code = "too_deep"

    def __init__(self, name: str) -> None:
        super().__init__(
            "%(name)s cannot stand there: there are two levels of groups, then ingredients.",
            name=name,
        )


class OwnDescendant(RuleBroken):
    """A group would stand below itself."""

    code = "own_descendant"

    def __init__(self, name: str) -> None:
        super().__init__("%(name)s cannot stand below itself or what it holds.", name=name)


class StillHolds(RuleBroken):
    """A group with something in it would become an ingredient."""

    code = "still_holds"

    def __init__(self, name: str) -> None:
        super().__init__(
            "%(name)s holds other ingredients, so it stays a group. Move them out first.",
            name=name,
        )


def level_below(parent_level: int | None, name: str, *, is_group: bool) -> int:
    """The level of `name` below a parent of `parent_level` (None: it stands alone).

    Below an ingredient stands nothing, and below a group in a group no third group. Raises
    TooDeep."""
    if parent_level == LEAF or (is_group and parent_level == GROUP):
        raise TooDeep(name)
    if not is_group:
        return LEAF
    return TOP if parent_level is None else GROUP


def shift(level: int, by: int, name: str) -> int:
    """The level of a descendant whose ancestor moved `by` levels: an ingredient stays one. Raises
    TooDeep for a group that would be a third one."""
    if level == LEAF:
        return LEAF
    if level + by >= LEAF:
        raise TooDeep(name)
    return level + by
