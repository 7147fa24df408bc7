"""How a new bakery most likely counts, pays and speaks, and what it may choose from."""

from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_currency_name, get_territory_currencies

from .opening import Preferences
from .schemas import currencies, timezones

Options = list[tuple[str, str]]

# Where one country has several zones: the one most of its people live in.
BUSIEST = {
    "US": "America/New_York", "CA": "America/Toronto", "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo", "MX": "America/Mexico_City", "RU": "Europe/Moscow",
    "DE": "Europe/Berlin", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "NZ": "Pacific/Auckland",
    "FR": "Europe/Paris", "AR": "America/Argentina/Buenos_Aires", "CL": "America/Santiago",
}  # fmt: skip
CUPS_AND_POUNDS = frozenset({"US", "LR", "MM"})
LOCALES = (
    "en_US", "en_GB", "en_CA", "en_AU", "en_NZ", "en_IE", "en_ZA", "en_IN", "de_DE", "de_AT",
    "de_CH", "fr_FR", "fr_BE", "fr_CA", "fr_CH", "it_IT", "es_ES", "es_MX", "es_AR", "es_US",
    "pt_BR", "pt_PT", "nl_NL", "nl_BE", "da_DK", "sv_SE", "nb_NO", "fi_FI", "is_IS", "pl_PL",
    "cs_CZ", "sk_SK", "hu_HU", "ro_RO", "hr_HR", "sl_SI", "el_GR", "tr_TR", "uk_UA", "ja_JP",
    "ko_KR", "zh_CN", "zh_TW", "he_IL", "ar_EG", "hi_IN",
)  # fmt: skip


def guess(locale: str) -> Preferences:
    """Preferences for somebody whose browser speaks `locale` ("de", "en_GB", …)."""
    territory = _territory(locale)
    language = Locale.parse(locale).language
    money = next(iter(get_territory_currencies(territory)), "USD")
    return Preferences(
        timezone=_zone(territory),
        currency=money if money in currencies() else "USD",
        locale=f"{language}_{territory}",
        units="us" if territory in CUPS_AND_POUNDS else "metric",
    )


def timezone_options() -> list[tuple[str, Options]]:
    """Zones by part of the world: (part, [(zone, place)])."""
    parts: dict[str, Options] = {}
    for zone in sorted(timezones() - {"UTC"}):
        part, _slash, place = zone.partition("/")
        parts.setdefault(part, []).append((zone, place.replace("_", " ")))
    return [("UTC", [("UTC", "UTC")]), *parts.items()]


@lru_cache
def currency_options(reader: str) -> Options:
    """Currencies by name in the reader's language."""
    named = ((code, f"{get_currency_name(code, locale=reader)} ({code})") for code in currencies())
    return sorted(named, key=lambda option: option[1].casefold())


def locale_options(chosen: str) -> Options:
    """Languages and countries, each in its own words; the chosen one is always among them."""
    names = sorted({*LOCALES, chosen})
    return [(name, _own_name(name)) for name in names]


def _territory(locale: str) -> str:
    parsed = Locale.parse(locale)
    if parsed.territory and parsed.territory.isalpha():
        return parsed.territory
    likely = get_global("likely_subtags").get(parsed.language, "en_Latn_US")
    return str(likely).rpartition("_")[2]


def _zone(territory: str) -> str:
    zones = get_global("territory_zones").get(territory, []) if territory.isalpha() else []
    zone = BUSIEST.get(territory, next(iter(zones), "UTC"))
    return zone if zone in timezones() else "UTC"


def _own_name(name: str) -> str:
    locale = Locale.parse(name)
    return locale.get_display_name(locale) or name
