"""Work that waits until a transaction has really ended well, and then holds none open."""

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from baketracker.db.tenancy import TenantSession


def after_commit(db: TenantSession, work: Callable[[], object]) -> None:
    """Do the work once this transaction is committed and its connection is given back; never, when
    it rolls back. Savepoints inside it end nothing."""
    waiting = [work]

    def forget(_session: Session) -> None:
        waiting.clear()

    def committed(session: Session) -> None:
        # "After commit" is told while the connection is still held: a little later, then.
        if not session.in_nested_transaction():
            event.listen(session, "after_transaction_end", ended, once=True)

    def ended(_session: Session, _transaction: SessionTransaction) -> None:
        while waiting:
            waiting.pop()()

    event.listen(db, "after_rollback", forget)
    event.listen(db, "after_commit", committed)
