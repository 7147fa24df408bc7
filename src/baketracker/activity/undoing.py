"""Taking back what was done, exactly.

The audit entries of an operation say what stood in every row before and after. Taking it back puts
the rows back as they were: what was made is put away, what was put away comes back, columns get
what they held, amounts that others have changed since keep those changes, ledgers get rows beside
theirs. Later operations that build on it must be taken back with it, the newest first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Column, inspect, select

from baketracker.db.audit import AuditEntry
from baketracker.db.journal import UNDO_LIFE, Operation
from baketracker.db.many import among
from baketracker.db.references import entity_of, name_of, references_to, rows_using
from baketracker.db.rows import in_words, uses_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict, NotFound, RuleBroken

from .schemas import OperationView, Undone

Place = tuple[str, UUID]

LONGEST = 100
"""So many later operations go back with one at most."""


class AlreadyUndone(Conflict):
    """Somebody took it back before."""

    code = "already_undone"

    def __init__(self) -> None:
        super().__init__(N_("That was taken back already."))


class TooOld(RuleBroken):
    """Nothing older than 30 days is taken back."""

    code = "too_old"

    def __init__(self) -> None:
        words = N_("That is more than %(days)s days ago. Correct it by hand instead.")
        super().__init__(words, days=UNDO_LIFE.days)


class TooMany(RuleBroken):
    """So much was built on it that taking all of it back would keep everybody waiting."""

    code = "too_many"

    def __init__(self) -> None:
        words = N_(
            "More than %(most)s later entries build on this one: too many to take back together. "
            "Take the later ones back first, or correct it by hand."
        )
        super().__init__(words, most=LONGEST)


class BuiltUpon(Conflict):
    """Later operations build on it; `chain` are those, the newest first. They can be taken back
    together with it."""

    code = "built_upon"

    def __init__(self, chain: Sequence[OperationView]) -> None:
        super().__init__(
            N_("%(count)s later entries build on this one. They can be taken back together."),
            count=len(chain),
        )
        self.chain = list(chain)


class Changed(Conflict):
    """What it had written was changed since, by something that cannot be taken back."""

    code = "changed_since"

    def __init__(self, what: str) -> None:
        super().__init__(
            N_("This cannot be taken back: %(what)s were changed since. Correct them by hand."),
            what=what.replace("_", " "),
        )


@verb("read")
def dependants(db: TenantSession, operation_id: UUID) -> list[OperationView]:
    """What must be taken back together with this operation, the newest first. Raises NotFound,
    TooMany."""
    row = db.find(Operation, operation_id)
    if row is None:
        raise NotFound("operation")
    return [OperationView.of(later) for later in _chain(db, row)[:-1]]


@verb("write")
def undo(db: TenantSession, operation_id: UUID, along: Collection[UUID] = frozenset()) -> Undone:
    """Take the operation back, and with it the later ones `along` that build on it.

    Raises NotFound, AlreadyUndone, TooOld, TooMany, BuiltUpon when others than `along` must go with
    it, Changed, and Conflict when something else holds what it made or what comes back would stand
    on something archived."""
    found = select(Operation).where(Operation.id == operation_id)
    row = db.scalars(found.with_for_update()).one_or_none()
    if row is None:
        raise NotFound("operation")
    if row.undone_at is not None:
        raise AlreadyUndone
    if now() - row.created_at >= UNDO_LIFE:
        raise TooOld
    chain, locked = [row], set[UUID]()
    while ids := {one.id for one in chain} - locked:
        # Whoever wrote while we waited for a lock may have built on it.
        _lock(db, _entries(db, ids))
        locked |= ids
        chain = _chain(db, row)
    if missing := [later for later in chain[:-1] if later.id not in along]:
        raise BuiltUpon([OperationView.of(later) for later in missing])
    made: list[Any] = []
    kept: list[Any] = []
    for operation in chain:
        gone, back = _take_back(db, operation)
        made += gone
        kept += back
    _refuse_what_is_held(db, made)
    _refuse_what_lacks_ground(db, kept)
    db.flush()
    return Undone(
        operations=[OperationView.of(one) for one in chain], gone=[row.id for row in made]
    )


def _take_back(db: TenantSession, operation: Operation) -> tuple[list[Any], list[Any]]:
    """Put back what the operation changed; answers the rows that it had made, and those it had
    changed."""
    entries = _entries(db, [operation.id])
    inserted: defaultdict[str, list[UUID]] = defaultdict(list)
    made: list[Any] = []
    kept: list[Any] = []
    for entry in entries:
        entity = entity_of(entry.entity)
        if entry.entity_id is None:
            raise Changed(entry.entity)
        if entry.action == "insert" and getattr(entity, "append_only", False):
            inserted[entry.entity].append(entry.entity_id)
            continue
        row = db.find(entity, entry.entity_id)
        if entry.action == "delete":
            kept.append(_bring_back(db, entity, entry, row))
        elif row is None:
            raise Changed(entry.entity)
        elif entry.action == "insert":
            made.append(row)
            _put_away(db, row)
        else:
            _put_back(db, row, entry)
            kept.append(row)
    for table, ids in inserted.items():
        ledger = entity_of(table)
        if not hasattr(ledger, "take_back"):
            raise Changed(table)
        ledger.take_back(db, ids)
    operation.undone_at, operation.undone_by = now(), db.scope.account_id
    db.flush()
    return made, kept


def _put_away(db: TenantSession, row: Any) -> None:
    if hasattr(row, "deleted_at"):
        row.deleted_at = now()
    else:
        db.delete(row)
    db.flush()


def _bring_back(db: TenantSession, entity: Any, entry: AuditEntry, row: Any) -> Any:
    if row is not None:
        raise Changed(entry.entity)
    columns = inspect(entity).columns
    values = {name: _value(columns[name], pair[0]) for name, pair in entry.changes.items()}
    back = entity(id=entry.entity_id, **values)
    db.add(back)
    db.flush()
    return back


def _put_back(db: TenantSession, row: Any, entry: AuditEntry) -> None:
    """Each column as it was. An amount only loses what this change had added to it."""
    columns = inspect(type(row)).columns
    held: dict[str, Any] = {}
    for name, (was, became) in entry.changes.items():
        column = columns[name]
        before, after = _value(column, was), _value(column, became)
        here = getattr(row, name)
        if column.info.get("additive"):
            setattr(row, name, here - (after - before))
            if getattr(row, name) < 0:
                raise Changed(entry.entity)
        elif here != after:
            raise Changed(entry.entity)
        else:
            held[name] = here
            setattr(row, name, before)
    db.flush()
    if hasattr(row, "after_undo"):
        row.after_undo(db, held)
        db.flush()


def _refuse_what_is_held(db: TenantSession, made: Iterable[Any]) -> None:
    """What the operations had made must not be needed by anything that stays."""
    for row in made:
        if not getattr(row, "is_untouched", True):
            raise Changed(row.__tablename__)
        if inspect(row).persistent and (uses := uses_of(db, row)):
            words = N_("This cannot be taken back: what it made is still used: %(uses)s.")
            raise Conflict(words, uses=in_words(uses))


def _refuse_what_lacks_ground(db: TenantSession, rows: Iterable[Any]) -> None:
    """What stands again needs what it is of: a lot its product, a product its ingredient."""
    ahead = [row for row in rows if not _is_away(row) and not getattr(row, "is_empty", False)]
    while ahead:
        row = ahead.pop()
        for column in inspect(type(row)).columns:
            table, key = column.info.get("references"), getattr(row, column.key)
            if table is None or key is None or column.nullable:
                continue
            ground = db.find(entity_of(table), key)
            if _is_away(ground):
                words = N_("This cannot be taken back while %(what)s is archived.")
                raise Conflict(words, what=name_of(db, ground))
            ahead.append(ground)


def _is_away(row: Any) -> bool:
    return getattr(row, "deleted_at", None) is not None


def _chain(db: TenantSession, operation: Operation) -> list[Operation]:
    """The operation and all that build on it, directly or through others, the newest first. Each
    round asks for what builds on all that the last one found. Raises TooMany."""
    found, own = {operation.id: operation}, defaultdict[Place, list[AuditEntry]](list)
    ahead = [operation.id]
    while ahead:
        fresh = _by_place(_entries(db, ahead))
        for place, entries in fresh.items():
            own[place] += entries
        short = _would_lack(db, {place: own[place] for place in fresh})
        wanted = _touching(db, fresh, short, found) | _leaning(db, fresh, found)
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
            found = select(AuditEntry).where(
                AuditEntry.entity == entity.__tablename__,
                among(AuditEntry.entity_id, using.all()),
                AuditEntry.operation_id.is_not(None),
                ~among(AuditEntry.operation_id, known),
            )
            leaning |= {
                entry.operation_id
                for entry in db.scalars(found)
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
    was, became = (_value(column, side) for side in pair)
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
                (_value(columns[name], b) - _value(columns[name], a) for a, b in pairs), Decimal(0)
            )
            if row is not None and getattr(row, name) - added < 0:
                found.add(place)
    return found


def _entries(db: TenantSession, operation_ids: Collection[UUID]) -> Sequence[AuditEntry]:
    """What operations wrote, the last first."""
    found = select(AuditEntry).where(among(AuditEntry.operation_id, operation_ids))
    return db.scalars(found.order_by(AuditEntry.id.desc())).all()


def _lock(db: TenantSession, entries: Iterable[AuditEntry]) -> None:
    """Lock the lots among the rows as every writer does; then they are read anew."""
    touched: defaultdict[str, set[UUID]] = defaultdict(set)
    for entry in entries:
        if entry.entity_id is not None:
            touched[entry.entity].add(entry.entity_id)
    for table in sorted(touched):
        if guard := getattr(entity_of(table), "locked", None):
            guard(db, touched[table])
    db.expire_all()


def _value(column: Column[Any], plain: Any) -> Any:
    """A value as the audit log keeps it, as the column holds it."""
    kind = column.type.python_type
    if plain is None or not isinstance(plain, str) or kind is str:
        return plain
    if kind in (Decimal, UUID):
        return kind(plain)
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    return plain
