"""Finding a product by the bars on its package: with the camera, or by typing the number."""

from typing import Any

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from baketracker.errors import InvalidInput
from baketracker.faces.changing import elsewhere
from baketracker.faces.lists import address
from baketracker.faces.web import PageDb, PageRouter, Submission, page
from baketracker.fields import SearchText

from . import service
from .barcodes import bare

router = PageRouter(prefix="/products")


@router.get("/scan")
def scan(request: Request, db: PageDb, code: SearchText = "") -> Response:
    """Ask for a code; with one, go on to its product, or to a new one that has it."""
    if not code:
        if "hx-boosted" in request.headers:
            # Whether the camera may be used was settled when the page around was loaded.
            return elsewhere(request, "/products/scan")
        return _drawn(request)
    try:
        found = service.by_barcode(db, code)
    except InvalidInput as error:
        form: Submission[Any] = Submission(typed={"code": code})
        form.refuse(error, "code")
        return _drawn(request, form)
    if found is None:
        return RedirectResponse(address("/products/new", upc=bare(code)), 303)
    return RedirectResponse(f"/products/{found.id}?scanned=true", 303)


def _drawn(request: Request, form: Submission[Any] | None = None) -> Response:
    return page(
        request,
        "products/scan.html",
        status=422 if form else 200,
        here="products",
        mode="purchase",
        form=form,
    )
