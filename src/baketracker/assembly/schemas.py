"""What every door shows of packing."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, computed_field

from baketracker.costs import Cost
from baketracker.events.schemas import EventRef
from baketracker.fields import DecimalOut
from baketracker.finished_goods.schemas import GoodRef

from .feasibility import Checked, Kind, Part, Status


class PartView(BaseModel):
    """So much of one thing goes into the goods together (`wanted`), so much of that is there, so
    much lacks (`short`). `id` is a finished unit, finished good, packaging product or material
    unit; of the last, amounts are base units of what it is cut from."""

    kind: Kind
    id: UUID
    name: str
    unit: str
    wanted: DecimalOut
    there: DecimalOut
    short: DecimalOut

    @classmethod
    def of(cls, part: Part) -> "PartView":
        need = part.need
        return cls(
            kind=need.kind,
            id=need.id,
            name=need.name,
            unit=need.unit,
            wanted=part.wanted,
            there=part.there,
            short=part.short,
        )


class Feasibility(BaseModel):
    """Whether `wanted` of a good can be packed: `possible` are possible now. `parts` are what all
    of them take, `missing` those that lack."""

    good: GoodRef
    wanted: int
    possible: int
    status: Status
    parts: list[PartView]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def missing(self) -> list[PartView]:
        return [part for part in self.parts if part.short]

    @classmethod
    def of(cls, good: GoodRef, checked: Checked, possible: int | None = None) -> "Feasibility":
        return cls(
            good=good,
            wanted=checked.order.count,
            possible=checked.possible if possible is None else possible,
            status=checked.status,
            parts=[PartView.of(part) for part in checked.parts],
        )


class PackingView(BaseModel):
    """A good of an event: so many are on its list, `inside` go into other goods of it, and
    `assembled` were packed for both; how the rest stands is in `check`, after the goods before it
    took what they need; without `parts` nothing is in it. `generic` names packaging whose lots may
    be chosen."""

    good: GoodRef
    target: int
    inside: int
    assembled: int
    check: Feasibility
    generic: list[str]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def left(self) -> int:
        return max(self.target + self.inside - self.assembled, 0)


class EventPacking(BaseModel):
    """What is to be packed for an event, in the order it was planned."""

    event: EventRef
    plan_state: str
    goods: list[PackingView]


class ConsumedPart(BaseModel):
    """So much of one thing went into a run, of one lot where it has lots; `cost` null: nobody
    knows. `belongs_to` is what a material belonged to then."""

    kind: Kind
    name: str
    quantity: DecimalOut
    unit: str
    unit_cost: DecimalOut | None
    cost: DecimalOut | None
    finished_unit_id: UUID | None
    finished_good_id: UUID | None
    product_id: UUID | None
    lot_id: UUID | None
    material_product_id: UUID | None
    material_lot_id: UUID | None
    belongs_to: str
    supplier_name: str


class LotChoice(BaseModel):
    """A lot that packaging may be taken from: so much is left, in its `unit`."""

    id: UUID
    label: str
    quantity: DecimalOut
    unit: str
    purchased_on: date | None
    unit_cost: DecimalOut | None


class OwedView(BaseModel):
    """Packaging that a run still owes: `needed` of it in all, `settled` already."""

    product_id: UUID
    name: str
    unit: str
    needed: DecimalOut
    settled: DecimalOut

    @computed_field  # type: ignore[prop-decorator]
    @property
    def left(self) -> DecimalOut:
        return self.needed - self.settled


class AssemblyRow(BaseModel):
    """A run in a list: `quantity` of a good were packed. `total_cost` is what went in as far as
    that is known (`cost_is_known`: all of it), `unit_cost` that for one; null where nothing is
    known. `assembled_on` is the day in the bakery."""

    id: UUID
    good: GoodRef
    event: EventRef | None
    quantity: int
    assembled_at: datetime
    assembled_on: date
    total_cost: DecimalOut
    cost_is_known: bool
    unit_cost: DecimalOut | None
    packaging_bypassed: bool
    bypass_notes: str
    notes: str
    version: int


class AssemblyView(AssemblyRow):
    """A run with all that went in and the packaging it still owes. `follows_plan`: the plan of its
    event had frozen what is in it; `is_approximated`: that was written down afterwards.
    `operation_id`: what undo takes back; null where it was imported."""

    parts: list[ConsumedPart]
    owed: list[OwedView]
    follows_plan: bool
    is_approximated: bool
    operation_id: UUID | None
    recorded_at: datetime
    recorded_by: UUID | None


class AssemblyTotals(BaseModel):
    """Runs added up: `cost` is all that went in as far as known; `unknown` of them have a cost
    that is not all known."""

    runs: int
    goods: int
    cost: DecimalOut
    unknown: int


class AssignedLot(BaseModel):
    """So much of a lot is chosen, in the line's unit."""

    lot_id: UUID
    label: str
    quantity: DecimalOut


class PendingPackaging(BaseModel):
    """A generic packaging line of a good: so much is needed (for the event where one is asked, else
    for one good), so much is chosen by lot. `estimated` is what all of it will likely cost,
    `actual` what the chosen lots cost. `line_id` is null where the line is gone from the good."""

    line_id: UUID | None
    good: GoodRef
    event_id: UUID | None
    product_id: UUID
    name: str
    unit: str
    needed: DecimalOut
    assigned: DecimalOut
    lots: list[AssignedLot]
    estimated: Cost
    actual: Cost


class AssignedPackaging(BaseModel):
    """A line after its lots were chosen, and what undo takes back."""

    operation_id: UUID
    line: PendingPackaging
