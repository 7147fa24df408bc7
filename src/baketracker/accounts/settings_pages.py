"""The settings of the bakery: its name and ways, its people, the keys of their programs."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response

from baketracker.db.scope import VERBS, allows
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.faces.forms import Stored, attempt
from baketracker.faces.http import AppEngine, AppSettings
from baketracker.faces.web import (
    PageDb,
    PageRouter,
    PageScope,
    Submission,
    Toast,
    done,
    form_of,
)
from baketracker.faces.words import N_, _

from . import person, places, service
from .pages import goodbye, settings_page
from .person import myself
from .schemas import BakeryName, BakerySettings, NewToken, RoleChange

router = PageRouter(prefix="/settings")


@router.get("")
def show_settings(request: Request, db: PageDb) -> Response:
    return settings_page(
        request,
        "settings",
        bakery=service.get_bakery(db),
        account=person.my_account(db, myself(db.scope)),
    )


@router.get("/bakery")
def show_bakery(request: Request, db: PageDb) -> Response:
    return _bakery(request, db)


@router.post("/bakery/name")
def rename_bakery(
    request: Request, db: PageDb, form: Annotated[Submission[BakeryName], form_of(BakeryName)]
) -> Response:
    stored = _stored(db, ["name"])
    made = attempt(
        form, lambda new: service.rename_bakery(db, new.name, form.version), stored=stored
    )
    if made is None:
        return _bakery(request, db, name_form=form)
    return done(request, "/settings/bakery", Toast(_("The bakery has its new name.")))


@router.post("/bakery")
def change_settings(
    request: Request,
    db: PageDb,
    form: Annotated[Submission[BakerySettings], form_of(BakerySettings)],
) -> Response:
    stored = _stored(db, list(BakerySettings.model_fields))
    made = attempt(form, lambda new: service.change_settings(db, new, form.version), stored=stored)
    if made is None:
        return _bakery(request, db, settings_form=form)
    return done(request, "/settings/bakery", Toast(_("Saved.")))


@router.get("/members")
def show_members(request: Request, db: PageDb) -> Response:
    return settings_page(request, "members", members=service.list_members(db))


@router.post("/members/{member_id}/role")
def change_role(
    request: Request,
    db: PageDb,
    member_id: UUID,
    form: Annotated[Submission[RoleChange], form_of(RoleChange)],
) -> Response:
    if form.model is None:
        return settings_page(request, "members", 422, members=service.list_members(db), form=form)
    service.change_role(db, member_id, form.model.role)
    return done(request, "/settings/members", Toast(_("The role is changed.")))


@router.post("/members/{member_id}/removal")
def remove_member(request: Request, db: PageDb, member_id: UUID) -> Response:
    service.remove_member(db, member_id)
    return done(request, "/settings/members", Toast(_("Removed from this bakery.")))


@router.post("/leaving")
def leave_bakery(request: Request, db: PageDb, settings: AppSettings) -> Response:
    service.leave_bakery(db)
    return goodbye(request, settings)


@router.get("/tokens")
def show_tokens(request: Request, db: PageDb) -> Response:
    return settings_page(request, "tokens", tokens=service.list_tokens(db), made=None)


@router.post("/tokens")
def create_token(
    request: Request,
    engine: AppEngine,
    scope: PageScope,
    form: Annotated[Submission[NewToken], form_of(NewToken)],
) -> Response:
    # Not in the request's unit of work: an answer with a secret is never kept for a repetition.
    with tenant_transaction(engine, scope) as db:
        made = service.create_token(db, form.model) if form.model else None
        tokens = service.list_tokens(db)
    if made is None:
        return settings_page(request, "tokens", 422, tokens=tokens, made=None, form=form)
    return settings_page(request, "tokens", tokens=tokens, made=made[1])


@router.post("/tokens/{token_id}/revocation")
def revoke_token(request: Request, db: PageDb, token_id: UUID) -> Response:
    service.revoke_token(db, token_id)
    return done(request, "/settings/tokens", Toast(_("The key no longer opens anything.")))


def _bakery(
    request: Request,
    db: PageDb,
    name_form: Submission[BakeryName] | None = None,
    settings_form: Submission[BakerySettings] | None = None,
) -> Response:
    scope, bakery, form = db.scope, service.get_bakery(db), name_form or settings_form
    return settings_page(
        request,
        "bakery",
        form.status if form else 200,
        bakery=bakery,
        may_rename=allows(scope, VERBS["accounts.rename_bakery"]),
        may_change=allows(scope, VERBS["accounts.change_settings"]),
        timezones=places.timezone_options(),
        currencies=places.currency_options(scope.locale),
        locales=places.locale_options(scope.locale),
        name_form=name_form,
        settings_form=settings_form,
        form=form,
    )


LABELS = {
    "name": N_("Name of the bakery"),
    "currency": N_("Currency"),
    "units": N_("Units"),
    "locale": N_("Numbers and dates as in"),
    "timezone": N_("Time zone"),
}


def _stored(db: TenantSession, names: Sequence[str]) -> Stored:
    bakery = service.get_bakery(db)
    labels = {name: LABELS[name] for name in names}
    return Stored(bakery.version, bakery.model_dump(include=set(names)), labels, "/settings/bakery")
