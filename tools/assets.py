"""Builds static/dist: one stylesheet, htmx and our scripts, each named after its content.

`static/dist/manifest.json` maps plain names to built ones: {"app.css": "app.3f2a91c0.css", ...}.
The service worker (static/js/sw.js) is served by the app under a fixed address and stays out.
Standard library only; needs Node 20 and npm, or fetches them through `install_node`.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "static"
DIST = STATIC / "dist"
MODULES = ROOT / "node_modules"
INPUTS = ("package.json", "package-lock.json", "tools/assets.py", "static/css", "static/js")
# Tailwind keeps the classes it finds in these.
READ_BY_TAILWIND = ("templates",)
VENDORED = {
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "htmx-sse.js": "htmx-ext-sse/dist/sse.min.js",
}
# Ours with the parts of packages they import, in one file each. barcode-reader: Safari, Firefox and
# desktop Chromium read no bars by themselves; of ZXing it takes the tenth that reads shops’ codes.
PACKED = STATIC / "js" / "packed"
SERVED_SEPARATELY = ("sw.js",)
OLDEST_NODE = 20
IMPORT = re.compile(r"""((?:\bfrom|\bimport)\s*\(?\s*["'])\./([\w.-]+\.js)(["'])""")


class AssetsError(Exception):
    """The front-end cannot be built; the message is one sentence that says what to do."""


def build(install_node: Callable[[], Path] | None = None) -> bool:
    """Build what changed since the last time; return whether anything was built.

    `install_node` brings Node where the machine has none and returns the folder it lies in.
    Raises AssetsError.
    """
    stamp = _fingerprint(*INPUTS, *READ_BY_TAILWIND)
    if _is_fresh(stamp):
        return False
    started = time.monotonic()
    node, npm = _find_node(install_node)
    _install_packages(npm)
    DIST.mkdir(parents=True, exist_ok=True)
    manifest = {"app.css": _write("app.css", _stylesheet(node))}
    manifest |= {name: _write(name, _packaged(path)) for name, path in VENDORED.items()}
    manifest |= {path.name: _write(path.name, _packed(node, path)) for path in PACKED.glob("*.js")}
    manifest |= _scripts()
    _publish(manifest, stamp)
    print(f"Front-end assets built in {time.monotonic() - started:.1f} s.")
    return True


def _fingerprint(*paths: str) -> str:
    """A hash of names and contents."""
    digest = hashlib.sha256()
    for path in (ROOT / name for name in paths):
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
                digest.update(file.read_bytes() + b"\0")
    return digest.hexdigest()


def _is_fresh(stamp: str) -> bool:
    try:
        manifest = json.loads((DIST / "manifest.json").read_text())
        return (DIST / ".stamp").read_text() == stamp and all(
            (DIST / name).exists() for name in manifest.values()
        )
    except (OSError, ValueError):
        return False


def _find_node(install_node: Callable[[], Path] | None) -> tuple[list[str], list[str]]:
    """The commands for node and npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_version(node) >= OLDEST_NODE:
        return [node], [npm]
    if install_node is None:
        raise AssetsError(f"The front-end needs Node {OLDEST_NODE} or newer with npm: install it.")
    home = install_node()
    node = str(home / ("node.exe" if os.name == "nt" else "bin/node"))
    # The package's own npm shim is broken; npm itself is a script that node runs.
    library = home / ("node_modules" if os.name == "nt" else "lib/node_modules")
    return [node], [node, str(library / "npm/bin/npm-cli.js")]


def _node_version(node: str) -> int:
    answer = subprocess.run([node, "--version"], check=False, capture_output=True, text=True)
    found = re.match(r"v(\d+)", answer.stdout)
    return int(found[1]) if found else 0


def _install_packages(npm: list[str]) -> None:
    stamp = _fingerprint("package.json", "package-lock.json")
    marker = MODULES / ".stamp"
    if marker.exists() and marker.read_text() == stamp:
        return
    answer = _run([*npm, "ci", "--no-progress", "--loglevel=error"])
    if answer.returncode != 0:
        raise AssetsError(
            "The front-end packages could not be fetched: connect to the internet and start again."
            f" npm said: {_first_fault(answer.stderr)}"
        )
    marker.write_text(stamp)


def _first_fault(text: str) -> str:
    lines = [line.removeprefix("npm error ").strip() for line in text.splitlines()]
    return next((line for line in lines if line and not line.startswith("code ")), "nothing")


def _stylesheet(node: list[str]) -> bytes:
    source = STATIC / "css" / "app.css"
    if not source.exists():
        raise AssetsError("static/css/app.css is missing: take it from the repository again.")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "app.css"
        compiler = MODULES / "@tailwindcss/cli/dist/index.mjs"
        answer = _run([*node, str(compiler), "-i", str(source), "-o", str(target), "--minify"])
        if answer.returncode != 0 or not target.exists():
            raise AssetsError(f"static/css/app.css does not compile: {answer.stderr.strip()}")
        return target.read_bytes()


def _packaged(path: str) -> bytes:
    try:
        return (MODULES / path).read_bytes()
    except FileNotFoundError:
        raise AssetsError(
            f"node_modules lacks {path}: delete node_modules and start again."
        ) from None


def _packed(node: list[str], entry: Path) -> bytes:
    """A module and all it imports as one small module that needs no eval."""
    packer = str(MODULES / "esbuild/bin/esbuild")
    options = ("--bundle", "--minify", "--format=esm", "--target=es2020", "--log-level=error")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / entry.name
        answer = _run([*node, packer, str(entry), *options, f"--outfile={target}"])
        if answer.returncode != 0 or not target.exists():
            raise AssetsError(f"static/js/packed/{entry.name}: {_first_fault(answer.stderr)}")
        return target.read_bytes()


def _scripts() -> dict[str, str]:
    """Our scripts; an import of a neighbour is written with the neighbour's built name."""
    sources = {path.name: path for path in sorted((STATIC / "js").glob("*.js"))}
    built: dict[str, str] = {}

    def finish(name: str, importers: tuple[str, ...]) -> str:
        if name in importers:
            raise AssetsError(
                f"static/js: {' imports '.join((*importers, name))}: break the circle."
            )
        if name not in sources:
            raise AssetsError(f"static/js/{importers[-1]} imports {name}, which does not exist.")
        if name not in built:
            text = sources[name].read_text(encoding="utf-8")
            built[name] = _write(
                name,
                IMPORT.sub(
                    lambda hit: f"{hit[1]}./{finish(hit[2], (*importers, name))}{hit[3]}", text
                ).encode(),
            )
        return built[name]

    for name in sources:
        if name not in SERVED_SEPARATELY:
            finish(name, ())
    return built


def _write(name: str, content: bytes) -> str:
    """Put content into dist under a name that changes with it; return that name."""
    stem, dot, suffix = name.rpartition(".")
    built = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{suffix}"
    (DIST / built).write_bytes(content)
    return built


def _publish(manifest: dict[str, str], stamp: str) -> None:
    """The manifest last and at once: a server that reads meanwhile finds every file it names."""
    draft = DIST / "manifest.json.new"
    draft.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    draft.replace(DIST / "manifest.json")
    (DIST / ".stamp").write_text(stamp)
    for file in DIST.iterdir():
        if file.name not in (*manifest.values(), "manifest.json", ".stamp"):
            file.unlink()


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {
        "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ['PATH']}"
    }
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )


if __name__ == "__main__":
    try:
        build()
    except AssetsError as error:
        sys.exit(str(error))
