"""Which package to buy for what is lacking. Numbers in, numbers out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, Literal, TypeVar

from baketracker.measures.numbers import DUST, enough

Key = TypeVar("Key")

Status = Literal["sufficient", "preferred", "multiple", "none"]
"""Nothing is lacking; the usual product will do; there are several; there is none."""


@dataclass(frozen=True, slots=True)
class Package(Generic[Key]):
    """One package to buy: what it holds in the unit of the need, None where that cannot be said;
    and what it will likely cost, None where nobody knows."""

    key: Key
    size: Decimal | None
    price: Decimal | None
    is_usual: bool = False


@dataclass(frozen=True, slots=True)
class Offer(Generic[Key]):
    """So many whole packages, at least one, and their cost; 0 where nobody can say how many."""

    package: Package[Key]
    packages: int

    @property
    def cost(self) -> Decimal | None:
        price = self.package.price
        return price * self.packages if price is not None and self.packages else None


@dataclass(frozen=True, slots=True)
class Advice(Generic[Key]):
    """What to do about a need: the offers in the order they are worth looking at."""

    status: Status
    offers: tuple[Offer[Key], ...] = ()


def advise(lacking: Decimal, packages: Iterable[Package[Key]]) -> Advice[Key]:
    """The usual product alone where there is one, else all of them by what they cost, those of
    unknown cost last. Less than 0.001 lacking is nothing."""
    if lacking < DUST:
        return Advice("sufficient")
    offers = [Offer(one, enough(lacking, one.size) if one.size else 0) for one in packages]
    usual = tuple(offer for offer in offers if offer.package.is_usual)
    if usual:
        return Advice("preferred", usual[:1])
    if not offers:
        return Advice("none")
    by_cost = sorted(offers, key=lambda offer: (offer.cost is None, offer.cost or Decimal(0)))
    return Advice("multiple", tuple(by_cost))
