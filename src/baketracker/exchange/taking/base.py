"""What it takes to take one table of the desktop file."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from baketracker.db.base import TenantOwned
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_
from baketracker.exchange.desktop_file import DesktopFile
from baketracker.exchange.desktop_rows import DesktopRow, NotTaken
from baketracker.exchange.sentences import Sentence

# What one row of a table is called.
ONE_OF = {
    "ingredients": N_("ingredient"),
    "products": N_("product"),
    "inventory_items": N_("lot"),
    "material_categories": N_("category"),
    "material_subcategories": N_("subcategory"),
    "materials": N_("material"),
    "material_products": N_("material product"),
    "material_units": N_("material unit"),
    "recipes": N_("recipe"),
    "finished_units": N_("finished unit"),
    "finished_goods": N_("finished good"),
    "events": N_("event"),
    "compositions": N_("line"),
    "production_runs": N_("baking run"),
    "assembly_runs": N_("packing run"),
    "recipients": N_("recipient"),
    "packages": N_("package"),
    "inventory_snapshots": N_("snapshot"),
}

Values = dict[str, Any]
Raw = Mapping[str, object]
# Marked by NN_.
Words = tuple[str, str]


@dataclass
class Links:
    """What earlier tables of this import left behind for later ones."""

    # (table, integer key in the file) → id here; (table, word) → id here.
    ids: dict[tuple[str, object], UUID] = field(default_factory=dict)
    # id → the columns a Taking `remembers`.
    facts: dict[UUID, Mapping[str, Any]] = field(default_factory=dict)
    # What the rows read so far come to, by what they belong to.
    sums: defaultdict[UUID, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    # What holds stock and is written by this import: it came with all that had left it.
    brought: set[UUID] = field(default_factory=set)
    # lot → what there ever was of it, as the file tells it.
    there_was: dict[UUID, Decimal] = field(default_factory=dict)
    # (table, integer key in the file) → what was frozen there.
    frozen: dict[tuple[str, object], Values] = field(default_factory=dict)
    # What was mended or looks odd → how often.
    notes: Counter[Words] = field(default_factory=Counter)
    # What is said of each, under the words for those that are too many to name.
    named: defaultdict[Words, list[Sentence]] = field(default_factory=lambda: defaultdict(list))

    def to(self, row: DesktopRow, column: str, table: str) -> UUID:
        """The id behind a reference. Raises NotTaken when that row stayed behind."""
        found = self.maybe(row, column, table)
        if found is None:
            raise NotTaken(N_("its %(what)s was not taken"), what=ONE_OF[table])
        return found

    def maybe(self, row: DesktopRow, column: str, table: str) -> UUID | None:
        """The id behind a reference that may be empty or lead nowhere."""
        return self.ids.get((table, row.points_to(column)))

    def leaf(self, row: DesktopRow, column: str = "ingredient_id") -> UUID:
        """The ingredient behind a reference, which must not be a group."""
        found = self.to(row, column, "ingredients")
        if self.facts[found]["level"] != 2:
            raise NotTaken(N_("it belongs to a group, not to an ingredient"))
        return found

    def note(self, what: Words) -> None:
        """Count something that was mended on the way, or looks odd, for the report."""
        self.notes[what] += 1

    def name(self, what: Sentence, more: Words) -> None:
        """Tell one of them by name, in the details of the report; `more` counts the rest."""
        self.named[more].append(what)


@dataclass(frozen=True)
class Taking:
    """How the rows of one desktop table become rows here.

    `same`: columns that make a row the same thing as one the bakery has (it is then left as it
    is). `alike`: rows equal in all these columns, empty or not, come in all the same and are told
    with the words `twins`, by what they are `called`. `part_of`: the column and table of the thing
    whose content these rows are; a recipe the bakery has keeps the lines it has. `joins`: column
    and table of what an earlier version could not bring; lines that hold it join what the bakery
    has when that table comes in for the first time. `fills`: a column of references likewise,
    filled in rows the bakery has without one. `slug_from` makes a slug where the file has none;
    None keeps it empty. `parents_first` is the column by which rows point to rows of the same
    table. By `word` others point here without a key. `left_out` are columns that carry nothing
    new. `is_local`: its times are those of the clock on the wall. `follow` does what new rows bring
    about elsewhere."""

    table: str
    entity: type[TenantOwned]
    read: Callable[[DesktopRow, Links], Values]
    same: tuple[tuple[str, ...], ...] = ()
    part_of: tuple[str, str] | None = None
    joins: tuple[str, str] | None = None
    fills: tuple[str, str] | None = None
    slugged: bool = False
    slug_from: Callable[[Values], str] | None = None
    alike: tuple[str, ...] = ()
    twins: Words = ("", "")
    called: Callable[[Values, Links], str] | None = None
    parents_first: str | None = None
    remembers: tuple[str, ...] = ()
    word: str | None = None
    left_out: frozenset[str] = frozenset()
    source: Callable[[DesktopFile], Iterable[Raw]] | None = None
    is_local: bool = False
    follow: Callable[[TenantSession, Sequence[Values], Links], None] | None = None

    @property
    def feature(self) -> str:
        """The package its rows belong to."""
        return self.entity.__module__.split(".")[1]

    def rows(self, file: DesktopFile) -> list[Raw]:
        """The table's rows, those others point to first."""
        rows = list(self.source(file) if self.source else file.rows(self.table))
        return list(parents_first(rows, self.parents_first)) if self.parents_first else rows


def parents_first(rows: list[Raw], column: str) -> Iterator[Raw]:
    """The rows in their order, except that what a row points to comes before it. A ring of rows
    has to begin somewhere: there one row comes before the one it points to."""
    numbered = {row.get("id"): row for row in rows}
    told = set[int]()
    for row in rows:
        above: Raw | None = row
        chain: list[Raw] = []
        while above is not None and id(above) not in told:
            told.add(id(above))
            chain.append(above)
            above = numbered.get(above.get(column))
        yield from reversed(chain)
