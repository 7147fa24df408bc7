"""making checks: what 0009 added to old tables holds for the rows they have."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

HOLDING = (
    ("events", "ck_events_service_level"),
    ("finished_goods", "ck_finished_goods_low_below"),
    ("finished_units", "ck_finished_units_low_below"),
    ("kitchen_settings", "ck_kitchen_settings_service_level"),
    ("kitchen_settings", "ck_kitchen_settings_usual_loss"),
    ("kitchen_settings", "ck_kitchen_settings_usual_loss_percent_number"),
)


def upgrade() -> None:
    for table, name in HOLDING:
        op.execute(f"ALTER TABLE app.{table} VALIDATE CONSTRAINT {name}")
