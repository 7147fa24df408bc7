"""What is Gemini's alone: what goes over the wire, and how its answers are read."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from baketracker.assistant.errors import ModelBusy, ModelRefused, ModelUnreadable, ModelUnusable
from baketracker.assistant.gemini import Gemini
from baketracker.assistant.outbound import Patience
from baketracker.assistant.prices import prices
from tests.assistant.makers import CHOOSE, GOLDEN, KEY, SAID, SHAPE, TOOL, WAV, gemini
from tests.factories.simulated_gemini import SimulatedGemini, camel


@pytest.fixture(scope="module")
def provider(simulated: SimulatedGemini) -> Gemini:
    made = gemini(simulated)
    assert isinstance(made, Gemini)
    return made


@pytest.fixture(scope="module", name="simulated")
def _simulated() -> Iterator[SimulatedGemini]:
    with SimulatedGemini() as server:
        yield server


@pytest.mark.covers("AI-49", "AI-44")
def test_the_request_is_gemini_s(simulated: SimulatedGemini, provider: Gemini) -> None:
    simulated.forget()
    simulated.answer_with(simulated.reading(GOLDEN))
    provider.read(SAID, [WAV], "x", SHAPE)
    (call,) = simulated.calls
    assert call.path == "/v1beta/models/gemini-3.5-flash-lite:generateContent"
    assert call.headers["x-goog-api-key"] == KEY
    wanted = camel(call.body["generationConfig"])
    assert wanted["responseMimeType"] == "application/json"
    assert wanted["thinkingConfig"] == {"thinkingLevel": "MINIMAL"}
    assert "temperature" not in wanted
    assert "tools" not in call.body


@pytest.mark.covers("AI-44")
@pytest.mark.parametrize(
    ("model", "thinking"),
    [("gemini-2.5-flash", {"thinkingBudget": 0}), ("gemini-3.8-flash", None)],
)
def test_how_little_a_model_thinks_is_said_as_that_model_wants_it(
    simulated: SimulatedGemini, model: str, thinking: object
) -> None:
    simulated.forget()
    simulated.answer_with(simulated.reading(GOLDEN))
    asked = Gemini(SecretStr(KEY), prices().models[model], simulated.url)
    asked.read(SAID, [], "x", SHAPE)
    assert simulated.calls[0].path == f"/v1beta/models/{model}:generateContent"
    assert camel(simulated.calls[0].body["generationConfig"]).get("thinkingConfig") == thinking


def test_a_chosen_tool_is_not_run_and_not_answered(
    simulated: SimulatedGemini, provider: Gemini
) -> None:
    """The library's automatic function calling would ask again with a result."""
    simulated.forget()
    simulated.answer_with(simulated.tool_calls(("add_purchase", {"item_name": "flour"})))
    assert len(provider.choose(CHOOSE.instruction, CHOOSE.text, [TOOL]).calls) == 1
    assert len(simulated.calls) == 1


def test_what_it_thought_is_paid_and_not_read(simulated: SimulatedGemini, provider: Gemini) -> None:
    parts = [{"text": "Hmm, flour.", "thought": True}, {"text": '{"item": "flour"}'}]
    simulated.answer_with(simulated.candidate(parts, tokens_out=8, thoughts=50))
    answer = provider.read(SAID, [], "x", SHAPE)
    assert answer.data == {"item": "flour"}
    assert answer.usage.tokens_out == 58


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("MAX_TOKENS", ModelUnreadable),
        ("MALFORMED_FUNCTION_CALL", ModelUnreadable),
        ("RECITATION", ModelRefused),
        ("PROHIBITED_CONTENT", ModelRefused),
    ],
)
def test_why_it_ended_decides_whether_to_ask_again(
    simulated: SimulatedGemini, provider: Gemini, reason: str, kind: type[Exception]
) -> None:
    simulated.answer_with(simulated.candidate([{"text": '{"item": "fl'}], reason))
    with pytest.raises(kind):
        provider.read(SAID, [], "x", SHAPE)


def test_a_question_may_be_blocked_itself(simulated: SimulatedGemini, provider: Gemini) -> None:
    simulated.answer_with(simulated.prompt_blocked())
    with pytest.raises(ModelRefused) as refused:
        provider.read(SAID, [], "x", SHAPE)
    assert refused.value.usage is not None
    assert refused.value.usage.tokens_in > 0


def test_the_wait_may_be_in_google_s_details(simulated: SimulatedGemini, provider: Gemini) -> None:
    simulated.answer_with(simulated.busy_in_detail(17))
    with pytest.raises(ModelBusy) as busy:
        provider.read(SAID, [], "x", SHAPE)
    assert busy.value.retry_after == 17


@pytest.mark.covers("AI-47", "S4-env-gemini")
def test_the_key_is_in_no_log_and_in_no_error(
    simulated: SimulatedGemini, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even when the maker repeats it."""
    echo = f"API key {KEY} is not valid"
    simulated.answer_with(simulated.fault(400, echo))
    provider = gemini(simulated)
    with caplog.at_level(logging.DEBUG), pytest.raises(ModelUnusable) as refused:
        provider.read(SAID, [WAV], "x", SHAPE)
    error = refused.value
    told = "".join([str(error), repr(vars(error)), repr(provider), repr(provider.__dict__["_key"])])
    assert KEY not in told
    assert (error.__cause__, error.__context__) == (None, None)
    assert "HTTP 400" in caplog.text
    assert KEY not in caplog.text


@pytest.mark.covers("SD-18", "AI-44")
def test_the_environment_changes_neither_the_address_nor_the_key(
    simulated: SimulatedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SimulatedGemini() as other:
        for name in ("GOOGLE_GEMINI_BASE_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, other.url)
        monkeypatch.setenv("GOOGLE_API_KEY", "another")
        monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "true")
        simulated.forget()
        simulated.answer_with(simulated.reading(GOLDEN))
        assert gemini(simulated).read(SAID, [], "x", SHAPE).data == GOLDEN
        assert simulated.calls[0].headers["x-goog-api-key"] == KEY
        assert other.calls == []


@pytest.mark.covers("SD-18")
def test_a_redirect_is_not_followed(simulated: SimulatedGemini) -> None:
    with SimulatedGemini() as other:
        other.answer_with(other.reading(GOLDEN))
        simulated.answer_with(simulated.redirect(f"{other.url}/v1beta/models/x:generateContent"))
        with pytest.raises(ModelUnusable):
            gemini(simulated).read(SAID, [WAV], "x", SHAPE)
        assert other.calls == []


@pytest.mark.covers("SD-18")
def test_google_s_own_address_is_refused_while_another_is_configured(
    simulated: SimulatedGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the library makes of the address, our transport knows only ours."""
    provider = gemini(simulated)
    assert isinstance(provider, Gemini)
    client = provider._connected()
    monkeypatch.setattr(
        client._api_client._http_options, "base_url", "https://generativelanguage.googleapis.com"
    )
    simulated.forget()
    with pytest.raises(ModelUnusable):
        provider.read(SAID, [WAV], "x", SHAPE)
    assert simulated.calls == []


def test_connecting_has_its_own_short_limit(simulated: SimulatedGemini) -> None:
    """The library sets one timeout for all phases; ours comes after it."""
    provider = Gemini(
        SecretStr(KEY), prices().models[SimulatedGemini.model], simulated.url, Patience(20, 1.5)
    )
    client: Any = provider._connected()._api_client._httpx_client
    seen: list[Any] = []
    inner = client._transport._inner
    handle = inner.handle_request
    inner.handle_request = lambda request: (seen.append(request.extensions), handle(request))[1]
    simulated.answer_with(simulated.reading(GOLDEN))
    provider.read(SAID, [], "x", SHAPE)
    assert seen[0]["timeout"] == {"connect": 1.5, "read": 20, "write": 20, "pool": 1.5}


def test_the_library_is_not_imported_before_somebody_asks() -> None:
    """It costs 2.5 seconds, at every start and without a key too."""
    code = "import sys, baketracker.assistant.available; sys.exit('google.genai' in sys.modules)"
    asked = subprocess.run([sys.executable, "-c", code], env=os.environ, check=False)
    assert asked.returncode == 0
