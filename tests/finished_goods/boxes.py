"""Bags and towers of the worked example, and boxes packed as thickly as wanted."""

from collections.abc import Hashable, Iterator
from dataclasses import replace

from baketracker.finished_goods.packing import FinishedGood, FinishedUnit, Part

Goods = dict[Hashable, FinishedGood]

UNITS: dict[Hashable, FinishedUnit] = {
    "cookie": FinishedUnit("cookie", "Cookie", "sugar-cookie", "Sugar Cookie"),
    "brownie": FinishedUnit("brownie", "Brownie", "brownie", "Brownie"),
}
GOODS: Goods = {
    "bag": FinishedGood("bag", "Bag", (Part(6, "cookie"), Part(3, "brownie"))),
    "tower": FinishedGood("tower", "Tower", (Part(2, None, "bag"), Part(4, "cookie"))),
}


def nested(levels: int) -> Goods:
    """Good 0 holds good 1 and so on; the last holds a cookie."""
    goods: Goods = {n: FinishedGood(n, str(n), (Part(1, None, n + 1),)) for n in range(levels)}
    return goods | {levels: FinishedGood(levels, "last", (Part(1, "cookie"),))}


def dense(levels: int, lines: int, width: int = 1) -> Goods:
    """A good "top" above `levels` layers of `width` boxes. Every box holds each box of the layer
    below in `lines` lines of one; the last ones hold a cookie and the top two brownies."""
    goods: Goods = {"top": FinishedGood("top", "Top", (*_all(0, lines, width), Part(2, "brownie")))}
    for level in range(levels):
        last = level == levels - 1
        parts = (Part(1, "cookie"),) if last else _all(level + 1, lines, width)
        for n in range(width):
            goods[level, n] = FinishedGood((level, n), f"Box {level}.{n}", parts)
    return goods


def _all(level: int, lines: int, width: int) -> tuple[Part, ...]:
    return tuple(Part(1, None, (level, n)) for n in range(width) for _ in range(lines))


class Watched(tuple[Part, ...]):
    """Lines that count how often one of them is looked at."""

    seen = 0

    def __iter__(self) -> Iterator[Part]:
        for part in super().__iter__():
            Watched.seen += 1
            yield part


def watched(goods: Goods) -> Goods:
    """The same goods; `Watched.seen` starts at 0."""
    Watched.seen = 0
    return {key: replace(good, parts=Watched(good.parts)) for key, good in goods.items()}
