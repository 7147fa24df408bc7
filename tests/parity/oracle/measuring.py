"""Amounts from unit to unit: the desktop's factors, in double as it computes."""

import sqlite3

GRAMS = {"oz": 28.3495, "lb": 453.592, "g": 1.0, "kg": 1000.0}
MILLILITRES = {
    "tsp": 4.92892, "tbsp": 14.7868, "cup": 236.588, "ml": 1.0, "l": 1000.0, "fl oz": 29.5735,
    "pt": 473.176, "qt": 946.353, "gal": 3785.41,
}  # fmt: skip
PIECES = {"each": 1.0, "count": 1.0, "piece": 1.0, "dozen": 12.0}
_DENSITY = """
    SELECT density_volume_value, density_volume_unit, density_weight_value, density_weight_unit
    FROM ingredients WHERE id = ?
"""


def density(file: sqlite3.Connection, ingredient: int) -> float | None:
    """Grams per millilitre."""
    volume, volume_unit, weight, weight_unit = file.execute(_DENSITY, (ingredient,)).fetchone()
    if not (volume and volume_unit and weight and weight_unit):
        return None
    return float(weight * GRAMS[weight_unit] / (volume * MILLILITRES[volume_unit]))


def converted(amount: float, unit: str, target: str, grams_per_ml: float | None) -> float | None:
    """`amount` said in `target`; None when no way leads there."""
    if unit == target:
        return amount
    for table in (GRAMS, MILLILITRES, PIECES):
        if unit in table and target in table:
            return amount * table[unit] / table[target]
    if grams_per_ml and unit in GRAMS and target in MILLILITRES:
        return amount * GRAMS[unit] / grams_per_ml / MILLILITRES[target]
    if grams_per_ml and unit in MILLILITRES and target in GRAMS:
        return amount * MILLILITRES[unit] * grams_per_ml / GRAMS[target]
    return None
