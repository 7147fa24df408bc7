"""The pages every catalogue shares: its form, saving it, putting a thing away, bringing it back.

A feature says what is particular about its things (`Catalogue`), takes the router with the shared
pages from it and adds its own: the list, and the page of one thing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, Protocol, TypeVar
from uuid import UUID

from fastapi import Depends, Form, Request, Response
from pydantic import BaseModel

from baketracker.db.journal import doing
from baketracker.db.paging import Page
from baketracker.db.tenancy import TenantSession, tenant_transaction
from baketracker.errors import Conflict, InvalidInput
from baketracker.fields import SearchText

from .forms import Places, Stored, attempt
from .http import engine_of, unit_of
from .lists import Query, more_of, shelf_links
from .verbs import Entry, Verbs
from .web import PageDb, PageRouter, PageScope, Submission, Toast, done, form_of, page
from .words import N_, _

Model = TypeVar("Model", bound=BaseModel)
View = TypeVar("View", bound=Entry)

Values = dict[str, Any]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
Rule = Callable[[TenantSession, str, UUID | None], None]
"""Raises Conflict when another thing than the one with this id has these words, InvalidInput when
they are wrong."""


class Count(Protocol):
    """How many the list holds in all."""

    def __call__(self, text: str = "", *, archived: bool = False) -> int: ...


def by_name(name: SearchText = "") -> Values:
    """A new thing may come with its name: what was searched for in vain."""
    return {"name": name}


def _nothing_more(_db: TenantSession, _item: Entry | None) -> Values:
    return {}


def _as_it_is(_db: TenantSession, was: Values) -> Values:
    return was


@dataclass(frozen=True, kw_only=True)
class Catalogue(Generic[Model, View]):
    """One kind of thing.

    `name` is its place in the navigation and the folder of its templates; its address follows.
    `labels` and `hints` are marked with N_ and said in the reader's language."""

    name: str
    form: type[Model]
    verbs: Verbs[Model, Model, View]
    called: Callable[[View], str]
    labels: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict)
    mode: str = "catalog"
    # The place in the navigation whose part it is, where it has none of its own.
    part_of: str = ""
    # The field a kind of refusal belongs to.
    places: Places = field(default_factory=dict)
    # What is judged when the baker leaves a field, beside what the form itself knows.
    rules: Mapping[str, Rule] = field(default_factory=dict)
    # A dependency: what an address may say of a new thing, as fields of its form.
    known: Callable[..., Values] = by_name
    # What else a new thing's form holds before anybody types.
    defaults: Mapping[str, Any] = field(default_factory=dict)
    # What else the form needs: the options of its selects.
    choices: Callable[[TenantSession, View | None], Values] = _nothing_more
    # Fills in what the bakery usually takes where nothing is said.
    preset: Callable[[TenantSession, Values], Values] = _as_it_is

    @property
    def path(self) -> str:
        return f"/{self.name.replace('_', '-')}"

    def router(self) -> PageRouter:
        """A router with the shared pages; a feature's own come after them."""
        router = PageRouter(prefix=self.path)
        posted, known = form_of(self.form), Depends(self.known)

        @router.get("/new")
        def new(request: Request, db: PageDb, told: Values = known) -> Response:
            return self.sheet(request, db, self.blank() | told)

        @router.post("")
        def create(request: Request, db: PageDb, form: Submission[Model] = posted) -> Response:
            return self._create(request, db, form)

        @router.post("/check/{field}")
        def check(
            request: Request,
            scope: PageScope,
            field: str,
            form: Submission[Model] = posted,
            own: UUID | None = None,
        ) -> Response:
            """The note under one field, when the baker leaves it."""
            rule = self.rules.get(field)
            if rule and form.typed.get(field) and field not in form.errors:
                # In a transaction of its own: the form's key must stay free for the form itself.
                with tenant_transaction(engine_of(request), scope) as db:
                    _judge(rule, db, form, field, own)
            error, hint = form.errors.get(field, ""), self._said(self.hints).get(field)
            return page(request, "forms/checked.html", field=field, error=error, hint=hint)

        @router.get("/{item_id}/edit")
        def edit(request: Request, db: PageDb, item_id: UUID) -> Response:
            item = self.verbs.get(db, item_id)
            return self.sheet(request, db, item.typed(), item=item)

        @router.post("/{item_id}")
        def update(
            request: Request, db: PageDb, item_id: UUID, form: Submission[Model] = posted
        ) -> Response:
            return self._update(request, db, item_id, form)

        @router.post("/{item_id}/archive")
        def archive(request: Request, db: PageDb, item_id: UUID, version: Version) -> Response:
            item = self.verbs.get(db, item_id)
            kind, name = f"{self.name}.archive", self.called(item)
            with doing(db, kind, N_("Archived %(name)s"), name=name) as operation:
                self.verbs.archive(db, item_id, version)
            undo = f"/activity/{operation}/undo"
            return self._done(request, _("%(name)s is archived."), item, self.path, undo)

        @router.post("/{item_id}/restore")
        def restore(request: Request, db: PageDb, item_id: UUID) -> Response:
            item = self.verbs.restore(db, item_id)
            return self._done(request, _("%(name)s is back."), item, self._at(item))

        return router

    def page(self, request: Request, template: str, **context: Any) -> Response:
        """One of its templates, such as "show.html", in its place of the navigation."""
        here: Values = {"here": self.part_of or self.name, "mode": self.mode, "path": self.path}
        folder = f"{self.part_of}/{self.name}" if self.part_of else self.name
        return page(request, f"{folder}/{template}", **here, **context)

    def listed(
        self, request: Request, asked: Query, found: Page[Any], count: Count, **beside: Any
    ) -> Response:
        """The list, or what is archived; the way there shows once something is."""
        filters: list[tuple[str, str, bool]] = []
        if asked.show or count(archived=True):
            shelves = [("", _("All")), ("archived", _("Archived"))]
            filters = shelf_links(self.path, shelves, asked.show, q=asked.q)
        kept = {"q": asked.q, "show": asked.show}
        more = more_of(self.path, found.next, **kept)
        total = count(asked.q, archived=asked.archived)
        shown: Values = {"found": found, "more": more, "total": total, "filters": filters}
        return self.page(request, "index.html", fragment="results", **shown, **kept, **beside)

    def _create(self, request: Request, db: TenantSession, form: Submission[Model]) -> Response:
        made = attempt(form, lambda new: self.verbs.create(db, new, form.op_id), self.places)
        if made is None:
            return self.sheet(request, db, self.blank(), form)
        return self._done(request, _("%(name)s is there."), made, self._at(made))

    def _update(
        self, request: Request, db: TenantSession, item_id: UUID, form: Submission[Model]
    ) -> Response:
        version = form.version or 0
        # Read before the change is tried: a refused one may leave the row half changed.
        item = self.verbs.get(db, item_id)
        typed, at = self.preset(db, item.typed()), f"{self._at(item)}/edit"
        made = attempt(
            form,
            lambda change: self.verbs.update(db, item_id, change, version),
            self.places,
            stored=Stored(item.version, typed, self.labels, at),
        )
        if made is None:
            return self.sheet(request, db, self.blank(), form, item)
        return self._done(request, _("%(name)s is saved."), made, self._at(made))

    def sheet(
        self,
        request: Request,
        db: TenantSession,
        was: Values,
        form: Submission[Model] | None = None,
        item: View | None = None,
        **beside: Any,
    ) -> Response:
        """The form of a new (`item` is None) or known thing."""
        if form is not None and form.rearranged:
            unit_of(request).saves = False
        return self.page(
            request,
            "edit.html",
            status=form.status if form else 200,
            was=self.preset(db, was),
            form=form,
            item=item,
            filled=_filled(was, form),
            labels=self._said(self.labels),
            hints=self._said(self.hints),
            **self.choices(db, item),
            **beside,
        )

    def _done(
        self, request: Request, sentence: str, item: View, url: str, undo_url: str | None = None
    ) -> Response:
        return done(request, url, Toast(sentence % {"name": self.called(item)}, undo_url))

    def _at(self, item: View) -> str:
        return f"{self.path}/{item.id}"

    def blank(self) -> Values:
        """What a new thing's form holds before anybody types."""
        return dict.fromkeys(self.form.model_fields, "") | dict(self.defaults)

    @staticmethod
    def _said(words: Mapping[str, str]) -> dict[str, str]:
        return {name: _(text) for name, text in words.items()}


def _judge(
    rule: Rule, db: TenantSession, form: Submission[Any], name: str, own: UUID | None
) -> None:
    try:
        rule(db, str(form.typed[name]), own)
    except (Conflict, InvalidInput) as refusal:
        form.refuse(refusal, name)


def _filled(was: Values, form: Submission[Any] | None) -> set[str]:
    """The fields that have content or an error."""
    known = was if form is None else form.typed
    return {name for name, value in known.items() if value} | set(form.errors if form else ())
