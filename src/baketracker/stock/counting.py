"""A count of far more than was ever bought is asked about, of food and materials alike: it is more
often a slip than a find."""

from collections.abc import Callable
from decimal import Decimal

from baketracker.errors import N_, RuleBroken

FAR_MORE = 10
"""So many times what was bought are far more."""


class FarMore(RuleBroken):
    """Far more was counted than was ever bought; the same with `confirmed` is saved."""

    code = "please_confirm"

    def __init__(self, name: str, counted: str, bought: str) -> None:
        super().__init__(
            N_(
                "%(counted)s of %(name)s is far more than was bought (%(bought)s). "
                "Look again, or save it as it is."
            ),
            name=name,
            counted=counted,
            bought=bought,
        )


def doubt_count(
    name: str, counted: Decimal, bought: Decimal, said: Callable[[Decimal], str]
) -> None:
    """Doubt a count of `name` that nobody has confirmed; `said` says an amount in the unit of both.
    Where nothing is known to have been bought, nothing is far more. Raises FarMore."""
    if bought > 0 and counted >= bought * FAR_MORE:
        raise FarMore(name, said(counted), said(bought))
