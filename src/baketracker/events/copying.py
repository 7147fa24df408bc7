"""Making an event from another one, and a template from an event."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.base import Editable
from baketracker.db.rows import free_slug, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession

from .models import BatchDecision, Event, EventFinishedGood, EventRecipe
from .schemas import Copying, EventView, TemplateName
from .service import KIND, per_guests, slug_text, view_of

KEPT = ("output_mode", "net_goods", "net_units", "net_ingredients", "service_level")


@verb("write")
def copy(
    db: TenantSession, event_id: UUID, wanted: Copying, row_id: UUID | None = None
) -> EventView:
    """A new draft with what `wanted` takes over; goods bring their recipes along, and those
    counted per guest follow the new guests. Raises NotFound."""
    source = live(db, Event, event_id, KIND)
    made = _like(source, wanted.name)
    made.event_date, made.expected_guests = wanted.event_date, wanted.expected_guests
    made.notes = source.notes if wanted.notes else ""
    return _filled(
        db, made, source, row_id,
        recipes=wanted.recipes or wanted.goods, goods=wanted.goods, batches=wanted.batches,
    )  # fmt: skip


@verb("write")
def save_as_template(
    db: TenantSession, event_id: UUID, wanted: TemplateName, row_id: UUID | None = None
) -> EventView:
    """A template of this event: all of it but its batches, to be copied. Raises NotFound."""
    source = live(db, Event, event_id, KIND)
    made = _like(source, wanted.name)
    made.event_date, made.expected_guests = source.event_date, source.expected_guests
    made.notes, made.is_template = source.notes, True
    return _filled(db, made, source, row_id, recipes=True, goods=True, batches=False)


def _like(source: Event, name: str) -> Event:
    return Event(name=name, **{field: getattr(source, field) for field in KEPT})


def _filled(
    db: TenantSession, made: Event, source: Event, row_id: UUID | None, *,
    recipes: bool, goods: bool, batches: bool,
) -> EventView:  # fmt: skip
    made.slug = free_slug(db, Event, slug_text(made.name, made.event_date.year))
    if row_id is not None:
        made.id = row_id
    db.add(made)
    db.flush()
    if recipes:
        _take(db, made, source, EventRecipe, "recipe_id", "sort_order")
    if goods:
        columns = ("finished_good_id", "quantity", "per_guest", "sort_order")
        for row in _take(db, made, source, EventFinishedGood, *columns):
            if row.per_guest is not None and made.expected_guests is not None:
                row.quantity = per_guests(made.expected_guests, row.per_guest)
    if batches:
        columns = ("finished_unit_id", "batches", "made_as_id", "quantity_needed")
        _take(db, made, source, BatchDecision, *columns, "shortfall_confirmed")
    db.flush()
    return view_of(db, made)


def _take(
    db: TenantSession, made: Event, source: Event, entity: type[Editable], *columns: str
) -> list[Any]:
    """The rows of `source` once more, for the new event."""
    kind: Any = entity
    own = db.scalars(select(kind).where(kind.event_id == source.id).order_by(kind.id))
    rows = [
        kind(event_id=made.id, **{column: getattr(row, column) for column in columns})
        for row in own
    ]
    db.add_all(rows)
    return rows
