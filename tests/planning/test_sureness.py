"""How surely a plan covers its demand: off by default, one press to switch on."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.events import kitchen
from baketracker.events import service as events
from baketracker.events.schemas import EventChange, KitchenFields
from baketracker.planning import service
from baketracker.planning.batches import all_options, default_option
from baketracker.planning.sureness import Sureness, learnt_of, surer
from baketracker.production.chances import ServiceLevel
from baketracker.production.learning import PastRun
from baketracker.recipes.batches import Yield, YieldMode
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.kitchen import stocked
from tests.plan_life.baking import baked
from tests.planning.furnished import plan_of, units

COOKIES = Yield(YieldMode.DISCRETE_COUNT, 48)


@given(
    quantity=st.integers(1, 600), lost=st.integers(0, 24),
    level=st.sampled_from([ServiceLevel.RARELY_SHORT, ServiceLevel.NEVER_SHORT]),
)  # fmt: skip
def test_a_level_never_asks_for_fewer_batches_than_none(
    quantity: int, lost: int, level: ServiceLevel
) -> None:
    sureness = learnt_of([("r", PastRun(1, 48, 48 - lost))] * 4, level, None)
    plain = all_options(quantity, "u", {"u": COOKIES})
    options, asked = surer(plain, quantity, COOKIES, sureness, sureness.of("r"))
    least = default_option(plain)
    assert least is not None
    assert asked is not None
    assert asked >= least.batches
    assert set(plain) <= set(options)
    assert asked in {one.batches for one in options}


def test_exact_leaves_every_option_as_it_is() -> None:
    plain = all_options(100, "u", {"u": COOKIES})
    assert surer(plain, 100, COOKIES, Sureness(), Sureness().of("u")) == (plain, None)


@pytest.mark.covers("G-28", "O-02", "S1-identical")
def test_it_is_off_until_the_baker_presses_once(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    before = units(plan_of(bakery, made.event))["Cookie"]
    assert all(option.chance is None for option in before.options)
    assert before.loss is None
    page = browser(bakery)
    answer = page.post(f"/events/{made.event}/sureness", data={"service_level": "never_short"})
    assert answer.status_code == 303
    after = units(plan_of(bakery, made.event))["Cookie"]
    assert all(option.chance is not None and option.left_over is not None
               for option in after.options)  # fmt: skip
    assert after.loss is not None
    assert (after.loss.source, after.loss.percent) == ("prior", Decimal("6.0"))
    assert after.suggested is not None
    chosen = next(one for one in after.options if one.is_suggested)
    assert chosen.chance is not None
    assert chosen.chance >= 99
    assert chosen.batches > 8
    assert "% sure" in page.get(f"/events/{made.event}").text


@pytest.mark.covers("O-01", "S1-history-informs")
def test_what_was_lost_before_is_counted(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        for _ in range(6):
            baked(db, made.event, made.cookie, 2, 72, 96)
        event = events.get(db, made.event)
        events.update(db, made.event, EventChange(service_level="rarely_short"), event.version)
    found = units(plan_of(bakery, made.event))
    cookie, brownie = found["Cookie"], found["Brownie"]
    assert cookie.loss is not None
    assert brownie.loss is not None
    assert (cookie.loss.source, cookie.loss.runs) == ("recipe", 6)
    assert cookie.loss.percent > 15
    # Nobody has baked brownies yet: the bakery's other runs speak for them.
    assert brownie.loss.source == "bakery"
    assert brownie.loss.percent > 10


@pytest.mark.covers("G-28")
def test_the_baker_may_say_what_is_usually_lost(bakery: BakeryOnDatabase) -> None:
    made = stocked(bakery)
    with bakery.session() as db:
        fields = KitchenFields(service_level="never_short", usual_loss_percent=Decimal(12))
        kitchen.set_kitchen(db, fields, 0)
    loss = units(plan_of(bakery, made.event))["Cookie"].loss
    assert loss is not None
    assert (loss.percent, loss.source) == (Decimal("12.0"), "prior")
    with bakery.session() as db:
        assert service.usual_loss(db).percent == Decimal("12.0")


def test_a_settled_plan_keeps_its_level(bakery: BakeryOnDatabase) -> None:
    from baketracker.events.states import NotInThisState
    from baketracker.planning import deciding

    made = stocked(bakery)
    with bakery.session() as db:
        deciding.lock(db, made.event)
        event = events.get(db, made.event)
        with pytest.raises(NotInThisState):
            events.update(db, made.event, EventChange(service_level="never_short"), event.version)


def test_the_neighbours_losses_are_not_ours(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    theirs = stocked(neighbour)
    with neighbour.session() as db:
        baked(db, theirs.event, theirs.cookie, 2, 10, 96)
    with bakery.session() as db:
        assert service.usual_loss(db).runs == 0
