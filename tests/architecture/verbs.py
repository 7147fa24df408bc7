"""All service verbs, found by walking the package: what generated tests go through."""

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator
from typing import Any

import baketracker
from baketracker.db.scope import VERBS, VerbRule


def modules() -> Iterator[Any]:
    """Every module of the package; importing them fills VERBS."""
    for found in pkgutil.walk_packages(baketracker.__path__, "baketracker."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def verbs() -> dict[str, Callable[..., Any]]:
    """Name (`ingredients.create`) → the guarded function."""
    found: dict[str, Callable[..., Any]] = {}
    for module in list(modules()):
        for function in vars(module).values():
            if inspect.isfunction(function) and hasattr(function, "__wrapped__"):
                package = function.__module__.removeprefix("baketracker.").split(".")[0]
                name = f"{package}.{function.__name__}"
                if name in VERBS and function.__module__ == module.__name__:
                    found[name] = function
    return found


def rule(name: str) -> VerbRule:
    return VERBS[name]


def parameters(verb: Callable[..., Any]) -> list[inspect.Parameter]:
    """What a caller gives beside the session."""
    return list(inspect.signature(verb).parameters.values())[1:]


def types_in(annotation: Any) -> Iterator[Any]:
    """The annotation and everything inside it: list[X], X | None, dict[K, V]."""
    yield annotation
    for inner in typing.get_args(annotation):
        yield from types_in(inner)


def hints(verb: Callable[..., Any]) -> dict[str, Any]:
    return typing.get_type_hints(inspect.unwrap(verb))
