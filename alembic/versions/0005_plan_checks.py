"""plan checks: what 0004 added to old tables holds for the rows they have, and is found by index.

Indexes of tables in use are built beside the traffic, outside a transaction: begun again after an
interruption, what stands is left alone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

HOLDING = (
    ("batch_decisions", "ck_batch_decisions_made_as"),
    ("batch_decisions", "fk_batch_decisions_made_as_id"),
    ("compositions", "ck_compositions_one_component"),
    ("compositions", "fk_compositions_material_unit_id"),
    ("event_finished_goods", "ck_event_finished_goods_per_guest_number"),
    ("event_finished_goods", "ck_event_finished_goods_per_guest_positive"),
    ("events", "ck_events_output_mode"),
    ("finished_units", "ck_finished_units_shelf_life_positive"),
    ("ingredients", "ck_ingredients_shelf_life_positive"),
    ("lots", "fk_lots_purchase_id"),
    ("products", "ck_products_shelf_life_positive"),
)
INDEXES = (
    ("ix_batch_decisions_made_as_id", "batch_decisions", ["made_as_id"]),
    ("ix_compositions_material_unit_id", "compositions", ["material_unit_id"]),
    ("ix_lots_purchase_id", "lots", ["purchase_id"]),
)


def upgrade() -> None:
    for table, name in HOLDING:
        op.execute(f"ALTER TABLE app.{table} VALIDATE CONSTRAINT {name}")
    with op.get_context().autocommit_block():
        for name, table, columns in INDEXES:
            op.create_index(
                name,
                table,
                ["tenant_id", *columns],
                schema="app",
                postgresql_concurrently=True,
                if_not_exists=True,
            )
        op.create_index(
            "uq_comp_material_unit",
            "compositions",
            ["tenant_id", "finished_good_id", "material_unit_id"],
            unique=True,
            schema="app",
            postgresql_where=sa.text("material_unit_id IS NOT NULL"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )
