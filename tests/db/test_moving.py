"""Two rows that are one: every table that refers to the first comes to refer to the second."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import UniqueConstraint

from baketracker.activity import service as activity
from baketracker.app_tables import metadata
from baketracker.db.journal import doing
from baketracker.db.moving import SideBySide
from baketracker.db.references import references_to
from baketracker.db.rows import forget_preferences, move_uses, uses_of
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.exchange.canonical import canonical
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import DEEP
from tests.factories.rows import RowMaker, model_of, tenant_tables

pytestmark = pytest.mark.covers("G-23")

REFERENCES = [
    (table, attribute.key)
    for name in (one.name for one in tenant_tables())
    for entity, attribute in references_to(name)
    for table in (entity.__tablename__,)
]


def target_of(table: str, column: str) -> str:
    target: str = metadata.tables[f"app.{table}"].c[column].info["references"]
    return target


def found(db: TenantSession, table: str, row_id: UUID) -> Any:
    row = db.find(model_of(metadata.tables[f"app.{table}"]), row_id)
    assert row is not None
    return row


def two_of(rows: RowMaker, target: str) -> tuple[UUID, UUID]:
    """Two rows nothing refers to: what else is made refers to others."""
    for _ in range(2):
        under_its_own(rows, target)
    return under_its_own(rows, target), under_its_own(rows, target)


def under_its_own(rows: RowMaker, target: str) -> UUID:
    """A row with parents made for it: some may stand only once under theirs."""
    columns = metadata.tables[f"app.{target}"].columns
    needed = (c for c in columns if c.info.get("references") and not c.nullable)
    return rows.row(target, **{c.name: rows.row(c.info["references"]) for c in needed})


def is_ledger(table: str) -> bool:
    model = model_of(metadata.tables[f"app.{table}"])
    return model.append_only or not getattr(model, "audited", True)


@pytest.mark.parametrize(("table", "column"), REFERENCES[:: 1 if DEEP else 3])
def test_every_reference_moves_and_no_ledger_does(
    bakery: BakeryOnDatabase, table: str, column: str
) -> None:
    target = target_of(table, column)
    with bakery.session() as db:
        rows = RowMaker(db)
        old, new = two_of(rows, target)
        line = rows.row(table, **{column: old})
        moved = move_uses(db, found(db, target, old), found(db, target, new))
        stays = is_ledger(table)
        assert getattr(found(db, table, line), column) == (old if stays else new)
        assert moved.get(table, 0) == (0 if stays else 1)
        if not stays:
            assert uses_of(db, found(db, target, old)) == {}


def unique_keys() -> list[tuple[str, str, tuple[str, ...]]]:
    """(table, reference, the other columns) of every unique key a reference is part of."""
    keys = []
    for table in tenant_tables():
        sets = [index.columns for index in table.indexes if index.unique]
        sets += [c.columns for c in table.constraints if isinstance(c, UniqueConstraint)]
        for columns in sets:
            names = [column.name for column in columns if column.name != "tenant_id"]
            keys += [
                (table.name, name, tuple(other for other in names if other != name))
                for name in names
                if table.c[name].info.get("references") and not is_ledger(table.name)
            ]
    return sorted(keys)


@pytest.mark.parametrize(("table", "column", "others"), unique_keys())
def test_where_only_one_can_stand_nothing_moves_unless_it_is_settled(
    bakery: BakeryOnDatabase, table: str, column: str, others: tuple[str, ...]
) -> None:
    target = target_of(table, column)
    with bakery.session() as db:
        rows = RowMaker(db)
        old, new = two_of(rows, target)
        parents = {
            name: rows.row(target_of(table, name))
            for name in others
            if metadata.tables[f"app.{table}"].c[name].info.get("references")
        }
        first = found(db, table, rows.row(table, **{column: old} | parents))
        same = {name: getattr(first, name) for name in others}
        # Another slug, other notes, another file: an equal part would simply stay.
        free: dict[str, Any] = {
            name: "free"
            for name in ("slug", "notes")
            if name in first.__table__.c and name not in others
        }
        if "file_id" in first.__table__.c:
            free["file_id"] = rows.row("files")
        second = found(db, table, rows.row(table, **{column: new} | same | free))
        before, after = found(db, target, old), found(db, target, new)
        with pytest.raises(SideBySide):
            move_uses(db, before, after)
        assert getattr(first, column) == old
        settled: list[tuple[Any, Any]] = []
        move_uses(db, before, after, lambda moving, there: settled.append((moving, there)))
        assert settled == [(first, second)]


def test_what_is_archived_stands_in_nobodys_way(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        rows = RowMaker(db)
        old, new = rows.row("material_products"), rows.row("material_products")
        gone = rows.row("material_units", material_product_id=old, name="Bow", deleted_at=now())
        rows.row("material_units", material_product_id=new, name="Bow")
        move_uses(db, found(db, "material_products", old), found(db, "material_products", new))
        assert found(db, "material_units", gone).material_product_id == new


@pytest.mark.parametrize(
    ("table", "outer", "inner"),
    [
        ("recipe_components", "recipe_id", "component_recipe_id"),
        ("compositions", "finished_good_id", "component_good_id"),
        ("batch_decisions", "finished_unit_id", "made_as_id"),
    ],
)
def test_what_stands_in_the_other_cannot_become_it(
    bakery: BakeryOnDatabase, table: str, outer: str, inner: str
) -> None:
    target = target_of(table, outer)
    with bakery.session() as db:
        rows = RowMaker(db)
        one, other = rows.row(target), rows.row(target)
        rows.row(table, **{outer: one, inner: other})
        for first, second in ((one, other), (other, one)):
            with pytest.raises(SideBySide):
                move_uses(db, found(db, target, first), found(db, target, second))


def test_an_equal_part_stays_where_it_is(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        rows = RowMaker(db)
        old, new = rows.row("ingredients"), rows.row("ingredients")
        twin = rows.row("ingredient_aliases", ingredient_id=old, alias="AP")
        rows.row("ingredient_aliases", ingredient_id=new, alias="AP")
        other = rows.row("ingredient_aliases", ingredient_id=old, alias="AP", locale="de")
        move_uses(db, found(db, "ingredients", old), found(db, "ingredients", new))
        assert found(db, "ingredient_aliases", twin).ingredient_id == old
        assert found(db, "ingredient_aliases", other).ingredient_id == new


TARGETS = sorted({target_of(*one) for one in REFERENCES})


@pytest.mark.covers("DEC-19")
@pytest.mark.parametrize("table", TARGETS[:: 1 if DEEP else 3])
def test_moving_everything_is_taken_back_exactly(bakery: BakeryOnDatabase, table: str) -> None:
    with bakery.session() as db:
        rows = RowMaker(db)
        old, new = two_of(rows, table)
        for user, column in REFERENCES:
            if target_of(user, column) == table:
                rows.row(user, **{column: old})
    with bakery.session() as db:
        before = canonical(db)
    with bakery.session() as db, doing(db, "test.move", "Moved") as done:
        moved = move_uses(db, found(db, table, old), found(db, table, new))
    with bakery.session() as db:
        if moved.keys() & before.keys():
            assert canonical(db) != before
        activity.undo(db, done)
    with bakery.session() as db:
        assert canonical(db) == before


def test_preferences_are_forgotten_and_nothing_else(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        rows = RowMaker(db)
        shop = rows.row("suppliers")
        usual = rows.row("products", preferred_supplier_id=shop)
        bought = rows.row("purchases", supplier_id=shop)
        row = found(db, "suppliers", shop)
        assert uses_of(db, row, preferences=False) == {"purchases": 1}
        assert forget_preferences(db, row) == {"products": 1}
        assert found(db, "products", usual).preferred_supplier_id is None
        assert found(db, "purchases", bought).supplier_id == shop


def test_another_bakery_is_not_reached(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    made = []
    for one in (bakery, neighbour):
        with one.session() as db:
            rows = RowMaker(db, seed="same")
            ids = [rows.row("ingredients"), rows.row("ingredients")]
            made.append([*ids, rows.row("products", ingredient_id=ids[0])])
    old, new, bag = made[0]
    assert made[0] == made[1]
    with bakery.session() as db:
        move_uses(db, found(db, "ingredients", old), found(db, "ingredients", new))
    with neighbour.session() as db:
        assert found(db, "products", bag).ingredient_id == old
