"""Reading what somebody said or photographed, as background work.

What takes long comes first, without a transaction: the model hears or looks (it knows no tools),
then chooses among the tools of the live server. The calls it chose run through that server as the
person who spoke, inside one transaction with the word that the reading is done: killed anywhere in
between, it begins again and happens once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from fastmcp.exceptions import FastMCPError

from baketracker.assistant import available, quota
from baketracker.assistant.calling import Asker, Choosing, Question, Reading, ask
from baketracker.assistant.errors import (
    LimitReached,
    ModelUnreadable,
    NoModel,
)
from baketracker.assistant.limits import Ceiling
from baketracker.assistant.preferences import get as preferences_of
from baketracker.assistant.provider import Answer, Medium, MediumKind, Tool, ToolCall
from baketracker.config import Settings
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.errors import N_, Unavailable
from baketracker.faces import mcp
from baketracker.faces.format import Reader
from baketracker.fields import harmless
from baketracker.files import service as files
from baketracker.files.schemas import FileView
from baketracker.files.store import Key, Store
from baketracker.media.pictures import Picture, strips
from baketracker.tasks.jobs import Job, Kind, Later, register

from . import prompts
from .capture import Capture, capturing
from .drafts import READING, By
from .listing import files_of
from .models import Proposal
from .receipts import ReceiptRead, offered_products, propose_receipt
from .rules import ANSWERS, calls_of
from .seen_in_photo import propose_seen
from .shelf import LotSeen, lots_for

STEPS = 4
LISTENING, LOOKING = N_("Listening"), N_("Looking at it")
MATCHING = N_("Finding what it means here")
NOTHING = N_(
    "Nothing to save was found in that. Change the words and try again, or type it as a purchase."
)
SILENT_WORDS = N_("Nobody spoke in that recording. Try again, or type it.")
NO_RECEIPT = N_("That does not look like a receipt. Was it a photo of the pantry?")
# Seconds until a model that is away is asked again: sooner at first, then every quarter of an hour.
WAITS = (5, 15, 60, 300, 900)
MOST_TRIES = 100
# More than anybody says in one breath.
MOST_CALLS = 100
LONGEST_RAW, LONGEST_NOTE = 20_000, 1000


@dataclass(frozen=True)
class Given:
    """What is to be read, as it stood when the reading began."""

    source: str
    said: str
    is_asked: bool
    tries: int
    kept: Sequence[tuple[FileView, Key]]
    media: Sequence[Medium] = ()


@dataclass
class Understood:
    """What came of it: calls of our tools, or a receipt, or what is seen in a photo."""

    said: str
    by: By
    calls: Sequence[ToolCall] = ()
    receipt: ReceiptRead | None = None
    seen: Sequence[Mapping[str, Any]] = ()
    reading: dict[str, Any] = field(default_factory=dict)
    sentence: str = ""


def prepare(job: Job) -> Understood | None:
    """All that waits for others. None: it is settled already. Raises what makes it fail for good,
    and Later while the model or the file store is away."""
    given = _given(job)
    if given is None:
        return None
    try:
        return _understood(job, replace(given, media=list(_media(job, given))))
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
    with capturing(Capture(row.id, found.by, found.said)) as here, mcp.acting_in(db):
        if found.receipt is not None:
            propose_receipt(db, found.receipt)
        elif found.seen:
            propose_seen(db, found.seen)
        answers, faults = _call(db, job.at_hand["tools"], found.calls)
    if not here.made and answers is not None:
        row.state, row.reading = "answered", row.reading | {"answers": answers}
    elif not here.made:
        why = found.sentence or harmless(next(iter(faults), ""))[:LONGEST_NOTE]
        row.state, row.note = "failed", why or NOTHING
    _forget_sound(db, job, row)
    return {"proposals": [str(one) for one in here.made]}


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


def _understood(job: Job, given: Given) -> Understood:
    if not given.is_asked:
        if given.media and not given.said:
            raise NoModel
        return _by_rules(job, given.said)
    try:
        _admit(job)
    except LimitReached:
        # What is typed needs nobody.
        if given.media:
            raise
        return _by_rules(job, given.said)
    if given.source == "receipt":
        return _receipt(job, given)
    if given.source == "pantry" and given.media:
        return _photo(job, given)
    said = given.said
    reading: dict[str, Any] = {}
    if given.media and not said:
        said, reading = _hear(job, given.media[0])
        if not said:
            return Understood("", "model", reading=reading, sentence=SILENT_WORDS)
    return _chosen(job, said, reading)


def _hear(job: Job, medium: Medium) -> tuple[str, dict[str, Any]]:
    """What was said."""
    job.progress(1, STEPS, LISTENING)
    question = Reading(prompts.HEAR, "", prompts.HEARD, [medium])
    answer = _ask(job, question, "hear")
    assert answer.data is not None  # a reading has data
    said = harmless(answer.data["transcript"]) if answer.data["is_speech"] else ""
    _tell(job, said)
    return said, _about(answer, question)


def _chosen(job: Job, said: str, reading: dict[str, Any]) -> Understood:
    """Which tools do what was said: chosen by the model from those the server has."""
    with tenant_transaction(job.engine, job.scope) as db:
        lots = lots_for(db, said)
        with mcp.acting_in(db):
            tools = [
                Tool(one.name, one.description, one.parameters)
                for one in mcp.offered(job.at_hand["tools"])
                if not one.reads_only or one.name == ANSWERS
            ]
    job.progress(3, STEPS, MATCHING)
    question = Choosing(prompts.CHOOSE, _context(job, said, lots), tools, _few)
    answer = _ask(job, question, "choose")
    told = reading or _about(answer, question)
    return Understood(said, "model", answer.calls, reading=told)


def _few(answer: Answer) -> None:
    """Raise ModelUnreadable for more calls than anybody could look through."""
    if len(answer.calls) > MOST_CALLS:
        why = f"It called {len(answer.calls)} tools. Call at most {MOST_CALLS}."
        raise ModelUnreadable(why, answer.raw, answer.usage)


def _by_rules(job: Job, said: str) -> Understood:
    """Without a model our own rules read the sentence."""
    scope = job.scope
    with tenant_transaction(job.engine, scope) as db:
        lots = lots_for(db, said)
    calls = calls_of(said, scope.today(), Reader(scope.locale).groups, lots)
    return Understood(said, "rules", calls, reading={"model": "rules"})


def _receipt(job: Job, given: Given) -> Understood:
    job.progress(1, STEPS, LOOKING)
    with tenant_transaction(job.engine, job.scope) as db:
        offered = offered_products(db)
    text = "Products:\n" + "\n".join(f"{place}: {name}" for place, (_, name) in enumerate(offered))
    question = Reading(prompts.READ_RECEIPT, text, prompts.RECEIPT, given.media)
    answer = _ask(job, question, "read_receipt")
    assert answer.data is not None  # a reading has data
    told = _about(answer, question)
    if not answer.data["is_receipt"]:
        return Understood(given.said, "model", reading=told, sentence=NO_RECEIPT)
    job.progress(3, STEPS, MATCHING)
    read = ReceiptRead.of(answer.data, [key for key, _ in offered])
    return Understood(given.said, "model", receipt=read, reading=told)


def _photo(job: Job, given: Given) -> Understood:
    job.progress(1, STEPS, LOOKING)
    with tenant_transaction(job.engine, job.scope) as db:
        lots = list(lots_for(db, given.said or None).values())
    lines = "\n".join(f"{place}: {lot.line}" for place, lot in enumerate(lots))
    text = f"{given.said}\nLots:\n{lines}"
    question = Reading(prompts.LOOK, text, prompts.SEEN, given.media)
    answer = _ask(job, question, "look")
    assert answer.data is not None  # a reading has data
    seen = [
        item | {"lot_id": lots[item["index"]].id if _is_place(item["index"], lots) else None}
        for item in answer.data["items"]
    ]
    return Understood(given.said, "model", seen=seen, reading=_about(answer, question))


def _is_place(index: Any, of: Sequence[LotSeen]) -> bool:
    """A model may answer any number; only one of those it was offered counts."""
    return isinstance(index, int) and 0 <= index < len(of)


def _context(job: Job, said: str, lots: Mapping[UUID, LotSeen]) -> str:
    listed = "\n".join(lot.line for lot in lots.values()) or "none"
    return f"Today is {job.scope.today().isoformat()}.\nLots on hand:\n{listed}\n\nSaid:\n{said}"


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


def _ask(job: Job, question: Question, purpose: str) -> Answer:
    return ask(job.at_hand["asker"], job.scope, question, job.task_id, purpose)


def _about(answer: Answer, question: Question) -> dict[str, Any]:
    """What is kept of an answer beside the proposal."""
    return {
        "model": answer.usage.model,
        "prompt": question.instruction.name,
        "prompt_version": question.instruction.version,
        "raw": answer.raw[:LONGEST_RAW].replace("\0", "").encode(errors="replace").decode(),
    }


def _admit(job: Job) -> None:
    """Count it before anything is paid for. Raises QuotaReached, SpendLimitReached."""
    config: Settings = job.at_hand["settings"]
    with tenant_transaction(job.engine, job.scope) as db:
        quota.admit(db, job.task_id, Ceiling.of(config))


def _tell(job: Job, said: str) -> None:
    """The words as soon as they are known: nobody finds a mistake faster than who said them."""
    with tenant_transaction(job.engine, job.scope) as db:
        row = db.find(Proposal, job.task_id)
        if row is not None and row.state == "reading":
            row.said = said


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
