"""Reading pages as people do."""

import re
from html import unescape


def words(page: str) -> str:
    """The text of a page, without its tags."""
    bare = re.sub(r"<(script|style|template)\b.*?</\1>", " ", page, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def hidden(page: str, name: str) -> str:
    """The value of the first hidden field called `name` inside the page's main form."""
    main = page[page.index("<main") :]
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', main)
    assert found, name
    return unescape(found.group(1))
