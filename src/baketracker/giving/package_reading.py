"""Packages as every door reads them: their lines, and what everything in them brings."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods import contents
from baketracker.finished_goods.service import parts_of
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.recipes.contents import as_written
from baketracker.recipes.contents import contents_of as recipe_contents

from .allergens import brought_by, units_within
from .models import Package, PackageLine
from .package_schemas import PackageLineView, PackageRow, PackageView


def view_of(db: TenantSession, row: Package) -> PackageView:
    """The whole view of a package."""
    return PackageView(
        **_head(row),
        lines=lines_in(db, [row.id])[row.id],
        description=row.description,
        notes=row.notes,
        allergens=allergens_in(db, [row.id])[row.id],
    )


def rows_of(db: TenantSession, rows: Sequence[Package]) -> dict[UUID, PackageRow]:
    """Rows of a list: two statements for all."""
    lines = lines_in(db, [row.id for row in rows])
    return {row.id: PackageRow(**_head(row), lines=lines[row.id]) for row in rows}


def lines_in(
    db: TenantSession, package_ids: Collection[UUID]
) -> defaultdict[UUID, list[PackageLineView]]:
    """The lines of each package in packing order, the finished goods with what they hold: two
    statements."""
    own = select(PackageLine).where(among(PackageLine.package_id, package_ids))
    loaded = own.options(
        joinedload(PackageLine.finished_good),
        joinedload(PackageLine.packaging_product).joinedload(Product.ingredient),
    )
    rows = db.scalars(loaded.order_by(PackageLine.sort_order, PackageLine.id)).all()
    parts = parts_of(db, [row.finished_good_id for row in rows if row.finished_good_id])
    grouped: defaultdict[UUID, list[PackageLineView]] = defaultdict(list)
    for row in rows:
        grouped[row.package_id].append(_line(row, parts))
    return grouped


def allergens_in(db: TenantSession, package_ids: Collection[UUID]) -> defaultdict[UUID, list[str]]:
    """What everything in each package brings, A to Z: from ingredients through recipes, finished
    units and goods, however deep. Seven statements, however many packages."""
    held: defaultdict[UUID, set[UUID]] = defaultdict(set)
    own = select(PackageLine.package_id, PackageLine.finished_good_id).where(
        among(PackageLine.package_id, package_ids), PackageLine.finished_good_id.is_not(None)
    )
    for package_id, good_id in db.execute(own):
        if good_id is not None:
            held[package_id].add(good_id)
    by_good = allergens_of_goods(db, {good for goods in held.values() for good in goods})
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for package_id, goods in held.items():
        found[package_id] = sorted({name for good in goods for name in by_good[good]})
    return found


def allergens_of_goods(db: TenantSession, good_ids: Collection[UUID]) -> Mapping[UUID, set[str]]:
    """What everything in each finished good brings, however deep. Six statements."""
    if not good_ids:
        return {}
    inside = contents.contents_of(db, good_ids)
    recipe_of: dict[Any, UUID] = {key: unit.recipe_id for key, unit in inside.units.items()}
    within = recipe_contents(db, set(recipe_of.values()))
    recipes = as_written(within)
    told: dict[Any, list[str]] = {key: row.allergens for key, row in within.ingredients.items()}
    by_recipe = {key: brought_by(key, recipes, told) for key in set(recipe_of.values())}
    return {
        good: {
            name for unit in units_within(good, inside.goods) for name in by_recipe[recipe_of[unit]]
        }
        for good in good_ids
    }


def _head(row: Package) -> dict[str, Any]:
    names = ("id", "name", "slug", "is_template", "version")
    return {name: getattr(row, name) for name in names} | {
        "is_archived": row.deleted_at is not None
    }


def _line(row: PackageLine, parts: Mapping[UUID, Any]) -> PackageLineView:
    """Each line holds one of the two, and only that one has to be loaded."""
    own = {"quantity": row.quantity, "is_generic": row.is_generic, "notes": row.notes}
    if row.finished_good_id and (good := row.finished_good):
        return PackageLineView(
            kind="finished_good", id=good.id, name=good.name, parts=parts.get(good.id, []), **own
        )
    product = row.packaging_product
    assert product is not None  # the table holds exactly one of the two
    return PackageLineView(
        kind="packaging", id=product.id, name=label_of(product, sized=True), **own
    )
