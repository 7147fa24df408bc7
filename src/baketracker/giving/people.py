"""The verbs of the people who get something."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from baketracker.db.journal import doing
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, free_slug, live, lock_rows
from baketracker.db.scope import verb
from baketracker.db.search import close_rows, close_to, has_words
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict, NotFound
from baketracker.ingredients.models import Ingredient
from baketracker.measures.folding import fold

from .history import history, last_year
from .models import Gift, Recipient
from .names import folded
from .people_schemas import NewRecipient, RecipientChange, RecipientView

__all__ = [
    "anybody", "archive", "count", "create", "everybody", "get", "history", "household_of",
    "households", "known_allergens", "last_year", "leave", "open_gifts", "restore",
    "search", "update",
]  # fmt: skip
KIND = "recipient"


class StillToGet(Conflict):
    """Something is packed for them or will be; `forced` takes that back too."""

    code = "still_to_get"

    def __init__(self, name: str, gifts: int) -> None:
        super().__init__(
            N_("Gifts for %(name)s still wait (%(gifts)s). Deliver them or take them back first."),
            name=name, gifts=gifts,
        )  # fmt: skip


@verb("read")
def search(
    db: TenantSession,
    text: str = "",
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    archived: bool = False,
) -> Page[RecipientView]:
    """People by household, then by name, whose name or household holds every word of `text`;
    where nobody's does, those nearly called so. One statement, two with a cursor, three for slips.
    Raises LostPlace."""
    shelf = _wanted(archived=archived)
    found = select(Recipient).where(*shelf)
    exact = found.where(*_called(text))
    rows = slice_of(db, exact, Recipient, Recipient.folded, cursor, limit)
    if text and not (rows.rows or cursor):
        rows = close_rows(db, found, close_to(db, Recipient.folded, text, *shelf))
    return rows.page(RecipientView.of)


@verb("read")
def count(db: TenantSession, text: str = "", *, archived: bool = False) -> int:
    """How many are called `text`, in all."""
    wanted = (*_wanted(archived=archived), *_called(text))
    return db.scalar(select(func.count(Recipient.id)).where(*wanted)) or 0


@verb("read")
def get(db: TenantSession, recipient_id: UUID) -> RecipientView:
    """One of them. Raises NotFound."""
    return RecipientView.of(live(db, Recipient, recipient_id, KIND))


@verb("read")
def anybody(db: TenantSession, recipient_id: UUID) -> RecipientView:
    """One of them, archived too. Raises NotFound."""
    row = db.find(Recipient, recipient_id)
    if row is None:
        raise NotFound(KIND)
    return RecipientView.of(row)


@verb("read")
def everybody(db: TenantSession) -> list[RecipientView]:
    """All of them, by household and name: what a form offers."""
    rows = db.scalars(select(Recipient).where(*_wanted()).order_by(Recipient.folded, Recipient.id))
    return [RecipientView.of(row) for row in rows]


@verb("read")
def households(db: TenantSession) -> list[str]:
    """The households there are, A to Z."""
    used = select(Recipient.household).where(*_wanted(), Recipient.household != "")
    return sorted(db.scalars(used.distinct()), key=fold)


@verb("read")
def household_of(db: TenantSession, household: str) -> list[RecipientView]:
    """Everybody of one household, A to Z; nobody of none."""
    own = select(Recipient).where(*_wanted(), Recipient.household == household)
    if not household:
        return []
    return [RecipientView.of(row) for row in db.scalars(own.order_by(Recipient.folded))]


@verb("read")
def known_allergens(db: TenantSession) -> list[str]:
    """The allergens that the bakery's ingredients know, A to Z."""
    told = select(Ingredient.allergens).where(Ingredient.deleted_at.is_(None))
    return sorted({name for names in db.scalars(told) for name in names}, key=fold)


@verb("read")
def open_gifts(db: TenantSession, recipient_id: UUID) -> int:
    """How many gifts somebody is still to get."""
    return len(_open(db, recipient_id))


@verb("write")
def create(db: TenantSession, new: NewRecipient, row_id: UUID | None = None) -> RecipientView:
    """Somebody new; the id is `row_id` when the client chose one. Two may share a name."""
    row = Recipient(**new.model_dump(include=set(NewRecipient.model_fields)))
    row.folded = folded(row.name, row.household)
    row.slug = free_slug(db, Recipient, row.name)
    if row_id is not None:
        row.id = row_id
    db.add(row)
    db.flush()
    return RecipientView.of(row)


@verb("write")
def update(
    db: TenantSession, recipient_id: UUID, change: NewRecipient | RecipientChange, version: int
) -> RecipientView:
    """Change what `change` gives: everything of a NewRecipient, the given fields otherwise.

    Raises NotFound, Stale."""
    row = live(db, Recipient, recipient_id, KIND)
    expect(row, version, KIND, lambda: _current(row))
    whole = isinstance(change, NewRecipient)
    values = change.model_dump(include=set(NewRecipient.model_fields), exclude_unset=not whole)
    was = row.name
    for name, value in values.items():
        setattr(row, name, value)
    row.folded = folded(row.name, row.household)
    if row.name != was:
        with db.no_autoflush:
            row.slug = free_slug(db, Recipient, row.name)
    db.flush()
    return RecipientView.of(row)


@verb("write")
def archive(db: TenantSession, recipient_id: UUID, version: int) -> None:
    """Put somebody away; what they got stays in the books. Raises NotFound, Stale, and StillToGet
    while gifts for them wait: `leave` takes those back too."""
    leave(db, recipient_id, version)


@verb("write")
def leave(db: TenantSession, recipient_id: UUID, version: int, *, forced: bool = False) -> None:
    """As `archive`; `forced` takes back what they were still to get, in the same operation."""
    lock_rows(db, Recipient, [recipient_id])
    row = live(db, Recipient, recipient_id, KIND)
    expect(row, version, KIND, lambda: _current(row))
    waiting = _open(db, recipient_id)
    if waiting and not forced:
        raise StillToGet(row.name, len(waiting))
    with doing(db, "recipients.archive", N_("Archived %(name)s"), name=row.name):
        for gift in waiting:
            gift.deleted_at = now()
        row.deleted_at = now()


@verb("write")
def restore(db: TenantSession, recipient_id: UUID) -> RecipientView:
    """Bring somebody back. Raises NotFound."""
    return RecipientView.of(brought_back(db, Recipient, recipient_id, KIND))


def _open(db: TenantSession, recipient_id: UUID) -> list[Gift]:
    own = select(Gift).where(
        Gift.recipient_id == recipient_id, Gift.deleted_at.is_(None), Gift.status != "delivered"
    )
    return list(db.scalars(own.order_by(Gift.id)))


def _current(row: Recipient) -> Mapping[str, Any]:
    return RecipientView.of(row).model_dump(mode="json")


def _wanted(*, archived: bool = False) -> list[ColumnElement[bool]]:
    put_away = Recipient.deleted_at.is_not(None)
    return [put_away if archived else ~put_away]


def _called(text: str) -> list[ColumnElement[bool]]:
    return [has_words(Recipient.folded, text)] if text else []
