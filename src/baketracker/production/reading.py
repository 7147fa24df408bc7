"""Runs as their views show them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from baketracker.db.audit import AuditEntry
from baketracker.db.many import among
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.events.schemas import EventRef
from baketracker.pantry.models import Depletion, Lot
from baketracker.plans.models import RecipeSnapshot
from baketracker.products.models import Product
from baketracker.recipes.models import FinishedUnit
from baketracker.recipes.schemas import RecipeRef
from baketracker.stock.ledger import netted

from .models import ProductionConsumption, ProductionLoss, ProductionRun
from .schemas import (
    ConsumptionView,
    DrawnView,
    LossView,
    MadeUnit,
    RunRow,
    RunView,
    SnapshotRef,
)

KIND = "production run"
SHOWN = (
    joinedload(ProductionRun.recipe),
    joinedload(ProductionRun.finished_unit),
    joinedload(ProductionRun.event),
    joinedload(ProductionRun.snapshot).defer(RecipeSnapshot.content),
)


@verb("read")
def get(db: TenantSession, run_id: UUID) -> RunView:
    """One run that was not taken back, in seven statements. Raises NotFound."""
    found = select(ProductionRun).where(
        ProductionRun.id == run_id, ProductionRun.deleted_at.is_(None)
    )
    run = db.scalars(found.options(*SHOWN)).one_or_none()
    if run is None:
        raise NotFound(KIND)
    return _view(db, run, _recorded_in(db, run_id))


def run_view(db: TenantSession, run: ProductionRun, operation_id: UUID) -> RunView:
    """A run that was just written."""
    found = select(ProductionRun).where(ProductionRun.id == run.id).options(*SHOWN)
    row = db.scalars(found.execution_options(populate_existing=True)).one()
    return _view(db, row, operation_id)


def row_of(run: ProductionRun, zone: ZoneInfo) -> RunRow:
    """A run loaded with `SHOWN`, in a list of a bakery of this time zone."""
    return RunRow(**_head(run, zone))


def _view(db: TenantSession, run: ProductionRun, operation_id: UUID | None) -> RunView:
    return RunView(
        **_head(run, ZoneInfo(db.scope.timezone)),
        operation_id=operation_id,
        consumptions=[
            ConsumptionView(
                ingredient_id=row.ingredient_id,
                name=row.ingredient_name,
                quantity=row.quantity,
                unit=row.unit,
                cost=row.cost,
            )
            for row in _parts(db, ProductionConsumption, run, ProductionConsumption.sort_order)
        ],
        draws=_draws(db, operation_id) if operation_id else [],
        losses=[
            LossView.model_validate(row, from_attributes=True)
            for row in _parts(db, ProductionLoss, run, ProductionLoss.id)
        ],
        recorded_at=run.created_at,
        recorded_by=run.created_by,
    )


def _head(run: ProductionRun, zone: ZoneInfo) -> dict[str, Any]:
    own = (
        "id", "batches", "scale", "expected", "good", "lost", "status", "produced_at",
        "total_cost", "cost_is_known", "unit_cost", "notes", "version",
    )  # fmt: skip
    return {name: getattr(run, name) for name in own} | {
        "recipe": RecipeRef.of(run.recipe),
        "finished_unit": made_unit(run.finished_unit) if run.finished_unit else None,
        "event": EventRef.of(run.event) if run.event else None,
        "produced_on": run.produced_at.astimezone(zone).date(),
        "snapshot": _snapshot(run.snapshot) if run.snapshot else None,
    }


def made_unit(row: FinishedUnit) -> MadeUnit:
    return MadeUnit(id=row.id, name=row.name, is_archived=row.deleted_at is not None)


def _snapshot(row: RecipeSnapshot) -> SnapshotRef:
    return SnapshotRef(
        id=row.id,
        taken_at=row.taken_at,
        is_reused=row.plan_snapshot_id is not None,
        is_approximated=row.is_approximated,
    )


def _parts(db: TenantSession, entity: Any, run: ProductionRun, order: Any) -> Sequence[Any]:
    own = select(entity).where(entity.production_run_id == run.id, entity.deleted_at.is_(None))
    return db.scalars(own.order_by(order, entity.id)).all()


def _recorded_in(db: TenantSession, run_id: UUID) -> UUID | None:
    """The operation that wrote the run down."""
    found = select(AuditEntry.operation_id).where(
        AuditEntry.entity == ProductionRun.__tablename__,
        AuditEntry.entity_id == run_id,
        AuditEntry.action == "insert",
    )
    return db.scalar(found)


def _draws(db: TenantSession, operation_id: UUID) -> list[DrawnView]:
    """What left which lot in this operation, in the order it was taken. Four statements."""
    written = select(AuditEntry.entity_id).where(
        AuditEntry.operation_id == operation_id, AuditEntry.entity == Depletion.__tablename__
    )
    ids = db.scalars(written).all()
    own = select(Depletion).where(among(Depletion.id, ids) | among(Depletion.corrects_id, ids))
    nets = netted(db.scalars(own.order_by(Depletion.id)))
    of_them = select(Lot).where(among(Lot.id, {net.entry.lot_id for net in nets.values()}))
    lots = {
        lot.id: lot
        for lot in db.scalars(
            of_them.options(selectinload(Lot.product).joinedload(Product.ingredient))
        )
    }
    return [_draw(net, lots[net.entry.lot_id]) for net in nets.values() if net.quantity]


def _draw(net: Any, lot: Lot) -> DrawnView:
    return DrawnView(
        ingredient_id=lot.product.ingredient_id,
        lot_id=lot.id,
        label=lot.label,
        purchased_on=lot.purchased_on,
        quantity=net.quantity,
        unit=net.entry.unit,
        cost=net.told(lot.unit_cost),
    )
