"""The life of a plan: exactly these ways from state to state, and what each state allows."""

import pytest

from baketracker.events.states import Action, NotInThisState, PlanState, after, refuse_unless

STEPS = {
    ("draft", "lock"): "locked",
    ("locked", "unlock"): "draft",
    ("locked", "start"): "in_production",
    ("in_production", "complete"): "completed",
}
MAY = {
    "choose": {"draft"},
    "decide": {"draft", "locked"},
    "amend": {"in_production"},
    "delete": {"draft", "locked"},
}


@pytest.mark.covers("K-53")
@pytest.mark.parametrize("state", list(PlanState))
@pytest.mark.parametrize("action", list(Action))
def test_the_states_allow_exactly_this(state: PlanState, action: Action) -> None:
    leads = STEPS.get((state, action))
    if leads or state in MAY.get(action, set()):
        assert after(action, state, "Fair") == (leads or state)
        refuse_unless(action, state, "Fair")
    else:
        with pytest.raises(NotInThisState, match="Fair"):
            after(action, state, "Fair")
