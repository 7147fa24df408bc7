"""A desktop file walks in: one transaction, in order of need, every row accounted for.

Rows keep the ids the desktop gave them, so the same file twice changes nothing and a newer file
only adds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from baketracker.db.base import Editable
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.measures.slugs import slugify, unique_slug
from baketracker.measures.units import find_unit

from .desktop_file import DesktopFile
from .desktop_rows import DesktopRow, NotTaken
from .reconciliation import Imbalance, compare_lots
from .report import Report, TableLine, Tally
from .taking import TAKINGS, Links, Taking
from .taking.base import Raw, Values

Progress = Callable[[int, int, str], None]

BASE_COLUMNS = frozenset({"id", "uuid", "created_at", "updated_at"})
NAMED_AT_MOST = 20


@verb("write", least="admin")
def import_desktop(
    db: TenantSession, file: DesktopFile, *, dry_run: bool, progress: Progress
) -> Report:
    """Take what the file holds into this bakery; `dry_run` does it all and takes it back.

    `progress(done, total, note)` counts rows. Raises Imbalance when the figures afterwards are
    not those of the file: then nothing is kept."""
    with _taken_back(db) if dry_run else db.begin_nested():
        report = _Import(db, file, progress).run()
    report.dry_run = dry_run
    return report


@contextmanager
def _taken_back(db: TenantSession) -> Iterator[None]:
    attempt = db.begin_nested()
    try:
        yield
    finally:
        attempt.rollback()


@dataclass
class _Shelf:
    """What the bakery has of one kind, and what this import adds to it."""

    facts: dict[UUID, dict[str, Any]]
    slugs: set[str]
    things: dict[tuple[tuple[str, ...], tuple[Any, ...]], UUID]
    here_before: frozenset[UUID]
    new: list[Values] = field(default_factory=list)


class _Import:
    """One run over all tables."""

    def __init__(self, db: TenantSession, file: DesktopFile, progress: Progress) -> None:
        self.db, self.file, self.progress = db, file, progress
        self.links = Links()
        self.report = Report()
        self.written: dict[str, list[UUID]] = {}
        self.here_before: dict[str, frozenset[UUID]] = {}
        self.renamed: list[str] = []
        self.done = 0
        self.total = sum(file.tables[t.table].rows for t in TAKINGS if t.table in file.tables)

    def run(self) -> Report:
        for taking in TAKINGS:
            self._take(taking)
        self.report.tables.append(_units(self.file))
        self.report.not_taken = self._not_taken()
        self.report.lots_compared = compare_lots(
            self.db, self.file, self.links, self.written["inventory_items"]
        )
        self._remark()
        return self.report

    def _take(self, taking: Taking) -> None:
        self.progress(self.done, self.total, f"Taking in the {taking.table.replace('_', ' ')}.")
        tally, shelf, asked = Tally(taking.table), self._shelf(taking), set[str]()
        rows = taking.rows(self.file)
        for raw in rows:
            tally.read += 1
            try:
                tally.unchanged += self._place(taking, DesktopRow(raw, asked), shelf)
            except NotTaken as why:
                tally.skipped[why.reason] += 1
        tally.written = self._write(taking, shelf)
        # Only a row that was read to its end has asked for every column.
        tally.lost_columns = _lost(taking, rows, asked) if shelf.new else []
        self.here_before[taking.table] = shelf.here_before
        self.written[taking.table] = [values["id"] for values in shelf.new]
        self.report.tables.append(tally.line())
        self.done += tally.read

    def _shelf(self, taking: Taking) -> _Shelf:
        """One statement: everything of this kind, to know what is new."""
        entity: Any = taking.entity
        wanted = {*taking.remembers, *(column for key in taking.same for column in key)}
        wanted |= {name for name in ("slug", "deleted_at") if hasattr(entity, name)}
        columns = [entity.id, *(getattr(entity, name) for name in sorted(wanted))]
        shelf = _Shelf({}, set(), {}, frozenset())
        for row in self.db.execute(select(*columns)):
            self._shelve(taking, shelf, dict(row._mapping))
        shelf.here_before = frozenset(shelf.facts)
        return shelf

    def _shelve(self, taking: Taking, shelf: _Shelf, values: Values) -> None:
        row_id = values["id"]
        shelf.facts[row_id] = {name: values[name] for name in taking.remembers}
        if values.get("deleted_at") is not None:
            return
        if slug := values.get("slug"):
            shelf.slugs.add(slug)
        for key, thing in _things(taking, values):
            shelf.things.setdefault((key, thing), row_id)

    def _place(self, taking: Taking, row: DesktopRow, shelf: _Shelf) -> bool:
        """Put one row on the shelf; True when the bakery had it already."""
        row_id = row.uuid
        if row_id in shelf.here_before:
            self._link(taking, row, row_id, shelf)
            return True
        if row_id in shelf.facts:
            raise NotTaken("the file has it twice")
        values = taking.read(row, self.links)
        if twin := self._twin(taking, values, shelf):
            self._link(taking, row, twin, shelf)
            return True
        if taking.part_of and values[taking.part_of[0]] in self.here_before[taking.part_of[1]]:
            raise NotTaken("what it belongs to is here already and stays as it is")
        values |= {"id": row_id, "created_at": row.moment("created_at") or now()}
        if issubclass(taking.entity, Editable):
            values["updated_at"] = row.moment("updated_at") or values["created_at"]
        self._give_slug(taking, values, shelf)
        shelf.new.append(values)
        self._shelve(taking, shelf, values)
        self._link(taking, row, row_id, shelf)
        return False

    def _twin(self, taking: Taking, values: Values, shelf: _Shelf) -> UUID | None:
        """The same thing under another id. Raises NotTaken when it is from this very file."""
        for key, thing in _things(taking, values):
            found = shelf.things.get((key, thing))
            if found is not None and found not in shelf.here_before:
                raise NotTaken("the file has it twice")
            if found is not None:
                return found
        return None

    def _link(self, taking: Taking, row: DesktopRow, row_id: UUID, shelf: _Shelf) -> None:
        self.links.facts[row_id] = shelf.facts[row_id]
        if "id" in row.values:
            self.links.ids[taking.table, row.number_in_file] = row_id
        if taking.word:
            self.links.ids["recipe_categories", row.name(taking.word)] = row_id

    def _give_slug(self, taking: Taking, values: Values, shelf: _Shelf) -> None:
        """The file's own slug byte for byte; another one only where it has none or it is taken."""
        if not taking.slugged:
            return
        kept = values["slug"]
        wanted = kept or (slugify(taking.slug_from(values)) if taking.slug_from else None)
        if wanted is None:
            return
        archived = values.get("deleted_at") is not None
        values["slug"] = wanted if archived else unique_slug(wanted, shelf.slugs)
        if values["slug"] != kept and not taking.word:
            self.renamed.append(f"“{values['name']}” is {values['slug']} here.")

    def _write(self, taking: Taking, shelf: _Shelf) -> int:
        entity: Any = taking.entity
        written = self.db.insert_rows(entity, shelf.new)
        there = self.db.scalar(select(func.count()).select_from(entity)) or 0
        if there != len(shelf.here_before) + written:
            raise Imbalance(taking.table)
        return written

    def _not_taken(self) -> dict[str, int]:
        taken = {taking.table for taking in TAKINGS} | {"units"}
        others = (table for table in self.file.tables.values() if table.name not in taken)
        return {table.name: table.rows for table in others if table.rows}

    def _remark(self) -> None:
        self.report.remarks += [f"{count} {what}." for what, count in self.links.notes.items()]
        self.report.details += self.renamed[:NAMED_AT_MOST]
        if len(self.renamed) > NAMED_AT_MOST:
            more = len(self.renamed) - NAMED_AT_MOST
            self.report.details.append(f"{more} more were given an address name.")
        if self.file.dangling:
            self.report.remarks.append(
                f"{self.file.dangling} rows of the file point at rows it does not have."
            )


def _things(taking: Taking, values: Values) -> Iterator[tuple[tuple[str, ...], tuple[Any, ...]]]:
    for key in taking.same:
        thing = tuple(values[column] for column in key)
        if None not in thing:
            yield key, thing


def _lost(taking: Taking, rows: list[Raw], asked: set[str]) -> list[str]:
    """Columns nobody asked for although they hold something."""
    ignored = asked | taking.left_out | BASE_COLUMNS
    lost = {name: None for row in rows for name, value in row.items()
            if name not in ignored and value is not None}  # fmt: skip
    return sorted(lost)


def _units(file: DesktopFile) -> TableLine:
    """The desktop kept its units in a table; here they are part of the product."""
    tally = Tally("units")
    for row in file.rows("units"):
        tally.read += 1
        if find_unit(str(row.get("code"))):
            tally.unchanged += 1
        else:
            tally.skipped["this unit is not known here"] += 1
    return tally.line()
