"""The file store of the application that answers a request."""

from typing import cast

from fastapi import Request

from .store import Store


def store_in(request: Request) -> Store:
    """Where the application keeps its files."""
    return cast(Store, request.app.state.files)
