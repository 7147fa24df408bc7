"""A real Chromium against a real server, with a worker for long tasks."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import Engine, text

from baketracker.config import Settings
from tests.browser.find_chromium import find_chromium
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.depth import DEEP
from tests.factories.servers import LiveServer, serving

PHONE, DESK = 390, 1280
# What is expected comes, however busy the machine is.
expect.set_options(timeout=30_000)
# How a feature looks at its own pages: in `--deep` all four ways, else on a phone in light.
EVERY_LOOK = [(width, theme) for width in (PHONE, DESK) for theme in ("light", "dark")]
LOOKS = EVERY_LOOK if DEEP else EVERY_LOOK[:1]
WIDTHS = (PHONE, DESK) if DEEP else (PHONE,)
# Pages that stand there as they do for anybody are looked at in the quick run all together.
seen_already = pytest.mark.skipif(not DEEP, reason="test_ground_pages walks there; deep, this too")

# A page is open when its behaviours are there: a test presses keys sooner than anybody could.
READY = """async () => {
  const app = document.querySelector("script[src*='/app.']");
  if (app) await (await import(app.src)).ready();
}"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker("browser")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser per module: its event loop ends with it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_chromium()), args=arguments())
        yield browser
        browser.close()


def arguments() -> list[str]:
    """Chromium refuses to sandbox itself as root."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


@pytest.fixture(scope="module", autouse=True)
def nothing_waits(engine: Engine) -> None:
    """What tests before began and nobody did is not for the worker here, nor for its model."""
    with engine.begin() as gate:
        gate.execute(
            text("update jobs.procrastinate_jobs set status = 'cancelled' where status = 'todo'")
        )


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[LiveServer]:
    """The application on a port of its own, doing its background work."""
    with serving(settings.model_copy(update={"worker": True})) as server:
        yield server


@dataclass
class Visit:
    """One person at one device; what the browser complained of is kept."""

    page: Page
    context: BrowserContext
    url: str
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.url}{path}")
        if self.scripts:
            self.page.evaluate(READY)
        return self.page


@dataclass
class Visitors:
    """Lets people in, each with a browser profile of their own."""

    chromium: Browser
    site: LiveServer

    @contextmanager
    def enter(
        self, bakery: BakeryOnDatabase | None = None, *, width: int = DESK, theme: str = "light",
        scripts: bool = True, workers: bool = False, type_size: int = 16,
    ) -> Iterator[Visit]:  # fmt: skip
        """`type_size` is the reader's own setting, in pixels; 16 is what browsers come with."""
        options: dict[str, Any] = {
            "base_url": self.site.url,
            "viewport": {"width": width, "height": 844 if width < 600 else 800},
            "color_scheme": "dark" if theme == "dark" else "light",
            "java_script_enabled": scripts,
            "service_workers": "allow" if workers else "block",
            "locale": "en-US",
            "reduced_motion": "reduce",
        }
        profile = tempfile.TemporaryDirectory(prefix="baketracker-profile-")
        if type_size == 16:
            context = self.chromium.new_context(**options)
        else:
            prefer(Path(profile.name), type_size)
            context = self.chromium.browser_type.launch_persistent_context(
                profile.name, executable_path=str(find_chromium()), args=arguments(), **options
            )
        context.set_default_timeout(15_000)
        if bakery is not None:
            cookie = {"name": "bt_session", "value": bakery.cookie(), "url": self.site.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        visit = Visit(context.new_page(), context, self.site.url, scripts)
        visit.page.on("console", lambda said: _note(visit, said.type, said.text))
        context.on("request", lambda asked: _stays(visit, asked.url))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        try:
            yield visit
        finally:
            context.close()
            profile.cleanup()


def prefer(profile: Path, type_size: int) -> None:
    """Make a browser profile whose reader likes large type."""
    sizes = {"default_font_size": type_size, "default_fixed_font_size": type_size}
    (profile / "Default").mkdir()
    (profile / "Default" / "Preferences").write_text(json.dumps({"webkit": {"webprefs": sizes}}))


def _stays(visit: Visit, url: str) -> None:
    """Whatever a page asks for is ours."""
    if url.startswith(("http", "ws")) and not url.startswith(visit.url):
        visit.complaints.append(f"asked for {url}")


def _note(visit: Visit, kind: str, words: str) -> None:
    # What the network refused and htmx then reports is judged by the page that follows.
    expected = words.startswith(("Failed to load", "htmx:"))
    if "Content Security Policy" in words or (kind == "error" and not expected):
        visit.complaints.append(words)


@pytest.fixture
def people(chromium: Browser, site: LiveServer) -> Visitors:
    return Visitors(chromium, site)
