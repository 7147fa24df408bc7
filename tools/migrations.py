"""`./bake check` on migrations: models and schema agree, and the SQL is safe on a busy table."""

import io
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from baketracker.db.embedded import throwaway
from baketracker.db.provision import alembic_config, kept_passwords, provision

ROOT = Path(__file__).resolve().parents[1]
SQUAWK = str(Path(sys.executable).with_name("squawk"))


def agree() -> None:
    """Migrate an empty database and compare it with the models. Raises when they differ."""
    heads = ScriptDirectory.from_config(alembic_config("")).get_heads()
    if len(heads) != 1:
        raise SystemExit(f"There must be one head of the migrations, not {', '.join(heads)}.")
    with throwaway() as server:
        urls = provision(server.url, "bt_check", kept_passwords(server.home / "roles"))
        command.check(alembic_config(urls.migrator))


def sql() -> str:
    """All migrations as one SQL script."""
    written = io.StringIO()
    config = Config(ROOT / "alembic.ini", output_buffer=written)
    with redirect_stdout(io.StringIO()):
        command.upgrade(config, "head", sql=True)
    return written.getvalue()


def lint() -> int:
    """Squawk's opinion of that script."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "migrations.sql"
        script.write_text(sql(), encoding="utf-8")
        config = ("--config", str(ROOT / ".squawk.toml"))
        return subprocess.run([SQUAWK, *config, str(script)], check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:] == ["lint"]:
        sys.exit(lint())
    agree()
