"""What the tests of proposals do again and again."""

from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, func, select

from baketracker.activity import service as activity
from baketracker.app import for_jobs
from baketracker.db.types import new_id
from baketracker.pantry.models import Lot
from baketracker.proposals import reading_worker, service
from baketracker.proposals.drafts import READING
from baketracker.proposals.models import Proposal
from baketracker.proposals.settling import Settled
from baketracker.proposals.viewing import ProposalView
from baketracker.purchases.models import Purchase
from baketracker.tasks import jobs
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import settings_for_tests


def read(bakery: BakeryOnDatabase, proposal_id: UUID, **at_hand: Any) -> ProposalView:
    """The reading of a proposal, done as a worker does it; without a model unless one is given."""
    hands = {**hands_on(bakery.engine), **at_hand}
    jobs.perform(bakery.engine, READING, str(bakery.id), str(proposal_id), {}, hands)
    return proposal(bakery, proposal_id)


@lru_cache
def hands_on(engine: Engine) -> dict[str, Any]:
    """What a worker of this test run has at hand; there is no model."""
    url = engine.url.render_as_string(hide_password=False)
    return for_jobs(settings_for_tests(url), engine)


assert reading_worker  # the work it registers is what these steps begin


def said(bakery: BakeryOnDatabase, sentence: str, **at_hand: Any) -> ProposalView:
    """What becomes of a typed sentence."""
    with bakery.session() as db:
        made = service.begin_sentence(db, sentence, new_id())
    return read(bakery, made, **at_hand)


def proposal(bakery: BakeryOnDatabase, proposal_id: UUID) -> ProposalView:
    with bakery.session() as db:
        return service.get(db, proposal_id)


def confirmed(bakery: BakeryOnDatabase, seen: ProposalView) -> Settled:
    with bakery.session() as db:
        return service.confirm(db, seen.id, seen.fingerprint, new_id())


def undone(bakery: BakeryOnDatabase, settled: Settled) -> None:
    with bakery.session() as db:
        activity.undo(db, settled.operation_id)


def purchases(bakery: BakeryOnDatabase) -> list[Purchase]:
    with bakery.session() as db:
        found = select(Purchase).where(Purchase.deleted_at.is_(None)).order_by(Purchase.id)
        return list(db.scalars(found))


def in_stock(bakery: BakeryOnDatabase) -> list[Any]:
    with bakery.session() as db:
        found = select(Lot.quantity).where(Lot.deleted_at.is_(None), Lot.quantity > 0)
        return [one.normalize() for one in db.scalars(found.order_by(Lot.id))]


def how_many(bakery: BakeryOnDatabase) -> int:
    with bakery.session() as db:
        return db.scalar(select(func.count(Proposal.id))) or 0


def as_job(bakery: BakeryOnDatabase) -> BakeryOnDatabase:
    """The same bakery, acted in by background work."""
    return replace(bakery, scope=replace(bakery.scope, kind="job"))
