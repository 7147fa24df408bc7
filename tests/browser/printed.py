"""What a page became on paper: Chromium's PDF, read by the structure it tells of itself.

A tagged PDF says of every piece of text which element it is of and which page it is on: an element
whose text is on two pages was cut."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.S)
_KIND = re.compile(rb"/S /(\w+)")
_OWN_PAGE = re.compile(rb"^/Pg (\d+) 0 R", re.M)
_ON_PAGE = re.compile(rb"/Type /MCR\s*/Pg (\d+) 0 R")
_REFERENCE = re.compile(rb"(?<!/Pg )(?<!/P )(?<!/Obj )\b(\d+) 0 R")


@dataclass(frozen=True)
class Paper:
    """`pages` sheets; `pieces` are the pages that each element of a kind (TR, LI, …) is on, in the
    order of the document."""

    width: float
    height: float
    pages: int
    pieces: dict[str, list[frozenset[int]]]

    def cut(self, kind: str) -> list[frozenset[int]]:
        """The elements of this kind that are on more than one page."""
        return [on for on in self.pieces.get(kind, []) if len(on) > 1]


def printed(page: Page, **options: Any) -> Paper:
    """The page as it would be printed, in the size it asks for or on A4."""
    return read(page.pdf(format="A4", prefer_css_page_size=True, tagged=True, **options))


def read(pdf: bytes) -> Paper:
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    sheets = [key for key, body in objects.items() if re.search(rb"/Type /Page\b", body)]
    elements = {key: body for key, body in objects.items() if b"/Type /StructElem" in body}
    pieces: dict[str, list[frozenset[int]]] = {}
    for key, body in elements.items():
        found = _KIND.search(body)
        on = frozenset(sheets.index(sheet) for sheet in _pages(key, elements) if sheet in sheets)
        if found and on:
            pieces.setdefault(found[1].decode(), []).append(on)
    size = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", objects[sheets[0]])
    assert size is not None
    return Paper(float(size[1]), float(size[2]), len(sheets), pieces)


def _pages(key: int, elements: dict[int, bytes]) -> Iterator[int]:
    """The pages of an element and of all inside it."""
    body = elements[key]
    # What it holds itself; its attributes and its place above come before and after.
    inside = body.partition(b"/K ")[2].partition(b"\n/A ")[0].partition(b"\n/ID ")[0]
    yield from map(int, _ON_PAGE.findall(inside))
    if re.search(rb"^\[?\d+(?! 0 R)\b|[\[ ]\d+(?= [\d<]|\])(?! 0 R)", inside):
        yield from map(int, _OWN_PAGE.findall(body))
    for child in map(int, _REFERENCE.findall(inside)):
        if child in elements:
            yield from _pages(child, elements)
