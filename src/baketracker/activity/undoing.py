"""Taking back what was done, exactly.

The audit entries of an operation say what stood in every row before and after. Taking it back puts
the rows back as they were: what was made is put away, what was put away comes back, columns get
what they held, amounts that others have changed since keep those changes, ledgers get rows beside
theirs. Later operations that build on it must be taken back with it, the newest first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select

from baketracker.db.audit import AuditEntry
from baketracker.db.journal import UNDO_LIFE, Operation
from baketracker.db.references import entity_of, name_of
from baketracker.db.rows import in_words, uses_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict, NotFound, RuleBroken

from .chain import chain_of
from .entries import entries_of, held
from .schemas import OperationView, Undone


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
    """What must be taken back together with this operation, the newest first. Raises NotFound,
    TooMany."""
    row = db.find(Operation, operation_id)
    if row is None:
        raise NotFound("operation")
    return [OperationView.of(later) for later in chain_of(db, row)[:-1]]


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
        _lock(db, entries_of(db, ids))
        locked |= ids
        chain = chain_of(db, row)
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
    entries = entries_of(db, [operation.id])
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
    values = {name: held(columns[name], pair[0]) for name, pair in entry.changes.items()}
    back = entity(id=entry.entity_id, **values)
    db.add(back)
    db.flush()
    return back


def _put_back(db: TenantSession, row: Any, entry: AuditEntry) -> None:
    """Each column as it was. An amount only loses what this change had added to it."""
    columns = inspect(type(row)).columns
    was_set: dict[str, Any] = {}
    for name, (was, became) in entry.changes.items():
        column = columns[name]
        before, after = held(column, was), held(column, became)
        here = getattr(row, name)
        if column.info.get("additive"):
            setattr(row, name, here - (after - before))
            if getattr(row, name) < 0:
                raise Changed(entry.entity)
        elif here != after:
            raise Changed(entry.entity)
        else:
            was_set[name] = here
            setattr(row, name, before)
    db.flush()
    if hasattr(row, "after_undo"):
        row.after_undo(db, was_set)
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


def _lock(db: TenantSession, entries: Iterable[AuditEntry]) -> None:
    """Lock the lots among the rows as every writer does, then what is made of them; then they are
    read anew."""
    touched: defaultdict[str, set[UUID]] = defaultdict(set)
    for entry in entries:
        if entry.entity_id is not None:
            touched[entry.entity].add(entry.entity_id)
    guarded = [table for table in touched if hasattr(entity_of(table), "locked")]
    for table in sorted(guarded, key=lambda one: (entity_of(one).lock_turn, one)):
        entity_of(table).locked(db, touched[table])
    db.expire_all()
