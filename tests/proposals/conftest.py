"""Readers for the tests of proposals: *simulated, written by us, not model output*."""

from collections.abc import Iterator

import pytest

from tests.assistant.makers import MAKERS, Maker, Sleeper
from tests.factories.bakeries import BakeryOnDatabase
from tests.proposals.reader import Reader


@pytest.fixture(scope="module", params=MAKERS)
def each_maker(request: pytest.FixtureRequest) -> Iterator[Maker]:
    server, provider = MAKERS[request.param]
    with server() as started:
        yield Maker(started, provider(started))


@pytest.fixture(scope="module")
def gemini() -> Iterator[Maker]:
    server, provider = MAKERS["gemini"]
    with server() as started:
        yield Maker(started, provider(started))


@pytest.fixture
def reader(bakery: BakeryOnDatabase, gemini: Maker) -> Reader:
    """Somebody who reads for this bakery, as Gemini would."""
    gemini.server.forget()
    return Reader(bakery, gemini, Sleeper())


@pytest.fixture
def any_reader(bakery: BakeryOnDatabase, each_maker: Maker) -> Reader:
    """The same by each maker in turn."""
    each_maker.server.forget()
    return Reader(bakery, each_maker, Sleeper())
