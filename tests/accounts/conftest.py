"""More workers of the same installation."""

import pytest

from baketracker.app import BakeTracker, build
from baketracker.config import Settings
from tests.factories.clients import started


@pytest.fixture(scope="session")
def second_worker(settings: Settings) -> BakeTracker:
    """Another process's application on the same database."""
    return started(build(settings.model_copy(update={"pool_size": 2})))


@pytest.fixture(scope="session")
def over_tls(settings: Settings) -> BakeTracker:
    """The application as people reach it in the cloud."""
    return started(build(settings.model_copy(update={"public_url": "https://bakery.example"})))


@pytest.fixture
def strict_app(settings: Settings) -> BakeTracker:
    """The application with the product's limit of tries, as if it had just started to count."""
    return started(build(settings.model_copy(update={"sign_ins_per_quarter": 5, "pool_size": 2})))
