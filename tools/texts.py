"""Every text a person can read, gathered for translators: build/messages.pot."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "build" / "messages.pot"

# What holds texts, and how it is read.
METHODS = {
    "src": [("**.py", "python")],
    "templates": [("**.html", "jinja2"), ("**.jinja", "jinja2")],
}
OPTIONS = {
    "**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"},
    "**.jinja": {"newstyle_gettext": "true"},
}
# Calls whose first argument is a sentence, or a word of one.
SPEAKING = (
    "_", "N_", "gettext", "BadDensity", "BadNumber", "BadValue", "BakeTrackerError", "Conflict",
    "Forbidden", "InvalidInput", "NotFound", "PreconditionMissing", "RuleBroken", "SignInNeeded",
    "Stale", "Suspended", "TooLarge", "TooManyRequests", "Unavailable",
)  # fmt: skip
Arguments = tuple[int | tuple[int, int] | tuple[int, str], ...] | None
KEYWORDS: dict[str, dict[int | None, Arguments] | Arguments] = {
    **dict.fromkeys(SPEAKING, (1,)),
    "ngettext": (1, 2),
    "counted": (2, 3),
    # An error with a class of its own gives its sentence to its parent.
    "__init__": (1,),
    "NN_": (1, 2),
}


def main() -> int:
    catalog = gathered()
    TEMPLATE.parent.mkdir(exist_ok=True)
    with TEMPLATE.open("wb") as file:
        write_po(file, catalog, width=100)
    print(f"{len(catalog)} texts in {TEMPLATE.relative_to(ROOT)}.")
    return 0


def gathered() -> Catalog:
    """Every text of the code and the templates, with the places it is used."""
    catalog = Catalog(project="BakeTracker Cloud", charset="utf-8")
    for folder, methods in METHODS.items():
        found = extract_from_dir(
            ROOT / folder,
            methods,
            OPTIONS,
            keywords=KEYWORDS,
            comment_tags=(),
            strip_comment_tags=True,
        )
        for name, line, message, _comments, context in found:
            catalog.add(message, locations=[(f"{folder}/{name}", line)], context=context)
    return catalog


if __name__ == "__main__":
    sys.exit(main())
