"""What can be judged about a page without knowing it: accessibility, width, and a picture of it."""

import os

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from baketracker.config import ROOT
from tests.factories.depth import DEEP

SCREENS = ROOT / "build" / "screens"
AXE = Axe()
LOOKED_AT = bool(DEEP or os.environ.get("BAKETRACKER_PICTURES"))


def barriers(page: Page) -> list[str]:
    """What axe finds, one line a rule with the first place it is broken."""
    found = AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wider


def widest(page: Page) -> str:
    """The element that sticks out most, to name the culprit."""
    named: str = page.evaluate(
        """() => { const w = document.documentElement.clientWidth; let worst = null, by = 0;
        for (const e of document.querySelectorAll('main *')) {
          const r = e.getBoundingClientRect().right - w;
          if (r > by) { by = r; worst = e; } }
        return worst ? worst.outerHTML.slice(0, 160) : '' }"""
    )
    return named


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page under build/screens, when somebody will look at them. The
    caret stays: to hide it the browser would be given a style our policy refuses."""
    if not LOOKED_AT:
        return
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True, caret="initial")
