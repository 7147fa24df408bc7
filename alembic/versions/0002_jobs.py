"""jobs: procrastinate's own tables and functions, in their own schema"""

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Its functions name their tables without schema: pin where they look, so that deferring works
# from any session and nothing else can be slipped in.
PIN = """
do $$
declare f record;
begin
    for f in select p.oid::regprocedure as name from pg_proc p
             join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'jobs'
    loop
        execute format('alter function %s set search_path = jobs, pg_temp', f.name);
        execute format('revoke all on function %s from public', f.name);
        execute format('grant execute on function %s to bt_app', f.name);
    end loop;
end $$
"""


def upgrade() -> None:
    op.execute("set search_path to jobs")
    # A colon would read as a parameter.
    op.execute(SchemaManager.get_schema().replace(":", "\\:"))
    op.execute("set search_path to pg_catalog")
    op.execute(PIN)
    op.execute("grant select, insert, update, delete on all tables in schema jobs to bt_app")
    op.execute("grant usage on all sequences in schema jobs to bt_app")


def downgrade() -> None:
    raise NotImplementedError("Schema changes are undone by restoring a backup (docs/adr).")
