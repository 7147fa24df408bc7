"""One small module per feature: how its desktop rows become ours. The order is that of need: what
others point to comes first."""

from . import (
    depletions,
    events,
    finished_goods,
    ingredients,
    materials,
    products,
    purchases,
    recipes,
    suppliers,
)
from .base import Links, Taking

__all__ = ["TAKINGS", "Links", "Taking"]

TAKINGS: tuple[Taking, ...] = (
    *suppliers.TAKINGS,
    *ingredients.TAKINGS,
    *products.TAKINGS,
    *purchases.TAKINGS,
    *depletions.TAKINGS,
    *materials.TAKINGS,
    *recipes.TAKINGS,
    *finished_goods.TAKINGS,
    *events.TAKINGS,
)
