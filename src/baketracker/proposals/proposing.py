"""Making proposals: what a sentence, a tool call or a reading would write, put down for a person to
look at. Nothing else is written here."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from baketracker.buying.given import MOST_PACKAGES
from baketracker.db.rows import live
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput, RuleBroken
from baketracker.events.models import Event
from baketracker.finished_goods.models import FinishedGood
from baketracker.measures.folding import fold
from baketracker.recipes.models import FinishedUnit
from baketracker.understanding.amounts import unit_code
from baketracker.understanding.names import words
from baketracker.understanding.sentences import PurchaseSaid, understand
from baketracker.understanding.wording import container_word

from .capture import capture
from .dishes import dishes_of
from .drafts import By, Draft, EventDraft, PlanDraft, PurchaseDraft, RunDraft, StockDraft, kept
from .known import known_of
from .lines import Bought, spoken_line
from .listing import count_waiting
from .models import Proposal
from .pricing import doubt_prices
from .schemas import SaidPurchase
from .seen import left_line, seen_line, used_line
from .viewing import ProposalView, view_of

UNKNOWN_UNIT = N_("“%(unit)s” is no unit we know. Use g, kg, oz, lb, ml, l, cup, each or bag.")
PACKAGES = N_("Packages are counted whole, at most %(most)s of them.")
NO_NAME = N_("Say what the event is called.")
MOST_OPEN = 500


class TooManyOpen(RuleBroken):
    """So much waits already that nobody would look at more."""

    code = "too_many_open"

    def __init__(self) -> None:
        super().__init__(
            N_("%(count)s proposals wait already. Save or discard some first."), count=MOST_OPEN
        )


@verb("propose")
def propose_purchase(db: TenantSession, said: SaidPurchase) -> ProposalView:
    """What somebody bought, as they said it: a line with the product that is meant, or with those
    it may be. Things of one breath and one store stand in one proposal.

    Raises InvalidInput for a unit nobody knows, TooManyOpen."""
    bought = _bought(said, is_doubtful=_is_vague(db, said.item_name))
    known, by = known_of(db, said.store), _by()
    row = _same_breath(db, said.store)
    if row is not None:
        draft = PurchaseDraft.model_validate(row.payload)
        line = spoken_line(len(draft.lines), bought, known, by)
        whole = draft.model_copy(update={"lines": [*draft.lines, line]})
        row.payload = kept(doubt_prices(db, whole))
        db.flush()
        return view_of(db, row)
    draft = PurchaseDraft(
        store=said.store,
        supplier_id=known.supplier_id,
        bought_on=db.scope.today(),
        lines=[spoken_line(0, bought, known, by)],
        by={"bought_on": "rules"} | ({"store": by} if said.store else {}),
    )
    return placed(db, "purchase", doubt_prices(db, draft))


@verb("propose")
def propose_count(
    db: TenantSession, lot_id: UUID, low: Decimal, high: Decimal, text: str = ""
) -> ProposalView:
    """Between `low` and `high` percent of one package of a lot are left. Where somebody speaks and
    other lots of its ingredient are there, it is asked which. Raises NotFound, InvalidInput."""
    line = seen_line(db, 0, text or _said(), low, high, _by(), lot_id)
    return placed(db, "stock", StockDraft(lines=[line]))


@verb("propose")
def propose_use(
    db: TenantSession, lot_id: UUID, quantity: Decimal, unit: str, text: str = ""
) -> ProposalView:
    """So much of a lot was used. Raises NotFound, InvalidInput, ConversionError."""
    line = used_line(db, 0, text or _said(), lot_id, quantity, _unit(unit), _by())
    return placed(db, "stock", StockDraft(lines=[line]))


@verb("propose")
def propose_left(
    db: TenantSession, lot_id: UUID, quantity: Decimal, unit: str, text: str = ""
) -> ProposalView:
    """So much of a lot is left. Raises NotFound, InvalidInput, ConversionError."""
    line = left_line(db, 0, text or _said(), lot_id, quantity, _unit(unit), _by())
    return placed(db, "stock", StockDraft(lines=[line]))


@verb("propose")
def propose_event(
    db: TenantSession,
    name: str,
    event_date: date | None,
    guests: int | None,
    recipe_names: Sequence[str],
) -> ProposalView:
    """An event with what is to be made for it: each name with the recipe that is called so, or
    nearly so; the others would be new. Raises InvalidInput for a name nobody can read."""
    by = _by()
    draft = EventDraft(
        name=name,
        event_date=event_date,
        guests=guests,
        dishes=dishes_of(db, recipe_names, by),
        by={"name": by, "event_date": by, "guests": by},
    )
    if not draft.name:
        raise InvalidInput(NO_NAME, {"event_name": NO_NAME})
    return placed(db, "event", draft)


@verb("propose")
def propose_goods(
    db: TenantSession, event_id: UUID, finished_good_id: UUID, quantity: int, reason: str = ""
) -> ProposalView:
    """Another number of one finished good of an event; 0 takes it off. Raises NotFound."""
    live(db, Event, event_id, "event")
    live(db, FinishedGood, finished_good_id, "finished good")
    by: By = _by()
    draft = PlanDraft(
        event_id=event_id,
        finished_good_id=finished_good_id,
        quantity=quantity,
        reason=reason,
        by={"quantity": by},
    )
    return placed(db, "plan", draft)


@verb("propose")
def propose_run(
    db: TenantSession, finished_unit_id: UUID, event_id: UUID | None, batches: int, good: int
) -> ProposalView:
    """So many batches of one finished unit were baked, with so many good ones. Raises NotFound."""
    live(db, FinishedUnit, finished_unit_id, "finished unit")
    if event_id is not None:
        live(db, Event, event_id, "event")
    by: By = _by()
    draft = RunDraft(
        finished_unit_id=finished_unit_id,
        event_id=event_id,
        batches=batches,
        good=good,
        by={"batches": by, "good": by},
    )
    return placed(db, "run", draft)


def placed(db: TenantSession, kind: str, draft: Draft) -> ProposalView:
    """The draft in the proposal that waits for it, else in a new one. Raises TooManyOpen."""
    here = capture.get()
    if here is not None and not here.made:
        row = db.find(Proposal, here.proposal_id)
        assert row is not None  # the reading began with it
        row.kind, row.state, row.note = kind, "ready", ""
    else:
        refuse_too_many(db)
        first = db.find(Proposal, here.proposal_id) if here else None
        row = Proposal(
            kind=kind,
            state="ready",
            source=first.source if first else "token",
            said=here.said if here else "",
            reading=first.reading if first else {},
            first_id=first.id if first else None,
        )
        db.add(row)
    row.payload = kept(draft)
    db.flush()
    if here is not None:
        here.made.append(row.id)
    return view_of(db, row)


def _is_vague(db: TenantSession, name: str) -> bool:
    """Whether it was said how much about: "a couple of", "some"."""
    here = capture.get()
    if here is None or not here.said:
        return False
    meant = set(words(name))
    return any(
        isinstance(one, PurchaseSaid)
        and one.amount is not None
        and one.amount.is_doubtful
        and bool(meant & set(words(one.item)))
        for one in understand(here.said, today=db.scope.today(), groups=here.groups)
    )


def _bought(said: SaidPurchase, *, is_doubtful: bool) -> Bought:
    """In our units. Raises InvalidInput."""
    code = unit_code(said.unit)
    packages = None
    if code is None:
        if container_word(said.unit) is None:
            raise InvalidInput(UNKNOWN_UNIT, {"unit": UNKNOWN_UNIT}, unit=said.unit)
        if said.quantity % 1 or said.quantity > MOST_PACKAGES:
            raise InvalidInput(PACKAGES, {"quantity": PACKAGES}, most=MOST_PACKAGES)
        packages = int(said.quantity)
    return Bought(
        text=said.item_name,
        name=said.item_name,
        quantity=said.quantity if packages is None else None,
        unit=code,
        packages=packages,
        price=said.price,
        is_doubtful=is_doubtful,
    )


def _unit(said: str) -> str:
    """The code of a unit somebody said. Raises InvalidInput."""
    code = unit_code(said)
    if code is None:
        raise InvalidInput(UNKNOWN_UNIT, {"unit": UNKNOWN_UNIT}, unit=said)
    return code


def _same_breath(db: TenantSession, store: str) -> Proposal | None:
    """The purchase this reading has begun in the same store."""
    here = capture.get()
    for made in here.made if here else ():
        row = db.find(Proposal, made)
        if row is None or row.kind != "purchase":
            continue
        if fold(row.payload["store"]).strip() == fold(store).strip():
            return row
    return None


def refuse_too_many(db: TenantSession) -> None:
    """Raise TooManyOpen where nobody would look at more."""
    if count_waiting(db) >= MOST_OPEN:
        raise TooManyOpen


def _by() -> By:
    here = capture.get()
    return here.by if here else "program"


def _said() -> str:
    here = capture.get()
    return here.said[:300] if here else ""
