"""A figure as a tree: folding it by its operations gives exactly the figure."""

from datetime import date
from decimal import Decimal
from functools import reduce
from math import ceil
from operator import mul
from typing import Literal

from pydantic import BaseModel

from baketracker.fields import DecimalOut
from baketracker.issues import Issue
from baketracker.measures.conversion import convert
from baketracker.measures.numbers import lacking

from .need_figures import packages_for

Operation = Literal[
    "given",
    "sum",
    "product",
    "difference",
    "shortage",
    "ceil_quotient",
    "floor_quotient",
    "convert",
    "ceil_packages",
]


class Explanation(BaseModel):
    """One figure and what it is made of, as many levels deep as there are.

    `operation` says how the values of the `parts` make the value: `sum`, `product`, `difference`
    (the first less all others), `shortage` (the same, but never below 0 and dust is nothing),
    `ceil_quotient` and `floor_quotient` (the first by the second, to a whole number), `convert`
    (the first said in this `unit`; the second, if there, is the density in g/ml), `ceil_packages`
    (the first by the second in whole packages, at least one). `given` was entered or chosen and has
    no parts. `figure` can be asked for in its turn; `unknown` says what is missing in it. A `day`
    belongs to the event that the label names."""

    label: str
    day: date | None = None
    value: DecimalOut
    unit: str = ""
    operation: Operation = "given"
    parts: list["Explanation"] = []
    figure: str | None = None
    unknown: list[Issue] = []

    def folded(self) -> Decimal:
        """The value, calculated from the leaves alone."""
        values = [part.folded() for part in self.parts]
        match self.operation:
            case "given":
                return self.value
            case "sum":
                return sum(values, Decimal(0))
            case "product":
                return reduce(mul, values)
            case "difference":
                return values[0] - sum(values[1:], Decimal(0))
            case "shortage":
                return lacking(values[0], values[1])
            case "ceil_quotient":
                return Decimal(ceil(values[0] / values[1]))
            case "floor_quotient":
                return values[0] // values[1]
            case "convert":
                density = values[1] if len(values) > 1 else None
                return convert(values[0], self.parts[0].unit, self.unit, density)
            case "ceil_packages":
                return Decimal(packages_for(values[0], values[1]))
