"""The application with one more feature, the stall, so that the doors can be tried alone."""

from collections.abc import Iterator

import pytest

from baketracker.app import BakeTracker, build
from baketracker.config import Settings
from tests.factories.clients import started
from tests.factories.servers import LiveServer, serving

from . import stall


@pytest.fixture(scope="session")
def with_stall(settings: Settings, app: BakeTracker) -> BakeTracker:
    built = build(settings)
    for router in (stall.api, stall.pages):
        built.include_router(router)
    return started(built)


@pytest.fixture(scope="session")
def live_stall(settings: Settings) -> Iterator[LiveServer]:
    """The same behind a real socket."""
    with serving(settings, (stall.api, stall.pages)) as server:
        yield server
