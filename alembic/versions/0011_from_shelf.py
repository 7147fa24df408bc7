"""from the shelf: how many of a finished good an event takes of what lies packed.

The default is for the release that still runs and knows nothing of it; the check holds for old rows
in 0012."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "event_finished_goods",
        sa.Column("from_shelf", sa.Integer(), nullable=False, server_default="0"),
        schema="app",
    )
    op.execute(
        "ALTER TABLE app.event_finished_goods ADD CONSTRAINT "
        "ck_event_finished_goods_from_shelf CHECK (from_shelf >= 0) NOT VALID"
    )
