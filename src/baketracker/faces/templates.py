"""The template environment: escaping on, gettext in, components under `ui`, formatting as
filters that know the reader."""

import json
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2_fragments.fastapi import Jinja2Blocks

from baketracker.config import ROOT
from baketracker.db.types import new_id

from . import format as formats
from .lines import one_of, standing
from .words import _, ngettext, said, told

TEMPLATES = ROOT / "templates"
DIST = ROOT / "static" / "dist"


class AssetsMissing(RuntimeError):
    """static/dist was not built."""


@lru_cache
def _manifest(changed: float) -> dict[str, str]:
    names: dict[str, str] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    return names


def asset(name: str) -> str:
    """The address of a built file, its content's hash in the name. Raises AssetsMissing."""
    manifest = DIST / "manifest.json"
    if not manifest.exists():
        raise AssetsMissing("The front-end files are not built: run ./bake assets.")
    return f"/static/{_manifest(manifest.stat().st_mtime)[name]}"


def _filter(function: Any) -> Any:
    """A formatter as a filter: the reader comes from the page."""

    @pass_context
    def formatted(context: Context, value: Any, *arguments: Any) -> Any:
        return "" if value is None else function(value, *arguments, context["reader"])

    return formatted


FILTERS = (
    "quantity", "typeset", "number", "packages", "money", "fine_money", "unit_cost", "unit_word",
    "count", "day", "short_day", "long_day", "short_month", "month_name", "moment", "away",
    "lasting",
)  # fmt: skip


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(asset=asset, new_id=new_id, one_line=one_of, lines_in=standing)
    environment.filters["told"] = told
    environment.filters["said"] = said
    for name in FILTERS:
        environment.filters[name] = _filter(getattr(formats, name))
    environment.globals["ui"] = components(environment)
    return environment


def components(environment: Environment) -> SimpleNamespace:
    """All macros of templates/ui as one namespace. A global, because a block rendered alone does
    not see its template's imports."""
    macros: dict[str, Any] = {}
    for file in sorted((TEMPLATES / "ui").glob("*.html")):
        module = environment.get_template(f"ui/{Path(file).name}").module
        for name, macro in vars(module).items():
            if name.startswith("_"):
                continue
            if name in macros:
                raise ValueError(f"Two components are called {name}.")
            macros[name] = macro
    return SimpleNamespace(**macros)


templates = Jinja2Blocks(env=_environment())


def with_its_top(name: str, context: dict[str, Any]) -> dict[str, Any]:
    """The context, and what a template sets and imports before its blocks: one of them drawn alone
    sees it too."""
    template = templates.env.get_template(name)
    drawn = template.new_context(context)
    # All of that runs before the first piece of the page comes out.
    next(template.root_render_func(drawn), None)
    return context | drawn.vars
