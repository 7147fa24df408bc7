"""Where Chromium is on this machine, and how it gets there when it is not.

Order: BAKETRACKER_BROWSER, PATH, the usual places of macOS and Windows, Playwright's own copy,
Playwright's download, and apt as root. There is no way to skip: a browser test without a browser
fails with one sentence.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
DOWNLOAD_SECONDS = 300


class NoBrowser(Exception):
    """There is no Chromium and none could be installed; one sentence says what to do."""


def find_chromium() -> Path:
    """The browser the tests drive. Raises NoBrowser."""
    named = os.environ.get("BAKETRACKER_BROWSER")
    if named:
        if shutil.which(named):
            return Path(named)
        raise NoBrowser(f"BAKETRACKER_BROWSER names {named}, which does not exist: correct it.")
    on_path = (shutil.which(name) for name in NAMES)
    found = next((path for path in (*on_path, *PLACES) if path and Path(path).exists()), None)
    if found:
        return Path(found)
    bundled = _of_playwright()
    if bundled:
        return bundled
    raise NoBrowser(
        "The browser tests need Chromium: install it (on Debian: apt-get install chromium), "
        "or set BAKETRACKER_BROWSER to a Chrome or Edge."
    )


def install_chromium() -> Path:
    """Install one where that is possible, and find it. Raises NoBrowser."""
    if not os.environ.get("BAKETRACKER_BROWSER"):
        _ = _with_playwright() or _with_apt()
    return find_chromium()


def _of_playwright() -> Path | None:
    script = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], check=False, capture_output=True, text=True
    )
    path = Path(answer.stdout.strip())
    return path if answer.returncode == 0 and path.is_file() else None


def _with_playwright() -> bool:
    return _ran([sys.executable, "-m", "playwright", "install", "chromium"])


def _with_apt() -> bool:
    if sys.platform == "win32" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    return _ran(install) or (_ran(["apt-get", "update"]) and _ran(install))


def _ran(command: list[str]) -> bool:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        answer = subprocess.run(
            command, check=False, env=quiet, capture_output=True, timeout=DOWNLOAD_SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return answer.returncode == 0
