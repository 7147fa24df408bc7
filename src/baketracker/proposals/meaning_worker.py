"""What a sentence, a recording or a picture means: the model hears or looks (it knows no tools),
then chooses among the tools of the live server. No transaction is open while it thinks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from baketracker.assistant import quota
from baketracker.assistant.answers import part_of
from baketracker.assistant.calling import Choosing, Question, Reading, ask
from baketracker.assistant.errors import LimitReached, ModelUnreadable, NoModel
from baketracker.assistant.limits import Ceiling
from baketracker.assistant.provider import Answer, Medium, Tool, ToolCall
from baketracker.config import Settings
from baketracker.db.tenancy import tenant_transaction
from baketracker.errors import N_
from baketracker.faces import mcp
from baketracker.faces.format import Reader
from baketracker.fields import harmless
from baketracker.files.schemas import FileView
from baketracker.files.store import Key
from baketracker.tasks.jobs import Job

from . import prompts
from .drafts import By
from .models import Proposal
from .receipts import ReceiptRead, offered_products
from .rules import ANSWERS, calls_of
from .shelf import LotSeen, lots_for

STEPS = 4
LISTENING, LOOKING = N_("Listening"), N_("Looking at it")
MATCHING = N_("Finding what it means here")
SILENT_WORDS = N_("Nobody spoke in that recording. Try again, or type it.")
NO_RECEIPT = N_("That does not look like a receipt. Was it a photo of the pantry?")
CUT_OFF = N_("The end of the receipt could not be read: compare it with the paper.")
# More than anybody says in one breath.
MOST_CALLS = 100
LONGEST_RAW = 20_000


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
    """What came of it: calls of our tools, a receipt, or what is seen in a photo; `sentence` says
    why nothing did, or what was left out."""

    said: str
    by: By
    calls: Sequence[ToolCall] = ()
    receipt: ReceiptRead | None = None
    seen: Sequence[Mapping[str, Any]] = ()
    reading: dict[str, Any] = field(default_factory=dict)
    sentence: str = ""


def understood(job: Job, given: Given) -> Understood:
    """What `given` means. Raises NoModel, LimitReached, ModelUnreadable and Unavailable, a word
    each."""
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
    sentence = ""
    try:
        answer = _ask(job, question, "read_receipt")
        data, told = answer.data, _about(answer, question)
    except ModelUnreadable as cut:
        # A long receipt may be cut off in the middle: the lines before that are whole.
        data, told = part_of(cut.raw, prompts.RECEIPT, "lines"), _told(cut.raw, "", question)
        sentence = CUT_OFF
        if data is None:
            raise
    assert data is not None  # a reading has data
    if not data["is_receipt"]:
        return Understood(given.said, "model", reading=told, sentence=NO_RECEIPT)
    job.progress(3, STEPS, MATCHING)
    read = ReceiptRead.of(data, [key for key, _ in offered])
    return Understood(given.said, "model", receipt=read, reading=told, sentence=sentence)


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


def _ask(job: Job, question: Question, purpose: str) -> Answer:
    return ask(job.at_hand["asker"], job.scope, question, job.task_id, purpose)


def _about(answer: Answer, question: Question) -> dict[str, Any]:
    """What is kept of an answer beside the proposal."""
    return _told(answer.raw, answer.usage.model, question)


def _told(raw: str, model: str, question: Question) -> dict[str, Any]:
    return {
        "model": model,
        "prompt": question.instruction.name,
        "prompt_version": question.instruction.version,
        "raw": raw[:LONGEST_RAW].replace("\0", "").encode(errors="replace").decode(),
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
