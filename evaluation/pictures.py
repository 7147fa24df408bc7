"""Receipts as pictures, so that a real model could read them: turned a little, blurred, noisy, the
same each time."""

import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .fixtures import Receipt, receipts

MONOSPACED = Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf")
COLUMNS, SIZE, EDGE, STEP = 38, 20, 40, 28
PAPER, INK = 246, 40
MOST_TURNED, MOST_BLURRED = 1.6, 0.9
# So many of a thousand points are specks.
SPECKS = 4


def draw_all(folder: Path) -> int:
    """A PNG for every receipt; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for receipt in receipts():
        draw(receipt).save(folder / f"{receipt.id}.png")
    return len(receipts())


def draw(receipt: Receipt) -> Image.Image:
    """A grey picture of a receipt; what is random in it follows from the receipt's id."""
    chance = random.Random(receipt.id)
    rows = printed(receipt)
    font = _font()
    width = round(font.getlength("0" * COLUMNS)) + 2 * EDGE
    picture = Image.new("L", (width, STEP * len(rows) + 2 * EDGE), PAPER)
    pen = ImageDraw.Draw(picture)
    for place, row in enumerate(rows):
        pen.text((EDGE, EDGE + STEP * place), row, fill=INK + chance.randrange(40), font=font)
    turned = picture.rotate(
        chance.uniform(-MOST_TURNED, MOST_TURNED),
        expand=True,
        fillcolor=PAPER,
        resample=Image.Resampling.BICUBIC,
    )
    _speckle(turned, chance)
    return turned.filter(ImageFilter.GaussianBlur(chance.uniform(0.2, MOST_BLURRED)))


def printed(receipt: Receipt) -> list[str]:
    """The rows as the shop prints them: what was bought, and what it comes to."""
    rows = [receipt.store.upper().center(COLUMNS), receipt.day.center(COLUMNS), ""]
    for thing in receipt.things:
        rows.append(_row(thing.text, f"{thing.amount:.2f}"))
        rows += [f"  {text}" for text, _ in thing.rows]
    rows.append("")
    sums = (
        ("SUBTOTAL", receipt.subtotal),
        ("ORDER DISCOUNT -", receipt.order_discount),
        ("TAX", receipt.tax),
        ("BOTTLE DEPOSIT", receipt.deposit),
        ("TOTAL", receipt.total),
    )
    return rows + [_row(name, f"{amount:.2f}") for name, amount in sums if amount is not None]


def _row(text: str, amount: str) -> str:
    room = COLUMNS - len(amount) - 1
    return f"{text[:room]:<{room}} {amount}"


def _speckle(picture: Image.Image, chance: random.Random) -> None:
    width, height = picture.size
    for _ in range(width * height * SPECKS // 1000):
        spot = (chance.randrange(width), chance.randrange(height))
        picture.putpixel(spot, chance.choice((90, 150, 255)))


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if MONOSPACED.exists():
        return ImageFont.truetype(str(MONOSPACED), SIZE)
    return ImageFont.load_default(SIZE)
