"""Who may do what: the documented table is what the code does, for every verb there is."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

import baketracker
from baketracker.accounts import permissions
from baketracker.config import ROOT
from baketracker.db.scope import VERBS, Right, Role
from baketracker.db.tenancy import TenantSession
from baketracker.errors import Forbidden
from tests.factories.bakeries import BakeryOnDatabase

permissions.load_all_verbs()

ROLES: tuple[Role, ...] = ("owner", "admin", "member")
RIGHTS: tuple[Right, ...] = ("read", "propose", "write")
DOCUMENT = ROOT / "docs" / "permissions.md"


def documented() -> dict[str, tuple[str, dict[str, bool]]]:
    """verb → (right, role → may), as the document says it."""
    rows: dict[str, tuple[str, dict[str, bool]]] = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and "." in cells[0]:
            may: dict[str, bool] = {
                role: cell == "yes" for role, cell in zip(ROLES, cells[2:], strict=True)
            }
            rows[cells[0]] = (cells[1], may)
    return rows


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every verb's own function, found by walking the product."""
    for info in pkgutil.walk_packages(baketracker.__path__, "baketracker."):
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            owner = getattr(value, "__module__", "")
            if callable(value) and hasattr(value, "__wrapped__") and owner == info.name:
                verb = f"{info.name.split('.')[1]}.{name}"
                if verb in VERBS:
                    yield verb, value


FUNCTIONS = dict(functions())


@pytest.mark.covers("SR26")
def test_every_verb_is_documented_and_every_documented_verb_exists() -> None:
    assert set(documented()) == set(VERBS) == set(FUNCTIONS)
    assert DOCUMENT.read_text(encoding="utf-8") == permissions.document()


@pytest.mark.covers("SR26", "S4-users-role")
@pytest.mark.parametrize("verb", sorted(FUNCTIONS))
def test_each_role_may_do_exactly_what_the_document_says(
    bakery: BakeryOnDatabase, verb: str
) -> None:
    right, may = documented()[verb]
    assert {role: lets_through(bakery, verb, role, RIGHTS) for role in ROLES} == may
    for alone in RIGHTS:
        # A verb that writes reads too, through others.
        enough = right in ("read", alone)
        assert lets_through(bakery, verb, "owner", ("read", alone)) == enough
    assert not lets_through(bakery, verb, "owner", ())


def lets_through(
    bakery: BakeryOnDatabase, verb: str, role: Role, rights: tuple[Right, ...]
) -> bool:
    """Whether the verb begins its work; called without arguments, it cannot do any."""
    scope = replace(bakery.scope, role=role, rights=frozenset(rights))
    with TenantSession(bakery.engine, scope) as db:
        try:
            FUNCTIONS[verb](db)
        except Forbidden:
            return False
        except Exception:
            return True
        return True
