"""Kinds of input that every feature's schemas share, and how decimals go out as JSON."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from baketracker.errors import N_, BadValue, InvalidInput
from baketracker.measures import durations, numbers
from baketracker.measures.units import normalise

FIRST_YEAR, LAST_YEAR = 1950, 2150
AMOUNT = r"^[0-9]{1,6}([.,][0-9]{1,6})?$"
JOINER = "\u200d"
# Format signs (bidirectional ones too), and what breaks a line or a paragraph.
HIDDEN = ("Cf", "Zl", "Zp")
# Letters and signs by their category, and yet nothing to see: fillers and the empty Braille cell.
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
NUMBER_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "pattern": AMOUNT, "examples": ["2.5"]},
        {"type": "number", "minimum": 0, "maximum": 999999.99},
    ],
    "description": "An amount; a string keeps every digit. Fractions such as 1 1/2 are understood.",
}


class In(BaseModel):
    """What comes in through a door: fields nobody knows are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def shown(example: dict[str, Any]) -> ConfigDict:
    """The configuration of a model whose fields do not all go together: an example of some that do,
    for the description of the JSON door."""
    return ConfigDict(json_schema_extra={"examples": [example]})


def _writable(text: str) -> str:
    """Refuse what cannot be stored or seen: control characters and half characters."""
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
        raise BadValue("Leave out the invisible characters.")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise BadValue("Write it in one line.")
    return text


def _seen(text: str) -> str:
    """Refuse what looks like nothing or like something else: signs that turn the writing round,
    hide or break the line. A joiner between two signs is fine: it makes one emoji of several."""
    if not text:
        return text
    if not any(_visible(sign) for sign in text):
        raise BadValue("Fill this in.")
    hidden = any(unicodedata.category(sign) in HIDDEN for sign in text.replace(JOINER, ""))
    if hidden or text.strip(JOINER) != text:
        raise BadValue("Leave out the invisible characters.")
    return text


def _visible(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNPS" and sign not in BLANKS


def harmless(text: str) -> str:
    """What a machine read or a program sent as one line a person may keep: without what cannot be
    stored, what turns the writing round and what nobody sees. Nobody is there to be asked, so
    nothing is refused."""
    parts = (unicodedata.category(sign) for sign in text)
    kept = (
        " " if part in ("Cc", "Zl", "Zp") else sign
        for sign, part in zip(text, parts, strict=True)
        if part != "Cs" and (part != "Cf" or sign == JOINER)
    )
    line = " ".join("".join(kept).split()).strip(JOINER + " ")
    return line if any(_visible(sign) for sign in line) else ""


def _told(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) else value


def _web_address(text: str) -> str:
    """Only addresses a browser may be sent to."""
    if text and not text.lower().startswith(("https://", "http://")):
        raise BadValue("Begin the address with https://")
    return text


# Lengths are judged first, so that the sentence about them is theirs.
_Line = (AfterValidator(_writable), AfterValidator(_one_line), AfterValidator(_seen))

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), *_Line
]
ShortName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), *_Line
]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), *_Line]
ShortCode = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), *_Line]
WebAddress = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=500),
    *_Line,
    AfterValidator(_web_address),
]
"""An address a browser may be sent to, or nothing."""
LongText = Annotated[
    str,
    BeforeValidator(lambda text: text.replace("\r\n", "\n") if isinstance(text, str) else text),
    StringConstraints(strip_whitespace=True, max_length=4000),
    AfterValidator(_writable),
]
Notes = Annotated[LongText, Field(max_length=2000)]
"""What somebody notes beside a thing of the catalogue."""
SearchText = Annotated[
    str,
    AfterValidator(lambda text: "".join(c if c.isprintable() else " " for c in text)[:200].strip()),
]
"""What somebody looks for: never refused, only made harmless."""
Told = Annotated[str, BeforeValidator(_told)]
"""What a machine read or a program sent (`harmless`)."""


def _sentence(error: InvalidInput) -> BadValue:
    return BadValue(error.message, **error.numbers)


def _amount(places: int) -> BeforeValidator:
    read = numbers.parse_quantity if places == numbers.QUANTITY_PLACES else numbers.parse_money
    check = numbers.check_quantity if places == numbers.QUANTITY_PLACES else numbers.check_money

    def amount(value: Any) -> Any:
        """Typed text is read as people write it; a JSON number by its shortest digits."""
        try:
            if isinstance(value, str):
                return read(value)
            if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                return check(Decimal(str(value)))
        except InvalidInput as error:
            raise _sentence(error) from error
        raise BadValue("Write a number, such as 2.5 or 1 1/2.")

    return BeforeValidator(amount)


QuantityIn = Annotated[
    Decimal, _amount(numbers.QUANTITY_PLACES), WithJsonSchema(NUMBER_SCHEMA, mode="validation")
]
MoneyIn = Annotated[
    Decimal, _amount(numbers.MONEY_PLACES), WithJsonSchema(NUMBER_SCHEMA, mode="validation")
]


def _unit(written: str) -> str:
    try:
        return normalise(written).code
    except InvalidInput as error:
        raise _sentence(error) from error


UnitCode = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=50),
    AfterValidator(_unit),
]
"""A unit as people write it ("lbs", "LBR"); stored as its code ("lb")."""


def _near(day: date) -> date:
    """A slip of the finger in the year, as the calendar pages of browsers allow it."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadValue(N_("Check the year of this date."))
    return day


Day = Annotated[date, AfterValidator(_near)]
"""A day on which something was or will be, in a year a person can mean."""


def _near_moment(moment: datetime) -> datetime:
    _near(moment.date())
    return moment


Instant = Annotated[AwareDatetime, AfterValidator(_near_moment)]
"""When something was, in a year a person can mean; with its offset from UTC."""


def _days(value: Any) -> Any:
    """ "6 months" and 180 are the same."""
    try:
        if isinstance(value, str):
            return durations.parse_days(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return durations.checked_days(value)
    except InvalidInput as error:
        raise _sentence(error) from error
    raise BadValue("Write how long, such as 10 days, 2 weeks, 6 months or 1 year.")


DaysIn = Annotated[
    int,
    BeforeValidator(_days),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": durations.LONGEST_DAYS},
                {"type": "string", "pattern": "^[1-9] (days|weeks|months|years)$"},
            ],
            "description": "How long something keeps, in days or as “6 months”.",
        },
        mode="validation",
    ),
]
"""How many days something keeps: a number, or as people say it."""


def with_span(values: Any, amount: str, span: str) -> Any:
    """A form's two fields as one: "6" in `amount` and "months" in `span` are "6 months". The span
    stands there before anybody types, so alone it says nothing."""
    if not isinstance(values, dict) or span not in values:
        return values
    rest = {name: value for name, value in values.items() if name != span}
    if isinstance(typed := rest.get(amount), str):
        rest[amount] = f"{typed.strip()} {values[span]}"
    return rest


def plain(value: Decimal) -> str:
    """A decimal with its digits and nothing else: "2.5", "0", "12000"."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


DecimalOut = Annotated[
    Decimal,
    PlainSerializer(plain, return_type=str, when_used="json"),
    WithJsonSchema(
        {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "examples": ["2.5"]},
        mode="serialization",
    ),
]


def lines(value: Any) -> Any:
    """A text area as a list, one entry a line; anything else is left to be judged."""
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    return value
