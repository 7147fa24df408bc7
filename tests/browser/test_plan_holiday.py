"""The Holiday event of the desktop's own file, a year later: planned, settled and shopped for.

What the page must say is read from the recording: how many of each unit and the batches decided
from the goldens; what is needed and what is missing from the desktop's file, counted again."""

import json
import os
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from baketracker.config import ROOT
from baketracker.db.types import new_id
from tests.browser.conftest import LOOKS, PHONE, Visit, Visitors
from tests.browser.looking import barriers, overflow, picture, widest
from tests.factories.depth import DEEP
from tests.parity.desktop_file import opened
from tests.parity.oracle import planning

PARITY = Path(os.environ.get("BAKETRACKER_PARITY", ROOT.parent / "shared" / "parity"))
FILE = PARITY / "desktop_before_ops.db"
EVENT, DAY = "Holiday Cookie Gifts", "2025-12-20"
PARTS = {"¼": 1 / 4, "½": 1 / 2, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3,
         "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8}  # fmt: skip
# Two decimals are shown, and a fraction where it is as near.
NEAR = 0.0101

pytestmark = [
    pytest.mark.skipif(not FILE.exists(), reason="the parity data is not here"),
    pytest.mark.skipif(not DEEP, reason="the Holiday event is planned in the deep run"),
]


def coming() -> str:
    """The day of the event, in a year that is still ahead."""
    today = datetime.now(UTC).date()
    return str(date(today.year + (today > date(today.year, 12, 13)), 12, 20))


def recorded() -> dict[str, Any]:
    """What the desktop app answered for the event."""
    goldens = json.loads((PARITY / "goldens.json").read_text(encoding="utf-8"))
    answers: dict[str, Any] = goldens["stages"]["before_ops"]["events"][f"{EVENT}|{DAY}"]
    return answers


@contextmanager
def desktops_file(day: str, decided: dict[str, int]) -> Iterator[sqlite3.Connection]:
    """The desktop's file in memory, where the event was moved and decided as on the page."""
    with closing(opened(FILE)) as file, closing(sqlite3.connect(":memory:")) as copy:
        file.backup(copy)
        where = "(SELECT id FROM events WHERE name = ? AND event_date = ?)"
        for unit, batches in decided.items():
            copy.execute(
                "UPDATE batch_decisions SET batches = ? WHERE event_id IN " + where  # noqa: S608
                + " AND finished_unit_id IN (SELECT id FROM finished_units WHERE slug = ?)",
                (batches, EVENT, DAY, unit),
            )  # fmt: skip
        copy.execute(
            "UPDATE events SET event_date = ? WHERE name = ? AND event_date = ?", (day, EVENT, DAY)
        )
        yield copy


def counted(day: str, **decided: int) -> dict[str, tuple[float, float]]:
    """Ingredient → what is needed and what of it is missing, each in the unit of the page."""
    with desktops_file(day, {unit.replace("_", "-"): n for unit, n in decided.items()}) as file:
        rows = planning.gaps(file, ("", "", "", f"{EVENT}|{day}"))
    return {
        row["ingredient_name"]: (row["quantity_needed"], row["gap"])
        for row in rows["purchase_items"] + rows["sufficient_items"]
    }


def number(said: str) -> float:
    """The first number of a text: "1,024", "6.36", "1½"."""
    found = re.search(rf"([\d,]*\.?\d*)([{''.join(PARTS)}]?)", re.sub(r"^[^\d¼-¾⅐-⅞]+", "", said))
    assert found, said
    return float(found[1].replace(",", "") or 0) + PARTS.get(found[2], 0)


def words(place: Locator) -> str:
    return " ".join(place.inner_text().split())


def shown(page: Page) -> dict[str, tuple[float, float]]:
    """Ingredient → need and what is missing, as the plan says them."""
    found = {}
    for row in page.locator("#ingredients summary:has([data-figure])").all():
        figure = row.locator("[data-figure]")
        need = number("".join(figure.inner_text().split()))
        short = re.search(r"Short ([^✓]*)", words(row))
        found[str(figure.get_attribute("data-called"))] = (need, number(short[1]) if short else 0)
    return found


def agree(page: Page, wanted: dict[str, tuple[float, float]]) -> None:
    said = shown(page)
    assert set(said) == set(wanted)
    for name, figures in wanted.items():
        assert said[name] == pytest.approx(figures, abs=NEAR), name


def batches_of(page: Page) -> dict[str, int]:
    """Finished unit → batches, of the units that say "3 × 36"."""
    found = page.locator('[data-figure^="batches:"]').all()
    return {str(one.get_attribute("data-called")): int(number(one.inner_text())) for one in found}


def sign_up(page: Page) -> None:
    page.get_by_label("Name of the bakery").fill("Marianne’s kitchen")
    page.get_by_label("Your name").fill("Marianne")
    page.get_by_label("E-mail").fill(f"{new_id().hex}@example.com")
    page.get_by_label("Password", exact=True).fill("four brown loaves rising")
    page.get_by_role("button", name="Open the bakery").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Open your bakery")


def bring_in(page: Page) -> None:
    page.goto("/import")
    page.get_by_label("Database file").set_input_files(FILE)
    page.get_by_role("button", name="Bring it in").click()
    page.wait_for_url("**/tasks/*")
    page.locator("[data-done]").first.wait_for(timeout=90_000)


def find_the_event(page: Page) -> None:
    page.goto("/events")
    row = page.locator("tr, li").filter(has_text=EVENT).filter(has_text="2025")
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(EVENT)


def move_to(page: Page, day: str) -> None:
    """The day is over; the same is wanted again."""
    expect(page.locator("main")).to_contain_text("This day is over")
    page.get_by_role("link", name="Choose another day").click()
    page.get_by_label("When is it?").fill(day)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("textbox", name="How many Cookie Sampler Box")).to_be_visible()


def unit(page: Page, name: str) -> Locator:
    return page.locator("[id^=unit-]").filter(has=page.get_by_role("link", name=name, exact=True))


def decide(page: Page, name: str, way: str) -> None:
    place = unit(page, name)
    place.get_by_text("other way").click()
    place.locator("label").filter(has_text=way).click()
    expect(place.locator('[data-figure^="batches:"]')).to_have_text(way)


@pytest.mark.covers("G-07", "A6", "A8", "D-11", "D-13", "S1-gaps-before")
def test_the_holiday_event_of_the_file_is_planned_settled_and_shopped_for(people: Visitors) -> None:
    desktop, day = recorded(), coming()
    with people.enter(width=PHONE) as visit:
        page = visit.open("/sign-up")
        sign_up(page)
        bring_in(page)
        find_the_event(page)
        move_to(page, day)
        check_demand(page, desktop)
        agree(page, counted(day))

        decide(page, "Gingerbread Man", "2 × 22")
        wanted = counted(day, gingerbread_man=2)
        expect(page.locator("#announcer")).to_contain_text("Batches: 9 → 8")
        agree(page, wanted)

        mend_and_settle(page)
        agree(page, wanted)
        page.get_by_role("button", name="Keep these days").click()
        expect(page.get_by_role("button", name="Keep these days")).to_have_count(0)
        home = page.url
        check_list(page, wanted)
        assert visit.complaints == []
        wrong = looked_at(visit, {"holiday": home, "holiday-list": page.url})
        assert not wrong, wrong


def check_demand(page: Page, desktop: dict[str, Any]) -> None:
    pooled: Counter[str] = Counter()
    for row in desktop["fu_requirements"]:
        pooled[row["finished_unit"]] += row["quantity"]
    said = {
        str(one.get_attribute("data-called")).casefold().replace(" ", "-"): int(
            number(one.inner_text())
        )
        for one in page.locator('#make [data-figure^="unit:"]').all()
    }
    assert said == dict(pooled)
    batches = {name.casefold().replace(" ", "-"): n for name, n in batches_of(page).items()}
    assert batches == desktop["batch_decisions"]


def mend_and_settle(page: Page) -> None:
    """More boxes are asked for: what was decided is asked again before the plan is settled."""
    boxes = page.get_by_role("textbox", name="How many Cookie Sampler Box")
    boxes.fill("8")
    settle = page.locator("#settle")
    expect(settle).to_contain_text(
        "The batches of Gingerbread Man were chosen for 40; now it is 48"
    )
    expect(settle.get_by_role("button", name="Settle the plan")).to_have_count(0)
    expect(unit(page, "Gingerbread Man")).to_contain_text("Decided for 40, now 48 are needed")
    unit(page, "Gingerbread Man").get_by_role("button", name="Take 3 × 22").click()
    expect(settle.get_by_role("button", name="Settle the plan")).to_be_visible()
    boxes.fill("6")
    expect(unit(page, "Gingerbread Man").locator("[data-figure]")).to_have_text("2 × 22")
    settle.get_by_role("button", name="Settle the plan").click()
    expect(settle).to_contain_text("The plan is settled")


def check_list(page: Page, wanted: dict[str, tuple[float, float]]) -> None:
    page.get_by_role("button", name="Make shopping list").locator("visible=true").click()
    page.wait_for_url("**/shop/*")
    lines = [words(line) for line in page.locator("li[id^=line-]").all()]
    missing = {name: short for name, (_need, short) in wanted.items() if short}
    assert len(lines) == len(missing)
    for name, short in missing.items():
        (line,) = [line for line in lines if name in line]
        assert number(line.partition("need ")[2]) == pytest.approx(short, abs=NEAR), name


def looked_at(visit: Visit, places: dict[str, str]) -> dict[str, list[str]]:
    """What is wrong with the pages on a phone and a desk, by day and by night."""
    page, wrong = visit.page, dict[str, list[str]]()
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for name, path in places.items():
            page.goto(path)
            found = barriers(page) + ([widest(page)] if overflow(page) > 0 else [])
            if found:
                wrong[f"{name} {width} {theme}"] = found
            picture(page, f"{name}-{width}-{theme}")
    return wrong
