"""A full bakery whose every word is marked, and a sum over everything it holds."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Engine, select

from baketracker.app_tables import metadata
from baketracker.db.isolation import tenant_column
from baketracker.db.tenancy import tables_of_tenants
from baketracker.giving.models import GiftPhoto
from baketracker.proposals.drafts import PurchaseDraft, PurchaseLine, kept
from baketracker.proposals.models import Proposal
from baketracker.purchases.models import Purchase
from baketracker.recipes.models import RecipePhoto
from baketracker.tasks.models import Task
from tests.factories.bakeries import BakeryOnDatabase, open_bakery
from tests.factories.rows import RowMaker

MARK = "marzipan"
"""Stands in every word of a full bakery, and nowhere in the product."""


@dataclass(frozen=True)
class Full:
    """A bakery with a row in every table."""

    bakery: BakeryOnDatabase
    rows: dict[str, UUID]


def full_bakery(engine: Engine, seed: str) -> Full:
    bakery = open_bakery(engine, f"The {MARK} bakery")
    with bakery.session() as db:
        rows = RowMaker(db, f"{MARK}-{seed}-").everything()
        for task in db.scalars(select(Task)):
            task.state = "done"  # a stream about it ends by itself
        for photo in (*db.scalars(select(RecipePhoto)), *db.scalars(select(GiftPhoto))):
            photo.content_type = "image/jpeg"  # which is all that is ever kept
        for purchase in db.scalars(select(Purchase)):
            purchase.receipt_id = rows["receipts"]  # which is there while a line of it is
        for proposal in db.scalars(select(Proposal)):
            # Read, with a line to look at: its pages have forms then.
            proposal.kind, proposal.state, proposal.payload = "purchase", "ready", read()
    return Full(bakery, rows)


def read() -> dict[str, Any]:
    """A receipt as it was read, with one line, which is the first."""
    line = PurchaseLine(key=0, text=f"{MARK} 1LB", name=MARK)
    return kept(PurchaseDraft(store=f"{MARK} store", bought_on=date(2026, 11, 20), lines=[line]))


def sums(url: str, tenant_id: UUID) -> dict[str, tuple[int, str]]:
    """Rows and checksum of each table of a bakery; `url` is the backup role's, which sees all."""
    found = {}
    with psycopg.connect(url) as db:
        for table in tables_of_tenants():
            column = tenant_column(metadata.tables[f"app.{table}"])
            row = db.execute(
                sql.SQL(
                    "select count(*), md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
                    " from app.{} t where {} = %s"
                ).format(sql.Identifier(table), sql.Identifier(column)),
                (tenant_id,),
            ).fetchone()
            assert row is not None
            found[table] = (row[0], row[1])
    return found
