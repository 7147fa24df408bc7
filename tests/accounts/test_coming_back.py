"""After signing in one goes on, but never to another site."""

import pytest

from baketracker.accounts.coming_back import page_of_ours

LEADING_AWAY = [
    "https://evil.example", "http://evil.example/", "//evil.example", "///evil.example",
    "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example",
    " //evil.example", "/ /evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,<script>1</script>", "vbscript:x", "https:evil.example", "https:/evil.example",
    "evil.example", "//evil.example/..", "//evil%2eexample", "///\\evil.example",
    "/\\/evil.example",
    "//user@evil.example", "/a\r\nLocation: https://evil.example", "/a\x00b", "//[::1]/",
    "//[", "/\u2044evil.example", "／／evil.example", "?next=//evil.example", "#//evil.example",
    "/#//evil.example", "", "mailto:x@evil.example", "ftp://evil.example", "/a\\..\\evil.example",
    "/" + "a" * 3000, "/sign-in", "/sign-out", "/sign-in?next=/sign-in",
]  # fmt: skip


@pytest.mark.covers("SR33")
@pytest.mark.parametrize("wanted", LEADING_AWAY)
def test_nothing_leads_off_the_site(wanted: str) -> None:
    assert page_of_ours(wanted) == "/"


@pytest.mark.parametrize(
    "wanted",
    ["/", "/ingredients", "/ingredients?search=rye%20flour&cursor=a", "/events/1/plan", "/%2f%2fx"],
)
def test_a_page_of_ours_is_kept(wanted: str) -> None:
    assert page_of_ours(wanted) == wanted
