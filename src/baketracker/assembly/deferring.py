"""Packaging that was left for later: which lots it came from in the end."""

from collections.abc import Sequence
from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.rows import lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, BadLines
from baketracker.fields import plain
from baketracker.finished_goods.packaging import Packaging, answering
from baketracker.measures.numbers import DUST
from baketracker.plans.freezing import FrozenPart
from baketracker.products.labels import label_of
from baketracker.stock.consuming import let_go
from baketracker.stock.ledger import TooMuch

from .bill import Line
from .consuming import wrapped
from .given import ChosenPackaging
from .models import AssemblyRun, DeferredPackaging
from .reading import loaded, owed_by, parts_of, recorded_in, run_view
from .schemas import AssemblyView
from .totals import put_costs
from .wrapping import Lots, Wrap, draw_all, lock_lots, put

MORE_THAN_OWED = N_("Of %(name)s no more than %(left)s is to be chosen still.")
CHOSEN = N_("Chose packaging for %(quantity)s × %(name)s")


@verb("write")
def choose_packaging(
    db: TenantSession, run_id: UUID, given: ChosenPackaging, op_id: UUID | None = None
) -> AssemblyView:
    """Take exactly these lots for packaging that a run still owes, all of it or a part; what they
    cost becomes part of the run's cost.

    Raises NotFound, TooMuch, and BadLines for a lot of something else, for packaging the run
    does not owe and for more than it owes."""
    loaded(db, run_id)
    lines = _lines(db, owed_by(db, run_id))
    lots = lock_lots(db, lines.values())
    lock_rows(db, AssemblyRun, [run_id])
    run = loaded(db, run_id)
    owed = {row.product_id: row for row in owed_by(db, run_id) if row.settled < row.needed}
    wraps = [Wrap(lines[key], row.needed - row.settled) for key, row in owed.items()]
    put(wraps, given.lots, lots)
    chosen = [wrap for wrap in wraps if wrap.picks]
    _only_chosen(chosen)
    gone = draw_all(chosen, lots)
    _refuse_short(chosen, lots)
    told = {"quantity": run.quantity, "name": run.finished_good.name}
    with doing(db, "assembly.choose_packaging", CHOSEN, op_id, **told):
        let_go(db, lots.values(), gone, "assembly", notes=run.finished_good.name)
        before = list(parts_of(db, run_id))
        rows = list(wrapped(chosen, lots))
        for place, row in enumerate(rows, len(before)):
            row.assembly_run_id, row.sort_order = run_id, place
        db.add_all(rows)
        for wrap in chosen:
            _settle(owed[wrap.line.part.id], wrap)
        is_whole = all(row.settled >= row.needed for row in owed.values())
        put_costs(run, [*before, *rows], is_whole=is_whole)
        db.flush()
    return run_view(db, run_id, recorded_in(db, run_id))


def _lines(db: TenantSession, rows: Sequence[DeferredPackaging]) -> dict[UUID, Line]:
    """What a run owes, as lines of packaging by product."""
    boxes = {Packaging(row.product_id, row.is_generic): row for row in rows}
    found = {}
    for box, (product, answers) in answering(db, boxes).items():
        name = label_of(product, sized=True)
        part = FrozenPart("packaging", product.id, name, boxes[box].needed, box.is_generic, None)
        found[product.id] = Line(part, product, tuple(answers))
    return found


def _only_chosen(wraps: Sequence[Wrap]) -> None:
    """What is chosen is what is wanted. Raises BadLines for more than is owed."""
    for wrap in wraps:
        if wrap.rest <= -DUST:
            raise BadLines(
                MORE_THAN_OWED, {"lots": MORE_THAN_OWED},
                name=wrap.line.part.name, left=plain(wrap.wanted),
            )  # fmt: skip
        # The lots that are told and no others.
        wrap.wanted -= wrap.rest


def _refuse_short(wraps: Sequence[Wrap], lots: Lots) -> None:
    """A chosen lot holds what is chosen of it."""
    for wrap in wraps:
        if wrap.lacks:
            lot = lots[wrap.lacks[0]]
            raise TooMuch(lot.label, lot.quantity, lot.unit)


def _settle(row: DeferredPackaging, wrap: Wrap) -> None:
    row.settled = min(row.settled + wrap.met, row.needed)
    if row.needed - row.settled < DUST:
        row.settled = row.needed
