"""What a product is called."""

from .models import Product


def label_of(row: Product, *, sized: bool = False) -> str:
    """How a shelf would name a row loaded with its ingredient: by brand and name, or as its
    ingredient when it has neither; `sized` adds the size its package tells."""
    called = " ".join(filter(None, (row.brand, row.name))) or row.ingredient.name
    return f"{called} {row.package_size}" if sized and row.package_size else called
