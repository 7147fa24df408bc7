"""Who is acting, in which bakery, with which rights. Made once at the door, from the credential."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from baketracker.errors import Forbidden

Role = Literal["member", "admin", "owner"]
Right = Literal["read", "propose", "write"]
ActorKind = Literal["person", "token", "job", "operator"]

RANK: dict[Role, int] = {"member": 1, "admin": 2, "owner": 3}
ALL_RIGHTS: frozenset[Right] = frozenset({"read", "propose", "write"})


@dataclass(frozen=True, slots=True)
class Scope:
    """One person, token, job or operator inside one bakery.

    `rights` are what the credential carries; a verb asks for a role and for a right, so a token's
    effective right is the smaller of its scopes and its owner's present role.
    """

    tenant_id: UUID
    account_id: UUID | None = None
    role: Role = "member"
    rights: frozenset[Right] = ALL_RIGHTS
    kind: ActorKind = "person"
    credential_id: UUID | None = None
    display_name: str = ""
    email: str = ""
    bakery_name: str = ""
    timezone: str = "UTC"
    currency: str = "USD"
    locale: str = "en_US"
    units: Literal["us", "metric"] | None = None
    draft_until: datetime | None = None
    request_id: str = field(default="", compare=False)

    def today(self) -> date:
        """Today where the bakery is, not where the server is."""
        return datetime.now(ZoneInfo(self.timezone)).date()


@dataclass(frozen=True, slots=True)
class VerbRule:
    """What a verb asks of its caller."""

    name: str
    least: Role
    right: Right


VERBS: dict[str, VerbRule] = {}
"""Every service verb by name (`ingredients.create`): the role × action table, made by existing."""


class HasScope(Protocol):
    @property
    def scope(self) -> Scope: ...


Db = TypeVar("Db", bound=HasScope)
Args = ParamSpec("Args")
Result = TypeVar("Result")


def verb(
    right: Right, least: Role = "member"
) -> Callable[[Callable[Concatenate[Db, Args], Result]], Callable[Concatenate[Db, Args], Result]]:
    """Mark a service function as a verb: it joins VERBS and checks role and right when called.

    Raises Forbidden when the caller's role is below `least` or its credential lacks `right`.
    """

    def register(
        work: Callable[Concatenate[Db, Args], Result],
    ) -> Callable[Concatenate[Db, Args], Result]:
        package = work.__module__.removeprefix("baketracker.").split(".")[0]
        rule = VerbRule(f"{package}.{work.__name__}", least, right)
        if rule.name in VERBS and VERBS[rule.name] != rule:
            raise ValueError(f"Two verbs are called {rule.name}.")
        VERBS[rule.name] = rule

        @wraps(work)
        def guarded(db: Db, /, *args: Args.args, **kwargs: Args.kwargs) -> Result:
            require(db.scope, rule)
            return work(db, *args, **kwargs)

        return guarded

    return register


def allows(scope: Scope, rule: VerbRule) -> bool:
    """Whether the role is high enough and the credential carries the right."""
    return RANK[scope.role] >= RANK[rule.least] and rule.right in scope.rights


def require(scope: Scope, rule: VerbRule) -> None:
    """Raise Forbidden with a sentence that says whom to ask."""
    if allows(scope, rule):
        return
    if rule.right not in scope.rights:
        raise Forbidden("This token may not %(right)s. Make one that may.", right=rule.right)
    raise Forbidden("Only an %(role)s of this bakery can do that.", role=rule.least)
