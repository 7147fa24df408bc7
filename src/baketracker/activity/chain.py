"""What builds on an operation: later ones that changed the rows it left behind, refer to rows it
made or stand where it put rows away, directly or through others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import Column, inspect, select

from baketracker.db.audit import AuditEntry
from baketracker.db.journal import Operation
from baketracker.db.many import among
from baketracker.db.references import entity_of, references_to, rows_using
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, RuleBroken

from .entries import by_others, entries_of, held
from .places import taking_places_of

Place = tuple[str, UUID]

LONGEST = 100
"""So many later operations go back with one at most."""


class TooMany(RuleBroken):
    """So much was built on it that taking all of it back would keep everybody waiting."""

    code = "too_many"

    def __init__(self) -> None:
        words = N_(
            "More than %(most)s later entries build on this one: too many to take back together. "
            "Take the later ones back first, or correct it by hand."
        )
        super().__init__(words, most=LONGEST)


def chain_of(db: TenantSession, operation: Operation) -> list[Operation]:
    """The operation and all that build on it, directly or through others, the newest first. Each
    round asks for what builds on all that the last one found. Raises TooMany."""
    found, own = {operation.id: operation}, defaultdict[Place, list[AuditEntry]](list)
    ahead = [operation.id]
    while ahead:
        fresh = _by_place(entries_of(db, ahead))
        for place, entries in fresh.items():
            own[place] += entries
        short = _would_lack(db, {place: own[place] for place in fresh})
        wanted = _touching(db, fresh, short, found) | _leaning(db, fresh, found)
        wanted |= taking_places_of(db, chain.from_iterable(fresh.values()), found)
        standing = select(Operation).where(
            among(Operation.id, wanted), Operation.undone_at.is_(None)
        )
        later = {one.id: one for one in db.scalars(standing)}
        found |= later
        if len(found) > LONGEST + 1:
            raise TooMany
        ahead = list(later)
    return sorted(found.values(), key=lambda row: (row.created_at, row.id), reverse=True)


def _by_place(entries: Iterable[AuditEntry]) -> dict[Place, list[AuditEntry]]:
    own: dict[Place, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        if entry.entity_id is not None:
            own[entry.entity, entry.entity_id].append(entry)
    return own


def _touching(
    db: TenantSession,
    own: Mapping[Place, list[AuditEntry]],
    short: Collection[Place],
    known: Collection[UUID],
) -> set[UUID]:
    """Other operations that have changed since what these entries left behind."""
    if not own:
        return set()
    found = select(AuditEntry).where(
        among(AuditEntry.entity, {table for table, _ in own}),
        among(AuditEntry.entity_id, {row_id for _, row_id in own}),
        AuditEntry.operation_id.is_not(None),
        ~among(AuditEntry.operation_id, known),
    )
    touching = set[UUID]()
    for entry in db.scalars(found):
        assert entry.operation_id is not None
        assert entry.entity_id is not None
        place = (entry.entity, entry.entity_id)
        if entry.operation_id not in touching and any(
            before.id < entry.id and _builds_on(entry, before, place in short)
            for before in own.get(place, ())
        ):
            touching.add(entry.operation_id)
    return touching


def _leaning(
    db: TenantSession, own: Mapping[Place, list[AuditEntry]], known: Collection[UUID]
) -> set[UUID]:
    """Other operations that made rows, or pointed them, at what was made by these entries."""
    made: defaultdict[str, list[UUID]] = defaultdict(list)
    for (table, row_id), entries in own.items():
        if any(entry.action == "insert" for entry in entries):
            made[table].append(row_id)
    leaning = set[UUID]()
    for table, ids in made.items():
        for entity, attribute in references_to(table):
            # A ledger follows its lots by itself.
            if getattr(entity, "part_of", "") == table or getattr(entity, "append_only", False):
                continue
            using = db.scalars(rows_using(entity, attribute, ids).with_only_columns(entity.id))
            leaning |= {
                entry.operation_id
                for entry in by_others(db, entity.__tablename__, using.all(), known)
                if entry.operation_id
                and (entry.action == "insert" or attribute.key in entry.changes)
            }
    return leaning


def _builds_on(later: AuditEntry, before: AuditEntry, would_lack: bool) -> bool:
    """Whether a later change of a row stands on an earlier one."""
    if before.action == "insert":
        return True
    columns = inspect(entity_of(later.entity)).columns
    return any(
        would_lack and _falls(columns[name], later.changes[name])
        if columns[name].info.get("additive")
        else True
        for name in before.changes.keys() & later.changes.keys()
    )


def _falls(column: Column[Any], pair: Sequence[Any]) -> bool:
    was, became = (held(column, side) for side in pair)
    return bool(was is not None and became is not None and became < was)


def _would_lack(db: TenantSession, own: Mapping[Place, list[AuditEntry]]) -> set[Place]:
    """Rows whose amounts are too small by now to lose what was added to them."""
    found = set()
    for place, entries in own.items():
        entity = entity_of(place[0])
        columns = inspect(entity).columns
        row = db.find(entity, place[1])
        for name in (c.key for c in columns if c.info.get("additive")):
            pairs = [e.changes[name] for e in entries if e.action == "update" and name in e.changes]
            added = sum(
                (held(columns[name], b) - held(columns[name], a) for a, b in pairs), Decimal(0)
            )
            if row is not None and getattr(row, name) - added < 0:
                found.add(place)
    return found
