"""stock: the ledger of what leaves lots, receipts, operations that can be taken back, snapshots.

Columns of old tables come with defaults for the release that still runs and knows nothing of them;
their checks and indexes follow in 0008."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CHECKS = {
    "ingredients": {
        "low_below_number": "low_below <> 'NaN'",
        "low_below_whole": "num_nonnulls(low_below, low_unit) in (0, 2) and low_below > 0",
    },
    "lots": {
        "quantity_out_number": "quantity_out <> 'NaN'",
        "out_not_negative": "quantity_out >= 0",
        "known_by": "known_by in ('bought', 'counted', 'estimated')",
    },
    "material_lots": {
        "quantity_out_number": "quantity_out <> 'NaN'",
        "out_not_negative": "quantity_out >= 0",
        "known_by": "known_by in ('bought', 'counted', 'estimated')",
    },
    "memberships": {"units": "units in ('us', 'metric')"},
    "materials": {
        "low_below_number": "low_below <> 'NaN'",
        "low_below_positive": "low_below > 0",
    },
}


def upgrade() -> None:
    op.create_table(
        "operations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("message", sa.Text(collation="C"), nullable=False),
        sa.Column("numbers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_operations_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_operations")),
        schema="app",
    )
    op.create_index(
        "ix_operations_created_at",
        "operations",
        ["tenant_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_table(
        "stock_snapshots",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_stock_snapshots_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_snapshots")),
        schema="app",
    )
    op.create_index(
        "ix_stock_snapshots_taken_at",
        "stock_snapshots",
        ["tenant_id", sa.literal_column("taken_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_table(
        "receipts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("total_paid", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("source", sa.Text(collation="C"), nullable=False),
        sa.Column("shopping_list_id", sa.Uuid(), nullable=True),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "source in ('typed', 'trip', 'voice', 'photo', 'import')",
            name=op.f("ck_receipts_source"),
        ),
        sa.CheckConstraint("total_paid <> 'NaN'", name=op.f("ck_receipts_total_paid_number")),
        sa.CheckConstraint("total_paid >= 0", name=op.f("ck_receipts_total_not_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "shopping_list_id"],
            ["app.shopping_lists.tenant_id", "app.shopping_lists.id"],
            name="fk_receipts_shopping_list_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "supplier_id"],
            ["app.suppliers.tenant_id", "app.suppliers.id"],
            name="fk_receipts_supplier_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_receipts_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_receipts")),
        schema="app",
    )
    op.create_index(
        "ix_receipts_bought_on",
        "receipts",
        ["tenant_id", sa.literal_column("bought_on DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_receipts_shopping_list_id",
        "receipts",
        ["tenant_id", "shopping_list_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_receipts_supplier_id",
        "receipts",
        ["tenant_id", "supplier_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "product_packaging",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(collation="C"), nullable=False),
        sa.Column("type_code", sa.Text(collation="C"), nullable=True),
        sa.Column("material_code", sa.Text(collation="C"), nullable=True),
        sa.Column("holds", sa.Integer(), nullable=True),
        sa.Column("dimensions", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("gross_weight", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "level in ('each', 'inner', 'case', 'pallet')", name=op.f("ck_product_packaging_level")
        ),
        sa.CheckConstraint("holds > 0", name=op.f("ck_product_packaging_holds_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["app.products.tenant_id", "app.products.id"],
            name="fk_product_packaging_product_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_product_packaging_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_product_packaging")),
        schema="app",
    )
    op.create_index(
        "ix_product_packaging_product_id",
        "product_packaging",
        ["tenant_id", "product_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "stock_snapshot_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_id", sa.Uuid(), nullable=False),
        sa.Column("ingredient_id", sa.Uuid(), nullable=True),
        sa.Column("material_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("category", sa.Text(collation="C"), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("value", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("unpriced_lots", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "quantity <> 'NaN'", name=op.f("ck_stock_snapshot_lines_quantity_number")
        ),
        sa.CheckConstraint("value <> 'NaN'", name=op.f("ck_stock_snapshot_lines_value_number")),
        sa.CheckConstraint(
            "num_nonnulls(ingredient_id, material_id) = 1",
            name=op.f("ck_stock_snapshot_lines_one_thing"),
        ),
        sa.CheckConstraint(
            "unpriced_lots >= 0", name=op.f("ck_stock_snapshot_lines_unpriced_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ingredient_id"],
            ["app.ingredients.tenant_id", "app.ingredients.id"],
            name="fk_stock_snapshot_lines_ingredient_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_id"],
            ["app.materials.tenant_id", "app.materials.id"],
            name="fk_stock_snapshot_lines_material_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "snapshot_id"],
            ["app.stock_snapshots.tenant_id", "app.stock_snapshots.id"],
            name="fk_stock_snapshot_lines_snapshot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_stock_snapshot_lines_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_snapshot_lines")),
        schema="app",
    )
    op.create_index(
        "ix_stock_snapshot_lines_ingredient_id",
        "stock_snapshot_lines",
        ["tenant_id", "ingredient_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_stock_snapshot_lines_material_id",
        "stock_snapshot_lines",
        ["tenant_id", "material_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_stock_snapshot_lines_snapshot_id",
        "stock_snapshot_lines",
        ["tenant_id", "snapshot_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "depletions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("cost", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("reason", sa.Text(collation="C"), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("actor", sa.Text(collation="C"), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("cost <> 'NaN'", name=op.f("ck_depletions_cost_number")),
        sa.CheckConstraint("quantity <> 'NaN'", name=op.f("ck_depletions_quantity_number")),
        sa.CheckConstraint(
            "reason in ('production', 'assembly', 'spoilage', 'gift', 'correction', 'ad_hoc_usage', 'other', 'waste', 'damaged', 'earlier')",
            name=op.f("ck_depletions_reason"),
        ),
        sa.CheckConstraint(
            "quantity <> 0 or corrects_id is not null", name=op.f("ck_depletions_quantity_not_zero")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "corrects_id"],
            ["app.depletions.tenant_id", "app.depletions.id"],
            name="fk_depletions_corrects_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lot_id"],
            ["app.lots.tenant_id", "app.lots.id"],
            name="fk_depletions_lot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_depletions_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_depletions")),
        schema="app",
    )
    op.create_index(
        "ix_depletions_corrects_id",
        "depletions",
        ["tenant_id", "corrects_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_depletions_happened_at",
        "depletions",
        ["tenant_id", sa.literal_column("happened_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_depletions_lot_id", "depletions", ["tenant_id", "lot_id"], unique=False, schema="app"
    )
    op.create_table(
        "material_depletions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("cost", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("reason", sa.Text(collation="C"), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("actor", sa.Text(collation="C"), nullable=False),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("cost <> 'NaN'", name=op.f("ck_material_depletions_cost_number")),
        sa.CheckConstraint(
            "quantity <> 'NaN'", name=op.f("ck_material_depletions_quantity_number")
        ),
        sa.CheckConstraint(
            "reason in ('production', 'assembly', 'spoilage', 'gift', 'correction', 'ad_hoc_usage', 'other', 'waste', 'damaged', 'earlier')",
            name=op.f("ck_material_depletions_reason"),
        ),
        sa.CheckConstraint(
            "quantity <> 0 or corrects_id is not null",
            name=op.f("ck_material_depletions_quantity_not_zero"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "corrects_id"],
            ["app.material_depletions.tenant_id", "app.material_depletions.id"],
            name="fk_material_depletions_corrects_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lot_id"],
            ["app.material_lots.tenant_id", "app.material_lots.id"],
            name="fk_material_depletions_lot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_material_depletions_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_material_depletions")),
        schema="app",
    )
    op.create_index(
        "ix_material_depletions_corrects_id",
        "material_depletions",
        ["tenant_id", "corrects_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_material_depletions_happened_at",
        "material_depletions",
        ["tenant_id", sa.literal_column("happened_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_material_depletions_lot_id",
        "material_depletions",
        ["tenant_id", "lot_id"],
        unique=False,
        schema="app",
    )
    op.add_column("audit_log", sa.Column("operation_id", sa.Uuid()), schema="app")
    op.add_column("ingredients", sa.Column("low_below", sa.Numeric(20, 10)), schema="app")
    op.add_column("ingredients", sa.Column("low_unit", sa.Text(collation="C")), schema="app")
    op.add_column("memberships", sa.Column("units", sa.Text(collation="C")), schema="app")
    op.add_column("materials", sa.Column("low_below", sa.Numeric(20, 10)), schema="app")
    op.add_column(
        "products",
        sa.Column("seen_as", sa.Text(collation="C"), nullable=False, server_default=""),
        schema="app",
    )
    for table in ("lots", "material_lots"):
        op.add_column(
            table,
            sa.Column("quantity_out", sa.Numeric(20, 10), nullable=False, server_default="0"),
            schema="app",
        )
        op.add_column(
            table,
            sa.Column("known_by", sa.Text(collation="C"), nullable=False, server_default="bought"),
            schema="app",
        )
        op.add_column(table, sa.Column("counted_at", sa.DateTime(timezone=True)), schema="app")
        op.add_column(table, sa.Column("deleted_at", sa.DateTime(timezone=True)), schema="app")
        # The release that still runs only orders by it.
        op.execute(
            "-- squawk-ignore ban-drop-not-null\n"
            f"ALTER TABLE app.{table} ALTER COLUMN sort_order DROP NOT NULL"
        )
    for table in ("purchases", "material_purchases"):
        op.add_column(table, sa.Column("receipt_id", sa.Uuid()), schema="app")
        op.add_column(table, sa.Column("deleted_at", sa.DateTime(timezone=True)), schema="app")
        op.execute(
            f"ALTER TABLE app.{table} ADD CONSTRAINT fk_{table}_receipt_id "
            "FOREIGN KEY (tenant_id, receipt_id) REFERENCES app.receipts (tenant_id, id) "
            "ON DELETE RESTRICT NOT VALID"
        )
    for table, checks in CHECKS.items():
        for name, condition in checks.items():
            op.execute(
                f"ALTER TABLE app.{table} ADD CONSTRAINT ck_{table}_{name} "
                f"CHECK ({condition}) NOT VALID"
            )
    # What is left and what went out say it; no release has shipped the column.
    op.execute(
        "-- squawk-ignore ban-drop-column\n"
        "ALTER TABLE app.material_lots DROP COLUMN quantity_bought"
    )
    op.isolate_tenants("depletions", grants="select, insert")
    op.isolate_tenants("material_depletions", grants="select, insert")
    op.isolate_tenants("operations")
    op.isolate_tenants("product_packaging")
    op.isolate_tenants("receipts")
    op.isolate_tenants("stock_snapshot_lines", grants="select, insert")
    op.isolate_tenants("stock_snapshots")
