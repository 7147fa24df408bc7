"""Reading what somebody said or photographed, as background work.

What takes long comes first, without a transaction. The calls a model chose then run through the
server of our tools as the person who spoke, inside one transaction with the word that the reading
is done: killed anywhere in between, it begins again and happens once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from fastmcp.exceptions import FastMCPError

from baketracker.assistant import available
from baketracker.assistant.calling import Asker
from baketracker.assistant.preferences import get as preferences_of
from baketracker.assistant.provider import Medium, MediumKind, ToolCall
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.errors import N_, Unavailable
from baketracker.faces import mcp
from baketracker.faces.format import Reader
from baketracker.fields import harmless
from baketracker.files import service as files
from baketracker.files.store import Store
from baketracker.media.pictures import Picture, strips
from baketracker.tasks.jobs import Job, Kind, Later, register

from .capture import Capture, capturing
from .drafts import READING
from .listing import files_of
from .meaning_worker import Given, Understood, understood
from .models import Proposal
from .receipts import propose_receipt
from .rules import ANSWERS
from .seen_in_photo import propose_seen

NOTHING = N_(
    "Nothing to save was found in that. Change the words and try again, or type it as a purchase."
)
# Seconds until a model that is away is asked again: sooner at first, then every quarter of an hour.
WAITS = (5, 15, 60, 300, 900)
MOST_TRIES = 100
LONGEST_NOTE = 1000


def prepare(job: Job) -> Understood | None:
    """All that waits for others. None: it is settled already. Raises what makes it fail for good,
    and Later while the model or the file store is away."""
    given = _given(job)
    if given is None:
        return None
    try:
        return understood(job, replace(given, media=list(_media(job, given))))
    except Unavailable as error:
        if given.tries >= MOST_TRIES:
            raise
        _count_try(job, str(error.message))
        wait = max(error.retry_after, WAITS[min(given.tries, len(WAITS) - 1)])
        raise Later(str(error), wait) from error


def work(db: TenantSession, job: Job) -> dict[str, Any]:
    """Make the proposals of what was understood."""
    found: Understood | None = job.prepared
    row = db.find(Proposal, job.task_id)
    if found is None or row is None or row.state != "reading":
        return {}
    row.said, row.reading = found.said, row.reading | found.reading
    groups = Reader(db.scope.locale).groups
    with capturing(Capture(row.id, found.by, found.said, groups)) as here, mcp.acting_in(db):
        if found.receipt is not None:
            propose_receipt(db, found.receipt)
        elif found.seen:
            propose_seen(db, found.seen)
        answers, faults = _call(db, job.at_hand["tools"], found.calls)
    if not here.made and answers is not None:
        row.state, row.reading = "answered", row.reading | {"answers": answers}
    elif not here.made:
        row.state, row.note = "failed", found.sentence or _told(faults) or NOTHING
    else:
        row.note = _told([*filter(None, [found.sentence]), *faults])
    _forget_sound(db, job, row)
    return {"proposals": [str(one) for one in here.made]}


def _told(faults: Sequence[str]) -> str:
    """What was refused of what was said, in a line each."""
    return "\n".join(harmless(one) for one in dict.fromkeys(faults))[:LONGEST_NOTE]


def failing(db: TenantSession, job: Job, sentence: str) -> None:
    """What was sent stays, with the reason beside it."""
    row = db.find(Proposal, job.task_id)
    if row is not None and row.state == "reading":
        row.state, row.note = "failed", sentence


def _given(job: Job) -> Given | None:
    with tenant_transaction(job.engine, job.scope) as db:
        row = db.find(Proposal, job.task_id)
        if row is None or row.state != "reading":
            return None
        kept = [(files.get(db, key), files.key_of(db, key)) for key in files_of(db, row.id)]
        asker: Asker | None = job.at_hand.get("asker")
        kinds: set[MediumKind] = {"sound" if one.kind == "sound" else "picture" for one, _ in kept}
        is_asked = available.reads(db, asker.provider if asker else None, *kinds)
        return Given(row.source, row.said, is_asked, row.tries, kept)


def _media(job: Job, given: Given) -> Iterator[Medium]:
    """What the model gets of the files: a recording, or a picture, in pieces where it is long.
    Raises Unavailable while the file store is away."""
    store: Store = job.at_hand["files"]
    for one, key in given.kept:
        content = store.get(key)
        if one.kind == "sound":
            yield Medium("sound", one.media_type, content)
        else:
            picture = Picture(content, one.width or 0, one.height or 0, one.likeness or 0)
            for piece in strips(picture):
                yield Medium("picture", one.media_type, piece)


def _call(
    db: TenantSession, server: Any, calls: Sequence[ToolCall]
) -> tuple[list[Any] | None, list[str]]:
    """Call the chosen tools: what they answered to a question (None: nothing was asked), and what
    they refused, in sentences. One that was refused does not keep the others from being
    proposed."""
    answers: list[Any] | None = None
    faults: list[str] = []
    for call in calls:
        try:
            with db.begin_nested():
                told = mcp.called(server, call.name, _plain(call.arguments))
            if call.name == ANSWERS:
                answers = [*(answers or []), *told["result"]]
        except FastMCPError as error:
            faults.append(str(error).partition(": ")[2] or str(error))
    return answers, faults


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON would bring them: absent where nobody said anything, amounts as text."""
    return {
        name: format(value, "f") if isinstance(value, Decimal) else value
        for name, value in arguments.items()
        if value is not None
    }


def _count_try(job: Job, note: str) -> None:
    with tenant_transaction(job.engine, job.scope) as db:
        row = db.find(Proposal, job.task_id)
        if row is not None and row.state == "reading":
            row.tries, row.note = row.tries + 1, note


def _forget_sound(db: TenantSession, job: Job, row: Proposal) -> None:
    """A recording that was understood is not kept, unless the bakery wants that."""
    if row.source != "voice" or row.state == "failed" or preferences_of(db).keeps_sound:
        return
    for key in files_of(db, row.id):
        files.remove(db, job.at_hand["files"], key)


register(
    Kind(
        READING,
        work,
        done_href="/review/{id}",
        done_label=N_("Look at it"),
        failed_href="/review/{id}",
        failed_label=N_("Look at it"),
        title=N_("Reading"),
        prepare=prepare,
        failing=failing,
        in_turn=False,
    )
)
