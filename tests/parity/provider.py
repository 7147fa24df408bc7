"""Where the answers about stored data come from."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.parity.sections import STAGES

# The database of each stage inside the folder.
FILES = dict(zip(STAGES, ("desktop_before_ops.db", "desktop.db"), strict=True))


class Provider(ABC):
    """Answers for one folder. `proves` names the sections it answers with our own code."""

    proves: frozenset[str]

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def answers(self, stage: str) -> dict[str, Any]:
        """Our answers of `stage`, shaped as the recording is; fields not proven may be missing."""

    def overall(self, stages: Mapping[str, Any]) -> dict[str, Any]:
        """Answers that belong to no stage, out of those of the `stages`."""
        return {}

    def replayed(self, goldens: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
        """Our answers to the recorded operations and what they led to, by their paths."""
        return {}

    def asked(self, stage: str) -> dict[str, Any]:
        """What the recording holds of that stage: of some answers the questions stand in it."""
        recorded: dict[str, Any] = json.loads((self.folder / "goldens.json").read_text("utf-8"))
        return dict(recorded["stages"][stage])

    def has(self, stage: str) -> bool:
        """Whether the folder holds the database of that stage."""
        return (self.folder / FILES[stage]).is_file() if stage in FILES else False
