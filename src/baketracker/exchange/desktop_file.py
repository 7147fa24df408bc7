"""A desktop database as it was brought: foreign until proven otherwise.

The file and its `-wal` are copied to a folder of their own and only the copy is opened, for reading
only, within limits of size, time and rows, with nothing of it ever executed."""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from baketracker.errors import InvalidInput

MAGIC = b"SQLite format 3\x00"
LARGEST_FILE = 200 * 1024 * 1024
LARGEST_VALUE = 1024 * 1024
MOST_ROWS = 200_000
MOST_PARTS = 2_000
SECONDS = 30.0
# What makes a SQLite file a BakeTracker file.
SIGNS: Mapping[str, frozenset[str]] = {
    "ingredients": frozenset({"id", "uuid", "display_name"}),
    "products": frozenset({"id", "uuid", "ingredient_id"}),
    "recipes": frozenset({"id", "uuid", "name"}),
    "events": frozenset({"id", "uuid", "name", "event_date"}),
}
# No parameter can name a table: the names are those the file itself lists, quoted.
EVERY_ROW = "select * from {} order by rowid"
HOW_MANY = "select count(*) from (select 1 from {} limit ?)"
READING = frozenset({sqlite3.SQLITE_READ, sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION})
PRAGMAS = frozenset({"integrity_check", "foreign_key_check", "table_info"})


class DamagedFile(InvalidInput):
    """The bytes are not whole."""

    code = "damaged_file"

    def __init__(self) -> None:
        super().__init__(
            "This file is damaged or was not copied completely. "
            "Close BakeTracker on that computer and copy it again."
        )


class ForeignFile(InvalidInput):
    """It is something else."""

    code = "foreign_file"

    def __init__(self) -> None:
        super().__init__(
            "This is not a BakeTracker database. Choose the file called bake_tracker.db."
        )


class HostileFile(InvalidInput):
    """It holds what no BakeTracker file holds."""

    code = "hostile_file"

    def __init__(self) -> None:
        super().__init__(
            "This file holds views, triggers or other parts that no BakeTracker file has. "
            "Choose the file that BakeTracker itself wrote."
        )


class HugeFile(InvalidInput):
    """More than one import takes."""

    code = "huge_file"


@dataclass(frozen=True, slots=True)
class DesktopTable:
    """One table as it stands in the file."""

    name: str
    columns: tuple[str, ...]
    rows: int


class DesktopFile:
    """An opened, checked copy. Made by `desktop_file`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._deadline = time.monotonic() + SECONDS
        self._guard()
        with self._said():
            self.tables = self._read_tables()
            self.dangling = self._check()

    def rows(self, table: str) -> Iterator[dict[str, object]]:
        """The rows of one of `tables`, by column, in the order they were written; none when the
        file has no such table. Raises InvalidInput when the file turns out unreadable."""
        if table not in self.tables:
            return
        with self._said():
            for row in self._connection.execute(EVERY_ROW.format(_quoted(table))):
                yield dict(row)

    def _guard(self) -> None:
        """Reading, nothing else: no writing, no attaching, no code of the file's own."""
        connection = self._connection
        connection.row_factory = sqlite3.Row
        # Text that is not UTF-8 becomes question marks instead of an error in the middle.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for pragma in ("trusted_schema=off", "cell_size_check=on", "query_only=on", "mmap_size=0"):
            connection.execute(f"pragma {pragma}")
        connection.set_authorizer(_only_reading)
        connection.set_progress_handler(self._too_late, 10_000)

    def _too_late(self) -> bool:
        return time.monotonic() > self._deadline

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OverflowError, MemoryError) as error:
            raise self._in_words(error) from error

    def _in_words(self, error: BaseException) -> InvalidInput:
        if self._too_late():
            return HugeFile("Reading this file takes too long. Bring in a smaller one.")
        if "too big" in str(error):
            return HugeFile("This file holds a text longer than a book. Shorten it and try again.")
        return DamagedFile()

    def _read_tables(self) -> dict[str, DesktopTable]:
        parts = self._connection.execute(
            "select type, name, sql, rootpage from sqlite_master limit ?", (MOST_PARTS + 1,)
        ).fetchall()
        if len(parts) > MOST_PARTS:
            raise HugeFile("This file has more tables than any BakeTracker file.")
        if any(_is_hostile(part) for part in parts):
            raise HostileFile
        names = [part["name"] for part in parts if part["type"] == "table"]
        found = {name: self._columns(name) for name in names if not name.startswith("sqlite_")}
        for name, columns in SIGNS.items():
            if not columns <= set(found.get(name, ())):
                raise ForeignFile
        return self._counted(found)

    def _columns(self, table: str) -> tuple[str, ...]:
        told = self._connection.execute(f"pragma table_info({_quoted(table)})")
        return tuple(row["name"] for row in told)

    def _counted(self, found: dict[str, tuple[str, ...]]) -> dict[str, DesktopTable]:
        tables: dict[str, DesktopTable] = {}
        left = MOST_ROWS
        for name, columns in found.items():
            # Counting stops where we would refuse, however many rows there are.
            counting = self._connection.execute(HOW_MANY.format(_quoted(name)), (left + 1,))
            count = counting.fetchone()[0]
            left -= count
            if left < 0:
                raise HugeFile(
                    "This file has more than %(most)s rows. Bring in a smaller one.", most=MOST_ROWS
                )
            tables[name] = DesktopTable(name, columns, count)
        return tables

    def _check(self) -> int:
        """Raise DamagedFile unless the file is whole; returns how many rows point nowhere."""
        verdict = self._connection.execute("pragma integrity_check(1)").fetchone()
        if verdict is None or verdict[0] != "ok":
            raise DamagedFile
        try:
            return len(self._connection.execute("pragma foreign_key_check").fetchall())
        except sqlite3.OperationalError:
            # A reference to a table the file does not have: each row is judged when it is read.
            return 0


@contextmanager
def desktop_file(path: Path, wal: Path | None = None) -> Iterator[DesktopFile]:
    """The database at `path`, with `wal` or the `-wal` beside it, for reading.

    Raises DamagedFile, ForeignFile, HostileFile or HugeFile, each with one sentence."""
    wal = wal or path.with_name(path.name + "-wal")
    with tempfile.TemporaryDirectory(prefix="baketracker-desktop-") as folder:
        copy = Path(folder) / "desktop.db"
        _copy(path, copy)
        if wal.is_file():
            _copy(wal, copy.with_name("desktop.db-wal"))
        yield from _opened(copy)


@contextmanager
def desktop_bytes(content: bytes, wal: bytes | None = None) -> Iterator[DesktopFile]:
    """As `desktop_file`, for a file that was uploaded."""
    with tempfile.TemporaryDirectory(prefix="baketracker-desktop-") as folder:
        copy = Path(folder) / "desktop.db"
        copy.write_bytes(content)
        if wal:
            copy.with_name("desktop.db-wal").write_bytes(wal)
        yield from _opened(copy)


def looks_whole(start: bytes, size: int) -> None:
    """A glance at the first 100 bytes of a file of `size` bytes, before it is stored anywhere.

    Raises ForeignFile or DamagedFile."""
    if not start.startswith(MAGIC):
        raise ForeignFile
    page = int.from_bytes(start[16:18], "big")
    if size < 512 or size % (65_536 if page == 1 else max(page, 512)):
        raise DamagedFile


def _opened(copy: Path) -> Iterator[DesktopFile]:
    with copy.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise ForeignFile
    try:
        connection = sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True, check_same_thread=False)
    except sqlite3.Error as error:
        raise DamagedFile from error
    with closing(connection):
        try:
            file_ = DesktopFile(connection)
        except sqlite3.Error as error:
            raise DamagedFile from error
        yield file_


def _copy(source: Path, target: Path) -> None:
    try:
        size = source.stat().st_size
        if size > LARGEST_FILE:
            raise HugeFile(
                "This file has more than %(limit)s MB. Bring in a smaller one.",
                limit=LARGEST_FILE // 1024 // 1024,
            )
        shutil.copyfile(source, target)
    except OSError as error:
        raise InvalidInput(
            "%(file)s cannot be read. Check the name and that it is a file.", file=source.name
        ) from error


def _is_hostile(part: sqlite3.Row) -> bool:
    if part["type"] == "index":
        return False
    sql = str(part["sql"] or "").lstrip().lower()
    return part["type"] != "table" or not part["rootpage"] or not sql.startswith("create table")


def _only_reading(action: int, subject: str | None, *_rest: object) -> int:
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if subject in PRAGMAS else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in READING else sqlite3.SQLITE_DENY


def _quoted(name: str) -> str:
    """A name of the file's own inside a statement; it may hold quotes."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
