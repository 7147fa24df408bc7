"""The folder that all workers of one run share, outside the project; gone when the run ends."""

import os
import tempfile
from pathlib import Path


def folder_of(run: str) -> Path:
    return Path(tempfile.gettempdir()) / f"baketracker-test-{run[:12]}"


def this_run() -> Path:
    return folder_of(os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}")
