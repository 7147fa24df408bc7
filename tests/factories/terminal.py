"""Somebody at a terminal, on the database of the tests."""

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from baketracker.cli import cli
from baketracker.errors import BakeTrackerError


@dataclass(frozen=True)
class Terminal:
    """Types commands. The environment is set by the fixture `terminal`."""

    runner: CliRunner

    def says(self, *words: str) -> str:
        """What a command prints when it goes well."""
        result = self.runner.invoke(cli, list(words))
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    def json(self, *words: str) -> Any:
        return json.loads(self.says(*words))

    def refuses(self, *words: str) -> str:
        """The sentence a command ends with when it does not."""
        result = self.runner.invoke(cli, list(words))
        assert isinstance(result.exception, BakeTrackerError), result.exception
        return str(result.exception)
