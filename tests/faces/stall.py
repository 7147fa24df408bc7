"""A feature that exists only for tests: the smallest thing with every kind of endpoint, so that the
doors can be tried without knowing any real feature. Its rows are suppliers."""

from threading import Event, Semaphore
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import event, select, text

from baketracker.db.tenancy import TenantSession
from baketracker.errors import BakeTrackerError, Forbidden, NotFound, Stale, TooManyRequests
from baketracker.faces.api import ApiDb, ApiRouter, IfMatch, reply
from baketracker.faces.web import PageDb, PageRouter, Submission, Toast, done, form_of, page
from baketracker.measures.slugs import slugify
from baketracker.suppliers.models import Supplier

api = ApiRouter("/api/stall")
pages = PageRouter("/stall")

failures: dict[str, int] = {}
"""How often `/flaky/{name}` must still fail; the tests set it."""


class Gate:
    """Where `/held` waits: counts who came `inside`, and lets all of them go when it is `open`."""

    def __init__(self) -> None:
        self.inside, self.open = Semaphore(0), Event()


gate = Gate()
"""A test that opens it puts one of its own here."""


REFUSALS = {
    "serialization": text("do $$ begin raise sqlstate '40001'; end $$"),
    "deadlock": text("do $$ begin raise sqlstate '40P01'; end $$"),
    "check": text("do $$ begin raise sqlstate '23514'; end $$"),
}


class NewSupplier(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)]
    notes: str = ""


class SupplierView(BaseModel):
    id: UUID
    name: str
    notes: str


def seen(supplier: Supplier) -> SupplierView:
    return SupplierView(id=supplier.id, name=supplier.name, notes=supplier.notes)


def create(db: TenantSession, new: NewSupplier) -> Supplier:
    supplier = Supplier(name=new.name, slug=slugify(new.name), notes=new.notes)
    db.add(supplier)
    db.flush()
    return supplier


def get(db: TenantSession, supplier_id: UUID) -> Supplier:
    found = db.find(Supplier, supplier_id)
    if found is None:
        raise NotFound("supplier")
    return found


@api.post("", status_code=201, response_model=SupplierView)
def post_supplier(request: Request, db: ApiDb, new: NewSupplier) -> Response:
    supplier = create(db, new)
    return reply(request, seen(supplier), status=201, version=supplier.version)


@api.get("/{supplier_id}", response_model=SupplierView)
def get_supplier(request: Request, db: ApiDb, supplier_id: UUID) -> Response:
    supplier = get(db, supplier_id)
    return reply(request, seen(supplier), version=supplier.version)


@api.patch("/{supplier_id}", response_model=SupplierView)
def patch_supplier(
    request: Request, db: ApiDb, supplier_id: UUID, change: NewSupplier, version: IfMatch
) -> Response:
    supplier = get(db, supplier_id)
    if supplier.version != version:
        raise Stale("supplier", {"name": supplier.name})
    supplier.notes = change.notes
    db.flush()
    return reply(request, seen(supplier), version=supplier.version)


@api.post("/flaky/{name}")
def flaky(request: Request, db: ApiDb, name: str, state: str = "serialization") -> Response:
    """Writes, then is refused by the server as often as `failures` says."""
    supplier = create(db, NewSupplier(name=name))
    if failures.get(name, 0) > 0:
        failures[name] -= 1
        db.execute(REFUSALS[state])
    return reply(request, seen(supplier), status=201)


@api.post("/unkept")
def unkept(request: Request, db: ApiDb, new: NewSupplier) -> Response:
    """Everything goes well until the commit."""
    supplier = create(db, new)

    @event.listens_for(db, "before_commit", once=True)
    def _fail(session: TenantSession) -> None:
        session.execute(REFUSALS["check"])

    return reply(request, seen(supplier), status=201)


@api.post("/held")
def held(request: Request, db: ApiDb, new: NewSupplier, seconds: float = 1) -> Response:
    """Keeps its connection so long, or until the gate is open."""
    supplier, here = create(db, new), gate
    here.inside.release()
    here.open.wait(seconds)
    return reply(request, seen(supplier), status=201)


ERRORS: dict[str, Exception] = {
    "bug": RuntimeError("secret /srv/app/secret.py line 7 select * from app.tenants"),
    "forbidden": Forbidden("Only an owner may do that."),
    "slow": TooManyRequests("Wait a moment.", 7),
    "ours": BakeTrackerError("It did not work."),
}


@api.get("/fails/{how}")
def fails(db: ApiDb, how: str) -> Response:
    if how == "sql":
        db.execute(text("select secret_column from app.no_such_table"))
    if how == "constraint":
        db.add(Supplier(name="x", slug="x", kind="nowhere"))
        db.flush()
    raise ERRORS[how]


@pages.get("")
def show(request: Request, db: PageDb) -> Response:
    names = db.scalars(select(Supplier.name).order_by(Supplier.name)).all()
    return Response("\n".join(names), media_type="text/plain")


@pages.post("")
def post(
    request: Request, db: PageDb, form: Annotated[Submission[NewSupplier], form_of(NewSupplier)]
) -> Response:
    if form.model is None:
        return Response(str(form.errors), 422, media_type="text/plain")
    create(db, form.model)
    return done(request, "/stall", Toast("Saved."))


@pages.get("/broken-page")
def broken(request: Request, db: PageDb) -> Response:
    """A page whose drawing fails."""
    return page(request, "errors/page.html")


@pages.get("/fails/{how}")
def page_fails(db: PageDb, how: str) -> Response:
    return fails(db, how)
