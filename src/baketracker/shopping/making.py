"""The verbs that fill a list from the plans of its events."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.events import service as events
from baketracker.issues import Issue
from baketracker.measures.numbers import DUST

from .given import NewList
from .keeping import Line, left_open, proposal
from .models import ShoppingItem, ShoppingList, ShoppingListEvent
from .needs import Need, needs_of
from .offers import Candidate, Shelf, shelf_for
from .packages import Mix, cheapest
from .reading import LIST, covers_of, events_of, items_of, list_view, open_list
from .schemas import ChangesView, ListView

UNNAMED = "Shopping list"


@verb("write")
def make(db: TenantSession, new: NewList, row_id: UUID | None = None) -> ListView:
    """A list for the events: what they lack, merged, in whole packages. Its id is `row_id` when
    the client chose one. A nameless list for events that have an open one is that one, refreshed.

    Raises NotFound for an event that is not there."""
    chosen = [events.get(db, event_id) for event_id in dict.fromkeys(new.event_ids)]
    row = _open_list(db, new.event_ids) if chosen and new.name is None else None
    if row is None:
        name = new.name or ", ".join(event.name for event in chosen)[:200] or UNNAMED
        row = ShoppingList(name=name, notes=new.notes)
        if row_id is not None:
            row.id = row_id
        db.add(row)
        db.flush()
        set_events(db, row, new.event_ids)
    return refresh(db, row.id, prefer_usual=new.prefer_usual)


@verb("write")
def refresh(db: TenantSession, list_id: UUID, *, prefer_usual: bool = False) -> ListView:
    """The list as the plans stand now. What somebody ticked, changed, added or left out stays; all
    other lines become the cheapest packages for what is then still open.

    Raises NotFound, TripOver."""
    # One refresh of a list at a time, or both would add the same lines.
    row = open_list(db, list_id, locked=True)
    filling = _filling(db, row, prefer_usual=prefer_usual, locked=True)
    for item in filling.dropped:
        db.delete(item)
    for item, values in filling.written:
        for name, value in values.items():
            setattr(item, name, value)
    for values in filling.added:
        db.add(ShoppingItem(list_id=list_id, **values))
    db.flush()
    return list_view(db, row)


@verb("read")
def changes(db: TenantSession, list_id: UUID) -> ChangesView:
    """Whether the plans ask for something else than the list says; stores nothing. A list whose
    trip is over follows nothing any more.

    Raises NotFound."""
    row = live(db, ShoppingList, list_id, LIST)
    if row.finished_at is not None:
        return ChangesView(lines=0, open=[])
    filling = _filling(db, row)
    return ChangesView(lines=filling.differing, open=filling.open)


def set_events(db: TenantSession, row: ShoppingList, event_ids: Iterable[UUID]) -> None:
    """The events the list is for, these and no others."""
    wanted = set(event_ids)
    pairs = db.scalars(select(ShoppingListEvent).where(ShoppingListEvent.list_id == row.id)).all()
    for pair in pairs:
        if pair.event_id not in wanted:
            db.delete(pair)
    for event_id in sorted(wanted - {pair.event_id for pair in pairs}):
        db.add(ShoppingListEvent(list_id=row.id, event_id=event_id))
    db.flush()


@dataclass(slots=True)
class _Filling:
    """What a refresh does to the untouched lines. `differing`: lines whose amount is another."""

    written: list[tuple[ShoppingItem, dict[str, Any]]]
    added: list[dict[str, Any]]
    dropped: list[ShoppingItem]
    open: list[Issue]

    @property
    def differing(self) -> int:
        moved = [
            item
            for item, values in self.written
            if values["unit"] != item.unit or abs(values["needed"] - (item.needed or 0)) >= DUST
        ]
        return len(moved) + len(self.added) + len(self.dropped)


def _open_list(db: TenantSession, event_ids: Sequence[UUID]) -> ShoppingList | None:
    """The newest list for just these events that is neither over nor archived."""
    found = (
        select(ShoppingList)
        .join(
            ShoppingListEvent,
            (ShoppingListEvent.tenant_id == ShoppingList.tenant_id)
            & (ShoppingListEvent.list_id == ShoppingList.id),
        )
        .where(
            ShoppingListEvent.event_id == event_ids[0],
            ShoppingList.deleted_at.is_(None),
            ShoppingList.finished_at.is_(None),
        )
        .order_by(ShoppingList.id.desc())
    )
    rows = db.scalars(found).all()
    known = events_of(db, [row.id for row in rows])
    wanted = set(event_ids)
    return next((row for row in rows if {ref.id for ref in known[row.id]} == wanted), None)


def _filling(
    db: TenantSession, row: ShoppingList, *, prefer_usual: bool = False, locked: bool = False
) -> _Filling:
    asked = needs_of(db, [ref.id for ref in events_of(db, [row.id], living=True)[row.id]])
    items = [item for item in items_of(db, row.id, locked=locked) if not item.added]
    shelf = shelf_for(db, asked.needs)
    filling = _Filling([], [], [], asked.open)
    answering = _answering(asked.needs, items)
    for place, need in enumerate(asked.needs):
        _fill(filling, need, answering.pop(place, []), shelf, prefer_usual=prefer_usual)
    nobody_needs = [item for held in answering.values() for item in held]
    filling.dropped += [item for item in nobody_needs if not (item.edited or item.in_cart_at)]
    return filling


def _answering(
    needs: Sequence[Need], items: Iterable[ShoppingItem]
) -> dict[int, list[ShoppingItem]]:
    """The lines by the place of the need they answer; -1: of no need."""
    grouped: defaultdict[int, list[ShoppingItem]] = defaultdict(list)
    for item in items:
        fitting = (place for place, need in enumerate(needs) if answers(item, need))
        grouped[next(fitting, -1)].append(item)
    return dict(grouped)


def answers(item: ShoppingItem, need: Need) -> bool:
    """Whether the line is about this need."""
    if item.added or item.kind != need.kind:
        return False
    if item.kind == "material":
        sheet = item.material_product
        return sheet.material_id == need.about if sheet else item.text == need.name
    about = item.ingredient_id if item.kind == "food" else item.product_id
    return about == need.about and need.takes(item.unit or "")


def line_of(item: ShoppingItem, need: Need) -> Line:
    """The line in the unit of the need."""
    needed = item.needed or Decimal(0)
    return Line(
        key=item.id,
        product=item.product_id or item.material_product_id,
        needed=needed if item.kind == "material" else need.said(needed, item.unit or need.unit),
        covers=covers_of(item, need.unit),
        in_cart=item.in_cart_at is not None,
        edited=item.edited,
    )


def _fill(
    filling: _Filling,
    need: Need,
    items: Sequence[ShoppingItem],
    shelf: Shelf,
    *,
    prefer_usual: bool,
) -> None:
    lines = [line_of(item, need) for item in items]
    by_id: dict[Any, ShoppingItem] = {item.id: item for item in items}
    still = left_open(need.missing, lines)
    known = {held.offer.key: held for held in shelf.candidates(need)}
    mix = cheapest(still, (held.offer for held in known.values()), prefer_usual=prefer_usual)
    if still and not mix.picks:
        _without_package(filling, need, still, [by_id[k.key] for k in lines if not k.is_settled])
        return
    steps = proposal(mix, lines)
    values = [_values(need, mix, place, known, shelf) for place in range(len(mix.picks))]
    filling.written += [(by_id[key], values[place]) for key, place in steps.written.items()]
    filling.added += [_born(need) | values[place] for place in steps.added]
    filling.dropped += [by_id[key] for key in steps.dropped]


def _values(
    need: Need, mix: Mix, place: int, known: dict[Any, Candidate], shelf: Shelf
) -> dict[str, Any]:
    """What a line of this pick says."""
    pick = mix.picks[place]
    column = "material_product_id" if need.kind == "material" else "product_id"
    return {
        column: pick.offer.key,
        "needed": pick.share,
        "unit": need.unit,
        "packages": pick.packages,
        "package_price": pick.offer.price,
        "supplier_id": known[pick.offer.key].supplier_id,
        "aisle": shelf.aisle(need),
    }


def _without_package(
    filling: _Filling, need: Need, still: Decimal, free: Sequence[ShoppingItem]
) -> None:
    """Nobody knows a package of it: the line says how much."""
    values = {"needed": still, "unit": need.unit, "packages": None, "package_price": None}
    if need.kind == "food":
        values |= {"product_id": None, "aisle": need.aisle}
    for item in free[:1]:
        filling.written.append((item, values))
    if not free:
        filling.added.append(_born(need) | values)
    filling.dropped += free[1:]


def _born(need: Need) -> dict[str, Any]:
    """What only a new line is told: what it is about, and in words for what has no package."""
    about: dict[str, Any] = {"food": {"ingredient_id": need.about}}.get(need.kind, {})
    if need.kind == "packaging":
        about = {"product_id": need.about}
    return {"kind": need.kind, "text": need.name, **about}
