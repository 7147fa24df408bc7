"""Costs and counts can never be negative in the database, whoever writes."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from baketracker.stock.ledger import DepletionLike
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.rows import RowMaker, model_of, tenant_tables

WORDS = ("price", "cost", "on_hand", "packages")
# What takes an entry of a ledger back, or costs it anew, is a number below nothing.
COLUMNS = [
    (table.name, column.name)
    for table in tenant_tables()
    if not issubclass(model_of(table), DepletionLike)
    for column in table.columns
    if column.type.python_type in (int, Decimal) and any(word in column.name for word in WORDS)
]


def test_there_are_costs_and_counts() -> None:
    assert {"purchases", "lots", "material_purchases", "material_lots"} <= {t for t, _ in COLUMNS}


@pytest.mark.covers("S2-nonneg")
@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_less_than_nothing_is_refused(bakery: BakeryOnDatabase, table: str, column: str) -> None:
    wanted: dict[str, Any] = {column: -1}
    with bakery.session() as db:
        maker = RowMaker(db)
        with pytest.raises(IntegrityError, match="check"), db.begin_nested():
            maker.row(table, **wanted)
