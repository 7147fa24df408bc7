"""The role × action table as text: what `docs/permissions.md` must say."""

import importlib
import pkgutil
from collections.abc import Mapping

import baketracker
from baketracker.db.scope import RANK, VERBS, Role, VerbRule

INTRODUCTION = """\
# Who may do what

Every verb of every service, with the least role and the right it asks for. This page is printed by
`baketracker permissions`; a test compares it with the code in both directions, so a new verb must
be written down here.

- **Roles** belong to a person in one bakery: owner > admin > member. They are read from the bakery
  with each request, so a changed role acts at once.
- **Rights** belong to the credential: a signed-in person has all three, an API token those it was
  made with. What a token may do is the smaller of its rights and its owner's present role.
- What people do about themselves (name, password, devices, own keys, leaving) needs a signed-in
  person of any role; a token is refused, whatever its rights are.
- The operator's commands (`members`, `bakeries`, `purge-drafts`) have no page, API or tool.

## How long sessions last

| limit | value | why |
|---|---|---|
| without use | 72 hours | a weekend between two baking days does not sign anybody out |
| at most | 14 days | a stolen cookie ends by itself |
| API token | 90 days at most | programs are forgotten; keys should not outlive them |

They replace the one-hour token first planned: ours are looked up with each request, so signing
out, disabling an account or changing a role ends them at once instead of after an hour.

## Table
"""


def table(verbs: Mapping[str, VerbRule] = VERBS) -> str:
    """Markdown: verb, right, and a mark for each role that may."""
    roles: list[Role] = sorted(RANK, key=lambda role: -RANK[role])
    lines = [f"| verb | right | {' | '.join(roles)} |", f"|---|---|{'---|' * len(roles)}"]
    for rule in sorted(verbs.values(), key=lambda rule: rule.name):
        marks = ("yes" if RANK[role] >= RANK[rule.least] else "no" for role in roles)
        lines.append(f"| {rule.name} | {rule.right} | {' | '.join(marks)} |")
    return "\n".join(lines)


def document(verbs: Mapping[str, VerbRule] = VERBS) -> str:
    return f"{INTRODUCTION}\n{table(verbs)}\n"


def load_all_verbs() -> None:
    """Import every module of the product, so that VERBS is whole."""
    for module in pkgutil.walk_packages(baketracker.__path__, "baketracker."):
        importlib.import_module(module.name)
