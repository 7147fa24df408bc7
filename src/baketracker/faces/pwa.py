"""The app in the pocket: manifest, service worker, offline page, built files, and its look."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from baketracker.config import ROOT

from .http import settings_of
from .templates import DIST
from .web import THEME, THEMES, came_from, done, page

router = APIRouter(include_in_schema=False)

STATIC = ROOT / "static"
FOREVER = "public, max-age=31536000, immutable"


class HashedFiles(StaticFiles):
    """Built files: the name holds the content's hash, so they never change."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = FOREVER
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path == "manifest.json":
            raise HTTPException(404)
        return await super().get_response(path, scope)


def static_files() -> HashedFiles:
    return HashedFiles(directory=DIST, check_dir=False)


@router.get("/sw.js")
def service_worker() -> Response:
    """Served from the root so that its scope is the whole app, never from a cache."""
    source = (STATIC / "js" / "sw.js").read_text(encoding="utf-8")
    return Response(source, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get("/manifest.webmanifest")
def manifest(request: Request) -> Response:
    reply = page(request, "pwa/manifest.json.jinja")
    reply.headers["Content-Type"] = "application/manifest+json"
    reply.headers["Cache-Control"] = "public, max-age=3600"
    return reply


@router.get("/icons/{name}")
def icon(name: str) -> Response:
    file = STATIC / "icons" / Path(name).name
    if not file.is_file():
        raise HTTPException(404)
    return FileResponse(file, headers={"Cache-Control": "public, max-age=86400"})


@router.get("/favicon.ico")
def favicon() -> Response:
    return FileResponse(STATIC / "icons" / "icon-192.png")


@router.get("/offline")
def offline(request: Request) -> Response:
    return page(request, "pwa/offline.html")


@router.post("/settings/theme")
async def choose_theme(request: Request) -> Response:
    """Light, dark, high contrast, or as the system says; kept in a cookie the server renders:
    another device may be in another light."""
    async with request.form() as form:
        chosen = str(form.get("theme", ""))
    reply = done(request, came_from(request))
    if chosen in THEMES:
        reply.set_cookie(
            THEME, chosen, max_age=31536000, path="/", samesite="lax", httponly=True,
            secure=settings_of(request).secure_cookies,
        )  # fmt: skip
    else:
        reply.delete_cookie(THEME, path="/")
    return reply
