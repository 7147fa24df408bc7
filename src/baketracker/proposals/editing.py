"""What the baker says of a proposal before saving it: each field that changes is theirs from then
on, the others stay who said them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from baketracker.db.rows import expect, live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput, NotFound
from baketracker.fields import Day, In, MoneyIn, QuantityIn, UnitCode
from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import MaterialProduct
from baketracker.pantry.models import Lot
from baketracker.products.models import Product
from baketracker.recipes.models import Recipe
from baketracker.suppliers.models import Supplier

from .drafts import (
    By,
    Draft,
    EventDraft,
    NewPackage,
    PurchaseDraft,
    PurchaseLine,
    StockDraft,
    draft_of,
    kept,
)
from .learning import note_correction
from .models import Proposal
from .pricing import doubt_prices
from .seen import asked, lots_by_id, of_lot
from .settling import KIND, AlreadySettled, NotReady, held
from .viewing import ProposalView, view_of

Packages = Annotated[int, Field(ge=1, le=9999)]
Percent = Annotated[QuantityIn, Field(le=100)]
WHAT = N_("Choose which product it is, or say which ingredient it is and what one package holds.")


class LineChange(In):
    """What is said of a line of a purchase; only the fields that are given change. `is_new`: a
    package nobody has written down yet, `quantity` of `unit` of an ingredient."""

    product_id: UUID | None = None
    material_product_id: UUID | None = None
    is_new: bool = False
    name: Annotated[str, Field(max_length=200)] = ""
    ingredient_id: UUID | None = None
    quantity: Annotated[QuantityIn, Field(gt=0)] | None = None
    unit: UnitCode | None = None
    packages: Packages = 1
    price: Annotated[MoneyIn, Field(le=10_000)] | None = None
    decision: Literal["", "skip"] = ""


class HeadChange(In):
    """What is said of the whole purchase; only the fields that are given change. `supplier_id` None
    is no store."""

    supplier_id: UUID | None = None
    bought_on: Day = date.min


class StockChange(In):
    """What is said of something seen in the pantry."""

    lot_id: UUID | None = None
    percent: Percent | None = None
    quantity: QuantityIn | None = None
    decision: Literal["", "skip"] = ""


class EventChange(In):
    """What is said of an event; `recipe_ids` are those to make, by the place of their dish (empty:
    none of ours)."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    event_date: Day | None = None
    guests: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    recipe_ids: list[UUID | None] | None = None


@verb("write")
def change_line(
    db: TenantSession, proposal_id: UUID, key: int, change: LineChange, version: int
) -> ProposalView:
    """Change one line of a purchase. Raises NotFound, Stale, AlreadySettled, NotReady,
    InvalidInput."""
    row = _open(db, proposal_id, version)
    draft = _of(row, PurchaseDraft)
    line = draft.line(key)
    if line is None or line.state == "saved":
        raise NotFound("line")
    changed = _line_after(db, line, change)
    _note(db, row, draft.store, line, changed)
    if "price" not in change.model_fields_set and changed.is_saving:
        # Which product it is was said, and not that its price is right.
        (changed,) = doubt_prices(db, draft.model_copy(update={"lines": [changed]})).lines
    lines = [changed if one.key == key else one for one in draft.lines]
    return _kept(db, row, draft.model_copy(update={"lines": lines}))


@verb("write")
def change_head(
    db: TenantSession, proposal_id: UUID, change: HeadChange, version: int
) -> ProposalView:
    """Change the store or the day. Raises NotFound, Stale, AlreadySettled, NotReady."""
    row = _open(db, proposal_id, version)
    draft = _of(row, PurchaseDraft)
    given = change.model_dump(exclude_unset=True)
    if "supplier_id" in given:
        shop = given["supplier_id"]
        given["store"] = live(db, Supplier, shop, "supplier").name if shop else ""
    by = _changed_by_person(draft, given)
    after = draft.model_copy(update=given | {"by": draft.by | by, "day_doubt": ""})
    return _kept(db, row, after)


@verb("write")
def answer_double(
    db: TenantSession,
    proposal_id: UUID,
    place: int,
    answer: Literal["keep", "replace"],
    version: int,
) -> ProposalView:
    """Say of something that may be here already that both are kept, or that this one replaces it
    when it is saved. Raises NotFound, Stale, AlreadySettled, NotReady."""
    row = _open(db, proposal_id, version)
    draft = _of(row, PurchaseDraft)
    if not 0 <= place < len(draft.doubles):
        raise NotFound("double")
    doubles = [
        one.model_copy(update={"answer": answer}) if at == place else one
        for at, one in enumerate(draft.doubles)
    ]
    return _kept(db, row, draft.model_copy(update={"doubles": doubles}))


@verb("write")
def change_stock(
    db: TenantSession, proposal_id: UUID, key: int, change: StockChange, version: int
) -> ProposalView:
    """Say which lot is meant, or how much is there. Raises NotFound, Stale, AlreadySettled,
    NotReady."""
    row = _open(db, proposal_id, version)
    draft = _of(row, StockDraft)
    line = draft.line(key)
    if line is None or line.state == "saved":
        raise NotFound("line")
    by: dict[str, Any] = dict(line.by)
    given: dict[str, Any] = {}
    if change.percent is not None and change.percent != line.percent_low:
        given |= {"percent_low": change.percent, "percent_high": change.percent, "quantity": None}
        by["percent"] = by["quantity"] = "person"
    if change.quantity is not None and change.quantity != line.quantity:
        given |= {"quantity": change.quantity, "percent_low": None, "percent_high": None}
        by["quantity"] = "person"
    line = line.model_copy(update=given | {"by": by})
    lot_id = change.lot_id or line.lot_id
    if lot_id is None:
        line = asked(line)
    else:
        live(db, Lot, lot_id, "lot")
        who: By = "person" if lot_id != line.lot_id else line.by.get("lot", "person")
        line = of_lot(line, lots_by_id(db, {lot_id})[lot_id], who)
    if change.decision == "skip":
        line = line.model_copy(update={"state": "skip"})
    lines = [line if one.key == key else one for one in draft.lines]
    return _kept(db, row, draft.model_copy(update={"lines": lines}))


@verb("write")
def change_event(
    db: TenantSession, proposal_id: UUID, change: EventChange, version: int
) -> ProposalView:
    """Change an event that is proposed. Raises NotFound, Stale, AlreadySettled, NotReady."""
    row = _open(db, proposal_id, version)
    draft = _of(row, EventDraft)
    given = change.model_dump(exclude_unset=True)
    recipes = given.pop("recipe_ids", None)
    by = _changed_by_person(draft, given)
    dishes = list(draft.dishes)
    for place, recipe_id in enumerate(recipes or []):
        if place < len(dishes) and dishes[place].recipe_id != recipe_id:
            if recipe_id is not None:
                live(db, Recipe, recipe_id, "recipe")
            dishes[place] = dishes[place].model_copy(
                update={"recipe_id": recipe_id, "by": "person"}
            )
    after = draft.model_copy(update=given | {"dishes": dishes, "by": draft.by | by})
    return _kept(db, row, after)


def _line_after(db: TenantSession, line: PurchaseLine, change: LineChange) -> PurchaseLine:
    """The line as the baker says it is. Raises NotFound, InvalidInput."""
    given = change.model_dump(exclude_unset=True)
    if change.decision == "skip":
        by = line.by | {"product": "person"}
        # Why it is skipped: what was told of before is for baking all the same.
        reason = line.reason if line.reason == "double" else ""
        return line.model_copy(update={"state": "skip", "reason": reason, "by": by})
    by = dict(line.by)
    update: dict[str, Any] = {}
    for name in ("packages", "price"):
        if name in given and getattr(line, name) != given[name]:
            update[name] = given[name]
            by[name] = "person"
    update |= _what(db, line, change, given, by)
    after = line.model_copy(update=update | {"by": by, "reason": "", "suggestion": None})
    whole = after.product_id or after.material_product_id
    state = "ready" if whole else "new" if after.new and after.new.is_whole else "check"
    reason = "package" if state == "check" else ""
    return after.model_copy(update={"state": state, "reason": reason})


def _what(
    db: TenantSession,
    line: PurchaseLine,
    change: LineChange,
    given: dict[str, Any],
    by: dict[str, Any],
) -> dict[str, Any]:
    """Which product it is, or which package that nobody has written down yet."""
    if change.is_new:
        package: dict[str, Any] = {"name": change.name or line.name or line.text}
        package |= {name: given.get(name) for name in ("ingredient_id", "quantity", "unit")}
        if change.ingredient_id is not None:
            live(db, Ingredient, change.ingredient_id, "ingredient")
        new = NewPackage(**package)
        if not new.is_whole:
            raise InvalidInput(WHAT, {"ingredient_id": WHAT})
        if new != line.new or line.product_id is not None:
            by["product"] = by["package"] = "person"
        return {"new": new, "product_id": None, "material_product_id": None}
    if change.product_id is not None:
        live(db, Product, change.product_id, "product")
        if change.product_id != line.product_id or line.state != "ready":
            by["product"] = "person"
        return {"product_id": change.product_id, "material_product_id": None}
    if change.material_product_id is not None:
        live(db, MaterialProduct, change.material_product_id, "material product")
        by["product"] = "person"
        return {"product_id": None, "material_product_id": change.material_product_id}
    return {}


def _note(
    db: TenantSession, row: Proposal, store: str, was: PurchaseLine, became: PurchaseLine
) -> None:
    """What was changed of what had been suggested."""
    for name in ("product_id", "packages", "price"):
        before, after = getattr(was, name), getattr(became, name)
        if before != after and became.by.get(name.removesuffix("_id")) == "person":
            note_correction(db, row, store, was.text, name, _plain(before), _plain(after))
    if was.state != "skip" and became.state == "skip" and became.reason != "double":
        note_correction(db, row, store, was.text, "decision", was.state, "skip")


def _plain(value: UUID | Decimal | int | None) -> str:
    return "" if value is None else str(value)


def _changed_by_person(draft: PurchaseDraft | EventDraft, given: dict[str, Any]) -> dict[str, By]:
    """Who says what is now otherwise than it was proposed."""
    return {name: "person" for name, value in given.items() if getattr(draft, name) != value}


def _open(db: TenantSession, proposal_id: UUID, version: int) -> Proposal:
    """A proposal that may still be changed, locked, of the version that was read."""
    row = held(db, proposal_id)
    if row.state in ("confirmed", "discarded"):
        raise AlreadySettled
    if row.state != "ready":
        raise NotReady
    expect(row, version, KIND, lambda: view_of(db, row).model_dump(mode="json"))
    return row


def _of(row: Proposal, kind: type[Any]) -> Any:
    draft: Draft = draft_of(row.kind, row.payload)
    if not isinstance(draft, kind):
        raise NotFound(KIND)
    return draft


def _kept(db: TenantSession, row: Proposal, draft: Draft) -> ProposalView:
    row.payload = kept(draft)
    db.flush()
    return view_of(db, row)
