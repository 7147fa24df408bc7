"""Opening files: a short-lived link for whoever belongs to the bakery, and what it opens when the
files lie with us."""

import re
from uuid import UUID

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from baketracker.errors import NotFound
from baketracker.faces.web import PageDb, PageRouter

from . import service
from .disk import DiskStore
from .door import store_in as store_in

router = PageRouter(prefix="/files")

# Whoever opens it directly saves it; pages show it all the same. It runs nothing and loads nothing.
SERVED = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
    "Vary": "Cookie",
    "Accept-Ranges": "bytes",
}
RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


@router.get("/open")
def open_link(request: Request, db: PageDb, link: str = "") -> Response:
    """What a link of ours opens. The link alone is not enough here: somebody of its bakery must be
    signed in, so one that got about opens nothing. A bucket cannot ask for that."""
    store = store_in(request)
    if not isinstance(store, DiskStore):
        raise NotFound("page")
    opened = store.opened(link, db.scope.tenant_id)
    content = service.content_of(db, store, opened.key.file_id)
    said = {"Content-Disposition": f'attachment; filename="{opened.filename}"'} | SERVED
    return _part(request, content, opened.media_type, said)


@router.get("/{file_id}")
def show(request: Request, db: PageDb, file_id: UUID) -> Response:
    """Send the browser to where the file lies, with a link for five minutes."""
    return RedirectResponse(service.link(db, store_in(request), file_id), 303)


def _part(request: Request, content: bytes, media_type: str, said: dict[str, str]) -> Response:
    """All of it, or the one stretch that was asked for: some browsers play nothing without."""
    asked = RANGE.fullmatch(request.headers.get("range", ""))
    if not asked or asked.group() == "bytes=-":
        return Response(content, media_type=media_type, headers=said)
    first, last = _stretch(asked[1], asked[2], len(content))
    if first > last:
        return Response(
            status_code=416, headers=said | {"Content-Range": f"bytes */{len(content)}"}
        )
    part = {"Content-Range": f"bytes {first}-{last}/{len(content)}"}
    return Response(content[first : last + 1], 206, said | part, media_type)


def _stretch(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte; without a first one the last so many."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
