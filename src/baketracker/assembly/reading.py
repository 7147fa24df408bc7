"""Runs as their views show them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from baketracker.activity.service import behind
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import NotFound
from baketracker.events.schemas import EventRef
from baketracker.finished_goods.packaging import Packaging, answering
from baketracker.finished_goods.schemas import GoodRef
from baketracker.plans.models import DefinitionSnapshot
from baketracker.products.labels import label_of

from .models import AssemblyConsumption, AssemblyRun, DeferredPackaging
from .schemas import AssemblyRow, AssemblyView, ConsumedPart, LotChoice, OwedView
from .wrapping import lots_of

KIND = "assembly run"
SHOWN = (
    joinedload(AssemblyRun.finished_good, innerjoin=True),
    joinedload(AssemblyRun.event),
    joinedload(AssemblyRun.snapshot).defer(DefinitionSnapshot.content),
)
OF_PART = tuple(ConsumedPart.model_fields)


@verb("read")
def get(db: TenantSession, run_id: UUID) -> AssemblyView:
    """One run that was not taken back. Five statements. Raises NotFound."""
    return run_view(db, run_id, recorded_in(db, run_id))


@verb("read")
def lot_choices(db: TenantSession, run_id: UUID) -> dict[UUID, list[LotChoice]]:
    """The lots that the packaging a run still owes may be taken from, in the order they are used,
    by product. Raises NotFound."""
    loaded(db, run_id)
    owed = [row for row in owed_by(db, run_id) if row.settled < row.needed]
    found = answering(db, [Packaging(row.product_id, row.is_generic) for row in owed])
    lots = lots_of(db, {one.id for _, answers in found.values() for one in answers})
    return {
        box.product_id: [
            LotChoice(
                id=lot.id,
                label=lot.label,
                quantity=lot.quantity,
                unit=lot.unit,
                purchased_on=lot.purchased_on,
                unit_cost=lot.unit_cost,
            )
            for lot in lots.values()
            if lot.product_id in {one.id for one in answers}
        ]
        for box, (_, answers) in found.items()
    }


def loaded(db: TenantSession, run_id: UUID) -> AssemblyRun:
    """The run as it is stored now, loaded with `SHOWN`. Raises NotFound."""
    found = select(AssemblyRun).where(AssemblyRun.id == run_id, AssemblyRun.deleted_at.is_(None))
    fresh = found.options(*SHOWN).execution_options(populate_existing=True)
    run = db.scalars(fresh).one_or_none()
    if run is None:
        raise NotFound(KIND)
    return run


def run_view(db: TenantSession, run_id: UUID, operation_id: UUID | None) -> AssemblyView:
    """A run that was written in this operation."""
    run = loaded(db, run_id)
    snapshot = run.snapshot
    return AssemblyView(
        **_head(run, ZoneInfo(db.scope.timezone)),
        parts=[
            ConsumedPart.model_validate({name: getattr(row, name) for name in OF_PART})
            for row in parts_of(db, run_id)
        ],
        owed=_owed(db, owed_by(db, run_id)),
        follows_plan=snapshot is not None and snapshot.plan_snapshot_id is not None,
        is_approximated=snapshot is not None and snapshot.is_approximated,
        operation_id=operation_id,
        recorded_at=run.created_at,
        recorded_by=run.created_by,
    )


def recorded_in(db: TenantSession, run_id: UUID) -> UUID | None:
    """The operation that wrote the run down; None where it was imported. One statement."""
    return behind(db, AssemblyRun.__tablename__, [run_id], "assembly.record").get(run_id)


def row_of(run: AssemblyRun, zone: ZoneInfo) -> AssemblyRow:
    """A run loaded with `SHOWN`, in a list of a bakery of this time zone."""
    return AssemblyRow(**_head(run, zone))


def parts_of(db: TenantSession, run_id: UUID) -> Sequence[AssemblyConsumption]:
    """What went in. One statement."""
    row = AssemblyConsumption
    own = select(row).where(row.assembly_run_id == run_id, row.deleted_at.is_(None))
    return db.scalars(own.order_by(row.sort_order, row.id)).all()


def owed_by(db: TenantSession, run_id: UUID) -> Sequence[DeferredPackaging]:
    """Packaging that is or was chosen later. One statement."""
    row = DeferredPackaging
    own = select(row).where(row.assembly_run_id == run_id, row.deleted_at.is_(None))
    return db.scalars(own.order_by(row.id).execution_options(populate_existing=True)).all()


def _owed(db: TenantSession, rows: Sequence[DeferredPackaging]) -> list[OwedView]:
    if not rows:
        return []
    products = {
        box.product_id: product
        for box, (product, _) in answering(db, [Packaging(row.product_id) for row in rows]).items()
    }
    return [
        OwedView(
            product_id=row.product_id,
            name=label_of(products[row.product_id], sized=True),
            unit=products[row.product_id].package_unit,
            needed=row.needed,
            settled=row.settled,
        )
        for row in rows
    ]


def _head(run: AssemblyRun, zone: ZoneInfo) -> dict[str, Any]:
    own = (
        "id", "quantity", "assembled_at", "total_cost", "cost_is_known", "unit_cost",
        "packaging_bypassed", "bypass_notes", "notes", "version",
    )  # fmt: skip
    return {name: getattr(run, name) for name in own} | {
        "good": GoodRef.of(run.finished_good),
        "event": EventRef.of(run.event) if run.event else None,
        "assembled_on": run.assembled_at.astimezone(zone).date(),
    }
