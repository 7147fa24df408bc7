"""What comes in and goes out about people and bakeries, for all doors."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_territory_currencies
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from baketracker.db.scope import Right, Role
from baketracker.errors import BadValue
from baketracker.fields import Name, ShortName

from .identity import plain_email

LONGEST_TOKEN_LIFE_DAYS = 90
E_MAIL = re.compile(r"[^@\s<>\"',;:\\]{1,64}@[^@\s<>\"',;:\\]+\.[^@\s<>\"',;:\\]{2,}")


def _address(value: str) -> str:
    address = plain_email(value)
    if not E_MAIL.fullmatch(address) or not address.isprintable():
        raise BadValue("Write an e-mail address, such as ada@example.com.")
    return address


def _timezone(value: str) -> str:
    if value not in timezones():
        raise BadValue("Choose a time zone from the list.")
    return value


def _currency(value: str) -> str:
    if value.upper() not in currencies():
        raise BadValue("Choose a currency from the list.")
    return value.upper()


def _locale(value: str) -> str:
    try:
        return str(Locale.parse(value.replace("-", "_")))
    except (UnknownLocaleError, ValueError, TypeError):
        raise BadValue("Choose a language from the list.") from None


def _one_or_many(value: Any) -> Any:
    """A form with one box ticked sends one value."""
    return [value] if isinstance(value, str) else value


@lru_cache
def timezones() -> frozenset[str]:
    return frozenset(zone for zone in available_timezones() if "/" in zone) | {"UTC"}


@lru_cache
def currencies() -> frozenset[str]:
    """Codes of the currencies people pay with somewhere today."""
    territories = get_global("territory_currencies")
    return frozenset(code for place in territories for code in get_territory_currencies(place))


EMail = Annotated[str, Field(max_length=320), AfterValidator(_address)]
Timezone = Annotated[str, Field(max_length=64), AfterValidator(_timezone)]
Currency = Annotated[str, Field(max_length=3), AfterValidator(_currency)]
LocaleName = Annotated[str, Field(max_length=35), AfterValidator(_locale)]
# Never trimmed, never checked for letters: a password is what was typed.
Password = Annotated[str, Field(min_length=1, max_length=1000)]


class In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignUp(In):
    """A new person and their bakery."""

    bakery_name: Name
    display_name: Name
    email: EMail
    password: Password
    timezone: Timezone = "UTC"
    currency: Currency = "USD"
    locale: LocaleName = "en_US"
    units: Literal["us", "metric"] = "us"
    next: str = Field("", max_length=2000)


class SignIn(In):
    # Any text: a wrong address must answer as a wrong password does.
    email: Annotated[str, Field(max_length=320)]
    password: Password
    next: str = Field("", max_length=2000)


class BakeryName(In):
    name: Name


class NewBakery(BakeryName):
    """Another bakery of the same person; it counts and speaks as the present one."""


class BakerySettings(In):
    timezone: Timezone
    currency: Currency
    locale: LocaleName
    units: Literal["us", "metric"]


class UnitsChoice(In):
    """What one wants amounts said in; nothing: as they were written."""

    units: Literal["us", "metric"] | None = None


class DisplayName(In):
    display_name: Name


class PasswordChange(In):
    old_password: Password
    password: Password


class AccountClosing(In):
    old_password: Password


class NewToken(In):
    """A key for a program. Its rights never exceed its owner's role."""

    name: ShortName
    rights: Annotated[list[Right], BeforeValidator(_one_or_many), Field(min_length=1, max_length=3)]
    days: int = Field(LONGEST_TOKEN_LIFE_DAYS, ge=1, le=LONGEST_TOKEN_LIFE_DAYS)


class RoleChange(In):
    role: Role


class BakeryChoice(In):
    bakery_id: UUID


class BakeryView(BaseModel):
    """The bakery as its people see it."""

    id: UUID
    name: str
    timezone: str
    currency: str
    locale: str
    units: str
    is_draft: bool
    version: int


class MemberView(BaseModel):
    id: UUID
    account_id: UUID
    display_name: str
    email: str
    role: str
    joined_at: datetime


class MembersView(BaseModel):
    """Everybody in the bakery: few enough for one page."""

    items: list[MemberView]
    next: None = None


class MeView(BaseModel):
    """Who is asking, and with which rights."""

    account_id: UUID
    display_name: str
    role: str
    rights: list[str]
    bakery_id: UUID
    bakery_name: str


@dataclass(frozen=True, slots=True)
class MyBakery:
    """A bakery somebody belongs to."""

    id: UUID
    name: str
    role: Role
    is_active: bool
