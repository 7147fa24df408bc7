"""How well entering goes: how long it takes until something is saved, and how much was known."""

from datetime import timedelta

from pydantic import BaseModel
from sqlalchemy import func, select

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.db.types import now

from .models import Proposal

DAYS = 30
# More receipts say nothing else.
MOST = 200


class Quick(BaseModel):
    """Of one way in: half of the `count` proposals were saved within so many seconds after they
    were sent."""

    source: str
    seconds: int
    count: int


class Went(BaseModel):
    """The last days: each way in, and of so many printed `lines` how many were known by what was
    `learnt`."""

    ways: list[Quick]
    lines: int
    learnt: int


@verb("read")
def how_it_went(db: TenantSession, days: int = DAYS) -> Went:
    """How long it took from sending to saving in the last `days`, and how many lines of the newest
    200 receipts were known by a correction of before. Two statements."""
    since = now() - timedelta(days)
    took = func.extract("epoch", Proposal.settled_at - Proposal.created_at)
    ways = (
        select(Proposal.source, func.percentile_cont(0.5).within_group(took), func.count())
        .where(Proposal.state == "confirmed", Proposal.settled_at >= since)
        .group_by(Proposal.source)
        .order_by(Proposal.source)
    )
    newest = (
        select(Proposal.payload)
        .where(Proposal.source == "receipt", Proposal.created_at >= since)
        .order_by(Proposal.created_at.desc())
        .limit(MOST)
    )
    lines = [line for payload in db.scalars(newest) for line in payload.get("lines", ())]
    return Went(
        ways=[
            Quick(source=row[0], seconds=round(row[1]), count=row[2]) for row in db.execute(ways)
        ],
        lines=len(lines),
        learnt=sum(line["by"].get("product") == "learnt" for line in lines),
    )
