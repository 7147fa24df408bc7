"""Every way into the application, read from the application itself: a new route joins by existing.

What a route takes (path, query, body) is read from its signature; what is sent is made from the
models, with ids of whichever bakery a test wants to talk about."""

import re
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel
from starlette.routing import Mount
from starlette.routing import Route as PlainRoute

from baketracker.app import BakeTracker
from baketracker.faces.guard import BEARER_DOORS, SAFE, is_under
from baketracker.faces.web import FormReader
from tests.factories.depth import DEEP

# Values a schema cannot tell: by name of the field.
KNOWN: dict[str, Any] = {
    "email": "ada@example.com",
    "password": "seven brown loaves",
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "locale": "de_DE",
    "unit": "cup",
    "base_unit": "each",
    "rights": ["read"],
    "country": "US",
    "gtin": "4006381333931",
    "upc": "036000291452",
    "website_url": "https://example.com",
}


@dataclass(frozen=True)
class Way:
    """One method of one route."""

    method: str
    path: str
    module: str
    parameters: tuple[str, ...] = ()
    query: tuple[tuple[str, Any], ...] = ()
    json_model: type[BaseModel] | None = None
    form_model: type[BaseModel] | None = None
    takes_version: bool = False
    endpoint: Callable[..., Any] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def bearer(self) -> bool:
        """Whether programs come in here, not people."""
        return is_under(self.path, *BEARER_DOORS)

    @property
    def safe(self) -> bool:
        return self.method in SAFE

    @property
    def feature(self) -> str:
        """The folder it comes from: `ingredients`."""
        return self.module.removeprefix("baketracker.").partition(".")[0]

    def url(self, ids: Mapping[str, UUID | str], fallback: UUID | str) -> str:
        """The path with ids of the guessed tables filled in, and those the query takes."""
        path = self.path
        for name in self.parameters:
            # A line of a proposal is known by its place.
            wanted = "0" if name == "key" else guess(name, self.path, ids)
            path = re.sub(r"\{" + name + r"(:\w+)?\}", str(wanted or fallback), path)
        asked = [
            f"{name}={guess(name, self.path, ids) or fallback}"
            for name, kind in self.query
            if is_id(kind)
        ]
        return f"{path}?{'&'.join(asked)}" if asked else path

    def body(self, ids: Mapping[str, UUID], word: str = "Word") -> dict[str, Any]:
        """Arguments of the client that send a plausible body."""
        if self.json_model:
            return {"json": example(self.json_model, ids, self.path, word)}
        if self.form_model:
            return {"data": flat(example(self.form_model, ids, self.path, word))}
        return {}


def is_id(kind: Any) -> bool:
    return kind is UUID or UUID in typing.get_args(kind)


def guess(name: str, path: str, ids: Mapping[str, Any]) -> Any:
    """The id a parameter or field of this name most likely wants: `ingredient_id` one of
    `ingredients`, `parent_id` one of what the path is about."""
    noun = name.removesuffix("_ids").removesuffix("_id")
    table = path.removeprefix("/api/").strip("/").partition("/")[0].replace("-", "_")
    plurals = (f"{noun}s", f"{noun}es", f"{noun[:-1]}ies")
    # `category_id` of something under /material-… is one of `material_categories`.
    kind = table.partition("_")[0].removesuffix("s")
    own = (f"{kind}_{plural}" for plural in plurals)
    for candidate in (*plurals, noun, *own, table):
        if candidate in ids:
            return ids[candidate]
    return next(iter(ids.values()), None)


def every_way(app: BakeTracker) -> list[Way]:
    """Every method of every route of the application, mounts by their path."""
    return sorted(_ways(app), key=lambda way: (way.path, way.method))


def telling_ways(app: BakeTracker) -> list[Way]:
    """The same without HEAD, which runs what GET runs and tells less; in a deep run all."""
    return [way for way in every_way(app) if DEEP or way.method != "HEAD"]


def _ways(app: BakeTracker) -> Iterator[Way]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, Mount):
            yield Way("GET", f"{route.path}/{{path}}", "mount", ("path",))
        elif isinstance(route, APIRoute):
            yield from _of_endpoint(context)
        elif isinstance(route, PlainRoute):
            for method in route.methods or {"POST"}:
                yield Way(method, route.path, "fastmcp")
        else:
            raise AssertionError(f"{route} is of a kind these tests do not know")


def _of_endpoint(context: Any) -> Iterator[Way]:
    dependant = context.dependant
    path: str = context.path
    for method in context.methods:
        yield Way(
            method=method,
            path=path,
            module=context.endpoint.__module__,
            parameters=tuple(re.findall(r"\{(\w+)", path)),
            query=tuple((f.alias, f.field_info.annotation) for f in _query(dependant)),
            json_model=None if method in SAFE else _json_model(dependant),
            form_model=None if method in SAFE else _form_model(dependant),
            takes_version=any(f.alias == "if-match" for f in _headers(dependant)),
            endpoint=context.endpoint,
        )


def _query(dependant: Any) -> Iterator[Any]:
    yield from dependant.query_params
    for below in dependant.dependencies:
        yield from _query(below)


def _headers(dependant: Any) -> Iterator[Any]:
    yield from dependant.header_params
    for below in dependant.dependencies:
        yield from _headers(below)


def _json_model(dependant: Any) -> type[BaseModel] | None:
    kinds = [field.field_info.annotation for field in dependant.body_params]
    models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return models[0] if models else None


def _form_model(dependant: Any) -> type[BaseModel] | None:
    readers = [below.call for below in dependant.dependencies]
    forms = [reader.model for reader in readers if isinstance(reader, FormReader)]
    return forms[0] if forms else None


@cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def example(
    model: type[BaseModel], ids: Mapping[str, UUID], path: str, word: str
) -> dict[str, Any]:
    """A plausible body: every field filled, ids from `ids`, words with `word` in them."""
    schema = schema_of(model)
    found: dict[str, Any] = _value(schema, "", ids, path, word, schema.get("$defs", {}))
    return found


def _value(
    schema: dict[str, Any], name: str, ids: Mapping[str, UUID], path: str, word: str, defs: Any
) -> Any:
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    if name in KNOWN:
        return KNOWN[name]
    if (name.endswith("_unit") and not name.endswith("_per_unit")) or name == "unit":
        return "oz" if "weight" in name else "cup"
    for several in ("anyOf", "oneOf"):
        if several in schema:
            kinds = [kind for kind in schema[several] if kind.get("type") != "null"]
            return _value(kinds[0], name, ids, path, word, defs)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    return _plain(schema, name, ids, path, word, defs)


def _plain(
    schema: dict[str, Any], name: str, ids: Mapping[str, UUID], path: str, word: str, defs: Any
) -> Any:
    kind = schema.get("type")
    if kind == "object":
        inner = schema.get("properties", {})
        # Where not all fields go together, the model says which do.
        if "examples" in schema:
            inner = {key: inner[key] for key in schema["examples"][0]}
        return {key: _value(sub, key, ids, path, word, defs) for key, sub in inner.items()}
    if kind == "array":
        return [_value(schema.get("items", {}), name, ids, path, word, defs)]
    if kind == "boolean":
        return False
    if kind in ("integer", "number"):
        return schema.get("minimum", 1)
    if schema.get("format") == "uuid":
        return str(guess(name, path, ids))
    if schema.get("format") == "date":
        return "2026-12-19"
    if "pattern" in schema or "decimal" in str(schema.get("format")):
        return schema.get("examples", ["1.5"])[0]
    return word[: schema.get("maxLength", 200)]


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """A body as a form sends it."""
    return {key: _as_typed(value) for key, value in values.items()}


def _as_typed(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, list):
        return [str(item) for item in value]
    return str(value)


def text_fields(model: type[BaseModel]) -> list[str]:
    """The fields of a model that take a person's own words."""
    schema = schema_of(model)
    return [name for name, sub in schema.get("properties", {}).items()
            if name not in KNOWN and "string" in str(sub)
            and not re.search(r"uuid|date|pattern|enum|decimal", str(sub))]  # fmt: skip
