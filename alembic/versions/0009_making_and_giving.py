"""making and giving: finished stock and its ledger, what a plan froze, targets and amendments, runs
of baking and packing, recipients, packages and gifts.

Columns of old tables come with defaults for the release that still runs and knows nothing of them;
their checks hold for old rows in 0010."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CHECKS = {
    "events": {"service_level": "service_level in ('exact', 'rarely_short', 'never_short')"},
    "finished_goods": {"low_below": "low_below > 0"},
    "finished_units": {"low_below": "low_below > 0"},
    "kitchen_settings": {
        "service_level": "service_level in ('exact', 'rarely_short', 'never_short')",
        "usual_loss": "usual_loss_percent >= 0 and usual_loss_percent < 100",
        "usual_loss_percent_number": "usual_loss_percent <> 'NaN'",
    },
}


def upgrade() -> None:
    op.create_table(
        "packages",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("folded", sa.Text(collation="C"), nullable=False),
        sa.Column("description", sa.Text(collation="C"), nullable=False),
        sa.Column("is_template", sa.Boolean(), nullable=False),
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
            name=op.f("fk_packages_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_packages")),
        schema="app",
    )
    op.create_index(
        "ix_packages_name", "packages", ["tenant_id", "name", "id"], unique=False, schema="app"
    )
    op.create_index(
        "uq_packages_slug_live",
        "packages",
        ["tenant_id", "slug"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "recipients",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("slug", sa.Text(collation="C"), nullable=False),
        sa.Column("folded", sa.Text(collation="C"), nullable=False),
        sa.Column("household", sa.Text(collation="C"), nullable=False),
        sa.Column("address", sa.Text(collation="C"), nullable=False),
        sa.Column("country", sa.Text(collation="C"), nullable=True),
        sa.Column("email", sa.Text(collation="C"), nullable=False),
        sa.Column("phone", sa.Text(collation="C"), nullable=False),
        sa.Column("allergens", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
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
            name=op.f("fk_recipients_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recipients")),
        schema="app",
    )
    op.create_index(
        "ix_recipients_name", "recipients", ["tenant_id", "name", "id"], unique=False, schema="app"
    )
    op.create_index(
        "uq_recipients_slug_live",
        "recipients",
        ["tenant_id", "slug"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "event_outcomes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("finished_good_id", sa.Uuid(), nullable=False),
        sa.Column("left_over", sa.Integer(), nullable=False),
        sa.Column("ran_short", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "left_over = 0 or ran_short = 0", name=op.f("ck_event_outcomes_not_both")
        ),
        sa.CheckConstraint("left_over >= 0", name=op.f("ck_event_outcomes_left_over")),
        sa.CheckConstraint("ran_short >= 0", name=op.f("ck_event_outcomes_ran_short")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["app.events.tenant_id", "app.events.id"],
            name="fk_event_outcomes_event_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_good_id"],
            ["app.finished_goods.tenant_id", "app.finished_goods.id"],
            name="fk_event_outcomes_finished_good_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_event_outcomes_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_event_outcomes")),
        schema="app",
    )
    op.create_index(
        "ix_event_outcomes_finished_good_id",
        "event_outcomes",
        ["tenant_id", "finished_good_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "uq_eo_good",
        "event_outcomes",
        ["tenant_id", "event_id", "finished_good_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "gifts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("without_stock", sa.Boolean(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_to", sa.Text(collation="C"), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status in ('pending', 'ready', 'delivered')", name=op.f("ck_gifts_status")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_gifts_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["app.events.tenant_id", "app.events.id"],
            name="fk_gifts_event_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "package_id"],
            ["app.packages.tenant_id", "app.packages.id"],
            name="fk_gifts_package_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipient_id"],
            ["app.recipients.tenant_id", "app.recipients.id"],
            name="fk_gifts_recipient_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("fk_gifts_tenant_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gifts")),
        schema="app",
    )
    op.create_index(
        "ix_gifts_package_id", "gifts", ["tenant_id", "package_id"], unique=False, schema="app"
    )
    op.create_index(
        "ix_gifts_recipient_id", "gifts", ["tenant_id", "recipient_id"], unique=False, schema="app"
    )
    op.create_index(
        "uq_gifts_once",
        "gifts",
        ["tenant_id", "event_id", "recipient_id", "package_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "plan_amendments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("reason", sa.Text(collation="C"), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind in ('drop_good', 'add_good', 'change_good', 'drop_batches', 'change_batches', "
            "'take_units')",
            name=op.f("ck_plan_amendments_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["app.events.tenant_id", "app.events.id"],
            name="fk_plan_amendments_event_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "reverses_id"],
            ["app.plan_amendments.tenant_id", "app.plan_amendments.id"],
            name="fk_plan_amendments_reverses_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_plan_amendments_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_plan_amendments")),
        schema="app",
    )
    op.create_index(
        "ix_plan_amendments_event_id",
        "plan_amendments",
        ["tenant_id", "event_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_plan_amendments_reverses_id",
        "plan_amendments",
        ["tenant_id", "reverses_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "plan_snapshots",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind in ('start', 'planning', 'calculated')", name=op.f("ck_plan_snapshots_kind")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["app.events.tenant_id", "app.events.id"],
            name="fk_plan_snapshots_event_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_plan_snapshots_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_plan_snapshots")),
        schema="app",
    )
    op.create_index(
        "ix_plan_snapshots_event_id",
        "plan_snapshots",
        ["tenant_id", "event_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "gift_photos",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gift_id", sa.Uuid(), nullable=False),
        sa.Column("content_type", sa.Text(collation="C"), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "gift_id"],
            ["app.gifts.tenant_id", "app.gifts.id"],
            name="fk_gift_photos_gift_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_gift_photos_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_gift_photos")),
        schema="app",
    )
    op.create_index(
        "ix_gift_photos_gift_id",
        "gift_photos",
        ["tenant_id", "gift_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "package_lines",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("finished_good_id", sa.Uuid(), nullable=True),
        sa.Column("packaging_product_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("is_generic", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("quantity <> 'NaN'", name=op.f("ck_package_lines_quantity_number")),
        sa.CheckConstraint(
            "num_nonnulls(finished_good_id, packaging_product_id) = 1",
            name=op.f("ck_package_lines_one_component"),
        ),
        sa.CheckConstraint(
            "packaging_product_id is not null or quantity = trunc(quantity)",
            name=op.f("ck_package_lines_whole"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_package_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_good_id"],
            ["app.finished_goods.tenant_id", "app.finished_goods.id"],
            name="fk_package_lines_finished_good_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "package_id"],
            ["app.packages.tenant_id", "app.packages.id"],
            name="fk_package_lines_package_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "packaging_product_id"],
            ["app.products.tenant_id", "app.products.id"],
            name="fk_package_lines_packaging_product_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_package_lines_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_package_lines")),
        schema="app",
    )
    op.create_index(
        "ix_package_lines_finished_good_id",
        "package_lines",
        ["tenant_id", "finished_good_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_package_lines_package_id",
        "package_lines",
        ["tenant_id", "package_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_package_lines_packaging_product_id",
        "package_lines",
        ["tenant_id", "packaging_product_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "uq_pkl_good",
        "package_lines",
        ["tenant_id", "package_id", "finished_good_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("finished_good_id IS NOT NULL"),
    )
    op.create_index(
        "uq_pkl_product",
        "package_lines",
        ["tenant_id", "package_id", "packaging_product_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("packaging_product_id IS NOT NULL"),
    )
    op.create_table(
        "recipe_snapshots",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipe_id", sa.Uuid(), nullable=False),
        sa.Column("plan_snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scale", sa.Numeric(precision=12, scale=6), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_approximated", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("scale <> 'NaN'", name=op.f("ck_recipe_snapshots_scale_number")),
        sa.CheckConstraint("scale > 0", name=op.f("ck_recipe_snapshots_scale_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "plan_snapshot_id"],
            ["app.plan_snapshots.tenant_id", "app.plan_snapshots.id"],
            name="fk_recipe_snapshots_plan_snapshot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipe_id"],
            ["app.recipes.tenant_id", "app.recipes.id"],
            name="fk_recipe_snapshots_recipe_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_recipe_snapshots_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_recipe_snapshots")),
        schema="app",
    )
    op.create_index(
        "ix_recipe_snapshots_plan_snapshot_id",
        "recipe_snapshots",
        ["tenant_id", "plan_snapshot_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_recipe_snapshots_recipe_id",
        "recipe_snapshots",
        ["tenant_id", "recipe_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "finished_adjustments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finished_unit_id", sa.Uuid(), nullable=True),
        sa.Column("finished_good_id", sa.Uuid(), nullable=True),
        sa.Column("quantity_change", sa.Integer(), nullable=False),
        sa.Column("previous_count", sa.Integer(), nullable=False),
        sa.Column("new_count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(collation="C"), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "reason in ('production', 'assembly', 'consumption', 'spoilage', 'gift', 'adjustment')",
            name=op.f("ck_finished_adjustments_reason"),
        ),
        sa.CheckConstraint(
            "new_count = previous_count + quantity_change",
            name=op.f("ck_finished_adjustments_adds_up"),
        ),
        sa.CheckConstraint("new_count >= 0", name=op.f("ck_finished_adjustments_not_negative")),
        sa.CheckConstraint(
            "num_nonnulls(finished_unit_id, finished_good_id) = 1",
            name=op.f("ck_finished_adjustments_one_of_them"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "corrects_id"],
            ["app.finished_adjustments.tenant_id", "app.finished_adjustments.id"],
            name="fk_finished_adjustments_corrects_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_good_id"],
            ["app.finished_goods.tenant_id", "app.finished_goods.id"],
            name="fk_finished_adjustments_finished_good_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_unit_id"],
            ["app.finished_units.tenant_id", "app.finished_units.id"],
            name="fk_finished_adjustments_finished_unit_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_finished_adjustments_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_finished_adjustments")),
        schema="app",
    )
    op.create_index(
        "ix_fa_happened_at",
        "finished_adjustments",
        ["tenant_id", sa.literal_column("happened_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_finished_adjustments_corrects_id",
        "finished_adjustments",
        ["tenant_id", "corrects_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_finished_adjustments_finished_good_id",
        "finished_adjustments",
        ["tenant_id", "finished_good_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_finished_adjustments_finished_unit_id",
        "finished_adjustments",
        ["tenant_id", "finished_unit_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "production_runs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recipe_id", sa.Uuid(), nullable=False),
        sa.Column("finished_unit_id", sa.Uuid(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("recipe_snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.Column("scale", sa.Numeric(precision=12, scale=6), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("produced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("total_cost", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("cost_is_known", sa.Boolean(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("scale <> 'NaN'", name=op.f("ck_production_runs_scale_number")),
        sa.CheckConstraint(
            "status in ('complete', 'partial_loss', 'total_loss')",
            name=op.f("ck_production_runs_status"),
        ),
        sa.CheckConstraint(
            "total_cost <> 'NaN'", name=op.f("ck_production_runs_total_cost_number")
        ),
        sa.CheckConstraint("unit_cost <> 'NaN'", name=op.f("ck_production_runs_unit_cost_number")),
        sa.CheckConstraint("batches > 0", name=op.f("ck_production_runs_batches_positive")),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_production_runs_expected_not_negative")),
        sa.CheckConstraint("good >= 0", name=op.f("ck_production_runs_good_not_negative")),
        sa.CheckConstraint("lost >= 0", name=op.f("ck_production_runs_lost_not_negative")),
        sa.CheckConstraint("scale > 0", name=op.f("ck_production_runs_scale_positive")),
        sa.CheckConstraint(
            "total_cost >= 0", name=op.f("ck_production_runs_total_cost_not_negative")
        ),
        sa.CheckConstraint(
            "unit_cost >= 0", name=op.f("ck_production_runs_unit_cost_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["app.events.tenant_id", "app.events.id"],
            name="fk_production_runs_event_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_unit_id"],
            ["app.finished_units.tenant_id", "app.finished_units.id"],
            name="fk_production_runs_finished_unit_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipe_id"],
            ["app.recipes.tenant_id", "app.recipes.id"],
            name="fk_production_runs_recipe_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipe_snapshot_id"],
            ["app.recipe_snapshots.tenant_id", "app.recipe_snapshots.id"],
            name="fk_production_runs_recipe_snapshot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_production_runs_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_production_runs")),
        schema="app",
    )
    op.create_index(
        "ix_pr_produced_at",
        "production_runs",
        ["tenant_id", sa.literal_column("produced_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_production_runs_event_id",
        "production_runs",
        ["tenant_id", "event_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_production_runs_finished_unit_id",
        "production_runs",
        ["tenant_id", "finished_unit_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_production_runs_recipe_id",
        "production_runs",
        ["tenant_id", "recipe_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_production_runs_recipe_snapshot_id",
        "production_runs",
        ["tenant_id", "recipe_snapshot_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "production_targets",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("recipe_id", sa.Uuid(), nullable=False),
        sa.Column("finished_unit_id", sa.Uuid(), nullable=True),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("recipe_snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("batches > 0", name=op.f("ck_production_targets_batches_positive")),
        sa.CheckConstraint("needed >= 0", name=op.f("ck_production_targets_needed_not_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["app.events.tenant_id", "app.events.id"],
            name="fk_production_targets_event_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_unit_id"],
            ["app.finished_units.tenant_id", "app.finished_units.id"],
            name="fk_production_targets_finished_unit_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipe_id"],
            ["app.recipes.tenant_id", "app.recipes.id"],
            name="fk_production_targets_recipe_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipe_snapshot_id"],
            ["app.recipe_snapshots.tenant_id", "app.recipe_snapshots.id"],
            name="fk_production_targets_recipe_snapshot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_production_targets_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_production_targets")),
        schema="app",
    )
    op.create_index(
        "ix_production_targets_finished_unit_id",
        "production_targets",
        ["tenant_id", "finished_unit_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_production_targets_recipe_id",
        "production_targets",
        ["tenant_id", "recipe_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_production_targets_recipe_snapshot_id",
        "production_targets",
        ["tenant_id", "recipe_snapshot_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "uq_pt_recipe",
        "production_targets",
        ["tenant_id", "event_id", "recipe_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("finished_unit_id IS NULL"),
    )
    op.create_index(
        "uq_pt_unit",
        "production_targets",
        ["tenant_id", "event_id", "recipe_id", "finished_unit_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("finished_unit_id IS NOT NULL"),
    )
    op.create_table(
        "open_batches",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("finished_unit_id", sa.Uuid(), nullable=False),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.Column("scale", sa.Numeric(precision=12, scale=6), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("timers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("production_run_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("scale <> 'NaN'", name=op.f("ck_open_batches_scale_number")),
        sa.CheckConstraint("batches > 0", name=op.f("ck_open_batches_batches_positive")),
        sa.CheckConstraint("scale > 0", name=op.f("ck_open_batches_scale_positive")),
        sa.CheckConstraint("step >= 0", name=op.f("ck_open_batches_step_not_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["app.events.tenant_id", "app.events.id"],
            name="fk_open_batches_event_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_unit_id"],
            ["app.finished_units.tenant_id", "app.finished_units.id"],
            name="fk_open_batches_finished_unit_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "production_run_id"],
            ["app.production_runs.tenant_id", "app.production_runs.id"],
            name="fk_open_batches_production_run_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_open_batches_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_open_batches")),
        schema="app",
    )
    op.create_index(
        "ix_open_batches_event_id",
        "open_batches",
        ["tenant_id", "event_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_open_batches_finished_unit_id",
        "open_batches",
        ["tenant_id", "finished_unit_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_open_batches_production_run_id",
        "open_batches",
        ["tenant_id", "production_run_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "production_consumptions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("production_run_id", sa.Uuid(), nullable=False),
        sa.Column("ingredient_id", sa.Uuid(), nullable=True),
        sa.Column("ingredient_name", sa.Text(collation="C"), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("cost", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cost <> 'NaN'", name=op.f("ck_production_consumptions_cost_number")),
        sa.CheckConstraint(
            "quantity <> 'NaN'", name=op.f("ck_production_consumptions_quantity_number")
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_production_consumptions_cost_not_negative")),
        sa.CheckConstraint(
            "quantity > 0", name=op.f("ck_production_consumptions_quantity_positive")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "ingredient_id"],
            ["app.ingredients.tenant_id", "app.ingredients.id"],
            name="fk_production_consumptions_ingredient_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "production_run_id"],
            ["app.production_runs.tenant_id", "app.production_runs.id"],
            name="fk_production_consumptions_production_run_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_production_consumptions_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_production_consumptions")),
        schema="app",
    )
    op.create_index(
        "ix_production_consumptions_ingredient_id",
        "production_consumptions",
        ["tenant_id", "ingredient_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_production_consumptions_production_run_id",
        "production_consumptions",
        ["tenant_id", "production_run_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "production_losses",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("production_run_id", sa.Uuid(), nullable=True),
        sa.Column("finished_unit_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Text(collation="C"), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("cost", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "category in ('burnt', 'broken', 'contaminated', 'dropped', 'wrong_ingredients', 'other')",
            name=op.f("ck_production_losses_category"),
        ),
        sa.CheckConstraint("cost <> 'NaN'", name=op.f("ck_production_losses_cost_number")),
        sa.CheckConstraint(
            "unit_cost <> 'NaN'", name=op.f("ck_production_losses_unit_cost_number")
        ),
        sa.CheckConstraint(
            "unit_cost >= 0", name=op.f("ck_production_losses_unit_cost_not_negative")
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_production_losses_cost_not_negative")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_production_losses_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_unit_id"],
            ["app.finished_units.tenant_id", "app.finished_units.id"],
            name="fk_production_losses_finished_unit_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "production_run_id"],
            ["app.production_runs.tenant_id", "app.production_runs.id"],
            name="fk_production_losses_production_run_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_production_losses_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_production_losses")),
        schema="app",
    )
    op.create_index(
        "ix_pl_happened_at",
        "production_losses",
        ["tenant_id", sa.literal_column("happened_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_production_losses_finished_unit_id",
        "production_losses",
        ["tenant_id", "finished_unit_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_production_losses_production_run_id",
        "production_losses",
        ["tenant_id", "production_run_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "definition_snapshots",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finished_unit_id", sa.Uuid(), nullable=True),
        sa.Column("finished_good_id", sa.Uuid(), nullable=True),
        sa.Column("material_unit_id", sa.Uuid(), nullable=True),
        sa.Column("plan_snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_approximated", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(finished_unit_id, finished_good_id, material_unit_id) = 1",
            name=op.f("ck_definition_snapshots_one_of_them"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_good_id"],
            ["app.finished_goods.tenant_id", "app.finished_goods.id"],
            name="fk_definition_snapshots_finished_good_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_unit_id"],
            ["app.finished_units.tenant_id", "app.finished_units.id"],
            name="fk_definition_snapshots_finished_unit_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_unit_id"],
            ["app.material_units.tenant_id", "app.material_units.id"],
            name="fk_definition_snapshots_material_unit_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "plan_snapshot_id"],
            ["app.plan_snapshots.tenant_id", "app.plan_snapshots.id"],
            name="fk_definition_snapshots_plan_snapshot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_definition_snapshots_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_definition_snapshots")),
        schema="app",
    )
    op.create_index(
        "ix_definition_snapshots_finished_good_id",
        "definition_snapshots",
        ["tenant_id", "finished_good_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_definition_snapshots_finished_unit_id",
        "definition_snapshots",
        ["tenant_id", "finished_unit_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_definition_snapshots_material_unit_id",
        "definition_snapshots",
        ["tenant_id", "material_unit_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_definition_snapshots_plan_snapshot_id",
        "definition_snapshots",
        ["tenant_id", "plan_snapshot_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "assembly_runs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("finished_good_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("definition_snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("assembled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("packaging_bypassed", sa.Boolean(), nullable=False),
        sa.Column("bypass_notes", sa.Text(collation="C"), nullable=False),
        sa.Column("total_cost", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("cost_is_known", sa.Boolean(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("total_cost <> 'NaN'", name=op.f("ck_assembly_runs_total_cost_number")),
        sa.CheckConstraint("unit_cost <> 'NaN'", name=op.f("ck_assembly_runs_unit_cost_number")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_assembly_runs_quantity_positive")),
        sa.CheckConstraint(
            "total_cost >= 0", name=op.f("ck_assembly_runs_total_cost_not_negative")
        ),
        sa.CheckConstraint("unit_cost >= 0", name=op.f("ck_assembly_runs_unit_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "definition_snapshot_id"],
            ["app.definition_snapshots.tenant_id", "app.definition_snapshots.id"],
            name="fk_assembly_runs_definition_snapshot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["app.events.tenant_id", "app.events.id"],
            name="fk_assembly_runs_event_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_good_id"],
            ["app.finished_goods.tenant_id", "app.finished_goods.id"],
            name="fk_assembly_runs_finished_good_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_assembly_runs_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_assembly_runs")),
        schema="app",
    )
    op.create_index(
        "ix_ar_assembled_at",
        "assembly_runs",
        ["tenant_id", sa.literal_column("assembled_at DESC"), sa.literal_column("id DESC")],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_assembly_runs_definition_snapshot_id",
        "assembly_runs",
        ["tenant_id", "definition_snapshot_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_assembly_runs_event_id",
        "assembly_runs",
        ["tenant_id", "event_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_assembly_runs_finished_good_id",
        "assembly_runs",
        ["tenant_id", "finished_good_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "assembly_targets",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("finished_good_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(collation="C"), nullable=False),
        sa.Column("definition_snapshot_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_assembly_targets_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "definition_snapshot_id"],
            ["app.definition_snapshots.tenant_id", "app.definition_snapshots.id"],
            name="fk_assembly_targets_definition_snapshot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["app.events.tenant_id", "app.events.id"],
            name="fk_assembly_targets_event_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_good_id"],
            ["app.finished_goods.tenant_id", "app.finished_goods.id"],
            name="fk_assembly_targets_finished_good_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_assembly_targets_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_assembly_targets")),
        schema="app",
    )
    op.create_index(
        "ix_assembly_targets_definition_snapshot_id",
        "assembly_targets",
        ["tenant_id", "definition_snapshot_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_assembly_targets_finished_good_id",
        "assembly_targets",
        ["tenant_id", "finished_good_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "uq_at_good",
        "assembly_targets",
        ["tenant_id", "event_id", "finished_good_id"],
        unique=True,
        schema="app",
    )
    op.create_table(
        "packaging_assignments",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("composition_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "quantity <> 'NaN'", name=op.f("ck_packaging_assignments_quantity_number")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_packaging_assignments_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "composition_id"],
            ["app.compositions.tenant_id", "app.compositions.id"],
            name="fk_packaging_assignments_composition_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_id"],
            ["app.events.tenant_id", "app.events.id"],
            name="fk_packaging_assignments_event_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lot_id"],
            ["app.lots.tenant_id", "app.lots.id"],
            name="fk_packaging_assignments_lot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_packaging_assignments_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_packaging_assignments")),
        schema="app",
    )
    op.create_index(
        "ix_packaging_assignments_event_id",
        "packaging_assignments",
        ["tenant_id", "event_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_packaging_assignments_lot_id",
        "packaging_assignments",
        ["tenant_id", "lot_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "uq_pa_lot",
        "packaging_assignments",
        ["tenant_id", "composition_id", "event_id", "lot_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "assembly_consumptions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assembly_run_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("finished_unit_id", sa.Uuid(), nullable=True),
        sa.Column("finished_good_id", sa.Uuid(), nullable=True),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("lot_id", sa.Uuid(), nullable=True),
        sa.Column("material_product_id", sa.Uuid(), nullable=True),
        sa.Column("material_lot_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("unit", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=20, scale=10), nullable=True),
        sa.Column("cost", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("belongs_to", sa.Text(collation="C"), nullable=False),
        sa.Column("supplier_name", sa.Text(collation="C"), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cost <> 'NaN'", name=op.f("ck_assembly_consumptions_cost_number")),
        sa.CheckConstraint(
            "kind in ('finished_unit', 'finished_good', 'packaging', 'material')",
            name=op.f("ck_assembly_consumptions_kind"),
        ),
        sa.CheckConstraint(
            "quantity <> 'NaN'", name=op.f("ck_assembly_consumptions_quantity_number")
        ),
        sa.CheckConstraint(
            "unit_cost <> 'NaN'", name=op.f("ck_assembly_consumptions_unit_cost_number")
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_assembly_consumptions_cost_not_negative")),
        sa.CheckConstraint(
            "num_nonnulls(finished_unit_id, finished_good_id, product_id, material_product_id) <= 1",
            name=op.f("ck_assembly_consumptions_at_most_one"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_assembly_consumptions_quantity_positive")),
        sa.CheckConstraint(
            "unit_cost >= 0", name=op.f("ck_assembly_consumptions_unit_cost_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assembly_run_id"],
            ["app.assembly_runs.tenant_id", "app.assembly_runs.id"],
            name="fk_assembly_consumptions_assembly_run_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_good_id"],
            ["app.finished_goods.tenant_id", "app.finished_goods.id"],
            name="fk_assembly_consumptions_finished_good_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "finished_unit_id"],
            ["app.finished_units.tenant_id", "app.finished_units.id"],
            name="fk_assembly_consumptions_finished_unit_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lot_id"],
            ["app.lots.tenant_id", "app.lots.id"],
            name="fk_assembly_consumptions_lot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_lot_id"],
            ["app.material_lots.tenant_id", "app.material_lots.id"],
            name="fk_assembly_consumptions_material_lot_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "material_product_id"],
            ["app.material_products.tenant_id", "app.material_products.id"],
            name="fk_assembly_consumptions_material_product_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["app.products.tenant_id", "app.products.id"],
            name="fk_assembly_consumptions_product_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_assembly_consumptions_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_assembly_consumptions")),
        schema="app",
    )
    op.create_index(
        "ix_assembly_consumptions_assembly_run_id",
        "assembly_consumptions",
        ["tenant_id", "assembly_run_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_assembly_consumptions_finished_good_id",
        "assembly_consumptions",
        ["tenant_id", "finished_good_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_assembly_consumptions_finished_unit_id",
        "assembly_consumptions",
        ["tenant_id", "finished_unit_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_assembly_consumptions_lot_id",
        "assembly_consumptions",
        ["tenant_id", "lot_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_assembly_consumptions_material_lot_id",
        "assembly_consumptions",
        ["tenant_id", "material_lot_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_assembly_consumptions_material_product_id",
        "assembly_consumptions",
        ["tenant_id", "material_product_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_assembly_consumptions_product_id",
        "assembly_consumptions",
        ["tenant_id", "product_id"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "deferred_packaging",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assembly_run_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("is_generic", sa.Boolean(), nullable=False),
        sa.Column("needed", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("settled", sa.Numeric(precision=20, scale=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("needed <> 'NaN'", name=op.f("ck_deferred_packaging_needed_number")),
        sa.CheckConstraint("settled <> 'NaN'", name=op.f("ck_deferred_packaging_settled_number")),
        sa.CheckConstraint("needed > 0", name=op.f("ck_deferred_packaging_needed_positive")),
        sa.CheckConstraint(
            "settled >= 0 and settled <= needed", name=op.f("ck_deferred_packaging_settled")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "assembly_run_id"],
            ["app.assembly_runs.tenant_id", "app.assembly_runs.id"],
            name="fk_deferred_packaging_assembly_run_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["app.products.tenant_id", "app.products.id"],
            name="fk_deferred_packaging_product_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["app.tenants.id"],
            name=op.f("fk_deferred_packaging_tenant_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_deferred_packaging")),
        schema="app",
    )
    op.create_index(
        "ix_deferred_packaging_assembly_run_id",
        "deferred_packaging",
        ["tenant_id", "assembly_run_id"],
        unique=False,
        schema="app",
    )
    op.create_index(
        "ix_deferred_packaging_product_id",
        "deferred_packaging",
        ["tenant_id", "product_id"],
        unique=False,
        schema="app",
    )
    op.add_column(
        "events", sa.Column("service_level", sa.Text(collation="C"), nullable=True), schema="app"
    )
    op.add_column(
        "events",
        sa.Column("shopping_done_at", sa.DateTime(timezone=True), nullable=True),
        schema="app",
    )
    op.add_column(
        "finished_goods", sa.Column("low_below", sa.Integer(), nullable=True), schema="app"
    )
    op.add_column(
        "finished_units", sa.Column("low_below", sa.Integer(), nullable=True), schema="app"
    )
    op.add_column(
        "kitchen_settings",
        sa.Column("service_level", sa.Text(collation="C"), nullable=False, server_default="exact"),
        schema="app",
    )
    op.add_column(
        "kitchen_settings",
        sa.Column("usual_loss_percent", sa.Numeric(precision=5, scale=2), nullable=True),
        schema="app",
    )
    op.isolate_tenants("assembly_consumptions")
    op.isolate_tenants("assembly_runs")
    op.isolate_tenants("assembly_targets")
    op.isolate_tenants("deferred_packaging")
    op.isolate_tenants("definition_snapshots", grants="select, insert")
    op.isolate_tenants("event_outcomes")
    op.isolate_tenants("finished_adjustments", grants="select, insert")
    op.isolate_tenants("gift_photos")
    op.isolate_tenants("gifts")
    op.isolate_tenants("open_batches")
    op.isolate_tenants("package_lines")
    op.isolate_tenants("packages")
    op.isolate_tenants("packaging_assignments")
    op.isolate_tenants("plan_amendments", grants="select, insert")
    op.isolate_tenants("plan_snapshots", grants="select, insert")
    op.isolate_tenants("production_consumptions")
    op.isolate_tenants("production_losses")
    op.isolate_tenants("production_runs")
    op.isolate_tenants("production_targets")
    op.isolate_tenants("recipe_snapshots", grants="select, insert")
    op.isolate_tenants("recipients")
    for table, checks in CHECKS.items():
        for name, condition in checks.items():
            op.execute(
                f"ALTER TABLE app.{table} ADD CONSTRAINT ck_{table}_{name} "
                f"CHECK ({condition}) NOT VALID"
            )
