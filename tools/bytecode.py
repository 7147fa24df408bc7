"""Python keeps what it compiled, also where it was told not to (containers are)."""

import os
import sys
from pathlib import Path

KEPT = Path(__file__).resolve().parents[1] / "build" / "bytecode"


def keep_bytecode() -> None:
    """For this process and those it starts: both workers of the tests, the servers and commands
    that tests run. Each would compile some thousand modules again, and a worker rewrite the asserts
    of all test files."""
    if not sys.dont_write_bytecode:
        return
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(KEPT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(KEPT)
