"""What must not be committed: other people's data, machine paths, registry addresses, databases.

Where the reference data and the older texts are at hand (beside the repository, or where
BAKETRACKER_FOREIGN says), no file of ours may equal one of them or repeat a long line of one.
"""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOREIGN = ("parity", "seeds")
LONG_LINE = 80
LARGEST_BYTES = 1_000_000
REFUSED_SUFFIXES = (".db", ".sqlite", ".sqlite3", ".dump", ".pem", ".key", ".min.js", ".min.css")
REFUSED_NAMES = ("uv.lock", ".env")
MACHINE_PATH = re.compile(r"""(?<![\w./-])/(?:work|root|home|Users)/[\w.-]+""")
# Written apart, or this file would be its own first finding.
REGISTRY = re.compile("|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.org")))


def main() -> int:
    texts = {name: (ROOT / name).read_bytes() for name in _files()}
    faults = [fault for name, content in texts.items() for fault in faults_of(name, content)]
    hashes, lines = _foreign()
    for name, content in texts.items():
        if content.strip() and hashlib.sha256(content).hexdigest() in hashes:
            faults.append(f"{name} is a file of the reference data.")
        elif _long_lines(content) & lines:
            faults.append(f"{name} repeats a line of the reference data or the older texts.")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def faults_of(name: str, content: bytes) -> Iterator[str]:
    """What is wrong with one file, a sentence each."""
    if name.endswith(REFUSED_SUFFIXES) or Path(name).name in REFUSED_NAMES:
        yield f"{name} must not be committed."
    if len(content) > LARGEST_BYTES:
        yield f"{name} is larger than {LARGEST_BYTES} bytes."
    if b"\0" in content:
        return
    for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
        if MACHINE_PATH.search(line):
            yield f"{name}:{number} names a path of one machine."
        if REGISTRY.search(line):
            yield f"{name}:{number} names a package registry."


def _files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def _foreign() -> tuple[set[str], set[bytes]]:
    """Hashes of the files that are not ours, and their long lines."""
    beside = Path(os.environ.get("BAKETRACKER_FOREIGN") or ROOT.parent / "shared")
    hashes: set[str] = set()
    lines: set[bytes] = set()
    for file in (file for folder in FOREIGN for file in sorted((beside / folder).rglob("*"))):
        if file.is_file():
            content = file.read_bytes()
            hashes.add(hashlib.sha256(content).hexdigest())
            lines |= _long_lines(content)
    return hashes, lines


def _long_lines(content: bytes) -> set[bytes]:
    if b"\0" in content:
        return set()
    lines = (line.strip() for line in content.splitlines())
    return {line for line in lines if len(line) >= LONG_LINE and not _is_rule(line)}


def _is_rule(line: bytes) -> bool:
    """A line of dashes belongs to nobody."""
    return len(set(line)) < LONG_LINE // 8


if __name__ == "__main__":
    sys.exit(main())
