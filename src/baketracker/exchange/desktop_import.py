"""A desktop file walks in: one transaction, in order of need, every row accounted for.

Rows keep the ids the desktop gave them, so the same file twice changes nothing and a newer file
only adds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from baketracker.db.base import Editable
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, NN_
from baketracker.materials.units import give_single_units

from .desktop_file import DesktopFile
from .desktop_rows import DesktopRow, NotTaken
from .filling import fill
from .leavings import columns_left, tables_left, units_line
from .reconciliation import Imbalance, compare_depletions, compare_lots, compare_making
from .report import Report, Tally
from .sentences import about, sentence
from .shelf import Shelf
from .taking import TAKINGS, Links, Taking
from .taking.base import Values

Progress = Callable[[int, int, str], None]

# Said while the tables of a feature are read.
TELLING = {
    "suppliers": N_("Taking in the suppliers."),
    "ingredients": N_("Taking in the ingredients."),
    "products": N_("Taking in the products."),
    "purchases": N_("Taking in the purchases."),
    "pantry": N_("Taking in the stock."),
    "materials": N_("Taking in the materials."),
    "recipes": N_("Taking in the recipes."),
    "finished_goods": N_("Taking in the finished goods."),
    "finished_stock": N_("Taking in what is finished."),
    "events": N_("Taking in the events."),
    "plans": N_("Taking in the plans."),
    "production": N_("Taking in the baking."),
    "assembly": N_("Taking in the packing."),
    "giving": N_("Taking in the gifts."),
    "reports": N_("Taking in the snapshots."),
}
NAMED_AT_MOST = 20
NAMED = N_("“%(name)s” is %(slug)s here.")
MORE_NAMED = NN_(
    "%(count)s more was given an address name.", "%(count)s more were given an address name."
)
TWICE = N_("“%(name)s” is there twice.")
MORE_TWICE = NN_("%(count)s more is there twice.", "%(count)s more are there twice.")
FILLED = NN_(
    "%(count)s entry you have knows now where it came from.",
    "%(count)s entries you have know now where they came from.",
)
SINGLE = NN_(
    "%(count)s package counted by the piece can be put into goods now.",
    "%(count)s packages counted by the piece can be put into goods now.",
)
DANGLING = NN_(
    "%(count)s row of the file points at a row it does not have.",
    "%(count)s rows of the file point at rows it does not have.",
)


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


class _Import:
    """One run over all tables."""

    def __init__(self, db: TenantSession, file: DesktopFile, progress: Progress) -> None:
        self.db, self.file, self.progress = db, file, progress
        self.links = Links()
        self.report = Report()
        self.written: dict[str, frozenset[UUID]] = {}
        self.here_before: dict[str, frozenset[UUID]] = {}
        # Tables of which the bakery had nothing that the file has.
        self.first_time: set[str] = set()
        self.done = 0
        self.total = sum(file.tables[t.table].rows for t in TAKINGS if t.table in file.tables)

    def run(self) -> Report:
        for taking in TAKINGS:
            self._take(taking)
        self.report.tables.append(units_line(self.file))
        self.report.not_taken = tables_left(self.file)
        self.report.lots_compared = compare_lots(
            self.db, self.file, self.links, self.written["inventory_items"]
        )
        compare_depletions(self.db, self.file, self.written["inventory_depletions"])
        compare_making(self.db, self.file, self.written)
        pieces = give_single_units(self.db, self.written["material_products"])
        self.links.notes[SINGLE] += pieces
        self._remark()
        return self.report

    def _take(self, taking: Taking) -> None:
        self.progress(self.done, self.total, TELLING[taking.feature])
        tally, shelf, asked = Tally(taking.table), Shelf(self.db, taking), set[str]()
        clock = ZoneInfo(self.db.scope.timezone) if taking.is_local else UTC
        rows = taking.rows(self.file)
        for raw in rows:
            tally.read += 1
            try:
                tally.unchanged += self._place(taking, DesktopRow(raw, asked, clock), shelf)
            except NotTaken as why:
                tally.skipped[why.reason] += 1
        tally.written = self._write(taking, shelf)
        self._fill(taking, shelf)
        # Only a row that was read to its end has asked for every column.
        tally.lost_columns = columns_left(taking, rows, asked) if shelf.new else []
        self.here_before[taking.table] = shelf.here_before
        self.written[taking.table] = frozenset(values["id"] for values in shelf.new)
        if not tally.unchanged:
            self.first_time.add(taking.table)
        self.report.tables.append(tally.line())
        self.done += tally.read

    def _place(self, taking: Taking, row: DesktopRow, shelf: Shelf) -> bool:
        """Put one row on the shelf; True when the bakery had it already."""
        row_id = row.uuid
        if row_id in shelf.here_before:
            self._link(taking, row, row_id, shelf)
            self._look_for_lack(taking, row, row_id, shelf)
            return True
        if row_id in shelf.facts:
            raise NotTaken(N_("the file has it twice"))
        values = taking.read(row, self.links)
        if twin := shelf.twin(values):
            self._link(taking, row, twin, shelf)
            return True
        if self._stays_as_it_is(taking, values):
            raise NotTaken(N_("what it belongs to is here already and stays as it is"))
        values |= {"id": row_id, "created_at": row.moment("created_at") or now()}
        if issubclass(taking.entity, Editable):
            values["updated_at"] = row.moment("updated_at") or values["created_at"]
        if shelf.give_slug(values) and not taking.word:
            self.links.name(sentence(NAMED, name=values["name"], slug=values["slug"]), MORE_NAMED)
        if taking.called and shelf.has_alike(values):
            self.links.note(taking.twins)
            self.links.name(sentence(TWICE, name=taking.called(values, self.links)), MORE_TWICE)
        shelf.add(values)
        self._link(taking, row, row_id, shelf)
        return False

    def _stays_as_it_is(self, taking: Taking, values: Values) -> bool:
        """Whether it is content of something the bakery had, and not of a kind that is new."""
        if taking.part_of is None:
            return False
        column, table = taking.part_of
        late = taking.joins and values[taking.joins[0]] and taking.joins[1] in self.first_time
        return values[column] in self.here_before[table] and not late

    def _look_for_lack(self, taking: Taking, row: DesktopRow, row_id: UUID, shelf: Shelf) -> None:
        """A row that came in before what it points to could: only what is new is filled in."""
        if taking.fills is None or shelf.facts[row_id][taking.fills[0]] is not None:
            return
        found = self.links.maybe(row, *taking.fills)
        if found in self.written[taking.fills[1]]:
            shelf.lacking[row_id] = found

    def _link(self, taking: Taking, row: DesktopRow, row_id: UUID, shelf: Shelf) -> None:
        self.links.facts[row_id] = shelf.facts[row_id]
        if "id" in row.values:
            self.links.ids[taking.table, row.number_in_file] = row_id
        if taking.word:
            self.links.ids["recipe_categories", row.name(taking.word)] = row_id

    def _write(self, taking: Taking, shelf: Shelf) -> int:
        entity: Any = taking.entity
        written = self.db.insert_rows(entity, shelf.new)
        there = self.db.scalar(select(func.count()).select_from(entity)) or 0
        if there != len(shelf.here_before) + written:
            raise Imbalance(taking.table)
        if taking.follow:
            taking.follow(self.db, shelf.new, self.links)
        return written

    def _fill(self, taking: Taking, shelf: Shelf) -> None:
        if taking.fills and shelf.lacking:
            filled = fill(self.db, taking.entity, taking.fills[0], shelf.lacking)
            self.links.notes[FILLED] += filled

    def _remark(self) -> None:
        told = [*self.links.notes.items(), (DANGLING, self.file.dangling)]
        self.report.remarks = [about(message, count) for message, count in told if count]
        for words, named in self.links.named.items():
            self.report.details += named[:NAMED_AT_MOST]
            if (more := len(named) - NAMED_AT_MOST) > 0:
                self.report.details.append(about(words, more))
