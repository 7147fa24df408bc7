"""No secret in any file we keep, nor in any version of it that git remembers: all of them with
`./bake check --deep`, those of the last commits otherwise, since older ones were looked at then.

Locks are left out: they are full of hashes, which look like keys. A line that only resembles a
secret says so itself: `pragma: allowlist secret`. A whole sentence is none.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path, PurePosixPath

from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = (
    "AWSKeyDetector",
    "ArtifactoryDetector",
    "AzureStorageKeyDetector",
    "Base64HighEntropyString",
    "BasicAuthDetector",
    "CloudantDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "HexHighEntropyString",
    "JwtTokenDetector",
    "KeywordDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "StripeDetector",
    "TwilioKeyDetector",
)
LIMITS = {"Base64HighEntropyString": 4.5, "HexHighEntropyString": 3.0}
FILTERS = (
    "allowlist.is_line_allowlisted",
    "heuristic.is_indirect_reference",
    "heuristic.is_likely_id_string",
    "heuristic.is_not_alphanumeric_string",
    "heuristic.is_potential_uuid",
    "heuristic.is_prefixed_with_dollar_sign",
    "heuristic.is_sequential_string",
    "heuristic.is_templated_secret",
)
SETTINGS = {
    "plugins_used": [
        {"name": name} | ({"limit": LIMITS[name]} if name in LIMITS else {}) for name in PLUGINS
    ],
    "filters_used": [{"path": f"detect_secrets.filters.{path}"} for path in FILTERS],
}
READABLE_BYTES = 1_000_000
LAST_COMMITS = 12
# A short hash, or a word such as "wrong" in a test: nobody guards anything with these.
NO_SECRET = re.compile("[0-9a-f]{1,16}|[a-z]{1,7}")
SENTENCE = re.compile(r"[A-Z]\S*(\s+\S+){3,}[.!?]")


def main(root: Path = ROOT) -> int:
    findings = sorted(findings_in_files(root) | findings_in_history(root))
    for finding in findings:
        print(finding)
    if findings:
        print("Remove each secret and replace it where it is used: what git has seen is known.")
    return 1 if findings else 0


def findings_in_files(root: Path) -> set[str]:
    """Of files that are committed or could be."""
    names = _git(root, "ls-files", "-co", "--exclude-standard", "-z").decode().split("\0")
    present = [name for name in names if name and _counts(name) and (root / name).is_file()]
    return {
        f"{name}:{line}: {kind}"
        for name, found in zip(present, _scanned([root / name for name in present]), strict=True)
        for line, kind in found
        if not _made_up(name, kind)
    }


def findings_in_history(root: Path) -> set[str]:
    """Of every version of every file that any branch or tag reaches; without BAKETRACKER_DEEP of
    those that came with the last commits."""
    with tempfile.TemporaryDirectory() as folder:
        told, copies = list[str](), list[Path]()
        for number, (blob, name, content) in enumerate(_blobs(root)):
            # The scanner judges by file type, so the suffix stays.
            copies.append(Path(folder) / f"{number}{PurePosixPath(name).suffix}")
            copies[-1].write_bytes(content)
            told.append(f"{name} ({blob[:10]})")
        return {
            f"{where}:{line}: {kind}"
            for where, found in zip(told, _scanned(copies), strict=True)
            for line, kind in found
            if not _made_up(where, kind)
        }


def _scanned(files: Sequence[Path]) -> list[set[tuple[int, str]]]:
    """What `scan` finds in each, on all cores."""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(scan, files, chunksize=16))


def scan(file: Path) -> set[tuple[int, str]]:
    """Line numbers of what looks like a secret, and what kind it is."""
    with transient_settings(SETTINGS):
        found = SecretsCollection()
        found.scan_file(str(file))
        return {
            (secret.line_number, secret.type) for _, secret in found if not _is_harmless(secret)
        }


def _made_up(name: str, kind: str) -> bool:
    """Tests invent passwords; a real key has a form that the other detectors know there too."""
    return name.startswith("tests/") and kind == "Secret Keyword"


def _is_harmless(secret: PotentialSecret) -> bool:
    """Whether it is too simple for a secret, or a sentence beside the word "password" about it."""
    value = secret.secret_value or ""
    talk = secret.type == "Secret Keyword" and SENTENCE.fullmatch(value)
    return bool(talk or NO_SECRET.fullmatch(value))


def _counts(name: str) -> bool:
    return not name.endswith((".lock", "package-lock.json", ".png", ".woff2", ".ico"))


def _blobs(root: Path) -> Iterator[tuple[str, str, bytes]]:
    if not (root / ".git").exists():
        return
    listed = _git(root, "rev-list", "--objects", "--all", *_older(root)).decode().splitlines()
    wanted = [line.split(" ", 1) for line in listed if " " in line]
    names = {blob: name for blob, name in wanted if name and _counts(name)}
    asked = "\n".join(names).encode()
    answer = subprocess.run(
        ["git", "cat-file", "--batch"], cwd=root, input=asked, check=True, capture_output=True
    ).stdout
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        blob, kind, size = answer[at:end].decode().split()
        content = answer[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)
        if kind == "blob" and len(content) <= READABLE_BYTES:
            yield blob, names[blob], content


def _older(root: Path) -> list[str]:
    """What is left out: nothing, or all that the commit before the last ones holds."""
    if os.environ.get("BAKETRACKER_DEEP"):
        return []
    before = _git(root, "rev-list", "--all", "--max-count=1", f"--skip={LAST_COMMITS}")
    return [f"^{commit}" for commit in before.decode().split()]


def _git(root: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True).stdout


if __name__ == "__main__":
    sys.exit(main())
