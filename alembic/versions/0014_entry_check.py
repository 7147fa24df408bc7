"""entry: what 0013 added holds for the rows there are."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE app.receipts VALIDATE CONSTRAINT ck_receipts_source")
