"""The charts as a page shows them: geometry with labels in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from baketracker.faces.format import Reader, fine_money, money, number, unit_cost
from baketracker.faces.words import _
from baketracker.purchases.history_schemas import PriceHistory, PricePoint, StorePrices

from .charts import NARROW, WIDE, BarChart, Dot, LineChart, Range, bar_chart, line_chart
from .schemas import InventoryValue, StockCategory

# So many shapes and fillings can be told apart; what comes after shares the last one.
SHAPES = 8
FILLINGS = 6


@dataclass(frozen=True, slots=True)
class PriceDrawing:
    """A price history as drawings for a phone and for a desktop, the shops in the order of their
    shapes, and the mark (if any) that was dearest above what was usual."""

    title: str
    gist: str
    charts: tuple[LineChart, ...]
    shops: tuple[str, ...]
    hot: tuple[bool, ...]
    dearest: int | None
    note: str


@dataclass(frozen=True, slots=True)
class ValueDrawing:
    """What the stock was worth as drawings, and what the fillings stand for."""

    title: str
    gist: str
    charts: tuple[BarChart, ...]
    kinds: tuple[str, ...]


def price_drawing(history: PriceHistory, reader: Reader) -> PriceDrawing | None:
    """None for fewer than two purchases: a line needs two ends."""
    points = history.points
    if len(points) < 2:
        return None
    places = {_shop_id(store): place for place, store in enumerate(history.stores)}
    dots = [Dot(p.on, p.per_unit, min(places[_shop_id(p)], SHAPES - 1)) for p in points]
    first = points[0].on
    ranges = [
        Range(max(span.since, first), span.until, span.low, span.median, span.high)
        for span in history.spans
        if span.until > first
    ]

    dearest = _dearest(points)

    def label(value: Decimal) -> str:
        return fine_money(value, reader)

    return PriceDrawing(
        title=_("%(name)s, what one %(unit)s cost") % {"name": history.name, "unit": history.unit},
        gist=_price_gist(history, reader),
        charts=tuple(
            line_chart(dots, ranges, first, history.until, size, label) for size in (NARROW, WIDE)
        ),
        shops=_shared([shop_name(store) for store in history.stores], SHAPES, _("other shops")),
        hot=tuple(is_dear(point) for point in points),
        dearest=dearest,
        note="" if dearest is None else _note(points[dearest], reader),
    )


def value_drawing(value: InventoryValue, reader: Reader) -> ValueDrawing | None:
    """None where nothing was ever worth anything."""
    if not any(month.total for month in value.months):
        return None
    months = [(month.month, _merged(month.parts)) for month in value.months]
    names = [category_name(category) for category in value.categories]
    now = value.months[-1]
    return ValueDrawing(
        title=_("What the stock is worth, month by month"),
        gist=_("%(now)s now, %(before)s %(months)s months ago.")
        % {
            "now": money(now.total, reader),
            "before": money(value.months[0].total, reader),
            "months": len(value.months) - 1,
        },
        charts=tuple(
            bar_chart(months, size, lambda amount: money(amount, reader)) for size in (NARROW, WIDE)
        ),
        kinds=_shared(names, FILLINGS, _("everything else")),
    )


def shop_name(priced: StorePrices | PricePoint) -> str:
    return priced.supplier.name if priced.supplier else _("shop not written down")


def category_name(category: StockCategory) -> str:
    if category.kind == "material":
        return _("Materials")
    return category.name or _("Food without a category")


def is_dear(point: PricePoint) -> bool:
    """Whether it was out of the ordinary, and not to the good."""
    change = point.change
    return change is not None and change.level != "usual" and change.percent > 0


def _dearest(points: Sequence[PricePoint]) -> int | None:
    dear = [place for place, point in enumerate(points) if is_dear(point)]
    return max(dear, key=lambda place: points[place].per_unit, default=None)


def _note(point: PricePoint, reader: Reader) -> str:
    percent = point.change.percent if point.change else Decimal(0)
    return _("%(far)s%% dearer than of late") % {
        "far": number(percent.quantize(Decimal(1)), reader)
    }


def _price_gist(history: PriceHistory, reader: Reader) -> str:
    prices = [point.per_unit for point in history.points]
    told = _("Between %(low)s and %(high)s.") % {
        "low": fine_money(min(prices), reader),
        "high": unit_cost(max(prices), history.unit, reader),
    }
    if history.usual is None:
        return told
    usual = _("The usual is %(usual)s.") % {"usual": fine_money(history.usual.median, reader)}
    return f"{told} {usual}"


def _shop_id(priced: StorePrices | PricePoint) -> Any:
    return priced.supplier.id if priced.supplier else None


def _shared(names: Sequence[str], most: int, others: str) -> tuple[str, ...]:
    """The names as the legend has room for them."""
    return tuple(names) if len(names) <= most else (*names[: most - 1], others)


def _merged(parts: Sequence[Decimal]) -> list[Decimal]:
    """The parts as the fillings have room for them."""
    if len(parts) <= FILLINGS:
        return list(parts)
    return [*parts[: FILLINGS - 1], sum(parts[FILLINGS - 1 :], Decimal(0))]
