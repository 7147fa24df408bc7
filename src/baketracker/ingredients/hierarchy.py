"""The three levels: 0 group at the top, 1 group below it, 2 ingredient. Values in, values out."""

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


def level_below(parent_level: int | None, name: str, *, is_group: bool) -> int:
    """The level of `name` below a parent of `parent_level`.

    Without a parent a group is at the top and an ingredient stays an ingredient. Raises TooDeep.
    """
    if parent_level is None:
        return TOP if is_group else LEAF
    if parent_level >= LEAF or (is_group and parent_level + 1 == LEAF):
        raise TooDeep(name)
    return parent_level + 1


def shift(level: int, by: int, name: str) -> int:
    """The level of a descendant whose ancestor moved `by` levels.

    An ingredient never turns into a group behind the baker's back. Raises TooDeep."""
    if by and (level == LEAF or not TOP <= level + by <= LEAF):
        raise TooDeep(name)
    return level + by
