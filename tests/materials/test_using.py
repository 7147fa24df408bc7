"""Taking materials out of stock, per product, in any unit that measures them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from baketracker.activity import service as activity
from baketracker.costs import UnitCost
from baketracker.errors import Forbidden, InvalidInput, NotFound
from baketracker.materials.consuming import NotEnough, consume, use, would_use
from baketracker.materials.given import MaterialUseIn
from baketracker.materials.lot_schemas import MaterialConsumed, MaterialUse, Want
from baketracker.materials.models import MaterialDepletion
from baketracker.measures.conversion import ConversionError
from baketracker.measures.material_units import FACTORS, BaseUnit, from_base, to_base
from baketracker.measures.numbers import DUST, lacking
from baketracker.stock.consuming import as_kept
from baketracker.stock.fifo import Layer, draw
from tests.architecture.statement_log import statements
from tests.factories.bakeries import BakeryOnDatabase

from .making import boxes, dump, left, lot, material, product, roll


def want(product_id: UUID, quantity: str, unit: str | None = None) -> Want:
    return Want(product_id, Decimal(quantity), unit)


def take(bakery: BakeryOnDatabase, *wants: Want, **options: Any) -> MaterialConsumed:
    with bakery.session() as db:
        return consume(db, wants, options.pop("reason", "assembly"), **options)


def asked(
    bakery: BakeryOnDatabase, product_id: UUID, quantity: str, unit: str | None = None
) -> MaterialUse:
    with bakery.session() as db:
        return would_use(db, product_id, Decimal(quantity), unit)


@pytest.mark.covers("L-22", "M-20")
def test_sixty_yards_of_ribbon_empty_the_older_roll_first(bakery: BakeryOnDatabase) -> None:
    bale = roll(bakery)
    newer = lot(bakery, bale, "2286", "0.0031", date(2025, 11, 12))
    older = lot(bakery, bale, "4572", "0.0027", date(2025, 9, 1))
    told = asked(bakery, bale.id, "60", "yards")
    assert [(one.lot_id, one.quantity, one.remaining) for one in told.draws] == [
        (older, 4572, 0), (newer, Decimal("914.4"), Decimal("1371.6")),
    ]  # fmt: skip
    assert (told.taken, told.short, told.unit) == (60, 0, "yards")
    assert told.cost.total == Decimal("15.17904")
    assert left(bakery, [older, newer]) == [4572, 2286]


@pytest.mark.covers("L-22", "M-20")
@pytest.mark.parametrize(
    ("base", "package", "stock", "amounts"),
    [
        ("linear_cm", "yards", "914.4", {"cm": 100, "meters": 1, "mm": 1000}),
        ("square_cm", "square_feet", "11148.3648",
         {"square_cm": 100, "square_inches": 200, "square_feet": 3}),
        ("each", "each", "40", {"each": 30, "pcs": 7}),
    ],
)  # fmt: skip
def test_every_kind_is_taken_in_its_own_units(
    bakery: BakeryOnDatabase, base: str, package: str, stock: str, amounts: dict[str, int]
) -> None:
    of = product(bakery, material(bakery, "Thing", base), package_unit=package)
    key = lot(bakery, of, stock)
    gone = Decimal(0)
    for unit, amount in amounts.items():
        (told,) = take(bakery, want(of.id, str(amount), unit)).uses
        assert (told.taken, told.short) == (amount, 0)
        gone += sum((one.quantity for one in told.draws), Decimal(0))
        assert left(bakery, [key]) == [Decimal(stock) - gone]
    assert told.material.base_unit == base
    dump(bakery)


@pytest.mark.covers("L-22")
def test_a_unit_of_another_kind_is_refused(bakery: BakeryOnDatabase) -> None:
    bale = roll(bakery)
    lot(bakery, bale, "100")
    for unit in ("square_cm", "each", "cup", "", "x" * 50):
        if unit:
            with pytest.raises(ConversionError):
                asked(bakery, bale.id, "1", unit)
            with pytest.raises(ConversionError):
                take(bakery, want(bale.id, "1", unit))


@pytest.mark.covers("M-20")
def test_what_is_lacking_is_told_in_the_unit_that_was_asked(bakery: BakeryOnDatabase) -> None:
    bale, box = roll(bakery), boxes(bakery)
    lot(bakery, bale, "6858")
    lot(bakery, box, "34")
    told = asked(bakery, bale.id, "100", "yards")
    assert (told.taken, told.short) == (75, 25)
    before = dump(bakery)
    with pytest.raises(NotEnough, match=r"Not enough Roll: 75 yards there, 100 yards wanted\."):
        take(bakery, want(bale.id, "100", "yards"), want(box.id, "1"))
    with pytest.raises(NotEnough) as refused:
        take(bakery, want(bale.id, "100", "yards"), want(box.id, "35"))
    assert "25 yards Roll, 1 Box lack" in str(refused.value)
    assert [use.product.label for use in refused.value.uses] == ["Roll", "Box"]
    assert dump(bakery) == before
    done = take(bakery, want(bale.id, "100", "yards"), want(box.id, "35"), short="take")
    assert [(use.taken, use.short) for use in done.uses] == [(75, 25), (34, 1)]


def test_a_refusal_that_is_caught_leaves_nothing_behind(bakery: BakeryOnDatabase) -> None:
    box = boxes(bakery)
    lot(bakery, box, "2")
    before = dump(bakery)
    with bakery.session() as db:
        with pytest.raises(NotEnough):
            consume(db, [want(box.id, "3")], "assembly")
        assert activity.recent(db).items == []
    assert dump(bakery) == before


def test_two_wants_of_one_product_share_its_lots(bakery: BakeryOnDatabase) -> None:
    box = boxes(bakery)
    lots = [lot(bakery, box, "2", bought=date(2026, 1, day)) for day in (1, 2)]
    told = take(bakery, want(box.id, "1"), want(box.id, "2"))
    assert [[draw.lot_id for draw in use.draws] for use in told.uses] == [[lots[0]], lots]
    assert left(bakery, lots) == [0, 1]
    with bakery.session() as db:
        rows = db.scalars(select(MaterialDepletion).order_by(MaterialDepletion.quantity)).all()
    assert [(row.quantity, row.cost, row.unit) for row in rows] == [
        (1, Decimal("0.01"), "each"), (2, Decimal("0.02"), "each"),
    ]  # fmt: skip


@pytest.mark.covers("R-MAT-03", "A15")
def test_a_cost_is_known_to_ten_decimals_and_multiplied_exactly(bakery: BakeryOnDatabase) -> None:
    bale = roll(bakery)
    lot(bakery, bale, "2286", str(round(Decimal("6.25") / 2286, 10)))
    told = asked(bakery, bale.id, "2286")
    assert told.draws[0].unit_cost == Decimal("0.0027340332")
    assert told.cost.total is not None
    assert abs(told.cost.total - Decimal("6.25")) < Decimal("0.000001")


def test_a_price_nobody_knows_stays_unknown(bakery: BakeryOnDatabase) -> None:
    box = boxes(bakery)
    lot(bakery, box, "2", None)
    told = take(bakery, want(box.id, "2")).uses[0]
    assert told.cost.total is None
    assert told.cost.unknown[0].code == "no_price"


@pytest.mark.covers("DEC-19", "P-07")
def test_taken_back_the_bakery_is_as_it_was(bakery: BakeryOnDatabase) -> None:
    bale, box = roll(bakery), boxes(bakery)
    for of, much in ((bale, "50"), (bale, "80"), (box, "3")):
        lot(bakery, of, much)
    before, mine = dump(bakery), uuid4()
    told = take(bakery, want(bale.id, "1", "meters"), want(box.id, "2"), op_id=mine)
    assert told.operation_id == mine
    assert dump(bakery) != before
    with bakery.session() as db:
        (operation,) = activity.recent(db).items
        assert operation.sentence == "Used 2 materials"
        activity.undo(db, mine)
    assert dump(bakery) == before


def test_somebody_says_why(bakery: BakeryOnDatabase) -> None:
    box = boxes(bakery)
    lot(bakery, box, "5")
    told = MaterialUseIn(quantity=Decimal(1), reason="other")
    with bakery.session() as db, pytest.raises(InvalidInput) as refused:
        use(db, box.id, told)
    assert list(refused.value.fields) == ["notes"]
    with bakery.session() as db:
        use(db, box.id, told.model_copy(update={"notes": "For the school"}))
    with bakery.session() as db:
        (row,) = db.scalars(select(MaterialDepletion))
        assert (row.reason, row.notes) == ("other", "For the school")
        assert activity.recent(db).items[0].sentence == "Used 1 of Box"


@pytest.mark.covers("SR4", "SR5")
def test_only_of_ones_own_and_only_with_the_right(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    box = boxes(bakery)
    key = lot(bakery, box, "5")
    for told in (box.id, uuid4()):
        with pytest.raises(NotFound):
            take(neighbour, want(told, "1"))
        with pytest.raises(NotFound):
            asked(neighbour, told, "1")
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        consume(db, [want(box.id, "1")], "assembly")
    assert left(bakery, [key]) == [5]


@pytest.mark.covers("SD-23")
def test_materials_are_locked_first_in_one_order_then_lots_as_they_are_used(
    bakery: BakeryOnDatabase,
) -> None:
    packs = [boxes(bakery, name) for name in ("Small", "Large", "Round")]
    for of in packs:
        lot(bakery, of, "5")
    with statements() as heard:
        take(bakery, *(want(of.id, "1") for of in reversed(packs)))
    locks = [one.text for one in heard if "FOR NO KEY UPDATE" in one.text]
    assert len(locks) == 2
    assert "FROM app.materials" in locks[0]
    assert "ORDER BY app.materials.id" in locks[0]
    assert "FROM app.material_lots" in locks[1]
    assert "ORDER BY app.material_lots.purchased_on ASC NULLS FIRST" in locks[1]


@pytest.mark.covers("SD-23", "SD-25")
def test_many_hands_take_exactly_what_is_there(bakery: BakeryOnDatabase) -> None:
    """Four at once, in opposite orders, want 3 of each three times; there are 27 of each."""
    packs = [boxes(bakery, name) for name in ("Small", "Large")]
    lots = [lot(bakery, of, "9") for of in packs for _ in range(3)]

    def one_hand(number: int) -> int:
        order = packs if number % 2 else packs[::-1]
        served = 0
        for _ in range(3):
            try:
                take(bakery, *(want(of.id, "3") for of in order))
            except NotEnough:
                continue
            served += 1
        return served

    with ThreadPoolExecutor(4) as hands:
        assert sum(hands.map(one_hand, range(4))) == 9
    assert left(bakery, lots) == [0] * 6
    dump(bakery)


def test_more_lots_and_wants_ask_no_more_than_one_update_for_each_lot(
    bakery: BakeryOnDatabase,
) -> None:
    counts = []
    for more in (1, 6):
        packs = [boxes(bakery, f"Box {more} {number}") for number in range(more)]
        for of in packs:
            for _ in range(more):
                lot(bakery, of, "1")
        with statements() as heard:
            take(bakery, *(want(of.id, str(more)) for of in packs))
        updates = sum(one.text.startswith("UPDATE app.material_lots") for one in heard)
        assert updates == more * more
        counts.append(len(heard) - updates)
    assert counts[0] == counts[1]


PAIRS = [(base, unit) for base, factors in FACTORS.items() for unit in factors]
amounts = st.decimals(min_value=0, max_value=1000, places=6, allow_nan=False)


@pytest.mark.covers("M-20")
@given(st.lists(amounts, max_size=6), amounts, st.sampled_from(PAIRS))
def test_what_is_taken_and_what_lacks_are_what_was_asked(
    stock: list[Decimal], quantity: Decimal, pair: tuple[BaseUnit, str]
) -> None:
    """In whatever unit: no lot gives more than it holds, and nothing is lost on the way."""
    base, unit = pair
    lots = [
        Layer(uuid4(), to_base(one, unit, base), base, UnitCost(per_unit=Decimal(1)))
        for one in stock
    ]
    wanted, gone = to_base(quantity, unit, base), dict[UUID, Decimal]()
    drawn = as_kept(draw(lots, wanted, base), gone)
    there = sum((one.quantity for one in lots if one.quantity >= DUST), Decimal(0))
    held = {one.lot: one.quantity for one in lots}
    assert all(0 < amount <= held[key] for key, amount in gone.items())
    assert sum(gone.values(), Decimal(0)) == drawn.taken == min(wanted, there)
    taken = from_base(drawn.taken, unit, base)
    assert abs(taken + lacking(quantity, taken) - quantity) < DUST
