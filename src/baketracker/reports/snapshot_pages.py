"""The pages of the snapshots."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Form, Request, Response

from baketracker.db.tenancy import TenantSession
from baketracker.faces.format import long_day
from baketracker.faces.forms import attempt
from baketracker.faces.lists import more_of
from baketracker.faces.sheets import download
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    Submission,
    Toast,
    done,
    form_of,
    page,
    reader_of,
)
from baketracker.faces.words import N_, _

from . import service
from .schemas import NewSnapshot
from .sheets import snapshot_sheet

HOME = "/observe/snapshots"
LABELS = {"name": N_("Name"), "notes": N_("Notes")}
router = PageRouter(prefix=HOME)
NEW = form_of(NewSnapshot)
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]


@router.get("")
def index(request: Request, db: PageDb, cursor: str | None = None) -> Response:
    """The snapshots, the newest first, and taking one more."""
    return _index(request, db, cursor)


@router.post("")
def take(request: Request, db: PageDb, form: Submission[NewSnapshot] = NEW) -> Response:
    taken = attempt(form, lambda typed: service.take_snapshot(db, typed, form.op_id))
    if taken is None:
        return _index(request, db, form=form)
    said = _("%(name)s is taken.") % {"name": taken.name}
    undo = f"/activity/{taken.operation_id}/undo"
    return done(request, f"{HOME}/{taken.id}", Toast(said, undo))


@router.get("/{snapshot_id}")
def show(request: Request, db: PageDb, snapshot_id: UUID) -> Response:
    shown = service.get_snapshot(db, snapshot_id)
    others = [one for one in service.snapshots(db).items if one.id != shown.id]
    return _page(request, "snapshot.html", shown=shown, others=others)


@router.get("/{snapshot_id}/csv")
def as_file(db: PageDb, snapshot_id: UUID) -> Response:
    shown = service.get_snapshot(db, snapshot_id)
    return download(snapshot_sheet(shown, _), f"stock-{shown.taken_at:%Y-%m-%d}")


@router.get("/{snapshot_id}/compare")
def compare(request: Request, db: PageDb, snapshot_id: UUID, other: UUID | None = None) -> Response:
    """What came and what went since; until now unless another snapshot is named."""
    told = service.compare_snapshots(db, snapshot_id, other)
    return _page(request, "comparison.html", told=told, home=f"{HOME}/{snapshot_id}")


@router.post("/{snapshot_id}/put-away")
def put_away(request: Request, db: PageDb, snapshot_id: UUID, version: Version) -> Response:
    shown = service.get_snapshot(db, snapshot_id)
    operation = service.put_away_snapshot(db, snapshot_id, version)
    said = _("%(name)s is put away.") % {"name": shown.name}
    return done(request, HOME, Toast(said, f"/activity/{operation}/undo"))


def _index(
    request: Request,
    db: TenantSession,
    cursor: str | None = None,
    form: Submission[NewSnapshot] | None = None,
) -> Response:
    found = service.snapshots(db, cursor)
    today = long_day(db.scope.today(), reader_of(request))
    return _page(
        request,
        "snapshots.html",
        status=422 if form else 200,
        found=found,
        form=form,
        more=more_of(HOME, found.next),
        named=_("Stock of %(day)s") % {"day": today},
        labels={name: _(label) for name, label in LABELS.items()},
    )


def _page(request: Request, template: str, **shown: Any) -> Response:
    return page(request, f"reports/{template}", here="snapshots", mode="observe", **shown)
