"""Who gets which package: assigning it, changing how many, taking it back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.journal import doing
from baketracker.db.many import among
from baketracker.db.rows import expect, live, lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, Conflict, InvalidInput, NotFound, RuleBroken
from baketracker.events.models import Event

from .allergens import against
from .models import Gift, Package, PackageLine, Recipient
from .package_reading import allergens_in
from .reading import KIND, loaded, rows_of, views
from .schemas import MOST_PACKAGES, GiftChange, GiftsMade, GiftView, NewGifts
from .states import NotInThisStatus

NOBODY = N_("Choose somebody who gets it.")


class MustNotEat(RuleBroken):
    """The package holds what somebody must not eat; `people` says what of whom. The same with
    `confirmed` is saved."""

    code = "please_confirm"

    def __init__(self, package: str, people: Mapping[str, Sequence[str]]) -> None:
        told = "; ".join(f"{name}: {', '.join(names)}" for name, names in people.items())
        super().__init__(
            N_("%(package)s holds what must not be eaten by %(people)s. Choose another package, or "
               "save it anyway."),
            package=package, people=told,
        )  # fmt: skip
        self.people = {name: list(names) for name, names in people.items()}


class DeliveredAlready(Conflict):
    """What was handed over does not become more."""

    code = "delivered_already"

    def __init__(self, who: str, package: str) -> None:
        super().__init__(
            N_("%(package)s for %(who)s is delivered already. Take that back first, or choose "
               "another package."),
            package=package, who=who,
        )  # fmt: skip


@verb("write")
def assign(db: TenantSession, new: NewGifts, op_id: UUID | None = None) -> GiftsMade:
    """A package for somebody or for many at once, all or nobody. Who has it at this event already
    gets so many more; what was ready must then be packed anew.

    Raises NotFound, InvalidInput for nobody, RuleBroken for a template or an empty package,
    DeliveredAlready, and MustNotEat unless `confirmed`."""
    event = live(db, Event, new.event_id, "event")
    people = _people(db, new)
    lock_rows(db, Package, [new.package_id])
    package = live(db, Package, new.package_id, "package")
    _refuse_unfit(db, event, package)
    if not new.confirmed:
        _refuse_allergens(db, package, people)
    had = _had(db, event, package, people)
    one, many = N_("%(package)s for %(who)s"), N_("%(package)s for %(people)s people")
    numbers = {"package": package.name, "who": people[0].name, "people": len(people)}
    words = one if len(people) == 1 else many
    with doing(db, "gifts.assign", words, op_id, **numbers) as operation_id:
        rows = [_given(db, new, package, one, had.get(one.id)) for one in people]
    return GiftsMade(operation_id=operation_id, gifts=views(db, rows_of(db, _ids(rows))))


@verb("write")
def change_gift(
    db: TenantSession, gift_id: UUID, change: GiftChange, version: int, op_id: UUID | None = None
) -> GiftView:
    """Change how many, or the notes. What was ready and becomes more must be packed anew.

    Raises NotFound, Stale, and NotInThisStatus for how many of what is delivered."""
    lock_rows(db, Gift, [gift_id])
    row = loaded(db, gift_id)
    expect(row, version, KIND, lambda: _current(db, row))
    given = change.model_fields_set
    with doing(db, "gifts.change", N_("%(package)s for %(who)s"), op_id, **_named(row)):
        if "quantity" in given and change.quantity != row.quantity:
            if row.status == "delivered":
                raise NotInThisStatus(row.recipient.name, row.status, "pending")
            _become(row, change.quantity)
        if "notes" in given:
            row.notes = change.notes
    return views(db, [row])[0]


@verb("write")
def remove_gift(
    db: TenantSession, gift_id: UUID, version: int, op_id: UUID | None = None
) -> GiftsMade:
    """Nobody gets it. Raises NotFound, Stale, and NotInThisStatus once it is delivered."""
    lock_rows(db, Gift, [gift_id])
    row = loaded(db, gift_id)
    expect(row, version, KIND, lambda: _current(db, row))
    if row.status == "delivered":
        raise NotInThisStatus(row.recipient.name, row.status, "pending")
    words = N_("Took back %(package)s for %(who)s")
    with doing(db, "gifts.remove", words, op_id, **_named(row)) as operation_id:
        row.deleted_at = now()
    return GiftsMade(operation_id=operation_id, gifts=[])


def _people(db: TenantSession, new: NewGifts) -> Sequence[Recipient]:
    """Everybody who is meant, locked, by household and name. Raises NotFound, InvalidInput."""
    standing = Recipient.deleted_at.is_(None)
    own = select(Recipient.id).where(
        standing, among(Recipient.household, set(new.households) - {""})
    )
    wanted = set(new.recipient_ids)
    found = {row.id: row for row in lock_rows(db, Recipient, wanted.union(db.scalars(own)))}
    if any(key not in found or found[key].deleted_at is not None for key in wanted):
        raise NotFound("recipient")
    if not found:
        raise InvalidInput(NOBODY, {"recipient_ids": NOBODY})
    return sorted(found.values(), key=lambda row: (row.folded, row.id))


def _refuse_unfit(db: TenantSession, event: Event, package: Package) -> None:
    if event.is_template:
        words = N_("%(event)s is a template: nobody gets anything there. Make an event of it.")
        raise RuleBroken(words, event=event.name)
    if package.is_template:
        words = N_("%(package)s is a template. Copy it, and give the copy.")
        raise RuleBroken(words, package=package.name)
    own = select(PackageLine.id).where(
        PackageLine.package_id == package.id, PackageLine.finished_good_id.is_not(None)
    )
    if db.scalar(own.limit(1)) is None:
        raise RuleBroken(N_("Nothing is in %(package)s yet. Fill it first."), package=package.name)


def _refuse_allergens(db: TenantSession, package: Package, people: Sequence[Recipient]) -> None:
    held = allergens_in(db, [package.id])[package.id]
    flagged = {one.name: names for one in people if (names := against(one.allergens, held))}
    if flagged:
        raise MustNotEat(package.name, flagged)


def _had(
    db: TenantSession, event: Event, package: Package, people: Sequence[Recipient]
) -> dict[UUID, Gift]:
    """What these people have of it already, locked. Raises DeliveredAlready."""
    own = select(Gift.id).where(
        Gift.event_id == event.id,
        Gift.package_id == package.id,
        Gift.deleted_at.is_(None),
        among(Gift.recipient_id, [one.id for one in people]),
    )
    found = {row.recipient_id: row for row in lock_rows(db, Gift, db.scalars(own).all())}
    for one in people:
        if one.id in found and found[one.id].status == "delivered":
            raise DeliveredAlready(one.name, package.name)
    return found


def _given(
    db: TenantSession, new: NewGifts, package: Package, person: Recipient, had: Gift | None
) -> Gift:
    if had is not None:
        if had.quantity + new.quantity > MOST_PACKAGES:
            raise RuleBroken(N_("Nobody gets more than %(most)s of a package."), most=MOST_PACKAGES)
        _become(had, had.quantity + new.quantity)
        had.notes = "\n".join(filter(None, (had.notes, new.notes)))[:2000]
        return had
    row = Gift(
        event_id=new.event_id, recipient_id=person.id, package_id=package.id,
        quantity=new.quantity, notes=new.notes,
    )  # fmt: skip
    db.add(row)
    return row


def _become(row: Gift, quantity: int) -> None:
    if quantity > row.quantity and row.status == "ready":
        row.status, row.without_stock = "pending", False
    row.quantity = quantity


def _ids(rows: Sequence[Gift]) -> list[UUID]:
    return [row.id for row in rows]


def _named(row: Gift) -> dict[str, str]:
    return {"package": row.package.name, "who": row.recipient.name}


def _current(db: TenantSession, row: Gift) -> Mapping[str, Any]:
    return views(db, [row])[0].model_dump(mode="json")
