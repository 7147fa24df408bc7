"""One small module per feature: how its desktop rows become ours. The order is that of need: what
others point to comes first."""

from . import (
    assembly,
    depletions,
    events,
    finished_goods,
    finished_stock,
    frozen,
    frozen_goods,
    giving,
    ingredients,
    materials,
    plans,
    production,
    products,
    purchases,
    recipes,
    stock_snapshots,
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
    *finished_stock.TAKINGS,
    *events.TAKINGS,
    *plans.PLANS,
    *frozen.TAKINGS,
    *frozen_goods.TAKINGS,
    *plans.TARGETS,
    *production.TAKINGS,
    *assembly.TAKINGS,
    *giving.TAKINGS,
    *stock_snapshots.TAKINGS,
)
