"""What something costs: the part that is known, and why the rest is not.

An unknown cost is never 0. Costs add up and multiply; what is unknown in one of them stays unknown
in whatever it becomes part of."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, computed_field

from baketracker.errors import N_, BakeTrackerError, RuleBroken
from baketracker.fields import DecimalOut
from baketracker.issues import Issue

Basis = Literal["stock", "last_price", "runs"]
"""What a unit cost was taken from: the average of what is left, the last purchases, or what making
it took on average."""

# What columns of money keep.
KEPT = Decimal("0.0001")


class NoPrice(RuleBroken):
    """Nobody has written down what it costs."""

    code = "no_price"

    def __init__(self, product: str) -> None:
        super().__init__(
            N_("Nobody has said what %(product)s costs. Write down a purchase of it."),
            product=product,
        )


class NoUsualProduct(RuleBroken):
    """Without a product there is no package, and without a package no price."""

    code = "no_usual_product"

    def __init__(self, ingredient: str) -> None:
        super().__init__(
            N_("Choose which product of %(ingredient)s you usually buy."), ingredient=ingredient
        )


class Cost(BaseModel):
    """`known` in the bakery's currency, not rounded; `unknown` says what is missing in it, each
    reason once. `total` is None as soon as anything is unknown."""

    model_config = ConfigDict(frozen=True)

    known: DecimalOut = Decimal(0)
    unknown: tuple[Issue, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> DecimalOut | None:
        return None if self.unknown else self.known

    @classmethod
    def because(cls, reason: BakeTrackerError) -> "Cost":
        """Nothing known, for this reason."""
        return cls(unknown=(Issue.of(reason),))

    def __add__(self, other: "Cost") -> "Cost":
        return together((self, other))

    def times(self, factor: Decimal | int) -> "Cost":
        """So many of it (0 or more); none of something unknown is unknown still."""
        return Cost(known=self.known * factor, unknown=self.unknown)


def together(costs: Iterable[Cost]) -> Cost:
    """All of them added up."""
    known, reasons = Decimal(0), dict[str, Issue]()
    for cost in costs:
        known += cost.known
        reasons |= {issue.sentence: issue for issue in cost.unknown}
    return Cost(known=known, unknown=tuple(reasons.values()))


class UnitCost(BaseModel):
    """What one unit of something costs and what that was taken from; else `issue` says why nobody
    knows."""

    model_config = ConfigDict(frozen=True)

    per_unit: DecimalOut | None
    basis: Basis | None = None
    issue: Issue | None = None

    @classmethod
    def of(cls, cost: Cost, basis: Basis) -> "UnitCost":
        """What one costs that costs this."""
        if cost.unknown:
            return cls(per_unit=None, issue=cost.unknown[0])
        return cls(per_unit=cost.known, basis=basis)

    @classmethod
    def because(cls, reason: BakeTrackerError) -> "UnitCost":
        """Nobody knows, for this reason."""
        return cls(per_unit=None, issue=Issue.of(reason))

    def times(self, quantity: Decimal | int) -> Cost:
        """What `quantity` units (0 or more) cost."""
        known = Decimal(0) if self.per_unit is None else self.per_unit * quantity
        return Cost(known=known, unknown=(self.issue,) if self.issue else ())


def kept(amount: Decimal) -> Decimal:
    """Money as it is stored: to four decimals, half to even. Rounded here, once, when a cost is
    written down, for the database would round half up."""
    return amount.quantize(KEPT, ROUND_HALF_EVEN)


def unit_price(package_price: Decimal, package_quantity: Decimal) -> Decimal:
    """The price of one unit, where one package holds `package_quantity` (above 0) of them: a price
    is always that of a package, and what a unit costs follows from it."""
    return package_price / package_quantity


def average_cost(lots: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The cost of one unit, averaged over (quantity left, unit cost) by quantity; lots whose cost
    nobody knows say nothing, a gift's cost is 0. None when none says anything."""
    told = [(quantity, cost) for quantity, cost in lots if cost is not None]
    left = sum((quantity for quantity, _ in told), Decimal(0))
    if not left:
        return None
    return sum((quantity * cost for quantity, cost in told), Decimal(0)) / left
