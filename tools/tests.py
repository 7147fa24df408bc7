"""`./bake test`: make sure of a browser, then hand over to pytest."""

import os
import sys
from pathlib import Path

import pytest
from tests.browser.find_chromium import NoBrowser, find_chromium, install_chromium

from tools.bytecode import keep_bytecode


def main(arguments: list[str]) -> int:
    """Run the tests; without arguments all of them, on every core."""
    try:
        os.environ["BAKETRACKER_BROWSER"] = str(_chromium())
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    return pytest.main(arguments or ["-n", "auto", "--dist", "worksteal"])


def _chromium() -> Path:
    try:
        return find_chromium()
    except NoBrowser:
        print("Chromium is missing: trying to install it ...", flush=True)
        return install_chromium()


if __name__ == "__main__":
    keep_bytecode()
    sys.exit(main(sys.argv[1:]))
