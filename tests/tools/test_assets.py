"""What the pages load: named after its content, complete, nobody else's server."""

import json
import re

import pytest

from baketracker.config import ROOT
from tools import assets


@pytest.fixture(scope="module")
def manifest() -> dict[str, str]:
    assets.build()
    found: dict[str, str] = json.loads((assets.DIST / "manifest.json").read_text())
    return found


@pytest.mark.covers("DEC-04")
def test_the_packages_are_pinned_and_served_from_here(manifest: dict[str, str]) -> None:
    package = json.loads((ROOT / "package.json").read_text())
    pinned = package["dependencies"] | package["devDependencies"]
    assert pinned["htmx.org"] == "2.0.11"
    assert pinned["tailwindcss"] == pinned["@tailwindcss/cli"] == "4.3.3"
    assert pinned["daisyui"] == "5.8.1"
    assert {"app.css", "app.js", "htmx.js", "htmx-sse.js"} <= set(manifest)
    for name in manifest.values():
        assert "@import" not in (text := (assets.DIST / name).read_text())
        assert not re.search(r"url\(\s*[\"']?https?:|from\s*[\"']https?:", text)


def test_names_carry_a_hash_and_nothing_old_is_left(manifest: dict[str, str]) -> None:
    for plain, built in manifest.items():
        stem, suffix = plain.rsplit(".", 1)
        assert re.fullmatch(rf"{re.escape(stem)}\.[0-9a-f]{{10}}\.{suffix}", built)
    present = {file.name for file in assets.DIST.iterdir()}
    assert present == {*manifest.values(), "manifest.json", ".stamp"}


def test_scripts_import_their_neighbours_by_built_name(manifest: dict[str, str]) -> None:
    for name in manifest.values():
        for _, imported, _ in assets.IMPORT.findall((assets.DIST / name).read_text()):
            assert (assets.DIST / imported).exists()


def test_a_second_build_does_nothing(manifest: dict[str, str]) -> None:
    assert assets.build() is False


def test_the_service_worker_keeps_its_fixed_address(manifest: dict[str, str]) -> None:
    assert "sw.js" not in manifest


@pytest.mark.covers("G-22")
def test_what_reads_bars_is_small_and_needs_no_eval(manifest: dict[str, str]) -> None:
    """The pages allow scripts of ours and neither eval nor WebAssembly."""
    reader = (assets.DIST / manifest["barcode-reader.js"]).read_text()
    assert len(reader) < 60_000
    assert not re.search(r"\beval\(|new Function|\bFunction\(|WebAssembly", reader)
    assert "ZXing" in reader
