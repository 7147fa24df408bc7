"""What every page of the shopping lists shares."""

from typing import Any

from fastapi import Request, Response

from baketracker.faces.web import page


def draw(request: Request, template: str, **shown: Any) -> Response:
    """A template of this feature, in its place of the navigation."""
    return page(request, f"shopping/{template}", here="shop", mode="shop", **shown)
