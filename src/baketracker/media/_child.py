"""The program that opens what strangers sent: a process of its own with little memory and time, no
secrets and no way to write a file. Started by `workshop`, never imported.

Its argument is its craft. On stdin comes a line of JSON, the work and its options, then the
content; it answers with a line of JSON (facts and the lengths of the parts, or why it refused),
then the parts."""

import contextlib
import importlib
import json
import signal
import sys
from pathlib import Path

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
OPEN_FILES = 64
IDLE_SECONDS = 600


def limit_oneself() -> None:
    """As far as the system can: Windows has no such limits, macOS none for memory. There only the
    time is limited, by the one who started us."""
    try:
        import resource
    except ImportError:
        return
    wanted = {
        "RLIMIT_AS": MEMORY_BYTES,
        "RLIMIT_CPU": CPU_SECONDS,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": OPEN_FILES,
        "RLIMIT_CORE": 0,
    }
    for name, most in wanted.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


def answer() -> None:
    from baketracker.media.refusals import Refused

    # Only this craft is loaded, ahead of the work: that is most of the time it takes.
    craft = importlib.import_module(f"baketracker.media._{sys.argv[1]}")
    wait_at_most(IDLE_SECONDS)
    order = sys.stdin.buffer.readline()
    wait_at_most(0)
    if not order:
        return
    options = json.loads(order)
    work = options.pop("work")
    try:
        facts, parts = getattr(craft, work)(sys.stdin.buffer.read(), **options)
        told = {"facts": facts, "lengths": [len(part) for part in parts]}
    except Refused as refusal:
        told, parts = {"refused": refusal.reason}, []
    except MemoryError:
        told, parts = {"refused": "memory"}, []
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(parts))


def wait_at_most(seconds: int) -> None:
    """End after so many seconds, where the system can; 0: as long as it takes."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


if __name__ == "__main__":
    limit_oneself()
    # Isolated (-I) Python looks neither beside this file nor where PYTHONPATH says.
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    answer()
