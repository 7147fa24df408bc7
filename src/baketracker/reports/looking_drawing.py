"""The charts of what was made, as a page shows them: geometry with labels in the reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from baketracker.faces.format import Reader, count, money
from baketracker.faces.words import _
from baketracker.production.words import CATEGORIES

from .bars import Row, RowsChart, Tray, Value, bar_rows, tray_rows
from .charts import NARROW, WIDE, BarChart, Size, bar_chart
from .cost_schemas import EventCosts, KindCost, OutputView
from .looking_words import KIND_WORDS
from .loss_schemas import LossReport
from .year_schemas import YearsReport

# Which filling stands for what; the fillings are those of `ui.chart_filling`.
PLANNED, SPENT = 5, 0
MADE, PACKED, DELIVERED = 2, 1, 0
SIZES = (NARROW, WIDE)
# Rows of bars stand beside each other on a desktop: half of its width.
ROW_SIZES = (NARROW, Size(WIDE.name, 464, WIDE.height, WIDE.along, WIDE.up))


@dataclass(frozen=True, slots=True)
class RowsDrawing:
    """Rows of bars as drawings for a phone and for a desktop; `key`: which filling is what."""

    title: str
    gist: str
    charts: tuple[RowsChart, ...]
    key: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class LossDrawing:
    """What was lost month by month, stacked by reason."""

    title: str
    gist: str
    charts: tuple[BarChart, ...]
    kinds: tuple[str, ...]


def cost_drawing(told: EventCosts, reader: Reader) -> RowsDrawing | None:
    """Planned beside spent, kind by kind. None where there is nothing to draw."""
    shown = [one for one in told.kinds if one.planned or one.actual_known]
    if not shown:
        return None
    rows = [Row(_(KIND_WORDS[one.kind]), _bars(one, reader)) for one in shown]
    return RowsDrawing(
        title=_("%(event)s, planned and spent") % {"event": told.event.name},
        gist=_("Planned %(planned)s, spent %(spent)s.")
        % {
            "planned": at_least(told.planned, told.planned_known, reader),
            "spent": at_least(told.actual, told.actual_known, reader),
        },
        charts=tuple(bar_rows(rows, size) for size in ROW_SIZES),
        key=((PLANNED, _("planned")), (SPENT, _("spent"))),
    )


def outputs_drawing(told: EventCosts, reader: Reader) -> RowsDrawing | None:
    """A tray for each output that fills as it is made, packed and delivered."""
    if not told.outputs:
        return None
    key = [(PLANNED, _("planned")), (MADE, _("made")), (PACKED, _("packed"))]
    if any(one.delivered for one in told.outputs):
        key.append((DELIVERED, _("delivered")))
    return RowsDrawing(
        title=_("%(event)s, how far it came") % {"event": told.event.name},
        gist=" ".join(_said(one, reader) for one in told.outputs),
        charts=tuple(
            tray_rows([_tray(one, reader) for one in told.outputs], size) for size in ROW_SIZES
        ),
        key=tuple(key),
    )


def loss_drawing(report: LossReport, reader: Reader) -> LossDrawing | None:
    """None where nothing was lost that had a value."""
    if not report.value:
        return None
    months = [(month.month, month.parts) for month in report.months]
    return LossDrawing(
        title=_("What was lost, month by month"),
        gist=_("%(value)s in all.") % {"value": money(report.value, reader)},
        charts=tuple(
            bar_chart(months, size, lambda amount: money(amount, reader)) for size in SIZES
        ),
        kinds=tuple(_(CATEGORIES[one.category]) for one in report.categories),
    )


def years_drawing(report: YearsReport, reader: Reader) -> RowsDrawing | None:
    """What every year cost. None for fewer than two."""
    spent = [(one.year, one.spent + one.beside, one.unknown) for one in report.years]
    if len(spent) < 2 or not any(amount for _year, amount, _unknown in spent):
        return None
    rows = [
        Row(
            str(year),
            (Value(amount, at_least(None if unknown else amount, amount, reader), SPENT),),
        )
        for year, amount, unknown in spent
    ]
    return RowsDrawing(
        title=_("What each year cost"),
        gist=", ".join(f"{row.name}: {row.values[0].said}" for row in rows),
        charts=tuple(bar_rows(rows, size) for size in ROW_SIZES),
        key=(),
    )


def at_least(whole: Decimal | None, known: Decimal, reader: Reader) -> str:
    """A sum of money; what is known of it where that is not all, and that it is unknown where
    nothing is."""
    if whole is not None:
        return money(whole, reader)
    if not known:
        return _("not known")
    return _("at least %(money)s") % {"money": money(known, reader)}


def _bars(one: KindCost, reader: Reader) -> tuple[Value, ...]:
    planned = one.planned if one.planned is not None else Decimal(0)
    return (
        Value(planned, at_least(one.planned, Decimal(0), reader), PLANNED),
        Value(one.actual_known, at_least(one.actual, one.actual_known, reader), SPENT),
    )


def _tray(one: OutputView, reader: Reader) -> Tray:
    fills = _fills(one)
    done = count(max((number for _series, number in fills), default=0), reader)
    wanted = count(one.needed or 0, reader)
    baked = one.kind == "finished_unit"
    said = _("%(done)s of %(wanted)s baked") if baked else _("%(done)s of %(wanted)s packed")
    return Tray(
        one.name,
        said % {"done": done, "wanted": wanted},
        None if one.needed is None else Decimal(one.needed),
        Decimal(one.planned or 0),
        tuple((series, Decimal(number)) for series, number in fills),
    )


def _fills(one: OutputView) -> Sequence[tuple[int, int]]:
    told = ((MADE, one.made), (PACKED, one.packed), (DELIVERED, one.delivered))
    return [(series, number) for series, number in told if number is not None]


def _said(one: OutputView, reader: Reader) -> str:
    tray = _tray(one, reader)
    return _("%(name)s: %(said)s.") % {"name": one.name, "said": tray.said}
