"""The life of a plan: draft, locked, in production, completed; and what each state allows."""

from enum import StrEnum

from baketracker.errors import N_, Conflict, Text


class PlanState(StrEnum):
    """Where the plan of an event stands."""

    DRAFT = "draft"
    LOCKED = "locked"
    IN_PRODUCTION = "in_production"
    COMPLETED = "completed"


class Action(StrEnum):
    """What somebody wants to do to a plan."""

    LOCK = "lock"
    UNLOCK = "unlock"
    START = "start"
    COMPLETE = "complete"
    CHOOSE = "choose"
    DECIDE = "decide"
    AMEND = "amend"
    DELETE = "delete"


_DRAFT, _LOCKED, _BAKING, _DONE = PlanState
ALLOWED: dict[Action, frozenset[PlanState]] = {
    Action.LOCK: frozenset({_DRAFT}),
    # Nothing is baked before production starts, so nothing baked is ever unlocked.
    Action.UNLOCK: frozenset({_LOCKED}),
    Action.START: frozenset({_LOCKED}),
    Action.COMPLETE: frozenset({_BAKING}),
    Action.CHOOSE: frozenset({_DRAFT}),
    Action.DECIDE: frozenset({_DRAFT, _LOCKED}),
    Action.AMEND: frozenset({_BAKING}),
    Action.DELETE: frozenset({_DRAFT, _LOCKED}),
}
LEADS_TO: dict[Action, PlanState] = {
    Action.LOCK: _LOCKED,
    Action.UNLOCK: _DRAFT,
    Action.START: _BAKING,
    Action.COMPLETE: _DONE,
}
_WHY: dict[PlanState, Text] = {
    _DRAFT: N_("The plan of %(event)s is still a draft. Settle it first."),
    _LOCKED: N_("The plan of %(event)s is settled. Unlock it to change it."),
    _BAKING: N_("%(event)s is being baked already. Its plan can only be amended."),
    _DONE: N_("%(event)s is over. Its plan stays as it was."),
}


class NotInThisState(Conflict):
    """The plan's state does not allow that."""

    code = "plan_state"


def refuse_unless(action: Action, state: str, event: str) -> None:
    """Raise NotInThisState, naming the event and the way on, when the state forbids the action."""
    if state not in ALLOWED[action]:
        raise NotInThisState(_WHY[PlanState(state)], event=event)


def after(action: Action, state: str, event: str) -> PlanState:
    """The state `action` leads to from `state`: itself for what leaves it alone.

    Raises NotInThisState."""
    refuse_unless(action, state, event)
    return LEADS_TO.get(action, PlanState(state))
