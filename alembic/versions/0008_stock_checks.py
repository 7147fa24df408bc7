"""stock checks: what 0007 added to old tables holds for the rows they have, and is found by index.

Indexes of tables in use are built beside the traffic, outside a transaction: begun again after an
interruption, what stands is left alone."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

HOLDING = (
    ("ingredients", "ck_ingredients_low_below_number"),
    ("ingredients", "ck_ingredients_low_below_whole"),
    ("lots", "ck_lots_quantity_out_number"),
    ("lots", "ck_lots_out_not_negative"),
    ("lots", "ck_lots_known_by"),
    ("material_lots", "ck_material_lots_quantity_out_number"),
    ("material_lots", "ck_material_lots_out_not_negative"),
    ("material_lots", "ck_material_lots_known_by"),
    ("materials", "ck_materials_low_below_number"),
    ("materials", "ck_materials_low_below_positive"),
    ("memberships", "ck_memberships_units"),
    ("purchases", "fk_purchases_receipt_id"),
    ("material_purchases", "fk_material_purchases_receipt_id"),
)
LEFT = "quantity >= 0.001 AND deleted_at IS NULL"
INDEXES = (
    ("ix_audit_log_operation_id", "audit_log", ["operation_id"], None),
    ("ix_lots_left", "lots", ["product_id"], LEFT),
    ("ix_material_lots_left", "material_lots", ["material_product_id"], LEFT),
    ("ix_material_purchases_receipt_id", "material_purchases", ["receipt_id"], None),
    ("ix_mp_on", "material_purchases", [sa.text("purchased_on DESC"), sa.text("id DESC")], None),
    ("ix_purchases_on", "purchases", [sa.text("purchased_on DESC"), sa.text("id DESC")], None),
    ("ix_purchases_receipt_id", "purchases", ["receipt_id"], None),
)


def upgrade() -> None:
    for table, name in HOLDING:
        op.execute(f"ALTER TABLE app.{table} VALIDATE CONSTRAINT {name}")
    with op.get_context().autocommit_block():
        for name, table, columns, where in INDEXES:
            op.create_index(
                name,
                table,
                ["tenant_id", *columns],
                schema="app",
                postgresql_where=sa.text(where) if where else None,
                postgresql_concurrently=True,
                if_not_exists=True,
            )
