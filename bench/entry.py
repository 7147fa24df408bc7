"""Entry: how long from a recording sent to a proposal on the page, and how fast every other page is
while the model that reads does not answer at all: one server process, asked by another. The model
is *simulated: written by us*."""

import json
import statistics
import time
from typing import Any
from uuid import uuid4

import httpx
from tests.factories.servers import process
from tests.factories.simulated_gemini import SimulatedGemini
from tests.factories.simulated_server import Call, Reply
from tests.media.making import recorded, tone

from baketracker.db.connect import make_engine
from baketracker.db.provision import Urls
from baketracker.operations.serving import settle

from .measure import percentile
from .pages import cookie_of, settings_for
from .seed import full_bakeries

PAGES = ("/", "/events", "/pantry", "/purchases", "/recipes", "/shop")
HANGING = 4
# So often is each page asked for before it counts: statements are prepared by then.
WARMING = 5
# Between the sheet and what is sent from it: nobody speaks faster.
SPEAKING_SECONDS = 1
PATIENCE_SECONDS = 30
SAID = "I bought two pounds of flour at Costco for eight dollars"
CHOSEN = {"item_name": "flour", "quantity": "2", "unit": "lb", "price": "8", "store": "Costco"}


def measure_entry(urls: Urls, superuser_url: str, requests: int) -> dict[str, Any]:
    """Milliseconds: `voice` and `sentence` from sending to the page of the proposal, followed as
    the browser does; `voice_of_an_open_sheet` where it stood open for long or somebody else was
    faster; the other pages before and while the model hangs; `recovered` says that
    everything sent meanwhile became one proposal each."""
    settle()
    ((tenant, account),) = full_bakeries(superuser_url)
    with SimulatedGemini() as model:
        asking = {
            "WORKER": "true",
            "GEMINI_API_KEY": "not-a-key",  # pragma: allowlist secret
            "GEMINI_ENDPOINT": model.url,
            "MODEL_TIMEOUT_SECONDS": "2",
        }
        settings = settings_for(urls)
        engine = make_engine(urls.app, settings)
        cookie = cookie_of(engine, account, tenant)
        with process(settings, **asking) as server:
            client = httpx.Client(base_url=server.url, headers=cookie | OWN, timeout=30)
            return _figures(client, model, requests)


OWN = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true"}


def _figures(client: httpx.Client, model: SimulatedGemini, requests: int) -> dict[str, Any]:
    model.answer_with(lambda call: _answer(model, call))
    sound = recorded(tone(3))
    _entered(client, "/add/recording", files={"sound": ("r", sound)})  # warm, as the pages are
    _asked(client, WARMING * len(PAGES))
    voice = [
        _entered(client, "/add/recording", files={"sound": ("r", sound)}) for _ in range(requests)
    ]
    cold = [
        _entered(client, "/add/recording", is_opened=False, files={"sound": ("r", sound)})
        for _ in range(requests)
    ]
    typed = [_entered(client, "/add", data={"said": SAID}) for _ in range(requests)]
    before = _asked(client, 2 * requests)
    model.answer_with(model.black_hole())
    waiting = [_sent(client, "/add", data={"said": SAID}) for _ in range(HANGING)]
    meanwhile = _asked(client, 2 * requests)
    model.answer_with(lambda call: _answer(model, call))
    return {
        "voice": _told(voice),
        "voice_of_an_open_sheet": _told(cold),
        "sentence": _told(typed),
        "pages_before": _told(before),
        "pages_while_hanging": _told(meanwhile),
        "recovered": _all_read(client, waiting),
    }


def _answer(model: SimulatedGemini, call: Call) -> Reply:
    if call.tools:
        return model.tool_calls(("add_purchase", CHOSEN))
    return model.reading({"transcript": SAID, "is_speech": True})


def _sent(client: httpx.Client, path: str, **body: Any) -> str:
    data = body.pop("data", {}) | {"op_id": str(uuid4())}
    answer = client.post(path, data=data, **body)
    answer.raise_for_status()
    where: str = json.loads(answer.headers["HX-Location"])["path"]
    return where


def _entered(client: httpx.Client, path: str, *, is_opened: bool = True, **body: Any) -> float:
    """From sending to the page it leads to, its stream until it is read, and the page that then
    is drawn. `is_opened`: the sheet was opened just before, as it mostly is."""
    if is_opened:
        client.get("/add").raise_for_status()
    time.sleep(SPEAKING_SECONDS)
    began = time.perf_counter()
    where = _sent(client, path, **body)
    client.get(where).raise_for_status()
    with client.stream("GET", f"{where}/events") as stream:
        assert any("data-done" in line for line in stream.iter_lines())
    client.get(where).raise_for_status()
    return time.perf_counter() - began


def _asked(client: httpx.Client, requests: int) -> list[float]:
    """Each page in turn, one after the other."""
    times: list[float] = []
    for number in range(requests):
        began = time.perf_counter()
        client.get(PAGES[number % len(PAGES)]).raise_for_status()
        times.append(time.perf_counter() - began)
    return times


def _all_read(client: httpx.Client, waiting: list[str]) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS * 3
    while time.monotonic() < until:
        if all("data-done" in client.get(f"{where}/progress").text for where in waiting):
            return True
        time.sleep(0.5)
    return False


def _told(times: list[float]) -> dict[str, float]:
    in_ms = [one * 1000 for one in times]
    return {
        "p50_ms": round(statistics.median(in_ms), 1),
        "p95_ms": round(percentile(in_ms, 0.95), 1),
    }
