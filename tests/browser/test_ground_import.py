"""The main journey: a stranger signs up, brings the desktop file and sees what the event takes."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from baketracker.config import ROOT
from baketracker.db.types import new_id
from tests.browser.conftest import DESK, PHONE, Visitors
from tests.browser.looking import barriers, overflow, picture

PARITY = Path(os.environ.get("BAKETRACKER_PARITY", ROOT.parent / "shared" / "parity"))
EVENT, DAY = "Holiday Cookie Gifts", "2025-12-20"

pytestmark = pytest.mark.skipif(
    not (PARITY / "desktop.db").exists(), reason="the parity data is not here"
)


def required() -> list[dict[str, Any]]:
    """What the desktop app answered for the event: one row for each way a unit is asked for."""
    goldens = json.loads((PARITY / "goldens.json").read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = goldens["stages"]["final"]["events"][f"{EVENT}|{DAY}"][
        "fu_requirements"
    ]
    return rows


def sign_up(page: Page) -> None:
    page.get_by_label("Name of the bakery").fill("Marianne's kitchen")
    page.get_by_label("Your name").fill("Marianne")
    page.get_by_label("E-mail").fill(f"{new_id().hex}@example.com")
    page.get_by_label("Password", exact=True).fill("four brown loaves rising")
    page.get_by_role("button", name="Open the bakery").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Open your bakery")


def bring_in(page: Page) -> None:
    page.goto("/import")
    page.get_by_label("Database file").set_input_files(PARITY / "desktop.db")
    page.get_by_role("button", name="Bring it in").click()
    page.wait_for_url("**/tasks/*")
    page.locator("[data-done]").first.wait_for(timeout=90_000)


def pooled(page: Page) -> dict[str, int]:
    """Finished unit → pieces, as the page shows them under "which comes to"."""
    shown = page.locator("#make details > summary").all_text_contents()
    return dict(_figure(line) for line in shown)


def _figure(line: str) -> tuple[str, int]:
    name, _, number = " ".join(line.split()).rpartition(" ")
    return name.strip(), int(number.replace(",", ""))


@pytest.mark.covers("G-07", "S4-signup-form", "PR-03")
def test_a_stranger_brings_the_desktop_file_and_sees_what_the_event_takes(people: Visitors) -> None:
    with people.enter() as visit:
        page = visit.open("/sign-up")
        sign_up(page)
        bring_in(page)
        picture(page, "import-done-1280-light")
        page.goto("/events")
        row = page.locator("tr, li").filter(has_text=EVENT).filter(has_text="2025")
        row.get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(EVENT)
        check_totals(page)
        looks = {}
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 844})
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                page.reload()
                picture(page, f"event-{width}-{theme}")
                looks[f"{width} {theme}"] = [*barriers(page), *_too_wide(page)]
        assert not any(looks.values()), looks
        assert visit.complaints == []


def _too_wide(page: Page) -> list[str]:
    return [f"{overflow(page)} px too wide"] if overflow(page) > 0 else []


def check_totals(page: Page) -> None:
    rows = required()
    assert len(rows) == 13
    wanted: Counter[str] = Counter()
    for row in rows:
        wanted[row["finished_unit"]] += row["quantity"]
    shown = pooled(page)
    named = {name.casefold().replace(" ", "-"): number for name, number in shown.items()}
    slugs = dict(wanted)
    assert sorted(shown.values()) == sorted(slugs.values()), (shown, slugs)
    for slug in set(named) & set(slugs):
        assert named[slug] == slugs[slug], slug
    assert len(set(named) & set(slugs)) >= 4, (named, slugs)
    assert page.locator("#make details > div .leader").count() == 13
