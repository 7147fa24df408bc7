"""The end of a shopping trip: what is ticked becomes purchases, a receipt for each store, and the
list is over. All of it is one operation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from baketracker.buying import service as buying
from baketracker.buying.concerning import Concern, PleaseConfirm
from baketracker.buying.kinds import KINDS
from baketracker.buying.schemas import NewLine, NewProductSeen, NewReceipt
from baketracker.db.journal import doing
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now
from baketracker.errors import N_, BadLines, InvalidInput, RuleBroken

from .items import OTHER_KIND
from .models import ShoppingItem, ShoppingList, ShoppingListEvent
from .reading import LIST, events_of, item_views, items_of, list_view, name_of, open_list, place_of
from .schemas import ItemView, PackageChoice
from .subjects import choices_of
from .trip_given import LOOK_AGAIN, Trip, TripLine, TripStore
from .trip_schemas import CarriedView, DraftLine, DraftStore, TripDraft, TripView

NOT_LISTED = N_("This line is not on the list, or it is named twice.")
WHICH = N_("Say which package it was.")


class NothingTicked(RuleBroken):
    """A trip of nothing."""

    code = "nothing_ticked"

    def __init__(self) -> None:
        super().__init__(N_("Nothing is in the cart. Tick what you bought first."))


class NothingLeft(RuleBroken):
    """There is no line to take along."""

    code = "nothing_left"

    def __init__(self) -> None:
        super().__init__(N_("Nothing was left on this list."))


@verb("read")
def draft(db: TenantSession, list_id: UUID) -> TripDraft:
    """What finishing the list would write down, store by store as one walked. Raises NotFound,
    TripOver."""
    row = open_list(db, list_id)
    rows = {item.id: item for item in items_of(db, list_id)}
    shown = sorted(item_views(db, rows.values()), key=place_of)
    bought = [item for item in shown if not item.is_left_out]
    ticked = [item for item in bought if item.in_cart]
    things = [item for item in ticked if item.kind != "other"]
    choices = choices_of(db, [rows[item.id] for item in things])
    stores: dict[UUID | None, DraftStore] = {}
    for item in things:
        key = item.supplier.id if item.supplier else None
        store = stores.setdefault(key, DraftStore(supplier=item.supplier, lines=[]))
        store.lines.append(_draft(item, choices[item.id]))
    return TripDraft(
        list_id=row.id,
        name=row.name,
        stores=list(stores.values()),
        words=[item for item in ticked if item.kind == "other"],
        left=len(bought) - len(ticked),
    )


@verb("write")
def finish(db: TenantSession, list_id: UUID, trip: Trip, op_id: UUID | None = None) -> TripView:
    """Write down what was bought; the list is over. What stays open can be taken along
    (`carry_over`).

    Raises NotFound, TripOver, NothingTicked, BadLines with a sentence for each line at fault
    ("stores.0.lines.1.product_id"), and PleaseConfirm when something seems odd and nobody has
    `confirmed` it."""
    row = open_list(db, list_id, locked=True)
    rows = {item.id: item for item in items_of(db, list_id, locked=True)}
    ticked = [item for item in rows.values() if item.in_cart_at and item.packages != 0]
    stores = _as_listed(db, ticked) if trip.stores is None else trip.stores
    receipts = _receipts(db, stores, rows)
    bought = {line.item_id for store in stores for line in store.lines}
    done = bought | {key for key in trip.done if key in rows}
    if trip.stores is None:
        done |= {item.id for item in ticked}
    if not done:
        raise NothingTicked
    if not trip.confirmed and (odd := _concerns(db, receipts)):
        raise PleaseConfirm(odd)
    message = N_("Finished the shopping trip %(list)s")
    with doing(db, "shopping.finish", message, op_id, list=row.name) as operation_id:
        _lock(db, receipts)
        made = [_recorded(db, place, new, list_id) for place, new in enumerate(receipts)]
        _tick(db, rows.values(), done)
        row.finished_at = now()
        db.flush()
    return TripView(operation_id=operation_id, receipts=made, list=list_view(db, row))


@verb("write")
def carry_over(db: TenantSession, list_id: UUID, op_id: UUID | None = None) -> CarriedView:
    """Move what a finished trip left open to a new list for the same events; its id is `op_id` when
    the client chose one. Raises NotFound, NothingLeft."""
    row = live(db, ShoppingList, list_id, LIST)
    left = [
        item
        for item in items_of(db, list_id, locked=True)
        if not item.in_cart_at and item.packages != 0
    ]
    if row.finished_at is None or not left:
        raise NothingLeft
    message = N_("Took what was left of %(list)s to a new list")
    with doing(db, "shopping.carry_over", message, op_id, list=row.name) as operation_id:
        new = ShoppingList(name=row.name, notes=row.notes)
        if op_id is not None:
            new.id = op_id
        db.add(new)
        db.flush()
        for event in events_of(db, [list_id], living=True)[list_id]:
            db.add(ShoppingListEvent(list_id=new.id, event_id=event.id))
        for item in left:
            item.list_id = new.id
        db.flush()
    return CarriedView(operation_id=operation_id, list=list_view(db, new))


def _draft(item: ItemView, choices: list[PackageChoice]) -> DraftLine:
    price = item.package_price
    if price is None and item.last is not None:
        price = item.last.package_price
    return DraftLine(item=item, packages=item.packages or 1, package_price=price, choices=choices)


def _as_listed(db: TenantSession, ticked: Iterable[ShoppingItem]) -> list[TripStore]:
    """Everything ticked that has a product, store by store as one walked."""
    stores: dict[UUID | None, list[TripLine]] = {}
    for item in sorted(item_views(db, ticked), key=place_of):
        if item.product:
            key = item.supplier.id if item.supplier else None
            stores.setdefault(key, []).append(TripLine(item_id=item.id))
    return [TripStore(supplier_id=key, lines=lines) for key, lines in stores.items()]


def _receipts(
    db: TenantSession, stores: Sequence[TripStore], rows: Mapping[UUID, ShoppingItem]
) -> list[NewReceipt]:
    """Each store's receipt, lines filled up with what the list says. Raises BadLines."""
    faults: dict[str, str] = {}
    seen: set[UUID] = set()
    shown = {view.id: view for view in item_views(db, rows.values())}
    choices = choices_of(db, rows.values())
    receipts = []
    for number, store in enumerate(stores):
        lines = []
        for place, line in enumerate(store.lines):
            at, item = f"stores.{number}.lines.{place}", rows.get(line.item_id)
            if item is None or item.kind == "other" or item.id in seen:
                faults[f"{at}.item_id"] = NOT_LISTED
                continue
            seen.add(item.id)
            try:
                lines.append(_line(line, item, _draft(shown[item.id], choices[item.id])))
            except InvalidInput as reason:
                faults |= {f"{at}.{name}": words for name, words in reason.fields.items()}
        own = store.model_dump(include={"supplier_id", "number", "total_paid", "notes"})
        if lines:
            day = store.bought_on or db.scope.today()
            receipts.append(NewReceipt(bought_on=day, lines=lines, confirmed=True, **own))
    if faults:
        raise BadLines(LOOK_AGAIN, faults)
    return receipts


def _line(line: TripLine, item: ShoppingItem, listed: DraftLine) -> NewLine:
    """Raises InvalidInput."""
    given = line.model_fields_set
    return NewLine(
        **_about(line, item, listed),
        packages=line.packages if "packages" in given else listed.packages,
        package_price=line.package_price if "package_price" in given else listed.package_price,
        expires_on=line.expires_on,
    )


def _about(line: TripLine, item: ShoppingItem, listed: DraftLine) -> dict[str, Any]:
    """What was bought: as told, else as the list says. Raises InvalidInput."""
    told = [line.product_id, line.material_product_id, line.new_package]
    column = "material_product_id" if item.kind == "material" else "product_id"
    if sum(one is not None for one in told) > 1:
        raise InvalidInput(WHICH, {column: WHICH})
    if line.new_package is not None:
        if item.kind != "food" or item.ingredient_id is None:
            raise InvalidInput(WHICH, {"new_package": WHICH})
        held = line.new_package.model_dump()
        seen = NewProductSeen(seen=name_of(item), ingredient_id=item.ingredient_id, **held)
        return {"new_product": seen}
    own = listed.item.product.id if listed.item.product else None
    key = line.product_id or line.material_product_id or own
    if key is None:
        raise InvalidInput(WHICH, {column: WHICH})
    if key != own and key not in {choice.package.id for choice in listed.choices}:
        raise InvalidInput(OTHER_KIND, {column: OTHER_KIND})
    return {column: key}


def _concerns(db: TenantSession, receipts: Iterable[NewReceipt]) -> list[Concern]:
    """What seems odd about each receipt; the field says where in the trip."""
    return [
        odd.model_copy(update={"line": None, "field": f"stores.{number}.{_field(odd)}"})
        for number, new in enumerate(receipts)
        for odd in buying.concerns(db, new)
    ]


def _field(odd: Concern) -> str:
    if odd.line is None:
        return odd.field
    name = "new_package" if odd.field == "new_product" else odd.field
    return f"lines.{odd.line}.{name}"


def _lock(db: TenantSession, receipts: Iterable[NewReceipt]) -> None:
    """All that is bought at once, before the first of it: nobody waits in a ring."""
    for kind in KINDS.values():
        lines = (line for receipt in receipts for line in receipt.lines)
        kind.locked_products(db, [key for line in lines if (key := getattr(line, kind.column))])


def _recorded(db: TenantSession, number: int, new: NewReceipt, list_id: UUID) -> Any:
    try:
        return buying.record(db, new, source="trip", shopping_list_id=list_id)
    except InvalidInput as reason:
        fields = {f"stores.{number}.{name}": words for name, words in reason.fields.items()}
        raise BadLines(LOOK_AGAIN, fields) from reason


def _tick(db: TenantSession, rows: Iterable[ShoppingItem], done: set[UUID]) -> None:
    """What is done is ticked, everything else is not."""
    for item in rows:
        if item.id in done and item.in_cart_at is None:
            item.in_cart_at, item.in_cart_by = now(), db.scope.account_id
        elif item.id not in done and item.in_cart_at is not None:
            item.in_cart_at = item.in_cart_by = None
