"""The verbs of the events."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy import delete as deletion
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import brought_back, expect, free_slug, in_words, live, uses_of
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict

from . import holding  # noqa: F401  (keeps the goods that events to come want)
from .models import BatchDecision, Event, EventFinishedGood, EventRecipe
from .schemas import EventChange, EventRef, EventView, Netting, NewEvent, OutputView, Surely, When
from .states import Action, after, refuse_unless

KIND = "event"
# Rows that are nothing without their event.
OWN = (BatchDecision, EventFinishedGood, EventRecipe)


@verb("read")
def search(
    db: TenantSession, when: When = "upcoming", cursor: str | None = None, limit: int = PAGE
) -> Page[EventView]:
    """Events: those to come with the nearest first, the others with the newest first. Templates
    and what is archived stand in lists of their own.

    Two statements, three with a cursor. Raises LostPlace."""
    newest_first = when != "upcoming"
    found = _listed(db, when)
    rows = slice_of(db, found, Event, Event.event_date, cursor, limit, newest_first=newest_first)
    return Page(items=views(db, rows.rows), next=rows.next)


@verb("read")
def count(db: TenantSession, when: When = "upcoming") -> int:
    """How many `search` would find in all."""
    return db.scalar(_listed(db, when).with_only_columns(func.count(Event.id))) or 0


@verb("read")
def get(db: TenantSession, event_id: UUID) -> EventView:
    """One event or template. Raises NotFound, also for an archived one."""
    return view_of(db, live(db, Event, event_id, KIND))


@verb("read")
def next_event(db: TenantSession) -> EventView | None:
    """The nearest event from today on that is not over; None when nothing is ahead."""
    ahead = _listed(db, "upcoming").where(Event.plan_state != "completed")
    rows = db.scalars(ahead.order_by(Event.event_date, Event.id).limit(1)).all()
    return next(iter(views(db, rows)), None)


@verb("read")
def namesakes(db: TenantSession, name: str, except_id: UUID | None = None) -> list[EventRef]:
    """Events of this name, in any case, the newest first: flagged, never forbidden."""
    called = func.lower(Event.name) == name.strip().lower()
    found = _listed(db, "all").where(called).order_by(Event.event_date.desc(), Event.id)
    return [EventRef.of(row) for row in db.scalars(found) if row.id != except_id]


@verb("write")
def create(db: TenantSession, new: NewEvent, row_id: UUID | None = None) -> EventView:
    """A new event, its plan a draft; its id is `row_id` when the client chose one."""
    row = Event(**new.model_dump())
    row.slug = free_slug(db, Event, slug_text(new.name, new.event_date.year))
    if row_id is not None:
        row.id = row_id
    db.add(row)
    db.flush()
    return view_of(db, row)


@verb("write")
def update(
    db: TenantSession, event_id: UUID, change: NewEvent | EventChange, version: int
) -> EventView:
    """Change what `change` gives: everything of a NewEvent, the given fields otherwise. Goods
    counted per guest follow the guests.

    Raises NotFound, Stale, and NotInThisState when a settled plan would become another one."""
    row = live(db, Event, event_id, KIND)
    expect(row, version, KIND, lambda: view_of(db, row).model_dump(mode="json"))
    values = change.model_dump(exclude_unset=isinstance(change, EventChange))
    # A plan that is settled stays as it is.
    fixed = {**Netting.model_fields, **Surely.model_fields}
    if any(name in values and values[name] != getattr(row, name) for name in fixed):
        refuse_unless(Action.CHOOSE, row.plan_state, row.name)
    for name, value in values.items():
        setattr(row, name, value)
    _follow_guests(db, row)
    db.flush()
    return view_of(db, row)


@verb("write")
def archive(db: TenantSession, event_id: UUID, version: int) -> None:
    """Take it out of every list, in any state; nothing of it is lost. Raises NotFound, Stale."""
    row = live(db, Event, event_id, KIND)
    expect(row, version, KIND, lambda: view_of(db, row).model_dump(mode="json"))
    row.deleted_at = now()
    db.flush()


@verb("write")
def restore(db: TenantSession, event_id: UUID) -> EventView:
    """Bring an archived one back. Raises NotFound."""
    return view_of(db, brought_back(db, Event, event_id, KIND))


@verb("write")
def delete(db: TenantSession, event_id: UUID, version: int) -> None:
    """Remove an event and its plan for good.

    Raises NotFound, Stale, NotInThisState once baking began, and Conflict while anything else
    (a run, a shopping list) refers to it: that would lose its event. It can be archived."""
    row = live(db, Event, event_id, KIND)
    expect(row, version, KIND, lambda: view_of(db, row).model_dump(mode="json"))
    refuse_unless(Action.DELETE, row.plan_state, row.name)
    own = {entity.__tablename__ for entity in OWN}
    uses = {table: count for table, count in uses_of(db, row).items() if table not in own}
    if uses:
        raise Conflict(
            N_("%(event)s is still used: %(uses)s. Archive it instead."),
            event=row.name,
            uses=in_words(uses),
        )
    for entity in OWN:
        db.execute(deletion(entity).where(entity.event_id == event_id))
    db.delete(row)
    db.flush()


@verb("write")
def unlock(db: TenantSession, event_id: UUID) -> EventView:
    """Back to a draft, while nothing is produced. Raises NotFound, NotInThisState."""
    return move(db, event_id, Action.UNLOCK)


def move(db: TenantSession, event_id: UUID, action: Action) -> EventView:
    """Take the plan where `action` leads. Raises NotFound, NotInThisState."""
    row = live(db, Event, event_id, KIND)
    row.plan_state = after(action, row.plan_state, row.name)
    db.flush()
    return view_of(db, row)


def slug_text(name: str, year: int) -> str:
    """What its slug is made of: "Christmas" in 2024 is christmas-2024; "Christmas 2026" keeps its
    one year."""
    return name if name.endswith(str(year)) else f"{name} {year}"


def per_guests(guests: int, per_guest: Decimal) -> int:
    """Goods for all guests, the last one rounded up."""
    return ceil(guests * per_guest)


def view_of(db: TenantSession, row: Event) -> EventView:
    return views(db, [row])[0]


def views(db: TenantSession, rows: Sequence[Event]) -> list[EventView]:
    """The events with what each is to put out: one statement, none for no events."""
    if not rows:
        return []
    wanted = select(EventFinishedGood).where(
        among(EventFinishedGood.event_id, [row.id for row in rows])
    )
    chosen = wanted.options(joinedload(EventFinishedGood.finished_good, innerjoin=True))
    outputs: defaultdict[UUID, list[OutputView]] = defaultdict(list)
    order: tuple[Any, ...] = (EventFinishedGood.sort_order, EventFinishedGood.id)
    for wish in db.scalars(chosen.order_by(*order)):
        name = wish.finished_good.name
        outputs[wish.event_id].append(OutputView(name=name, quantity=wish.quantity))
    return [EventView.of(row, outputs[row.id]) for row in rows]


def _follow_guests(db: TenantSession, row: Event) -> None:
    guests = row.expected_guests
    if guests is None:
        return
    own = select(EventFinishedGood).where(
        EventFinishedGood.event_id == row.id, EventFinishedGood.per_guest.is_not(None)
    )
    for wish in db.scalars(own):
        assert wish.per_guest is not None  # asked for in the statement
        quantity = per_guests(guests, wish.per_guest)
        if quantity != wish.quantity:
            refuse_unless(Action.CHOOSE, row.plan_state, row.name)
            wish.quantity = quantity


def _listed(db: TenantSession, when: When) -> Select[Event]:
    archived = Event.deleted_at.is_not(None)
    found = select(Event).where(archived if when == "archived" else ~archived)
    if when == "archived":
        return found
    found = found.where(Event.is_template if when == "templates" else ~Event.is_template)
    if when == "upcoming":
        found = found.where(Event.event_date >= db.scope.today())
    elif when == "past":
        found = found.where(Event.event_date < db.scope.today())
    return found
