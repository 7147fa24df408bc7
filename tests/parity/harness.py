"""The comparison itself: recorded entry by recorded entry, section by section."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.parity import pure
from tests.parity.compare import ABSENT, Leaf, compare, leaves
from tests.parity.desktop_file import opened
from tests.parity.deviations import Deviations
from tests.parity.oracle import BY_REPLAY, EXPECTED, replay
from tests.parity.provider import FILES, Provider
from tests.parity.sections import (
    ORDERED,
    PURE,
    REPLAYED,
    SAMPLED,
    STAGES,
    WORK,
    Entry,
    entries,
    stage_entries,
)

Answers = dict[tuple[str, ...], Any]


@dataclass(slots=True)
class Tally:
    """Leaves of one section, both stages added up."""

    equal: int = 0
    by_rule: int = 0
    uncovered: int = 0
    unexplained: int = 0

    def figures(self) -> dict[str, int]:
        """As the JSON line says it."""
        return {
            "equal": self.equal,
            "by_rule": self.by_rule,
            "uncovered": self.uncovered,
            "unexplained": self.unexplained,
        }


@dataclass(slots=True)
class Report:
    """What the run found. `complaints` are sentences about what nothing explains."""

    sections: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    complaints: list[str] = field(default_factory=list)
    excluded: int = 0

    @property
    def total(self) -> Tally:
        """All sections together."""
        sums = (
            sum(tally.figures()[key] for tally in self.sections.values())
            for key in Tally().figures()
        )
        return Tally(*sums)

    def line(self) -> str:
        """The one line of JSON a run ends with."""
        sections = {name: tally.figures() for name, tally in self.sections.items()}
        return json.dumps({**self.total.figures(), "sections": sections}, ensure_ascii=False)

    def complain(self, section: str, sentence: str, count: int = 1) -> None:
        """`count` leaves of `section` that nothing explains."""
        self.sections[section].unexplained += count
        self.complaints.append(f"{section}: {sentence}")


@dataclass(frozen=True, slots=True)
class Recording:
    """A folder of recorded answers."""

    folder: Path
    goldens: dict[str, Any]
    unstable: frozenset[str]

    @property
    def data_set(self) -> str:
        """The name deviations are counted under."""
        return str(self.goldens.get("data_set", ""))


def read(folder: Path) -> Recording:
    """The recording of a folder. Raises OSError or ValueError when it cannot be read."""
    goldens = json.loads((folder / "goldens.json").read_text("utf-8"))
    listed = folder / "unstable_paths.json"
    unstable = json.loads(listed.read_text("utf-8"))["paths"] if listed.is_file() else []
    return Recording(folder, goldens, frozenset(unstable))


def run(recording: Recording, provider: Provider) -> Report:
    """Compare everything the folder recorded with what we answer."""
    report, deviations = Report(), Deviations.read()
    ours = _answers(recording, provider)
    covered = {*PURE, *provider.proves}
    done_again = _done_again(recording) if REPLAYED in covered else {}
    recorded = list(entries(recording.goldens))
    for entry in recorded:
        if entry.section not in WORK:
            report.complain(entry.section, "no piece of work owes this section", _size(entry))
        elif entry.section not in covered or not _within_reach(entry, provider):
            _leave(entry, recording, report)
        else:
            corrected = _Corrected(entry, ours.get(entry.path, ABSENT), recording, done_again)
            _judge(entry, corrected, recording, report, deviations)
    for entry in _unasked(ours, recorded, covered):
        report.complain(entry.section, f"{'/'.join(entry.path)} is not recorded", _size(entry))
    _check_counts(recording, report, deviations, covered)
    return report


def _answers(recording: Recording, provider: Provider) -> dict[tuple[str, ...], Any]:
    """Our answers by the path they stand under."""
    given: dict[tuple[str, ...], Any] = {}
    for name, rows in pure.answers(recording.goldens).items():
        given[(name,)] = rows
    stages = {
        stage: provider.answers(stage)
        for stage in recording.goldens.get("stages", {})
        if provider.has(stage)
    }
    for stage, fields in stages.items():
        given |= {entry.path: entry.recorded for entry in stage_entries(stage, fields)}
    if REPLAYED in recording.goldens:
        given |= provider.replayed(recording.goldens)
    return given | {(name,): answer for name, answer in provider.overall(stages).items()}


def _done_again(recording: Recording) -> Answers:
    """What the operations should have answered and led to."""
    operations = recording.goldens.get(REPLAYED)
    if not operations:
        return {}
    with closing(opened(recording.folder / FILES[STAGES[0]])) as file:
        return replay.answers(file, operations)


def _within_reach(entry: Entry, provider: Provider) -> bool:
    return entry.stage is None or provider.has(entry.stage)


def _leave(entry: Entry, recording: Recording, report: Report) -> None:
    for rest, _ in leaves(entry.recorded):
        if "/".join((*entry.path, *rest)) in recording.unstable:
            report.excluded += 1
        else:
            report.sections[entry.section].uncovered += 1


def _judge(
    entry: Entry,
    corrected: "_Corrected",
    recording: Recording,
    report: Report,
    deviations: Deviations,
) -> None:
    tally, ordered = report.sections[entry.section], entry.section in ORDERED
    for leaf in compare(entry.path, entry.recorded, corrected.ours, ordered=ordered):
        if leaf.where in recording.unstable:
            report.excluded += 1
        elif leaf.equal:
            tally.equal += 1
        elif (rule := deviations.for_path(leaf.where)) and corrected.by(rule.rule):
            tally.by_rule += 1
            deviations.used[rule] += 1
        else:
            report.complain(entry.section, _sentence(leaf))


class _Corrected:
    """Whether the oracle of a rule says, for this entry, exactly what we say."""

    def __init__(self, entry: Entry, ours: Any, recording: Recording, done: Answers) -> None:
        self.entry, self.ours, self.folder, self.done = entry, ours, recording.folder, done
        self.known: dict[str, bool] = {}

    def by(self, rule: str) -> bool:
        if rule not in self.known:
            self.known[rule] = self._agrees(rule)
        return self.known[rule]

    def _agrees(self, rule: str) -> bool:
        path, ordered = self.entry.path, self.entry.section in ORDERED
        if self.entry.section == REPLAYED:
            expected = self.done[path] if rule in BY_REPLAY else ABSENT
        elif self.entry.stage is None or rule not in EXPECTED:
            return False
        else:
            with closing(opened(self.folder / FILES[self.entry.stage])) as file:
                expected = EXPECTED[rule](file, path)
        return all(leaf.equal for leaf in compare(path, expected, self.ours, ordered=ordered))


def _unasked(
    ours: Mapping[tuple[str, ...], Any], recorded: list[Entry], covered: set[str]
) -> Iterator[Entry]:
    """Answers of ours to something the recording does not have, such as a lot too many."""
    asked = {entry.path for entry in recorded}
    for path, answer in ours.items():
        section = _section_of(path)
        if path not in asked and section in covered and section not in SAMPLED and answer:
            yield Entry(section, path, answer)


def _section_of(path: tuple[str, ...]) -> str:
    if path[0] == REPLAYED:
        return REPLAYED
    return f"{path[2]}.{path[4]}" if len(path) > 4 else path[-1 if len(path) < 4 else 2]


def _check_counts(
    recording: Recording, report: Report, deviations: Deviations, covered: set[str]
) -> None:
    for deviation, surplus in deviations.miscounted(recording.data_set, covered).items():
        listed = deviation.counts[recording.data_set]
        sentence = f"{deviation.path} explains {listed + surplus} leaves, listed are {listed}"
        report.complain(f"deviations.{deviation.rule}", sentence, abs(surplus))


def _sentence(leaf: Leaf) -> str:
    return f"{leaf.where}: recorded {leaf.recorded!r}, ours {leaf.ours!r}"


def _size(entry: Entry) -> int:
    return max(1, sum(1 for _ in leaves(entry.recorded)))
