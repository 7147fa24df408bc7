"""Gifts as every door reads them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.paging import PAGE, Page, slice_of
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.events.schemas import EventRef

from .allergens import against
from .models import Gift, GiftPhoto, Package, PackageLine, Recipient
from .package_reading import allergens_in
from .package_schemas import PackageRef
from .people_schemas import RecipientRef
from .schemas import GiftView
from .states import Status

KIND = "gift"
LOADED = (
    joinedload(Gift.event, innerjoin=True),
    joinedload(Gift.recipient, innerjoin=True),
    joinedload(Gift.package, innerjoin=True),
)


@verb("read")
def gifts(
    db: TenantSession,
    event_id: UUID,
    cursor: str | None = None,
    limit: int = PAGE,
    *,
    status: Status | None = None,
) -> Page[GiftView]:
    """The gifts of an event in the order they were thought of, all or those of one status. Ten
    statements, eleven with a cursor. Raises NotFound, LostPlace."""
    live(db, Event, event_id, "event")
    rows = slice_of(db, of_event(event_id, status), Gift, None, cursor, limit)
    return Page(items=views(db, rows.rows), next=rows.next)


@verb("read")
def get_gift(db: TenantSession, gift_id: UUID) -> GiftView:
    """One gift. Raises NotFound."""
    return views(db, [loaded(db, gift_id)])[0]


def loaded(db: TenantSession, gift_id: UUID) -> Gift:
    """The row with event, recipient and package. Raises NotFound."""
    live(db, Gift, gift_id, KIND)
    return rows_of(db, [gift_id])[0]


def rows_of(db: TenantSession, gift_ids: Collection[UUID]) -> Sequence[Gift]:
    """The rows with event, recipient and package, by id."""
    found = select(Gift).where(among(Gift.id, gift_ids), Gift.deleted_at.is_(None))
    return db.scalars(found.options(*LOADED).order_by(Gift.id)).all()


def of_event(event_id: UUID, status: Status | None = None) -> Select[Gift]:
    """The gifts of an event with recipient and package."""
    found = select(Gift).where(Gift.event_id == event_id, Gift.deleted_at.is_(None))
    return (found.where(Gift.status == status) if status else found).options(*LOADED)


def sorted_gifts(db: TenantSession, event_id: UUID, status: Status | None = None) -> Sequence[Gift]:
    """All gifts of an event, by household, person and package. One statement."""
    found = (
        of_event(event_id, status)
        .join(
            Recipient,
            and_(Recipient.tenant_id == Gift.tenant_id, Recipient.id == Gift.recipient_id),
        )
        .join(Package, and_(Package.tenant_id == Gift.tenant_id, Package.id == Gift.package_id))
    )
    return db.scalars(found.order_by(Recipient.folded, Recipient.id, Package.name, Gift.id)).all()


def views(db: TenantSession, rows: Sequence[Gift]) -> list[GiftView]:
    """The views of rows loaded with `LOADED`: eight statements, however many."""
    held = allergens_in(db, {row.package_id for row in rows})
    photos: defaultdict[UUID, list[UUID]] = defaultdict(list)
    own = select(GiftPhoto.gift_id, GiftPhoto.id).where(
        among(GiftPhoto.gift_id, [row.id for row in rows])
    )
    for gift_id, photo_id in db.execute(own.order_by(GiftPhoto.id)):
        photos[gift_id].append(photo_id)
    return [
        GiftView(
            id=row.id,
            event=EventRef.of(row.event),
            recipient=RecipientRef.of(row.recipient),
            package=PackageRef.of(row.package),
            quantity=row.quantity,
            status=row.status,
            without_stock=row.without_stock,
            delivered_at=row.delivered_at,
            delivered_to=row.delivered_to,
            notes=row.notes,
            allergens=against(row.recipient.allergens, held[row.package_id]),
            photos=photos[row.id],
            version=row.version,
        )
        for row in rows
    ]


def wants_of(db: TenantSession, rows: Collection[Gift]) -> dict[UUID, dict[UUID, int]]:
    """Gift → finished good → pieces it takes. One statement."""
    lines: defaultdict[UUID, dict[UUID, int]] = defaultdict(dict)
    own = select(PackageLine).where(
        among(PackageLine.package_id, {row.package_id for row in rows}),
        PackageLine.finished_good_id.is_not(None),
    )
    for line in db.scalars(own.order_by(PackageLine.sort_order, PackageLine.id)):
        assert line.finished_good_id is not None  # asked for in the statement
        lines[line.package_id][line.finished_good_id] = int(line.quantity)
    return {
        row.id: {good: each * row.quantity for good, each in lines[row.package_id].items()}
        for row in rows
    }
