"""A terminal for the commands of this feature."""

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from baketracker.config import Settings
from baketracker.config import settings as cached
from tests.factories.terminal import Terminal


@pytest.fixture
def terminal(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    cached.cache_clear()
    yield Terminal(CliRunner())
    cached.cache_clear()
