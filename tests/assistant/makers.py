"""The makers the provider contract is proven with, and what is asked of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from baketracker.assistant.calling import Asker, Choosing, Reading
from baketracker.assistant.gemini import Gemini
from baketracker.assistant.outbound import Patience
from baketracker.assistant.prices import prices
from baketracker.assistant.provider import Instruction, Medium, Provider, Tool
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.second_provider import SecondProvider, SimulatedChat
from tests.factories.simulated_gemini import SimulatedGemini
from tests.factories.simulated_server import SimulatedServer

KEY = "AIza-only-for-tests-0123456789"  # pragma: allowlist secret
SHAPE: dict[str, Any] = {
    "type": "object",
    "properties": {"item": {"type": "string"}, "price": {"type": "string"}},
    "required": ["item"],
    "additionalProperties": False,
}
GOLDEN = {"item": "flour", "price": "8.00"}
SAID = Instruction.of("purchase", "Write down what was bought.", SHAPE)
WAV = Medium("sound", "audio/wav", b"RIFF\x00\xff\xfe WAVE" * 40)
JPEG = Medium("picture", "image/jpeg", b"\xff\xd8\xff\xe0 not a real photo")
PARAMETERS: dict[str, Any] = {
    "type": "object",
    "properties": {"item_name": {"type": "string"}, "price": {"type": ["string", "number"]}},
    "required": ["item_name"],
    "additionalProperties": False,
}
TOOL = Tool("add_purchase", "Propose a purchase.", PARAMETERS)
READ = Reading(SAID, "Read this.", SHAPE, (WAV,))
CHOOSE = Choosing(Instruction.of("choice", "Choose a tool."), "flour for $8", (TOOL,))


@dataclass
class Maker:
    """One maker: the simulated server, and our provider for it."""

    server: SimulatedServer
    provider: Provider


def gemini(server: SimulatedServer, seconds: float = 20.0, key: str = KEY) -> Provider:
    facts = prices().models["gemini-3.5-flash-lite"]
    return Gemini(SecretStr(key), facts, server.url, Patience(seconds))


def second(server: SimulatedServer, seconds: float = 20.0, key: str = KEY) -> Provider:
    return SecondProvider(server.url, key, seconds=seconds)


MAKERS: dict[str, tuple[type[SimulatedServer], Callable[..., Provider]]] = {
    "gemini": (SimulatedGemini, gemini),
    "second": (SimulatedChat, second),
}


@dataclass
class Sleeper:
    """Sleeps for no time and remembers how long it was asked to."""

    slept: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def asker_for(provider: Provider, bakery: BakeryOnDatabase, **more: Any) -> Asker:
    return Asker(provider, bakery.engine, **({"sleep": Sleeper()} | more))
