"""What pydantic found, as a baker would say it."""

from typing import Any

from baketracker.errors import BadValue

from .words import N_, _, said

SENTENCES = {
    "missing": N_("Fill this in."),
    "missing_argument": N_("Fill this in."),
    "extra_forbidden": N_("This field is not known here."),
    "unexpected_keyword_argument": N_("This field is not known here."),
    "string_too_short": N_("Fill this in."),
    "string_too_long": N_("Use at most %(max_length)s characters."),
    "too_long": N_("Give at most %(max_length)s of them."),
    "uuid_parsing": N_("Choose one from the list."),
    "uuid_type": N_("Choose one from the list."),
    "enum": N_("Choose one from the list."),
    "literal_error": N_("Choose one of %(expected)s."),
    "date_parsing": N_("Write a date, such as 2026-12-19."),
    "date_from_datetime_parsing": N_("Write a date, such as 2026-12-19."),
    "int_parsing": N_("Write a whole number."),
    "int_from_float": N_("Write a whole number."),
    "decimal_parsing": N_("Write a number, such as 2.5 or 1 1/2."),
    "finite_number": N_("Write a number, such as 2.5 or 1 1/2."),
    "greater_than": N_("Use a number above %(gt)s."),
    "greater_than_equal": N_("Use a number of at least %(ge)s."),
    "less_than_equal": N_("Use a number of at most %(le)s."),
    "bool_parsing": N_("Choose yes or no."),
    "json_invalid": N_("This is not valid JSON."),
}


def sentence_for(fault: Any) -> str:
    """One sentence for one fault of a pydantic error list."""
    context = {key: str(value) for key, value in (fault.get("ctx") or {}).items()}
    if template := SENTENCES.get(fault["type"]):
        return _(template) % context
    if fault["type"] in ("value_error", "assertion_error"):
        error = fault.get("ctx", {}).get("error")
        if isinstance(error, BadValue):
            return said(error)
        return str(error) if error is not None else str(fault["msg"])
    return _("This cannot be understood.")
