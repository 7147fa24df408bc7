"""Taking ingredients out of the pantry: for a run, or because somebody used them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Literal
from uuid import UUID

from baketracker.db.journal import doing
from baketracker.db.rows import lock_rows
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import Moment
from baketracker.errors import N_, NotFound, RuleBroken
from baketracker.ingredients.models import Ingredient
from baketracker.stock.consuming import let_go
from baketracker.stock.ledger import Reason

from .adjusting import check_reason
from .given import Use
from .holding import lots_left
from .models import Lot
from .schemas import Consumed, UseView, Want
from .shelf import brief
from .using import drawn_from, use_view

Shelves = Mapping[UUID, Mapping[UUID, Lot]]


class NotEnough(RuleBroken):
    """The pantry holds less than is wanted. `uses` are those that lack something: what there is of
    each (`taken`), what lacks (`short`), and the lots whose unit nobody can turn into the one
    asked for (`passed`)."""

    code = "not_enough"

    def __init__(self, uses: Sequence[UseView]) -> None:
        self.uses = list(uses)
        words = N_(
            "Not enough in the pantry. Lacking: %(lacking)s. There: %(there)s. "
            "Buy more, or count what is there."
        )
        passed = {
            lot.lot_id: f"{lot.product} ({brief(lot.quantity, lot.unit)})"
            for use in uses
            for lot in use.passed
        }
        if passed:
            words = N_(
                "Not enough in the pantry. Lacking: %(lacking)s. There: %(there)s. "
                "Not counted, because it cannot be turned into the unit needed: %(passed)s. "
                "Say what a cup of it weighs, buy more, or count what is there."
            )
        super().__init__(
            words,
            lacking=", ".join(f"{brief(u.short, u.unit)} {u.ingredient.name}" for u in uses),
            there=", ".join(f"{brief(u.taken, u.unit)} {u.ingredient.name}" for u in uses),
            passed=", ".join(passed.values()),
        )


@verb("write")
def consume(
    db: TenantSession,
    wants: Sequence[Want],
    reason: Reason,
    *,
    short: Literal["refuse", "take"] = "refuse",
    at: Moment | None = None,
    notes: str = "",
    op_id: UUID | None = None,
) -> Consumed:
    """Take all of `wants` out of the pantry, the first bought first: one row of the ledger for
    every lot. Of what is not there, `refuse` takes nothing of anything, `take` what there is.

    `at` is when it happened, now unless told. Raises NotFound, NotEnough. Each lot
    taken from is one statement; the rest do not depend on how many wants and lots there are."""
    rows, shelves = _locked(db, {want.ingredient_id for want in wants})
    gone: dict[UUID, Decimal] = {}
    uses = []
    for want in wants:
        row, shelf = rows[want.ingredient_id], shelves[want.ingredient_id]
        uses.append(use_view(row, drawn_from(row, shelf, want.quantity, want.unit, gone), shelf))
    if short == "refuse" and (lacking := [use for use in uses if use.short]):
        raise NotEnough(lacking)
    message, numbers = _sentence(uses)
    with doing(db, "pantry.consume", message, op_id, **numbers) as operation_id:
        lots = chain.from_iterable(shelf.values() for shelf in shelves.values())
        let_go(db, lots, gone, reason, at=at, notes=notes)
    return Consumed(operation_id=operation_id, uses=uses)


@verb("write")
def use(db: TenantSession, ingredient_id: UUID, given: Use, op_id: UUID | None = None) -> Consumed:
    """Somebody used so much of an ingredient; `consume` for a person's reasons.

    Raises NotFound, NotEnough, and InvalidInput where another reason is not told."""
    check_reason(given)
    want = Want(ingredient_id, given.quantity, given.unit)
    return consume(db, [want], given.reason, short=given.short, notes=given.notes, op_id=op_id)


def _locked(db: TenantSession, ids: set[UUID]) -> tuple[dict[UUID, Ingredient], Shelves]:
    """The ingredients, locked in the order of their ids, then what is left of them, in the order
    it is used: whoever takes from the same ones waits at the first of these locks."""
    rows = {row.id: row for row in lock_rows(db, Ingredient, ids) if row.deleted_at is None}
    if len(rows) < len(ids):
        raise NotFound("ingredient")
    left = lots_left(db, ids, for_change=True)
    return rows, {key: {lot.id: lot for lot in left[key]} for key in ids}


def _sentence(uses: Sequence[UseView]) -> tuple[str, dict[str, str]]:
    """What was done, for the list of operations."""
    if len({use.ingredient.id for use in uses}) != 1:
        return N_("Used %(count)s ingredients"), {"count": str(len(uses))}
    taken = " + ".join(brief(use.taken, use.unit) for use in uses)
    return N_("Used %(amount)s of %(name)s"), {"amount": taken, "name": uses[0].ingredient.name}
