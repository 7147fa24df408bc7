"""Tables that a browser saves as a file."""

from fastapi import Response

from baketracker.sheets import KIND


def download(body: str, name: str) -> Response:
    """The CSV file a browser saves under this name."""
    kept = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(body, media_type=f"{KIND}; charset=utf-8", headers=kept)
