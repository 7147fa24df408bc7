"""The program that opens what strangers sent: a process of its own with little memory and time, no
secrets and no way to write a file. Started by `workshop`, never imported.

Its argument is JSON: the work and its options. It reads the content on stdin and writes one line
of JSON (facts and the lengths of the parts, or why it refused), then the parts."""

import contextlib
import json
import sys
from pathlib import Path

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
OPEN_FILES = 64


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

    options = json.loads(sys.argv[1])
    work = options.pop("work")
    content = sys.stdin.buffer.read()
    try:
        # Only what this work needs is loaded: the start is most of the time it takes.
        if work == "sound":
            from baketracker.media import _hearing

            facts, parts = _hearing.sound(content, **options)
        else:
            from baketracker.media import _drawing

            facts, parts = getattr(_drawing, {"picture": "picture", "strips": "strips"}[work])(
                content, **options
            )
        told = {"facts": facts, "lengths": [len(part) for part in parts]}
    except Refused as refusal:
        told, parts = {"refused": refusal.reason}, []
    except MemoryError:
        told, parts = {"refused": "memory"}, []
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(parts))


if __name__ == "__main__":
    limit_oneself()
    # Isolated (-I) Python looks neither beside this file nor where PYTHONPATH says.
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    answer()
