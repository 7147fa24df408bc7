"""The order of the rooms: the contracts hold, and each goes red when somebody breaks it."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tools.check import STEPS

from tests.architecture.source import PACKAGE, ROOT, sources

FACES = (
    "api", "catalogue", "choices", "commands", "door", "drawing", "page", "pages", "places",
    "stream", "today", "tools", "worker",
)  # fmt: skip
QUERYING_FACES = {"tasks/pages.py": "asks before each look whether the bakery is still open"}
FACE_LIBRARIES = ("fastapi", "starlette", "fastmcp", "jinja2", "typer", "baketracker.faces")
BREAKS = {
    "Import only from upstream": ("suppliers/service.py", "import baketracker.events.models"),
    "Services, models and pure rules know no face": ("pantry/models.py", "import fastapi"),
    "Measures and the pure rules know no database": (
        "measures/units.py", "import sqlalchemy",
    ),
    "Nobody but the assembly opens another feature's doors": (
        "events/service.py", "import baketracker.recipes.api",
    ),
}  # fmt: skip


def linted(folder: Path) -> str:
    program = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run(
        [str(program), "--no-cache", "--config", str(folder / ".importlinter")],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout + answer.stderr


@pytest.mark.covers("AR-01", "AR-07")
def test_each_import_contract_goes_red_when_it_is_broken(tmp_path: Path) -> None:
    """`./bake check` runs them on the real source; here they meet one wrong import each."""
    assert "imports" in STEPS
    shutil.copytree(PACKAGE, tmp_path / "src" / "baketracker")
    shutil.copy(ROOT / ".importlinter", tmp_path)
    (tmp_path / "src" / "baketracker" / "surprise").mkdir()
    (tmp_path / "src" / "baketracker" / "surprise" / "__init__.py").touch()
    for name, wrong in BREAKS.values():
        file = tmp_path / "src" / "baketracker" / name
        file.write_text(file.read_text() + f"\n{wrong}\n")
    said = " ".join(linted(tmp_path).split())
    for contract in BREAKS:
        assert f"{contract} BROKEN" in said, said
    assert "surprise" in said, "a feature outside the order goes unseen"


@pytest.mark.covers("AR-01")
def test_only_faces_know_the_web() -> None:
    """Every other file of a feature could be called from anywhere."""
    for source in sources():
        room, _, file = source.name.partition("/")
        name = file.removesuffix(".py")
        if room in ("faces", "operations") or not file or name.rpartition("_")[2] in FACES:
            continue
        for module in imported(source.tree):
            assert not module.startswith(FACE_LIBRARIES), f"{source.name} imports {module}"


@pytest.mark.covers("AR-01")
def test_faces_hold_no_query() -> None:
    """A page, route or tool calls one verb; it neither selects nor writes."""
    for source in sources():
        name = source.name.rpartition("/")[2].removesuffix(".py")
        if name.rpartition("_")[2] not in ("api", "pages", "tools") or "/" not in source.name:
            continue
        if source.name in QUERYING_FACES:
            continue
        modules = {m.partition(".")[0] for m in imported(source.tree)}
        querying = [c for c in source.calls("select", "insert", "update", "delete")
                    if isinstance(c.func, ast.Name)]  # fmt: skip
        assert not querying, f"{source.name}:{querying[0].lineno}"
        assert not any(source.calls("scalars", "flush")), source.name
        assert "psycopg" not in modules, source.name


def test_the_oracle_of_parity_does_not_know_us() -> None:
    for file in (ROOT / "tests" / "parity" / "oracle").glob("*.py"):
        for module in imported(ast.parse(file.read_text(encoding="utf-8"))):
            assert not module.startswith("baketracker"), file.name


@pytest.mark.covers("AR-07")
def test_warnings_are_errors_and_the_checks_run() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    assert project["pytest"]["ini_options"]["filterwarnings"] == ["error"]
    assert project["mypy"]["strict"] is True
    assert {"lint", "format", "types", "imports", "templates", "migrations", "squawk"} <= set(STEPS)


def imported(tree: ast.Module) -> set[str]:
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
    return modules
