"""Reads our own source as a tree, so that a rule is about code and never about a comment."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "baketracker"


@dataclass(frozen=True)
class Source:
    """One file: its path from the package's root and its tree."""

    name: str
    tree: ast.Module

    def strings(self) -> Iterator[str]:
        """Every string that is not a docstring; the holes of an f-string read {name}."""
        docs = {id(text) for text in _docstrings(self.tree)}
        parts = {id(part) for node in ast.walk(self.tree) if isinstance(node, ast.JoinedStr)
                 for part in ast.walk(node) if part is not node}  # fmt: skip
        for node in ast.walk(self.tree):
            if isinstance(node, ast.JoinedStr):
                yield _told(node)
            elif isinstance(node, ast.Constant) and id(node) not in docs | parts:
                yield from [node.value] if isinstance(node.value, str) else []

    def composed(self) -> Iterator[str]:
        """Strings put together while running: f-strings, +, % and .format."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.JoinedStr) and any(
                isinstance(part, ast.FormattedValue) for part in node.values
            ):
                yield _told(node)
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
                if text := _first_text(node):
                    yield text
            elif _is_method(node, "format") and isinstance(node, ast.Call):
                function = node.func
                assert isinstance(function, ast.Attribute)
                if isinstance(function.value, ast.Constant) and isinstance(
                    function.value.value, str
                ):
                    yield function.value.value

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Calls of a method or function with one of these names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and _called(node) in names:
                yield node


@lru_cache
def sources() -> tuple[Source, ...]:
    """All files of the package."""
    return tuple(
        Source(str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    )


def imports(source: Source, module: str, name: str) -> bool:
    """Whether the file says `from module import name`."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == module
        and any(alias.name == name for alias in node.names)
        for node in ast.walk(source.tree)
    )


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_method(node: ast.AST, name: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == name
    )


def _told(node: ast.JoinedStr) -> str:
    return "".join(
        str(part.value)
        if isinstance(part, ast.Constant)
        else "{" + ast.unparse(part.value if isinstance(part, ast.FormattedValue) else part) + "}"
        for part in node.values
    )


def _first_text(node: ast.BinOp) -> str:
    """The string a sum of strings begins with, when something else than strings is in it."""
    left: ast.expr = node
    while isinstance(left, ast.BinOp):
        left = left.left
    text = left.value if isinstance(left, ast.Constant) else None
    if isinstance(left, ast.JoinedStr):
        text = _told(left)
    return text if isinstance(text, str) else ""


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        body = getattr(node, "body", [])
        for statement in body if isinstance(body, list) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.value
