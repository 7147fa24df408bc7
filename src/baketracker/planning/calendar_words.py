"""A schedule's trouble and what mends it, in sentences."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from baketracker.errors import N_, Text

from .calendar_schemas import JobView, RepairView, Sentence
from .schedule_terms import Binding, Horizon, Repair

Jobs = Mapping[UUID, JobView]
# So many batches on one day make a home baker doubt the plan.
MANY = 20

# By kind, by whether it is one day or several, and for room by whether shelf life is the reason.
_ROOM: dict[tuple[str, bool, bool], Text] = {
    ("batches", True, True): N_(
        "Batches on %(first)s: %(need)s needed, room for %(room)s. %(names)s would not be fresh if "
        "baked earlier."
    ),
    ("batches", False, True): N_(
        "Batches from %(first)s to %(last)s: %(need)s needed, room for %(room)s. %(names)s would "
        "not be fresh if baked earlier."
    ),
    ("batches", True, False): N_("Batches on %(first)s: %(need)s needed, room for %(room)s."),
    ("batches", False, False): N_(
        "Batches from %(first)s to %(last)s: %(need)s needed, room for %(room)s. There are no more "
        "days."
    ),
    ("minutes", True, True): N_(
        "Oven minutes on %(first)s: %(need)s needed, %(room)s free. %(names)s would not be fresh "
        "if baked earlier."
    ),
    ("minutes", False, True): N_(
        "Oven minutes from %(first)s to %(last)s: %(need)s needed, %(room)s free. %(names)s would "
        "not be fresh if baked earlier."
    ),
    ("minutes", True, False): N_("Oven minutes on %(first)s: %(need)s needed, %(room)s free."),
    ("minutes", False, False): N_(
        "Oven minutes from %(first)s to %(last)s: %(need)s needed, %(room)s free. There are no "
        "more days."
    ),
}
_OTHER: dict[str, Text] = {
    "fit": N_(
        "The batches do not divide among the days from %(first)s to %(last)s: %(names)s is left "
        "over."
    ),
    "too_long": N_(
        "One batch of %(names)s takes %(need)s minutes of oven, and a day has %(room)s."
    ),
    "no_day": N_("No working day is left for %(names)s."),
    "kept_early": N_("%(names)s baked on %(first)s would not be fresh at the event."),
    "kept_late": N_(
        "%(names)s on %(first)s comes too late for the event or for what it is part of."
    ),
}
_ON_DAY = N_("%(limit)s batches on %(day)s instead of %(usual)s.")
_ON_DAY_OVEN = N_("%(limit)s minutes of oven on %(day)s instead of %(usual)s.")
_A_DAY = N_("%(limit)s batches every day instead of %(usual)s.")
_A_DAY_OVEN = N_("%(limit)s minutes of oven every day instead of %(usual)s.")
_A_DAY_BOTH = N_("%(limit)s batches and %(oven)s minutes of oven every day.")
_KEEPS = N_("Start earlier: %(name)s %(days)s days before the event instead of %(usual)s.")
_OPEN = N_("Leave the day of %(name)s open.")
_WORK_ON = N_("Bake on %(day)s, a day off.")


def binding_in_words(binding: Binding, jobs: Jobs) -> Sentence:
    """What stands in the way."""
    names = ", ".join(_named(jobs, binding.keys))
    facts = {
        "first": binding.first,
        "last": binding.last,
        "need": str(binding.need),
        "room": str(binding.room),
        "names": names,
    }
    one = binding.first == binding.last
    # A chosen day that is too full is no matter of shelf life.
    chosen = any(jobs[key].bake_on for key in binding.keys if isinstance(key, UUID))
    fresh = bool(binding.keys) and not chosen
    message = _ROOM.get((binding.kind, one, fresh)) or _OTHER[binding.kind]
    return Sentence(code=f"schedule_{binding.kind}", message=message, facts=facts)


def repair_in_words(repair: Repair, horizon: Horizon, jobs: Jobs) -> RepairView:
    """One change that mends the schedule."""
    job = jobs.get(repair.key) if isinstance(repair.key, UUID) else None
    name = job.name if job else ""
    if repair.kind == "open":
        message, facts = _OPEN, {"name": name}
    elif repair.kind == "keeps":
        usual = job.shelf_life_days if job else None
        message, facts = _KEEPS, {"name": name, "days": str(repair.days), "usual": str(usual)}
    elif repair.kind == "work_on":
        message, facts = _WORK_ON, {}
    else:
        message, facts = _more(repair, horizon)
    days = {"day": repair.day} if repair.day else {}
    return RepairView(
        code=f"schedule_{repair.kind}",
        message=message,
        facts={**facts, **days},
        kind=repair.kind,
        job_id=job.id if job else None,
        day=repair.day,
    )


def _more(repair: Repair, horizon: Horizon) -> tuple[Text, dict[str, str]]:
    more, batches, oven = repair.more, horizon.batches_per_day or 0, horizon.minutes_per_day or 0
    if more.batches and more.minutes:
        return _A_DAY_BOTH, {"limit": str(batches + more.batches), "oven": str(oven + more.minutes)}
    if more.batches:
        words = _ON_DAY if repair.day else _A_DAY
        return words, {"limit": str(batches + more.batches), "usual": str(batches)}
    words = _ON_DAY_OVEN if repair.day else _A_DAY_OVEN
    return words, {"limit": str(oven + more.minutes), "usual": str(oven)}


def notes_in_words(jobs: Iterable[JobView], horizon: Horizon) -> list[Sentence]:
    """What nobody has said, and the schedule had to guess."""
    jobs = list(jobs)
    notes: list[Sentence] = []
    ageless = [job.name for job in jobs if job.shelf_life_days is None and not job.inside]
    if ageless:
        notes.append(_note("shelf_life_unknown", _AGELESS, ageless))
    unheated = [job.name for job in jobs if job.oven_minutes is None]
    if horizon.minutes_per_day is not None and unheated:
        notes.append(_note("oven_unknown", _UNHEATED, unheated))
    if horizon.batches_per_day is None and horizon.minutes_per_day is None:
        notes.extend(_fullest(jobs))
    return notes


def _fullest(jobs: Iterable[JobView]) -> Iterable[Sentence]:
    """Without a limit everything fits on one day, 2,000 batches too."""
    days: Counter[date] = Counter()
    for job in jobs:
        for bake in job.bakes:
            days[bake.day] += bake.batches
    for day, batches in days.most_common(1):
        if batches > MANY:
            facts: dict[str, str | date] = {"batches": str(batches), "day": day}
            yield Sentence(code="limit_unknown", message=_UNLIMITED, facts=facts)


_UNLIMITED = N_(
    "%(batches)s batches on %(day)s: nobody has said how many the kitchen can bake in a day."
)
_AGELESS = N_("Nobody has said how long this keeps: %(names)s.")
_UNHEATED = N_("No step says how long this is in the oven, so it counts as no time: %(names)s.")


def _note(code: str, message: Text, names: Iterable[str]) -> Sentence:
    return Sentence(code=code, message=message, facts={"names": ", ".join(names)})


def _named(jobs: Jobs, keys: Iterable[object]) -> list[str]:
    return [jobs[key].name for key in keys if isinstance(key, UUID) and key in jobs]
