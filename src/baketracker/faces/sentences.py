"""What pydantic found, as a baker would say it."""

from typing import Any

from .words import _

SENTENCES = {
    "missing": "Fill this in.",
    "missing_argument": "Fill this in.",
    "extra_forbidden": "This field is not known here.",
    "unexpected_keyword_argument": "This field is not known here.",
    "string_too_short": "Fill this in.",
    "string_too_long": "Use at most %(max_length)s characters.",
    "too_long": "Give at most %(max_length)s of them.",
    "uuid_parsing": "Choose one from the list.",
    "uuid_type": "Choose one from the list.",
    "enum": "Choose one from the list.",
    "literal_error": "Choose one of %(expected)s.",
    "date_parsing": "Write a date, such as 2026-12-19.",
    "date_from_datetime_parsing": "Write a date, such as 2026-12-19.",
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "decimal_parsing": "Write a number, such as 2.5 or 1 1/2.",
    "finite_number": "Write a number, such as 2.5 or 1 1/2.",
    "greater_than": "Use a number above %(gt)s.",
    "greater_than_equal": "Use a number of at least %(ge)s.",
    "less_than_equal": "Use a number of at most %(le)s.",
    "bool_parsing": "Choose yes or no.",
    "json_invalid": "This is not valid JSON.",
}


def sentence_for(fault: Any) -> str:
    """One sentence for one fault of a pydantic error list."""
    context = {key: str(value) for key, value in (fault.get("ctx") or {}).items()}
    if template := SENTENCES.get(fault["type"]):
        return _(template) % context
    if fault["type"] in ("value_error", "assertion_error"):
        said = fault.get("ctx", {}).get("error")
        return str(said) if said is not None else str(fault["msg"])
    return _("This cannot be understood.")
