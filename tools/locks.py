"""The lock files: `./bake lock` chooses versions anew, `./bake check` sees that they still fit."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {
    "requirements.lock": ("--extra", "embedded"),
    "requirements-dev.lock": ("--extra", "embedded", "--group", "dev"),
}
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--quiet",
)
ADDRESS = re.compile(r"https?://|file://|--index-url|--find-links")


def main() -> int:
    """Choose the newest versions that fit and write the locks."""
    for name, extras in LOCKS.items():
        answer = _compile(ROOT / name, extras, "--upgrade")
        if answer.returncode != 0:
            print(answer.stderr.strip(), file=sys.stderr)
            return 1
        print(f"{name} written.")
    npm = shutil.which("npm")
    return (
        subprocess.run([npm, "install", "--package-lock-only"], cwd=ROOT).returncode if npm else 0
    )


def faults_inside() -> list[str]:
    """What is wrong with the locks as they are, a sentence each."""
    return _addresses() + _unhashed() + _npm_faults()


def stale_locks() -> list[str]:
    """Which locks no longer fit what they were made from, a sentence each.

    Raises Unreachable when the package registry does not answer.
    """
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for name, extras in LOCKS.items():
            # uv keeps the versions it finds in the file, so only a real contradiction changes it.
            copy = Path(shutil.copy(ROOT / name, folder))
            answer = _compile(copy, extras)
            if answer.returncode != 0:
                raise Unreachable(answer.stderr.strip().splitlines()[-1])
            if copy.read_text() != (ROOT / name).read_text():
                faults.append(f"{name} no longer fits pyproject.toml: run ./bake lock.")
    return faults


class Unreachable(Exception):
    """The package registry does not answer."""


def _compile(
    target: Path, extras: tuple[str, ...], *more: str
) -> "subprocess.CompletedProcess[str]":
    uv = os.environ.get("BAKE_UV") or shutil.which("uv")
    if uv is None:
        raise SystemExit("uv is missing: start this as ./bake check or ./bake lock.")
    command = [uv, "pip", "compile", "pyproject.toml", *OPTIONS, *extras, *more, "-o", str(target)]
    environment = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"} | os.environ
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )


def _addresses() -> list[str]:
    names = [*LOCKS, "tools/uv.requirements.lock", "tools/node.requirements.lock"]
    texts = {name: (ROOT / name).read_text() for name in names}
    return [f"{name} holds an address." for name, text in texts.items() if ADDRESS.search(text)]


def _unhashed() -> list[str]:
    faults = []
    for name in LOCKS:
        text = (ROOT / name).read_text().replace("\\\n", " ")
        bare = [line for line in text.splitlines() if "==" in line and "--hash=" not in line]
        faults += [f"{name} has no hash for {line.strip()}." for line in bare]
    return faults


def _npm_faults() -> list[str]:
    """The npm lock must hold exact versions and hashes, no address, and fit package.json."""
    wanted = json.loads((ROOT / "package.json").read_text())
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    root, *others = packages.values()
    faults = [
        f"package-lock.json does not fit package.json ({kind}): run npm install."
        for kind in ("dependencies", "devDependencies")
        if root.get(kind) != wanted[kind]
    ]
    if any("resolved" in package for package in others):
        faults.append("package-lock.json holds download addresses: keep .npmrc and lock again.")
    if any("integrity" not in package for package in others if not package.get("inBundle")):
        faults.append("package-lock.json lacks hashes.")
    return faults


if __name__ == "__main__":
    sys.exit(main())
