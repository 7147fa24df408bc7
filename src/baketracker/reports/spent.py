"""What was spent on events, as their runs wrote it down: one statement for each kind, however many
events there are.

What is baked is counted when it is baked, lost or not. Of packing only packaging and materials
count: the pieces that go into a box were paid for in the oven (F47)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, and_, cast, func, select

from baketracker.assembly.models import AssemblyConsumption, AssemblyRun, DeferredPackaging
from baketracker.db.many import among
from baketracker.db.tenancy import TenantSession
from baketracker.production.models import ProductionLoss, ProductionRun

from .cost_schemas import SpentOn

NOTHING = Decimal(0)
KIND_OF: dict[str, SpentOn] = {"packaging": "packaging", "material": "materials"}


@dataclass
class Part:
    """So much is known of what one kind cost; `unknown` runs or parts of runs have a cost that
    nobody knows, or not all of it."""

    known: Decimal = NOTHING
    unknown: int = 0

    @property
    def total(self) -> Decimal | None:
        return None if self.unknown else self.known


@dataclass
class Spent:
    """What one event took: `bakings` and `packings` are its runs, `lost` the part of the food that
    went with what was lost."""

    food: Part = field(default_factory=Part)
    packaging: Part = field(default_factory=Part)
    materials: Part = field(default_factory=Part)
    bakings: int = 0
    packings: int = 0
    packed: int = 0
    lost: Decimal = NOTHING

    @property
    def known(self) -> Decimal:
        return self.food.known + self.packaging.known + self.materials.known

    @property
    def unknown(self) -> int:
        return self.food.unknown + self.packaging.unknown + self.materials.unknown

    def part(self, kind: SpentOn) -> Part:
        found: Part = getattr(self, kind)
        return found

    def total_of(self, kind: SpentOn, planned: Decimal | None) -> Decimal | None:
        """What was spent on one kind; None while something of it is unknown, or while nothing was
        written down of what is planned."""
        written = self.bakings if kind == "food" else self.packings
        if not written and planned != 0:
            return None
        return self.part(kind).total


def spent_on(db: TenantSession, event_ids: Collection[UUID]) -> dict[UUID, Spent]:
    """What each of these events took. Five statements, none for no event."""
    of = {key: Spent() for key in event_ids}
    if of:
        baking, packing = ProductionRun.event_id, AssemblyRun.event_id
        _baking(db, of, baking, among(baking, of))
        _packing(db, of, packing, among(packing, of))
    return of


def spent_without_event(db: TenantSession) -> dict[int, Spent]:
    """What runs for no event took, by the year of the bakery they were in. Five statements."""
    of: defaultdict[int, Spent] = defaultdict(Spent)
    zone = db.scope.timezone
    baking, packing = (
        cast(func.extract("year", func.timezone(zone, at)), Integer).label("year")
        for at in (ProductionRun.produced_at, AssemblyRun.assembled_at)
    )
    _baking(db, of, baking, ProductionRun.event_id.is_(None))
    _packing(db, of, packing, AssemblyRun.event_id.is_(None))
    return of


def _baking(db: TenantSession, of: dict[Any, Spent], by: Any, which: ColumnElement[bool]) -> None:
    run: Any = ProductionRun
    sums = (
        select(
            by,
            func.sum(run.total_cost),
            func.count(run.id),
            func.count(run.id).filter(run.cost_is_known.is_(False)),
        )
        .where(run.deleted_at.is_(None), which)
        .group_by(by)
    )
    for key, cost, runs, unknown in db.execute(sums):
        of[key].food, of[key].bakings = Part(cost, unknown), runs
    lost = (
        select(by, func.sum(ProductionLoss.cost))
        .join(ProductionLoss, _same(ProductionLoss.production_run_id, run))
        .where(run.deleted_at.is_(None), ProductionLoss.deleted_at.is_(None), which)
        .group_by(by)
    )
    for key, cost in db.execute(lost):
        of[key].lost = cost or NOTHING


def _packing(db: TenantSession, of: dict[Any, Spent], by: Any, which: ColumnElement[bool]) -> None:
    run, part, owed = AssemblyRun, AssemblyConsumption, DeferredPackaging
    runs = (
        select(by, func.count(run.id), func.sum(run.quantity))
        .where(run.deleted_at.is_(None), which)
        .group_by(by)
    )
    for key, count, packed in db.execute(runs):
        of[key].packings, of[key].packed = count, int(packed)
    parts = (
        select(by, part.kind, func.sum(part.cost), func.count().filter(part.cost.is_(None)))
        .join(part, _same(part.assembly_run_id, run))
        .where(
            run.deleted_at.is_(None),
            part.deleted_at.is_(None),
            part.kind.in_(list(KIND_OF)),
            which,
        )
        .group_by(by, part.kind)
    )
    for key, kind, cost, unknown in db.execute(parts):
        setattr(of[key], KIND_OF[kind], Part(cost or NOTHING, unknown))
    owing = (
        select(by, func.count())
        .join(owed, _same(owed.assembly_run_id, run))
        .where(
            run.deleted_at.is_(None), owed.deleted_at.is_(None), owed.settled < owed.needed, which
        )
        .group_by(by)
    )
    for key, count in db.execute(owing):
        of[key].packaging.unknown += count


def _same(column: Any, run: Any) -> ColumnElement[bool]:
    """That a row belongs to the run, of the same bakery."""
    return and_(column.class_.tenant_id == run.tenant_id, column == run.id)
