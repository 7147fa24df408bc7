"""The way in, as a newcomer meets it: real processes, real servers, one sentence when it fails."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from baketracker.config import ROOT, Settings, UnsafeSettings, refuse_unsafe
from baketracker.db.embedded import throwaway
from baketracker.db.machine import free_port
from baketracker.db.provision import Urls, alembic_config
from tests.factories.database import choose_database
from tests.factories.depth import DEEP, only_deep

ENDS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
CLI = [sys.executable, "-m", "baketracker.cli"]
OURS = ("DATABASE_URL", "ADMIN_DATABASE_URL", "ENVIRONMENT", "SECRET_KEY", "PUBLIC_URL", "PORT")
SAFE = {
    "environment": "production",
    "database_url": "postgresql://bt_app@db/baketracker",
    "secret_key": "0123456789abcdef0123456789abcdef",  # pragma: allowlist secret
    "public_url": "https://bakery.example",
    "files_dir": "/var/lib/baketracker/files",
}


def clean(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in OURS and not k.startswith("COV")}
    return kept | more


@contextmanager
def started(
    data: Path, port: int, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """`run` on this data folder, once it is ready."""
    process = subprocess.Popen(
        [*CLI, "run", "--data", str(data), "--port", str(port)],
        cwd=ROOT,
        env=dict(environment or clean()),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_ready(port, process)
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=40)


def wait_ready(port: int, process: subprocess.Popen[str]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise AssertionError(process.communicate()[0])
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("It never became ready.")


def refused(*arguments: str, **environment: str) -> str:
    """What a command that must fail says: one line, no traceback."""
    done = subprocess.run(
        [*CLI, *arguments], cwd=ROOT, env=clean(**environment), text=True,
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    return lines[0]


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder that the server's own user may walk to (pytest closes its own)."""
    folder = Path(tempfile.mkdtemp(prefix="baketracker-way-in-"))
    folder.chmod(0o711)
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@only_deep
@pytest.mark.covers("G-01", "G-03", "L-26")
@pytest.mark.parametrize("end", ENDS if DEEP else ENDS[:1])
def test_however_it_ends_the_next_start_takes_over(data: Path, end: signal.Signals) -> None:
    with started(data, free_port()) as first:
        first.send_signal(end)
        first.wait(timeout=40)
    with started(data, free_port()) as second:
        assert second.poll() is None


@only_deep
@pytest.mark.covers("G-04")
def test_a_taken_port_is_one_sentence(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Port {port} is taken" in refused("run", "--port", str(port), "--data", str(data))


@pytest.mark.covers("G-04")
def test_a_folder_that_is_a_file_is_one_sentence(data: Path) -> None:
    data.write_text("not a folder")
    assert "database folder" in refused("run", "--data", str(data), "--port", str(free_port()))


@only_deep
@pytest.mark.covers("G-04", "S4-env-database-url")
def test_a_foreign_database_is_one_sentence() -> None:
    with throwaway() as server:
        with psycopg.connect(server.url, autocommit=True) as db:
            db.execute("create table somebody_elses (id int)")
        said = refused(
            "run",
            "--port",
            str(free_port()),
            DATABASE_URL=server.url,
            ADMIN_DATABASE_URL=server.url,
        )
    assert "belongs to another program" in said


@pytest.mark.covers("G-04")
def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    url = f"postgresql://bt_app:x@127.0.0.1:{free_port()}/baketracker"
    assert "does not answer" in refused("run", "--port", str(free_port()), DATABASE_URL=url)


@only_deep
@pytest.mark.covers("G-04")
def test_a_database_that_fails_in_the_middle_is_one_sentence(database: Urls) -> None:
    away = f"postgresql://bt_migrator:hush@127.0.0.1:{free_port()}/baketracker"
    for words in (("migrate",), ("bakeries", "purge-drafts")):
        said = refused(*words, DATABASE_URL=database.app, ADMIN_DATABASE_URL=away)
        assert "does not answer" in said
        assert "hush" not in said
    powerless = {"DATABASE_URL": database.app, "ADMIN_DATABASE_URL": database.app}
    assert "permission denied" in refused("bakeries", "purge-drafts", **powerless)


@pytest.mark.covers("SR10")
def test_run_refuses_a_superuser(database: Urls) -> None:
    with throwaway() as server:
        said = refused("run", "--port", str(free_port()), DATABASE_URL=server.url)
    assert "bt_app" in said or "migrat" in said


@pytest.mark.covers("G-02")
def test_without_a_browser_the_tests_say_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.browser import find_chromium as browsers
    from tools import tests as runner

    monkeypatch.delenv("BAKETRACKER_BROWSER", raising=False)
    monkeypatch.setattr(browsers, "NAMES", ())
    monkeypatch.setattr(browsers, "PLACES", ())
    monkeypatch.setattr(browsers, "_of_playwright", lambda: None)
    monkeypatch.setattr(browsers, "_ran", lambda _command: False)
    assert runner.main(["--collect-only"]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert "Chromium" in said[0]


@pytest.mark.covers("PR-04", "S4-env-environment", "SR22")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"database_url": ""}, "Set DATABASE_URL"),
        ({"secret_key": "short"}, "Set SECRET_KEY"),  # pragma: allowlist secret
        ({"public_url": "http://bakery.example"}, "Set PUBLIC_URL"),
        ({"cors_origins": "*"}, "CORS_ORIGINS"),
        ({"trusted_proxies": "*"}, "TRUSTED_PROXIES"),
        ({"log_level": "DEBUG"}, "LOG_LEVEL"),
    ],
)
def test_production_refuses_each_unsafe_setting(change: dict[str, str], sentence: str) -> None:
    refuse_unsafe(Settings(**SAFE))
    with pytest.raises(UnsafeSettings, match=sentence):
        Settings(**(SAFE | change))


@pytest.mark.covers("S4-env-secret-key")
def test_the_secret_key_never_shows() -> None:
    settings = Settings(**SAFE)
    assert SAFE["secret_key"] not in f"{settings!r} {settings} {settings.model_dump()}"


@pytest.mark.covers("L-26", "S4-testcontainers")
def test_the_test_database_is_never_the_products() -> None:
    assert choose_database({"DATABASE_URL": "postgresql://prod"}, "auto") == "embedded"
    assert choose_database({"TEST_DATABASE_URL": "postgresql://t"}, "container") == "url"
    assert choose_database({}, "container") == "container"
    assert choose_database({}, "auto") == "embedded"


@pytest.mark.covers("S4-plain-alembic")
def test_plain_alembic_upgrades_the_database(database: Urls) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"], cwd=ROOT, text=True,
        capture_output=True, timeout=120, check=False,
        env=clean(ADMIN_DATABASE_URL=database.migrator),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.covers("S4-plain-uvicorn", "S4-env-database-url", "S4-health-200")
def test_plain_uvicorn_serves_the_application(database: Urls) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "baketracker.app:app", "--port", str(port)],
        cwd=ROOT, env=clean(DATABASE_URL=database.app), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        wait_ready(port, process)
    finally:
        process.terminate()
        process.communicate(timeout=40)


@only_deep
@pytest.mark.covers("S4-plain-pytest")
def test_plain_pytest_collects_without_a_database() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/measures"], cwd=ROOT,
        text=True, capture_output=True, timeout=120, env=clean(), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.covers("S4-downgrade-policy")
def test_what_a_downgrade_promises_is_written_down() -> None:
    from alembic.script import ScriptDirectory

    assert "not promised" in (ROOT / "docs/adr/0008-no-downgrade.md").read_text()
    revisions = ScriptDirectory.from_config(alembic_config("")).walk_revisions()
    by_hand = [r for r in revisions if r.revision in ("0001", "0002")]
    for revision in by_hand:
        with pytest.raises(NotImplementedError, match="backup"):
            revision.module.downgrade()


@pytest.mark.covers("AR-08", "G-01")
def test_the_readme_tells_the_truth() -> None:
    readme = (ROOT / "README.md").read_text()
    listed = subprocess.run(
        [sys.executable, str(ROOT / "bake")], capture_output=True, text=True, check=False
    ).stdout
    for verb in set(re.findall(r"\./bake (\w+)", readme)):
        assert f"  {verb} " in listed, verb
    told = subprocess.run([*CLI, "--help"], capture_output=True, text=True, check=True).stdout
    for command in set(re.findall(r"(?<!\./)baketracker ([a-z-]+)", readme)):
        assert f" {command} " in told, command
    for path in re.findall(r"\]\(([^)#:]+)\)|src=\"([^\"]+)\"", readme):
        assert (ROOT / (path[0] or path[1])).exists(), path


@pytest.mark.covers("AR-08", "AR-09")
def test_the_map_names_rooms_that_exist() -> None:
    rooms = (ROOT / "ARCHITECTURE.md").read_text()
    block = rooms.split("```")[1]
    names = re.findall(r"^(?:  )?([a-z_]+/|[a-z_]+\.py|[a-z]+) ", block, re.MULTILINE)
    for name in names:
        assert (ROOT / name).exists() or (ROOT / "src/baketracker" / name).exists(), name
    for word in ("To add a feature", "Invariants", "Deliberately absent", "followed through"):
        assert word in rooms


@pytest.mark.skipif(not DEEP, reason="the deep run tries the bench")
@pytest.mark.covers("G-11", "S0-filter-perf", "DEC-06")
def test_the_bench_ends_with_its_figures_as_one_line_of_json() -> None:
    import json

    done = subprocess.run(
        [sys.executable, "-m", "bench", "pages", "1,2", "2"], cwd=ROOT, env=clean(), text=True,
        capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["pages_whose_statements_grow"] == []
    assert {"rls_cost_ratio", "list_50_rate_of_bare_psycopg", "slowest_p95_ms_2"} <= set(figures)
