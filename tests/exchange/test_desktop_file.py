"""Files that must not come in: each refused with one sentence, nothing of them executed."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from baketracker.errors import InvalidInput
from baketracker.exchange import desktop_file as files
from baketracker.exchange.desktop_file import (
    DamagedFile,
    ForeignFile,
    HostileFile,
    HugeFile,
    desktop_file,
    looks_whole,
)
from baketracker.suppliers.models import Supplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.desktop import TABLES, Desktop, insert

from .importing import bring_in, count, recorded, small

pytestmark = pytest.mark.covers("G-09")

Spoil = Callable[[Path], None]


def read_whole(path: Path) -> None:
    with desktop_file(path) as file:
        for table in file.tables:
            list(file.rows(table))


def refused(path: Path, kind: type[InvalidInput]) -> str:
    with pytest.raises(kind) as refusal:
        read_whole(path)
    sentence = str(refusal.value)
    assert sentence.endswith(".")
    assert str(path) not in sentence
    return sentence


def execute(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as file:
        for statement in statements:
            file.execute(statement)
        file.commit()


@pytest.mark.parametrize("keep", [0, 50, 4096, 20_000])
def test_a_truncated_file_is_damaged_or_no_database(tmp_path: Path, keep: int) -> None:
    path = small(tmp_path)
    os.truncate(path, keep)
    refused(path, DamagedFile if keep > 16 else ForeignFile)


def test_a_file_with_broken_pages_is_damaged(tmp_path: Path) -> None:
    path = small(tmp_path)
    content = bytearray(path.read_bytes())
    content[8192:12_288] = b"\xa5" * 4096
    path.write_bytes(content)
    refused(path, DamagedFile)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", b"%PDF-1.7", b"SQLite format 2\x00"])
def test_another_kind_of_file_is_foreign(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bake_tracker.db"
    path.write_bytes(content)
    refused(path, ForeignFile)


def test_a_database_of_another_program_is_foreign(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    execute(path, "CREATE TABLE songs (id INTEGER PRIMARY KEY, title TEXT)")
    assert "bake_tracker.db" in refused(path, ForeignFile)


def test_a_file_that_is_not_there_is_said_without_its_place(tmp_path: Path) -> None:
    assert "gone.db" in refused(tmp_path / "gone.db", InvalidInput)
    refused(tmp_path, InvalidInput)


@pytest.mark.parametrize(
    "statements",
    [
        ["ALTER TABLE events RENAME TO real_events",
         "CREATE VIEW events AS SELECT * FROM real_events"],
        ["CREATE VIEW sneaky AS SELECT load_extension('evil')"],
        ["CREATE TRIGGER t AFTER INSERT ON recipes BEGIN DELETE FROM recipes; END"],
        ["DROP TABLE suppliers", "CREATE VIRTUAL TABLE suppliers USING fts5(name)"],
    ],
)  # fmt: skip
def test_views_triggers_and_virtual_tables_are_hostile(
    tmp_path: Path, statements: list[str]
) -> None:
    path = small(tmp_path)
    execute(path, *statements)
    refused(path, HostileFile)


def test_a_schema_rewritten_by_hand_is_refused(tmp_path: Path) -> None:
    path = small(tmp_path)
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA writable_schema = on")
        file.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE recipes(' WHERE name='recipes'")
        file.commit()
    refused(path, DamagedFile)


def test_reading_stops_when_it_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SECONDS", 0.0)
    path = small(tmp_path)
    execute(
        path,
        "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
        "INSERT INTO event_recipes (id, uuid) SELECT i, i FROM n",
    )
    assert "too long" in refused(path, HugeFile)


def test_a_column_that_swells_when_it_is_read_is_huge(tmp_path: Path) -> None:
    path = small(tmp_path)
    execute(
        path, "ALTER TABLE recipes ADD COLUMN bomb TEXT AS (hex(hex(zeroblob(500000)))) VIRTUAL"
    )
    refused(path, HugeFile)


def test_an_absurdly_long_text_is_huge(tmp_path: Path) -> None:
    path = small(tmp_path)
    execute(path, "UPDATE recipes SET notes = hex(zeroblob(4000000)) WHERE id = 1")
    assert "longer than a book" in refused(path, HugeFile)


def test_a_million_rows_are_huge(tmp_path: Path) -> None:
    path = small(tmp_path)
    execute(
        path,
        "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1001000) "
        "INSERT INTO event_recipes (id, uuid) SELECT i, i FROM n",
    )
    assert "200000 rows" in refused(path, HugeFile)


def test_a_file_of_gigabytes_is_not_even_copied(tmp_path: Path) -> None:
    path = small(tmp_path)
    os.truncate(path, files.LARGEST_FILE + 1)
    assert "200 MB" in refused(path, HugeFile)


def test_ten_thousand_tables_are_huge(tmp_path: Path) -> None:
    path = small(tmp_path)
    execute(path, *(f"CREATE TABLE t{n} (a)" for n in range(files.MOST_PARTS)))
    refused(path, HugeFile)


def test_names_with_quotes_are_only_names(tmp_path: Path) -> None:
    path = small(tmp_path)
    execute(path, 'CREATE TABLE "a""; DROP TABLE recipes; --" ("x""y" TEXT)')
    with desktop_file(path) as file:
        assert len(list(file.rows("recipes"))) == 4


def test_the_file_itself_is_never_touched(tmp_path: Path) -> None:
    path = small(tmp_path)
    before = path.read_bytes()
    with desktop_file(path) as file, pytest.raises(sqlite3.DatabaseError):
        file._connection.execute("DELETE FROM recipes")
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bake_tracker.db"]


@pytest.mark.parametrize("spoil", [
    lambda path: os.truncate(path, 20_000),
    lambda path: execute(path, "CREATE VIEW v AS SELECT 1"),
    lambda path: execute(path, "DROP TABLE events"),
])  # fmt: skip
def test_a_refused_file_leaves_the_bakery_as_it_was(
    bakery: BakeryOnDatabase, tmp_path: Path, spoil: Spoil
) -> None:
    path = small(tmp_path)
    spoil(path)
    with pytest.raises(InvalidInput):
        bring_in(bakery, path)
    assert count(bakery) == 0


@pytest.mark.covers("S2-wal")
def test_rows_that_only_stand_in_the_wal_come_in(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    path, copied = small(tmp_path), tmp_path / "copied"
    copied.mkdir()
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode = wal")
        file.execute("PRAGMA wal_autocheckpoint = 0")
        insert(file, "suppliers", {"id": 7, "name": "Late Quay Shop", "slug": "late"})
        file.commit()
        # As a person copies them while the program still runs.
        shutil.copy(path, copied)
        shutil.copy(f"{path}-wal", copied)
    bring_in(bakery, copied / path.name)
    with bakery.session() as db:
        assert "late" in db.scalars(select(Supplier.slug)).all()


@pytest.mark.covers("S2-wal")
def test_without_its_wal_the_file_is_still_whole(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    path = small(tmp_path)
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode = wal")
        insert(file, "suppliers", {"id": 7, "name": "Late Quay Shop", "slug": "late"})
        file.commit()
        content = path.read_bytes()
    alone = tmp_path / "alone.db"
    alone.write_bytes(content)
    assert bring_in(bakery, alone).written > 0


def test_rows_that_point_nowhere_are_counted(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    path = small(tmp_path)
    execute(path, "DELETE FROM finished_units WHERE id = 1")
    report = bring_in(bakery, path)
    assert any(
        "points at a row it does not have" in str(it) or "point at rows it does not have" in str(it)
        for it in report.remarks
    )


def test_an_emptied_file_comes_in_as_nothing(bakery: BakeryOnDatabase, tmp_path: Path) -> None:
    path = Desktop({}, tables=TABLES).write(tmp_path / "empty.db")
    assert bring_in(bakery, path).written == 0


def test_a_glance_at_the_head_finds_what_is_plainly_no_database(tmp_path: Path) -> None:
    content = small(tmp_path).read_bytes()
    looks_whole(content[:100], len(content))
    with pytest.raises(DamagedFile):
        looks_whole(content[:100], len(content) - 1)
    with pytest.raises(ForeignFile):
        looks_whole(b"GIF89a", 6)


def test_a_recorded_file_opens(tmp_path: Path) -> None:
    with desktop_file(recorded("desktop.db")) as file:
        assert len(file.tables) == 55
