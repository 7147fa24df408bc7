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
from baketracker.db.base import Base
from baketracker.db.journal import UNDO_LIFE, Operation
from baketracker.db.many import among
from baketracker.db.rows import in_words, uses_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict, NotFound, RuleBroken

from .schemas import OperationView, Undone

Place = tuple[str, UUID]


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
    """What must be taken back together with this operation, the newest first. Raises NotFound."""
    row = db.find(Operation, operation_id)
    if row is None:
        raise NotFound("operation")
    return [OperationView.of(later) for later in _chain(db, row)[:-1]]


@verb("write")
def undo(db: TenantSession, operation_id: UUID, along: Collection[UUID] = frozenset()) -> Undone:
    """Take the operation back, and with it the later ones `along` that build on it.

    Raises NotFound, AlreadyUndone, TooOld, BuiltUpon when others than `along` must go with it,
    Changed and Conflict when something else holds what it made."""
    found = select(Operation).where(Operation.id == operation_id)
    row = db.scalars(found.with_for_update()).one_or_none()
    if row is None:
        raise NotFound("operation")
    if row.undone_at is not None:
        raise AlreadyUndone
    if now() - row.created_at >= UNDO_LIFE:
        raise TooOld
    _lock(db, _entries(db, [row.id]))
    chain = _chain(db, row)
    if missing := [later for later in chain[:-1] if later.id not in along]:
        raise BuiltUpon([OperationView.of(later) for later in missing])
    if len(chain) > 1:
        _lock(db, _entries(db, [one.id for one in chain]))
    made: list[Any] = []
    for operation in chain:
        made += _take_back(db, operation)
    _refuse_what_is_held(db, made)
    db.flush()
    return Undone(operations=[OperationView.of(one) for one in chain])


def _take_back(db: TenantSession, operation: Operation) -> list[Any]:
    """Put back what the operation changed; answers the rows that it had made."""
    entries = _entries(db, [operation.id])
    inserted: defaultdict[str, list[UUID]] = defaultdict(list)
    made = []
    for entry in entries:
        entity = _entity(entry.entity)
        if entry.entity_id is None:
            raise Changed(entry.entity)
        if entry.action == "insert" and getattr(entity, "append_only", False):
            inserted[entry.entity].append(entry.entity_id)
            continue
        row = db.find(entity, entry.entity_id)
        if entry.action == "delete":
            _bring_back(db, entity, entry, row)
        elif row is None:
            raise Changed(entry.entity)
        elif entry.action == "insert":
            made.append(row)
            _put_away(db, row)
        else:
            _put_back(db, row, entry)
    for table, ids in inserted.items():
        ledger = _entity(table)
        if not hasattr(ledger, "take_back"):
            raise Changed(table)
        ledger.take_back(db, ids)
    operation.undone_at, operation.undone_by = now(), db.scope.account_id
    db.flush()
    return made


def _put_away(db: TenantSession, row: Any) -> None:
    if hasattr(row, "deleted_at"):
        row.deleted_at = now()
    else:
        db.delete(row)
    db.flush()


def _bring_back(db: TenantSession, entity: Any, entry: AuditEntry, row: Any) -> None:
    if row is not None:
        raise Changed(entry.entity)
    columns = inspect(entity).columns
    values = {name: _value(columns[name], pair[0]) for name, pair in entry.changes.items()}
    db.add(entity(id=entry.entity_id, **values))
    db.flush()


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


def _chain(db: TenantSession, operation: Operation) -> list[Operation]:
    """The operation and all that build on it, directly or through others, the newest first."""
    found = {operation.id: operation}
    ahead = [operation]
    while ahead:
        # One after another: a chain is short, and each link is looked up by index.
        for later in _directly(db, ahead.pop()):
            if later.id not in found:
                found[later.id] = later
                ahead.append(later)
    return sorted(found.values(), key=lambda row: (row.created_at, row.id), reverse=True)


def _directly(db: TenantSession, operation: Operation) -> Sequence[Operation]:
    """The operations that stand and have changed what this one left behind."""
    own: dict[Place, list[AuditEntry]] = defaultdict(list)
    for entry in _entries(db, [operation.id]):
        if entry.entity_id is not None:
            own[entry.entity, entry.entity_id].append(entry)
    short = _would_lack(db, own)
    touching = {
        entry.operation_id
        for entry in _later(db, operation, own)
        if entry.entity_id is not None
        and any(
            _builds_on(entry, before, (entry.entity, entry.entity_id) in short)
            for before in own[entry.entity, entry.entity_id]
        )
    }
    standing = select(Operation).where(
        among(Operation.id, [key for key in touching if key]), Operation.undone_at.is_(None)
    )
    return db.scalars(standing).all()


def _builds_on(later: AuditEntry, before: AuditEntry, would_lack: bool) -> bool:
    """Whether a later change of a row stands on an earlier one."""
    if before.action == "insert":
        return True
    columns = inspect(_entity(later.entity)).columns
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
        entity = _entity(place[0])
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


def _later(
    db: TenantSession, operation: Operation, own: Mapping[Place, Any]
) -> Sequence[AuditEntry]:
    """What operations wrote into the same rows since."""
    if not own:
        return []
    newest = max(entry.id for entries in own.values() for entry in entries)
    found = select(AuditEntry).where(
        among(AuditEntry.entity, {table for table, _ in own}),
        among(AuditEntry.entity_id, {row_id for _, row_id in own}),
        AuditEntry.id > newest,
        AuditEntry.operation_id.is_not(None),
        AuditEntry.operation_id != operation.id,
    )
    return [entry for entry in db.scalars(found) if (entry.entity, entry.entity_id) in own]


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
        if guard := getattr(_entity(table), "locked", None):
            guard(db, touched[table])
    db.expire_all()


def _entity(table: str) -> Any:
    entities: list[Any] = [mapper.class_ for mapper in Base.registry.mappers]
    return next(entity for entity in entities if entity.__tablename__ == table)


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
