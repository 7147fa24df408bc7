"""Gemini as a Provider: what we mean put into google-genai's words, and its answers into ours.

The library is imported with the first call, for that takes 2.5 seconds. Its own retries, its
redirects and its automatic function calling are off, and it speaks through our client."""

import threading
import time
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from . import gemini_answers
from .answers import offered, parsed
from .outbound import Patience, client_to
from .prices import ModelFacts
from .provider import Answer, Capability, Instruction, Medium, Shape, Tool

if TYPE_CHECKING:
    from google.genai import Client, types

API_VERSION = "v1beta"
# A model that repeats itself ends here; the longest receipt we take needs two thirds of it.
MOST_TOKENS_OUT = 16_384


class Gemini:
    """One Gemini model, asked with one key at one address."""

    name = "gemini"

    def __init__(
        self, key: SecretStr, facts: ModelFacts, endpoint: str, patience: Patience | None = None
    ) -> None:
        self.model = facts.name
        self.capabilities: frozenset[Capability] = facts.capabilities
        self._key, self._facts, self._endpoint = key, facts, endpoint
        self._patience = patience or Patience()
        # Kept: the library closes its connections when its client is collected.
        self._client: Client | None = None
        self._making = threading.Lock()

    def __repr__(self) -> str:
        return f"Gemini({self.model!r}, {self._endpoint!r})"

    def read(
        self, instruction: Instruction, media: Sequence[Medium], text: str, shape: Shape
    ) -> Answer:
        """As Provider.read. The media travel inside the request, with their true types."""
        from google.genai import types

        parts = [
            types.Part.from_bytes(data=medium.content, mime_type=medium.media_type)
            for medium in media
        ]
        wanted = self._config(
            instruction, response_mime_type="application/json", response_json_schema=shape
        )
        got = self._ask([*parts, *_written(text)], wanted)
        return Answer(parsed(got.text, shape, got.usage), got.text, (), got.usage, got.text)

    def choose(self, instruction: Instruction, text: str, tools: Sequence[Tool]) -> Answer:
        """As Provider.choose. The schemas go out as the MCP server wrote them."""
        from google.genai import types

        declarations = [
            types.FunctionDeclaration(
                name=tool.name,
                description=tool.description,
                parameters_json_schema=tool.parameters,
            )
            for tool in tools
        ]
        offer = types.Tool(function_declarations=declarations)
        got = self._ask(_written(text), self._config(instruction, tools=[offer]))
        offered(got.calls, tools, got.raw, got.usage)
        return Answer(None, got.text, got.calls, got.usage, got.raw)

    def _config(self, instruction: Instruction, **more: Any) -> "types.GenerateContentConfig":
        """No temperature: these models are made for their default."""
        from google.genai import types

        return types.GenerateContentConfig(
            system_instruction=instruction.text,
            max_output_tokens=MOST_TOKENS_OUT,
            automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
            thinking_config=self._thinking(),
            **more,
        )

    def _thinking(self) -> "types.ThinkingConfig | None":
        """As little of it as the model allows: what it thinks is paid like what it says."""
        from google.genai import types

        kinds: dict[str, Callable[[], types.ThinkingConfig]] = {
            "minimal": lambda: types.ThinkingConfig(thinking_level=types.ThinkingLevel.MINIMAL),
            "none": lambda: types.ThinkingConfig(thinking_budget=0),
        }
        return kinds[self._facts.thinking]() if self._facts.thinking else None

    def _ask(
        self, parts: "list[types.Part]", config: "types.GenerateContentConfig"
    ) -> gemini_answers.Said:
        """One HTTP call. What the library raises is left behind, not chained: it holds the request
        with our key and the answer of a stranger."""
        from google.genai import types

        client, began = self._connected(), time.monotonic()
        content = types.Content(role="user", parts=parts)
        try:
            response = client.models.generate_content(
                model=self.model, contents=[content], config=config
            )
            failure = None
        except Exception as error:
            failure = gemini_answers.failure(error)
        if failure is not None:
            raise failure
        took = int((time.monotonic() - began) * 1000)
        return gemini_answers.said(response, self.model, took)

    def _connected(self) -> "Client":
        from google import genai
        from google.genai import types

        with self._making:
            if self._client is None:
                http = client_to(self._endpoint, self._patience)
                # The library closes a client of its own, not ours.
                weakref.finalize(self, http.close)
                options = types.HttpOptions(
                    base_url=self._endpoint,
                    api_version=API_VERSION,
                    timeout=int(self._patience.answer * 1000),
                    httpx_client=http,
                    retry_options=types.HttpRetryOptions(attempts=1),
                )
                # Told explicitly, or the environment decides which service and key it is.
                self._client = genai.Client(
                    api_key=self._key.get_secret_value(), vertexai=False, http_options=options
                )
            return self._client


def _written(text: str) -> "list[types.Part]":
    from google.genai import types

    return [types.Part(text=text)] if text else []
