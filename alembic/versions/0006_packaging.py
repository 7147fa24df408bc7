"""packaging: which ingredients are boxes and bags."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default is for the release that still runs and knows nothing of the column.
    op.add_column(
        "ingredients",
        sa.Column("is_packaging", sa.Boolean(), nullable=False, server_default=sa.false()),
        schema="app",
    )
