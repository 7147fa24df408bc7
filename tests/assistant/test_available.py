"""Whether there is anybody to ask."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from baketracker.assistant import available, preferences
from baketracker.assistant.errors import NoModel
from baketracker.assistant.limits import Ceiling
from baketracker.assistant.schemas import AssistantChange
from baketracker.config import Settings, UnsafeSettings
from tests.assistant.makers import CHOOSE, GOLDEN, KEY, READ, TOOL
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import settings_for_tests
from tests.factories.simulated_gemini import SimulatedGemini

CEILING = Ceiling(60, Decimal("1.00"))
PRODUCTION = {
    "environment": "production",
    "database_url": "postgresql://bt_app@db/bt",
    "secret_key": "only-for-tests-only-for-tests-only",  # pragma: allowlist secret
    "public_url": "https://bakes.example.com",
    "files_dir": "/data",
}


def with_key(**more: Any) -> Settings:
    return settings_for_tests("postgresql://nowhere/x", gemini_api_key=KEY, **more)


@pytest.mark.covers("S4-env-gemini")
def test_without_a_key_there_is_nobody(bakery: BakeryOnDatabase) -> None:
    settings = settings_for_tests("postgresql://nowhere/x")
    assert available.provider_of(settings) is None
    assert available.asker_of(bakery.engine, settings) is None
    with bakery.session() as db:
        assert not available.reads(db, None)
        with pytest.raises(NoModel, match="The assistant is off"):
            available.need(db, None)


@pytest.mark.covers("S4-env-gemini", "AI-44")
def test_the_environment_names_the_key_the_model_and_the_address(
    monkeypatch: pytest.MonkeyPatch, simulated_gemini: SimulatedGemini, bakery: BakeryOnDatabase
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    monkeypatch.setenv("GEMINI_MODEL", "gemini-2.5-flash-lite")
    monkeypatch.setenv("GEMINI_ENDPOINT", simulated_gemini.url)
    settings = Settings()
    asker = available.asker_of(bakery.engine, settings)
    assert asker is not None
    simulated_gemini.answer_with(simulated_gemini.reading(GOLDEN))
    READ.put_to(asker.provider)
    (call,) = simulated_gemini.calls
    assert call.path.endswith("/gemini-2.5-flash-lite:generateContent")
    assert call.headers["x-goog-api-key"] == KEY
    assert KEY not in repr(settings)
    assert asker.provider is available.provider_of(settings)
    again = available.asker_of(bakery.engine, settings)
    assert again is not None
    assert again.breaker is asker.breaker


@pytest.mark.covers("AI-44")
def test_what_a_model_can_do_is_configuration(bakery: BakeryOnDatabase) -> None:
    with bakery.session() as db:
        usual = available.provider_of(with_key())
        assert available.reads(db, usual)
        assert available.reads(db, usual, "sound", "picture")
        deaf = available.provider_of(with_key(gemini_model="gemini-3.8-flash"))
        assert available.reads(db, deaf, "picture")
        assert not available.reads(db, deaf, "sound")
        with pytest.raises(NoModel, match="cannot listen"):
            available.need(db, deaf, "sound")
        assert available.need(db, deaf, "picture") is deaf


def test_a_bakery_may_switch_it_off(bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase) -> None:
    provider = available.provider_of(with_key())
    with bakery.session() as db:
        preferences.change(db, AssistantChange(is_on=False), 1, CEILING)
        assert not available.reads(db, provider, "sound")
        with pytest.raises(NoModel):
            available.need(db, provider)
    with neighbour.session() as db:
        assert available.reads(db, provider, "sound")


@pytest.mark.covers("AI-44")
def test_a_model_without_a_price_is_not_asked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No limit of money could hold for it."""
    settings = with_key(gemini_model="gemini-9")
    assert available.provider_of(settings) is None
    assert "GEMINI_MODEL is gemini-9, whose price is not known" in caplog.text
    path = tmp_path / "prices.toml"
    path.write_text(
        '[[model]]\nname = "gemini-9"\n[[model.price]]\nvalid_from = 2026-01-01\ntext = 1\nout = 2'
    )
    priced = available.provider_of(settings.model_copy(update={"model_prices": str(path)}))
    assert priced is not None
    assert priced.model == "gemini-9"


@pytest.mark.covers("AI-44")
def test_production_sends_the_key_over_https_only() -> None:
    assert Settings(**PRODUCTION).gemini_endpoint == "https://generativelanguage.googleapis.com"
    with pytest.raises(UnsafeSettings, match="GEMINI_ENDPOINT"):
        Settings(**PRODUCTION, gemini_endpoint="http://gemini.example.com")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "gemini",
        "ftp://x",
        "https://",
        "https://me@x",
        "https://x/path",
        "https://x?y",
        "file:///",
    ],
)
def test_an_endpoint_is_an_address_and_nothing_more(address: str) -> None:
    with pytest.raises(ValidationError):
        settings_for_tests("postgresql://nowhere/x", gemini_endpoint=address)


def test_the_same_question_goes_to_whoever_is_there(simulated_gemini: SimulatedGemini) -> None:
    provider = available.provider_of(with_key(gemini_endpoint=simulated_gemini.url))
    assert provider is not None
    simulated_gemini.answer_with(simulated_gemini.tool_calls((TOOL.name, {"item_name": "x"})))
    assert CHOOSE.put_to(provider).calls[0].name == TOOL.name
