"""from the shelf: what 0011 added holds for the rows there are."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE app.event_finished_goods VALIDATE CONSTRAINT "
        "ck_event_finished_goods_from_shelf"
    )
