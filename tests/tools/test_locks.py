"""Everything we install is pinned by hash, and no lock says where it came from."""

import json

import pytest

from baketracker.config import ROOT
from tools import locks


@pytest.mark.covers("DEC-03", "B6")
def test_the_locks_hold_hashes_and_no_address() -> None:
    assert locks.faults_inside() == []
    assert not (ROOT / "uv.lock").exists()


@pytest.mark.covers("DEC-03")
def test_every_npm_package_has_a_hash_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    bought = {name: package for name, package in packages.items() if name}
    assert bought
    assert all("resolved" not in package for package in bought.values())
    top = {n: p for n, p in bought.items() if n.count("node_modules") == 1}
    assert all("integrity" in package for package in top.values())


def test_an_address_in_a_lock_is_found() -> None:
    assert locks.ADDRESS.search("--find-links wheels")
    assert locks.ADDRESS.search("pkg @ https://example.com/pkg.whl")
