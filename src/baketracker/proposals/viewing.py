"""Proposals as every door shows them: the draft, and what all it refers to is called now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, SerializeAsAny
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.ingredients.models import Ingredient
from baketracker.materials.models import MaterialProduct
from baketracker.materials.schemas import label_of as material_label
from baketracker.pantry.shelf import brief
from baketracker.products.labels import label_of
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit, Recipe
from baketracker.suppliers.models import Supplier

from .drafts import Draft, draft_of, fingerprint
from .models import Proposal
from .seen import lots_by_id

Keys = Collection[UUID]


class ProposalView(BaseModel):
    """One proposal. `names` says what each thing the draft refers to is called, by its id; one that
    is gone is absent. `fingerprint` is what a confirmation is bound to."""

    id: UUID
    kind: str
    source: str
    state: str
    said: str
    note: str
    draft: SerializeAsAny[BaseModel] | None
    names: dict[UUID, str]
    fingerprint: str
    first_id: UUID | None
    created_at: datetime
    created_by: UUID | None
    settled_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        return self.state in ("reading", "ready", "failed")


def view_of(db: TenantSession, row: Proposal) -> ProposalView:
    return views(db, [row])[0]


def views(db: TenantSession, rows: Sequence[Proposal]) -> list[ProposalView]:
    """The proposals with the names of all they refer to: at most nine statements for any number."""
    drafts = {row.id: draft_of(row.kind, row.payload) if row.payload else None for row in rows}
    names = names_in(db, [draft for draft in drafts.values() if draft is not None])
    return [_view(row, drafts[row.id], names) for row in rows]


def names_in(db: TenantSession, drafts: Iterable[Draft]) -> dict[UUID, str]:
    """What everything these drafts refer to is called."""
    wanted: dict[str, set[UUID]] = {}
    for draft in drafts:
        _gather(draft.model_dump(), wanted)
    found: dict[UUID, str] = {}
    for column, read in NAMED.items():
        if ids := wanted.get(column):
            found |= read(db, ids)
    return found


def _gather(held: Any, wanted: dict[str, set[UUID]], column: str = "") -> None:
    """Every id in a draft, by the name of its field."""
    if isinstance(held, Mapping):
        # What a line may be is called as what it is: by its own kind's reader.
        own = "lot_id" if "lot_id" in held else "recipe_id" if "recipe_id" in held else "product_id"
        for name, value in held.items():
            _gather(value, wanted, own if name == "choices" else name)
    elif isinstance(held, list):
        for value in held:
            _gather(value, wanted, column)
    elif isinstance(held, UUID):
        wanted.setdefault(column, set()).add(held)


def product_names(db: TenantSession, ids: Keys) -> dict[UUID, str]:
    """What products are called now, with their size; one that is gone is absent."""
    found = select(Product).where(among(Product.id, ids), Product.deleted_at.is_(None))
    rows = db.scalars(found.options(joinedload(Product.ingredient, innerjoin=True)))
    return {row.id: _package(row, row.ingredient.name) for row in rows}


def _package(row: Product, ingredient: str) -> str:
    """ "All-purpose flour, King Arthur 5 lb": what it is first, as one looks for it."""
    label = label_of(row)
    named = label if label.lower().startswith(ingredient.lower()) else f"{ingredient}, {label}"
    return f"{named} {brief(row.package_quantity, row.package_unit)}"


def _materials(db: TenantSession, ids: Keys) -> dict[UUID, str]:
    found = select(MaterialProduct).where(among(MaterialProduct.id, ids))
    return {row.id: material_label(row) for row in db.scalars(found)}


def _lots(db: TenantSession, ids: Keys) -> dict[UUID, str]:
    return {
        key: f"{lot.label}, {brief(lot.quantity, lot.unit)}"
        for key, lot in lots_by_id(db, set(ids)).items()
    }


def _called(entity: Any) -> Any:
    def read(db: TenantSession, ids: Keys) -> dict[UUID, str]:
        found = select(entity.id, entity.name).where(among(entity.id, ids))
        return {row.id: row.name for row in db.execute(found)}

    return read


# By the field that refers to it.
NAMED: Mapping[str, Any] = {
    "product_id": product_names,
    "material_product_id": _materials,
    "ingredient_id": _called(Ingredient),
    "supplier_id": _called(Supplier),
    "lot_id": _lots,
    "recipe_id": _called(Recipe),
    "event_id": _called(Event),
    "finished_good_id": _called(FinishedGood),
    "finished_unit_id": _called(FinishedUnit),
}
OWN = tuple(
    name for name in ProposalView.model_fields if name not in ("draft", "names", "fingerprint")
)


def _view(row: Proposal, draft: Draft | None, names: Mapping[UUID, str]) -> ProposalView:
    return ProposalView.model_construct(
        **{name: getattr(row, name) for name in OWN},
        draft=draft,
        names=dict(names),
        fingerprint=fingerprint(row.payload),
    )
