"""Makers of models on this machine: *simulated: written by us, not model output*."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from baketracker.assistant.calling import Asker, Question, ask
from baketracker.assistant.models import ModelCall
from baketracker.assistant.provider import Answer
from baketracker.db.types import new_id
from tests.assistant.makers import MAKERS, Maker, Sleeper, asker_for, gemini
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.simulated_gemini import SimulatedGemini

AskAs = Callable[[BakeryOnDatabase, Asker, Question], Answer]


@pytest.fixture(scope="module", params=MAKERS)
def running(request: pytest.FixtureRequest) -> Iterator[Maker]:
    server, provider = MAKERS[request.param]
    with server() as started:
        yield Maker(started, provider(started))


@pytest.fixture
def maker(running: Maker) -> Maker:
    """Each maker in turn, with an empty log."""
    running.server.forget()
    return running


@pytest.fixture
def simulated_gemini() -> Iterator[SimulatedGemini]:
    """Gemini alone, on a port of its own."""
    with SimulatedGemini() as server:
        yield server


@pytest.fixture
def asker(maker: Maker, bakery: BakeryOnDatabase) -> Asker:
    """Who asks that maker, with a breaker of this test and no real waiting."""
    return asker_for(maker.provider, bakery)


@pytest.fixture
def gemini_asker(simulated_gemini: SimulatedGemini, bakery: BakeryOnDatabase) -> Asker:
    return asker_for(gemini(simulated_gemini), bakery)


@pytest.fixture
def put(bakery: BakeryOnDatabase) -> Callable[..., Answer]:
    """Ask on behalf of the bakery, as one reading."""

    def put(asker: Asker, question: Question, reading_id: UUID | None = None) -> Answer:
        return ask(asker, bakery.scope, question, reading_id or new_id(), "test")

    return put


def kept(bakery: BakeryOnDatabase) -> list[ModelCall]:
    """The bakery's calls, oldest first."""
    with bakery.session() as db:
        return list(db.scalars(select(ModelCall).order_by(ModelCall.created_at, ModelCall.id)))


def slept(asker: Asker) -> list[float]:
    assert isinstance(asker.sleep, Sleeper)
    return asker.sleep.slept


def everything(value: Any) -> str:
    """All a row says, for looking for what it must not say."""
    return repr({k: v for k, v in vars(value).items() if not k.startswith("_")})
