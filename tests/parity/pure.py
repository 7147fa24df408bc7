"""Our answers to the questions that need no database."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from baketracker.errors import InvalidInput
from baketracker.measures.conversion import convert
from baketracker.measures.material_units import BaseUnit, from_base, to_base
from tests.parity.compare import Refused

Row = dict[str, Any]


def answers(goldens: Row) -> Row:
    """The sections of `goldens` that need no database, asked again: only the questions are read."""
    asked = {"unit_conversions": _converted, "material_unit_conversions": _material}
    return {
        name: [answer(row) for row in goldens[name]]
        for name, answer in asked.items()
        if name in goldens
    }


def _converted(row: Row) -> Row:
    question = {key: row[key] for key in ("value", "from", "to", "density_g_per_ml")}
    density = row["density_g_per_ml"]
    answer = _asked(
        lambda: convert(
            Decimal(str(row["value"])),
            row["from"],
            row["to"],
            None if density is None else Decimal(str(density)),
        )
    )
    return {**question, "error" if isinstance(answer, Refused) else "result": answer}


def _material(row: Row) -> Row:
    value, unit, base = Decimal(row["value"]), row["from"], BaseUnit(row["base_unit_type"])
    return {
        **{key: row[key] for key in ("value", "from", "base_unit_type")},
        "to_base": _asked(lambda: to_base(value, unit, base)),
        "from_base": _asked(lambda: from_base(value, unit, base)),
    }


def _asked(question: Callable[[], Decimal]) -> Decimal | Refused:
    try:
        return question()
    except InvalidInput as refusal:
        return Refused(str(refusal))
