"""What every mapped class must be: quiet, lazy in nothing, stamped, and counted in time zones."""

import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import DateTime, Numeric, select
from sqlalchemy.orm import RelationshipProperty, configure_mappers

from baketracker.app_tables import metadata
from baketracker.db.base import Archivable, Base, Editable, TenantOwned
from baketracker.recipes.models import Recipe
from tests.architecture.source import sources
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.rows import RowMaker, text_columns

CLASSES = sorted((m.class_ for m in Base.registry.mappers), key=lambda c: c.__name__)
OWNED: list[Any] = [c for c in CLASSES if issubclass(c, TenantOwned)]


def relationships() -> list[RelationshipProperty[object]]:
    configure_mappers()
    return [relation for m in Base.registry.mappers for relation in m.relationships]


@pytest.mark.covers("SR17", "AR-07")
def test_the_mappers_configure_without_a_warning() -> None:
    program = "import baketracker.app_tables; from sqlalchemy.orm import *; configure_mappers()"
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


@pytest.mark.covers("AR-02", "SD-07")
def test_no_relationship_loads_by_itself_or_leaves_the_bakery() -> None:
    assert len(relationships()) > 10
    for relation in relationships():
        assert relation.lazy == "raise", relation
        assert "tenant_id" in str(relation.primaryjoin), relation
        written = {column.name for pair in relation.synchronize_pairs for column in pair[1:]}
        assert "tenant_id" not in written, relation


@pytest.mark.covers("SD-07")
def test_relationships_are_made_by_two_functions_only() -> None:
    makers = {source.name for source in sources() if any(source.calls("relationship"))}
    assert makers == {"db/base.py"}


@pytest.mark.covers("SD-07")
def test_setting_a_reference_to_none_keeps_the_bakery(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        rows = RowMaker(db)
        recipe_id = rows.row("recipes", category_id=rows.row("recipe_categories"))
    with bakery.session() as db:
        recipe = db.find(Recipe, recipe_id)
        assert recipe is not None
        recipe.category = None
    with bakery.session() as db:
        found = db.scalars(select(Recipe).where(Recipe.id == recipe_id)).one()
        assert (found.tenant_id, found.category_id) == (bakery.id, None)


@pytest.mark.covers("M-03")
def test_every_moment_knows_its_time_zone() -> None:
    moments = [
        column
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, DateTime)
    ]
    assert len(moments) > 20
    assert [str(column) for column in moments if not getattr(column.type, "timezone", False)] == []


@pytest.mark.covers("S0-audit-fields")
def test_rows_that_change_say_who_and_when() -> None:
    """What a person may archive also keeps `deleted_at`: everything with a slug."""
    for entity in OWNED:
        columns = set(entity.__table__.columns.keys())
        assert columns >= {"tenant_id", "id", "created_at", "created_by"}, entity
        if issubclass(entity, Editable):
            assert columns >= {"updated_at", "updated_by", "version"}, entity
            assert entity.__mapper__.version_id_col is not None, entity
        if "slug" in text_columns(entity.__table__):
            assert issubclass(entity, Archivable), entity


@pytest.mark.covers("S0-audit-fields")
def test_a_ledger_has_nothing_to_change() -> None:
    for entity in OWNED:
        if entity.append_only:
            assert not issubclass(entity, Editable | Archivable), entity


@pytest.mark.covers("SR52")
def test_every_number_is_checked_against_nan() -> None:
    numbers = [
        column
        for entity in OWNED
        for column in entity.__table__.columns
        if isinstance(column.type, Numeric)
    ]
    assert len(numbers) > 8
    assert [str(column) for column in numbers if not column.info.get("number")] == []
