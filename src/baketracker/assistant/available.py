"""Whether there is anybody to ask: a key, a model whose price is known, and a bakery that wants it.

Without a key nothing here imports a model's library, and the product is whole."""

import importlib
import logging
from functools import lru_cache
from weakref import WeakKeyDictionary

from pydantic import SecretStr
from sqlalchemy import Engine

from baketracker.config import Settings
from baketracker.db.tenancy import TenantSession

from . import preferences
from .breaker import Breaker
from .calling import Asker
from .errors import NO_PICTURE, NO_SOUND, OFF, NoModel
from .gemini import Gemini
from .outbound import Patience
from .prices import prices
from .provider import MediumKind, Provider

log = logging.getLogger(__name__)

CANNOT = {"sound": NO_SOUND, "picture": NO_PICTURE}


def provider_of(settings: Settings) -> Provider | None:
    """The model the settings name, always the same one for the same settings; None without a key,
    and for a model whose price nobody knows: no limit could hold for it.

    Raises UnsafeSettings when the file of MODEL_PRICES cannot be read."""
    if not settings.gemini_api_key.get_secret_value():
        return None
    return _gemini(
        settings.gemini_api_key, settings.gemini_model, settings.gemini_endpoint,
        settings.model_timeout_seconds, settings.model_prices,
    )  # fmt: skip


def asker_of(engine: Engine, settings: Settings) -> Asker | None:
    """Whom to ask on behalf of this process: the provider, with the breaker all of it shares."""
    provider = provider_of(settings)
    if provider is None:
        return None
    return Asker(provider, engine, prices(settings.model_prices), _breaker_of(provider))


def load_library() -> None:
    """Load what a model's maker gives us to ask it with; it takes seconds, once a process."""
    importlib.import_module("google.genai")


def reads(db: TenantSession, provider: Provider | None, *kinds: MediumKind) -> bool:
    """Whether this bakery may send such things: there is a model, it takes all `kinds`, and nobody
    switched it off."""
    if provider is None or not provider.capabilities.issuperset(kinds):
        return False
    return preferences.get(db).is_on


def need(db: TenantSession, provider: Provider | None, *kinds: MediumKind) -> Provider:
    """The provider, when `reads` would say yes. Raises NoModel with the sentence why not."""
    if provider is None or not preferences.get(db).is_on:
        raise NoModel(OFF)
    for kind in kinds:
        if kind not in provider.capabilities:
            raise NoModel(CANNOT[kind])
    return provider


@lru_cache(maxsize=8)
def _gemini(
    key: SecretStr, model: str, endpoint: str, seconds: float, more_prices: str
) -> Provider | None:
    facts = prices(more_prices).facts(model)
    if facts is None:
        log.error("GEMINI_MODEL is %s, whose price is not known: add it to MODEL_PRICES.", model)
        return None
    # Asked by the name that was configured, which may be an edition of the one we know.
    return Gemini(key, facts.model_copy(update={"name": model}), endpoint, Patience(seconds))


def _breaker_of(provider: Provider) -> Breaker:
    """The one of this process; it goes when the provider does."""
    return _breakers.setdefault(provider, Breaker())


_breakers: WeakKeyDictionary[Provider, Breaker] = WeakKeyDictionary()
