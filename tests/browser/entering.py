"""Saying and showing things to the browser: a microphone and a camera that play what a test made, a
server that reads, and a model that is *simulated: written by us, not model output*."""

import array
import io
import random
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, Page, Route
from pydantic import SecretStr
from sqlalchemy import func, select

from baketracker.config import Settings
from baketracker.proposals import service
from baketracker.proposals.models import Proposal
from baketracker.proposals.viewing import ProposalView
from tests.assistant.makers import KEY
from tests.browser.conftest import arguments
from tests.browser.find_chromium import find_chromium
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product, supplier
from tests.factories.servers import LiveServer, serving
from tests.factories.simulated_gemini import SimulatedGemini
from tests.factories.simulated_server import Call, Reply
from tests.media.making import tone, written

BOUGHT = "I bought two pounds of flour at Costco for eight dollars"
FLOUR: dict[str, Any] = {
    "item_name": "all-purpose flour", "quantity": "2", "unit": "lb", "price": "8.00",
    "store": "Costco",
}  # fmt: skip
MICROPHONE_RATE = 48_000
FILM_SIZE = (1280, 720)
SHELF = {
    "All-purpose flour": ("King Arthur", "12", "lb"),
    "Unsalted butter": ("Kirkland Signature", "4", "lb"),
    "Salted butter": ("Kirkland Signature", "4", "lb"),
    "Granulated sugar": ("Domino", "10", "lb"),
    "Vanilla extract": ("Kirkland Signature", "16", "fl oz"),
}

# How many entries wait on this device.
KEPT = """() => new Promise((done) => {
  const request = indexedDB.open("waiting", 1);
  request.onsuccess = () => {
    const all = request.result.transaction("entries").objectStore("entries").count();
    all.onsuccess = () => { request.result.close(); done(all.result); };
  };
})"""


@contextmanager
def reading(settings: Settings, model: SimulatedGemini, **changes: Any) -> Iterator[LiveServer]:
    """The application with a worker that asks this model."""
    reads = {"worker": True, "gemini_api_key": SecretStr(KEY), "gemini_endpoint": model.url}
    with serving(settings.model_copy(update=reads | changes)) as server:
        yield server


@contextmanager
def perceiving(
    beside: Browser,
    *,
    sound: Path | str | None = None,
    film: Path | None = None,
    allowed: bool = True,
) -> Iterator[Browser]:
    """Another browser, whose microphone hears this file over and over and whose camera sees that
    one; not `allowed`: whoever is asked says no."""
    words = [*arguments(), "--use-fake-device-for-media-stream"]
    if allowed:
        words.append("--use-fake-ui-for-media-stream")
    if sound:
        words.append(f"--use-file-for-fake-audio-capture={sound}")
    if film:
        words.append(f"--use-file-for-fake-video-capture={film}")
    browser = beside.browser_type.launch(executable_path=str(find_chromium()), args=words)
    try:
        yield browser
    finally:
        browser.close()


def speech(file: Path, decibels: float = -14) -> Path:
    """Something like talking, as a microphone file: syllables with pauses between them, which no
    filter of noise takes for a hum."""
    said = array.array("h")
    for length in (0.16, 0.11, 0.22, 0.13, 0.19, 0.15):
        said += tone(length, decibels, MICROPHONE_RATE)
        said += array.array("h", bytes(2 * round(0.07 * MICROPHONE_RATE)))
    with wave.open(str(file), "wb") as into:
        into.setparams((1, 2, MICROPHONE_RATE, 0, "NONE", ""))
        into.writeframes(said.tobytes())
    return file


def paper(*lines: str, size: tuple[int, int] = (900, 1200)) -> Image.Image:
    """A sharp picture of something printed; other lines, another picture."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    spots = random.Random("".join(lines))
    for _spot in range(14):
        x, y = spots.randrange(0, size[0] - 200), spots.randrange(300, size[1] - 150)
        draw.rectangle((x, y, x + 200, y + 150), fill=spots.choice(("black", "gray", "silver")))
    for number, words in enumerate(lines):
        draw.text((40, 40 + 60 * number), words, fill="black", font_size=44)
        draw.rectangle((0, 40 + 60 * number, 25, 60 + 60 * number), fill="black")
    return image


def photo(*lines: str, kind: str = "PNG", **options: Any) -> bytes:
    """The same as a file."""
    return written(paper(*lines), kind, **options)


def film(image: Image.Image, file: Path, frames: int = 3) -> Path:
    """A camera that looks at this picture (MJPEG)."""
    still = Image.new("RGB", FILM_SIZE, "gray")
    image = image.copy()
    image.thumbnail(FILM_SIZE)
    still.paste(image, ((FILM_SIZE[0] - image.width) // 2, 0))
    frame = io.BytesIO()
    still.save(frame, "JPEG", quality=92)
    file.write_bytes(frame.getvalue() * frames)
    return file


def hears(
    model: SimulatedGemini, transcript: str, *calls: tuple[str, dict[str, Any]], seconds: float = 0
) -> None:
    """Whoever speaks is heard as this, after so many seconds, and these tools are chosen."""
    model.forget()
    model.answer_with(answering(model, transcript, *calls, seconds=seconds))


def answering(
    model: SimulatedGemini, transcript: str, *calls: tuple[str, dict[str, Any]], seconds: float = 0
) -> Callable[[Call], Reply]:
    def answer(call: Call) -> Reply:
        if call.tools:
            return model.tool_calls(*calls)
        heard = {"transcript": transcript, "is_speech": bool(transcript)}
        return model.reading(heard).after(seconds)

    return answer


def sees(model: SimulatedGemini, *readings: dict[str, Any]) -> None:
    """What is photographed is read as the next of these; the last one stays."""
    model.forget()
    model.answer_with(*(model.reading(one) for one in readings))


def stocked_shelf(bakery: BakeryOnDatabase) -> dict[str, UUID]:
    """Five packages this bakery buys, and where."""
    supplier(bakery, "Costco")
    return {
        name: product(
            bakery, ingredient(bakery, name), brand=brand, package_quantity=size, package_unit=unit
        ).id
        for name, (brand, size, unit) in SHELF.items()
    }


def counted(bakery: BakeryOnDatabase) -> int:
    """How many proposals there are, whatever became of them."""
    with bakery.session() as db:
        return db.scalar(select(func.count(Proposal.id))) or 0


def newest(bakery: BakeryOnDatabase) -> ProposalView:
    with bakery.session() as db:
        found = select(Proposal.id).order_by(Proposal.created_at.desc(), Proposal.id.desc())
        return service.get(db, db.scalars(found.limit(1)).one())


def eventually(page: Page, is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Wait while the browser goes on: its routes are answered by us. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"{is_so} was not true within {seconds} s")
        page.wait_for_timeout(50)


def add_door(page: Page) -> Locator:
    """Add as it stands on this width: in the dock of a phone, beside the places of a desktop."""
    return page.locator("[data-hold]:visible")


def hold(page: Page, button: Locator, seconds: float) -> None:
    """A finger that stays on a button for so long once it is listened to."""
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.locator("[data-talk][data-state=recording]").wait_for()
    page.wait_for_timeout(seconds * 1000)
    page.mouse.up()


def send_pictures(page: Page, *files: bytes, kind: str = "image/png") -> None:
    """Choose pictures as from a folder and have them read."""
    named = [
        {"name": f"photo-{number}.{kind.partition('/')[2]}", "mimeType": kind, "buffer": content}
        for number, content in enumerate(files)
    ]
    page.locator("#f-photo").set_input_files(named)
    page.locator("[data-pages] img").nth(len(files) - 1).wait_for()
    page.get_by_role("button", name="Read it", exact=True).click()


def lost(route: Route) -> None:
    """It arrives, and its answer does not."""
    route.fetch()
    route.abort()
