"""Is it alive, and may it be sent work?"""

import pytest

from baketracker.app import BakeTracker, build
from baketracker.config import Settings
from tests.factories.clients import started, visitor
from tests.factories.servers import free_port


@pytest.fixture(scope="module")
def without_database(settings: Settings) -> BakeTracker:
    """The application of which the database is gone."""
    nowhere = f"postgresql://bt_app:x@127.0.0.1:{free_port()}/baketracker"
    return started(build(settings.model_copy(update={"database_url": nowhere})))


@pytest.mark.covers("S4-health-200", "SD-31")
@pytest.mark.parametrize("path", ["/livez", "/readyz", "/health"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_healthy_one_says_so_to_anybody(app: BakeTracker, path: str, method: str) -> None:
    assert visitor(app).request(method, path).status_code == 200


@pytest.mark.covers("S4-health-503", "SD-31")
@pytest.mark.parametrize("path", ["/readyz", "/health"])
def test_without_its_database_it_is_not_ready(without_database: BakeTracker, path: str) -> None:
    answer = visitor(without_database).get(path)
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable"}
    assert int(answer.headers["Retry-After"]) <= 2


@pytest.mark.covers("SD-31")
def test_without_its_database_it_is_alive_and_says_one_sentence(
    without_database: BakeTracker,
) -> None:
    assert visitor(without_database).get("/livez").status_code == 200
    client = visitor(without_database, Authorization="Bearer bt_pat_x")
    answer = client.get("/api/openapi.json")
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert "127.0.0.1" not in answer.text
    client.cookies.set("bt_session", "x")
    assert client.get("/bakeries").status_code == 503


@pytest.mark.covers("SD-31")
def test_a_database_at_another_migration_is_not_ready(
    app: BakeTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baketracker.operations.health.head", lambda: "9999")
    assert visitor(app).get("/readyz").status_code == 503


@pytest.mark.covers("SD-31")
def test_one_that_is_leaving_is_alive_but_not_ready(
    app: BakeTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state, "draining", True)
    assert visitor(app).get("/readyz").status_code == 503
    assert visitor(app).get("/livez").status_code == 200
