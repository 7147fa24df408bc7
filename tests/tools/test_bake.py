"""The way in, as somebody types it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from baketracker.config import ROOT
from tests.factories.depth import only_deep

VERBS = (
    "run", "test", "check", "bench", "eval", "parity", "covers", "migrate", "do", "shell", "lock",
    "assets",
)  # fmt: skip


def bake(
    *arguments: str, root: Path = ROOT, **environment: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(root / "bake"), *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | environment,
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files ./bake needs, in a folder without environment and tools."""
    for folder in ("tools", "static", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("dist"))
    for name in ("bake", "pyproject.toml", "package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, tmp_path)
    for lock in ROOT.glob("*.lock"):
        shutil.copy(lock, tmp_path)
    return tmp_path


@pytest.mark.covers("DEC-02")
def test_alone_it_lists_its_verbs_with_a_word_on_each() -> None:
    answer = bake()
    assert answer.returncode == 0
    for verb in VERBS:
        line = next(line for line in answer.stdout.splitlines() if line.split()[:1] == [verb])
        assert len(line.split()) > 3


@pytest.mark.covers("DEC-02")
def test_an_unknown_verb_is_answered_in_one_sentence() -> None:
    answer = bake("bread")
    assert answer.returncode == 2
    assert answer.stderr == "There is no verb 'bread': ./bake alone lists them.\n"


@only_deep
def test_without_a_registry_it_says_so_in_one_sentence(clone: Path) -> None:
    nowhere = "http://127.0.0.1:9/simple"
    answer = bake(
        "covers",
        root=clone,
        UV_INDEX_URL=nowhere,
        UV_DEFAULT_INDEX=nowhere,
        UV_NO_CACHE="1",
        UV_HTTP_RETRIES="0",
        PIP_INDEX_URL=nowhere,
        PIP_EXTRA_INDEX_URL="",
        PIP_FIND_LINKS="",
        PIP_CONFIG_FILE=os.devnull,
        PIP_RETRIES="0",
    )
    assert answer.returncode == 1
    assert answer.stderr == (
        "The package registry cannot be reached: connect to the internet and start again.\n"
    )


def test_a_stylesheet_that_is_missing_is_said_so(clone: Path) -> None:
    (clone / "static" / "css" / "app.css").unlink()
    answer = bake("assets", root=clone)
    assert answer.returncode == 1
    assert answer.stderr == "static/css/app.css is missing: take it from the repository again.\n"
