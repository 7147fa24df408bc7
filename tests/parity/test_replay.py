"""The recorded operations done again: one test for each FIX they meet, on a data set of our own.

Figures worked out by hand from `own/oven.sql`; the oracle, which does not know our code, must say
the same, and the desktop something else."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.parity import own
from tests.parity.bakery import Served
from tests.parity.compare import Refused, compare
from tests.parity.desktop_file import opened
from tests.parity.harness import read
from tests.parity.imported import importing
from tests.parity.oracle import ledgers as expected_ledgers
from tests.parity.oracle import replay
from tests.parity.provider import FILES
from tests.parity.served import ledgers
from tests.parity.served.names import names_in

BUNS, LOAVES, BOXES, CRATE, DELIVERED = "3", "4", "7", "8", "11"
Answers = dict[tuple[str, ...], Any]


@dataclass(frozen=True)
class Told:
    """What each operation answered: the desktop's answer, ours and the oracle's; and the file."""

    recorded: Answers
    ours: Answers
    expected: Answers
    file: Path

    def fixed(self, *place: str) -> Any:
        """Our result there: another one than the desktop's, and the oracle's."""
        path = ("operations", *place)
        mine = self.ours[path]
        assert _same(path, self.expected[path], mine)
        if path in self.recorded:
            assert not _same(path, self.recorded[path], mine)
            return mine["result"]
        return mine


def _same(path: tuple[str, ...], one: Any, mine: Any) -> bool:
    return all(leaf.equal for leaf in compare(path, one, mine, ordered=True))


@pytest.fixture(scope="module")
def told(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = own.build(tmp_path_factory.mktemp("oven"), "oven.json", "oven.sql")
    goldens = read(folder).goldens
    asked = goldens | {"stages": {"before_ops": {}, "final": {}}}
    file = folder / FILES["before_ops"]
    with closing(opened(file)) as rows:
        expected = replay.answers(rows, goldens["operations"])
    recorded = {("operations", str(i)): row for i, row in enumerate(goldens["operations"])}
    return Told(recorded, Served(folder, importing(engine)).replayed(asked), expected, file)


@pytest.fixture(scope="module")
def stored(engine: Engine, told: Told) -> Iterator[dict[str, Any]]:
    """The ledgers and the shelf as they came in."""
    with importing(engine)(told.file) as db:
        yield ledgers.answers(db, names_in(db))


@pytest.mark.covers("GS-operations")
def test_what_the_desktop_refused_is_refused(told: Told) -> None:
    refused = [path for path, row in told.recorded.items() if "error" in row["result"]]
    assert len(refused) == 3
    assert all(isinstance(told.ours[path]["result"], Refused) for path in refused)


@pytest.mark.covers("F19")
def test_f19_a_plan_is_frozen_when_baking_begins(told: Told) -> None:
    """The loaf that was decided and the bun typed as a target; the crate that is wanted."""
    plan = told.fixed("0")
    assert plan == {"recipe_snapshots_created": 2, "finished_good_snapshots_created": 1}
    assert told.ours["operations", BUNS]["result"]["snapshot_reused"] is True


@pytest.mark.covers("F6")
def test_f6_what_is_inside_the_recipe_is_taken_too(told: Told) -> None:
    """Half a batch of wash takes an egg; there is none, so nobody knows what it cost."""
    run = told.fixed(BUNS)
    assert [(one["ingredient_slug"], one["total_cost"]) for one in run["consumptions"]] == [
        ("rye_flour", 2),
        ("duck_egg", None),
    ]


@pytest.mark.covers("F41", "A13")
def test_f41_lost_units_took_their_part_of_what_was_spent(told: Told) -> None:
    """2 of 10 took 2/10 of 2.00, not 2 × 0.25."""
    assert told.fixed(BUNS)["total_loss_cost"] == Decimal("0.4")


def test_f23_three_batches_of_halves_are_six(told: Told) -> None:
    run = told.fixed(LOAVES)
    names = ("expected_yield", "loss_quantity", "production_status", "per_unit_cost")
    assert [run[name] for name in names] == [6, 3, "partial_loss", 4]
    assert run["total_loss_cost"] == 6


@pytest.mark.covers("F44")
def test_f44_a_material_is_taken_lot_by_lot_at_what_each_cost(told: Told) -> None:
    """60 cm at 1/300, 40 cm at 0.005: 0.20 each; 8.00 of loaves and 1.00 of boxes beside it."""
    box = told.fixed(BOXES)
    rolls = box["material_consumptions"]
    assert [(one["quantity_consumed"], one["total_cost"]) for one in rolls] == [
        (60, Decimal("0.2")),
        (40, Decimal("0.2")),
    ]
    assert {(one["product"], one["supplier_name"]) for one in rolls} == {
        ("jute_reel", "Ropery shop")
    }
    assert (box["total_component_cost"], box["per_unit_cost"]) == (Decimal("9.4"), Decimal("4.7"))


@pytest.mark.covers("F43", "A14")
def test_f43_an_inner_good_costs_what_packing_it_cost(told: Told) -> None:
    crate = told.fixed(CRATE)
    assert crate["total_component_cost"] == Decimal("9.4")
    assert crate["finished_good_consumptions"][0]["unit_cost_at_consumption"] == Decimal("4.7")


@pytest.mark.covers("F46")
def test_f46_what_is_handed_over_is_not_there_any_more(told: Told) -> None:
    assert told.ours["operations", DELIVERED]["result"] == {"status": "delivered"}
    assert told.fixed("after", "finished_goods", "loaf-crate")["inventory_count"] == 0
    assert told.fixed("after", "finished_goods", "loaf-box")["inventory_count"] == 0
    assert told.fixed("after", "finished_units", "half-loaf")["inventory_count"] == 1


def test_r6_ledgers_after_the_operations_tell_them_run_by_run(told: Told) -> None:
    baked = told.fixed("after", "production_ledger")
    packed = told.fixed("after", "assembly_ledger")
    assert [run["total_ingredient_cost"] for run in baked] == [2, 4, 2, 12]
    assert [run["total_component_cost"] for run in packed] == [Decimal("9.4"), Decimal("9.4")]


@pytest.mark.covers("F41", "A12")
def test_a12_a_batch_that_was_lost_whole_keeps_its_cost(told: Told, stored: dict[str, Any]) -> None:
    """2.00 for ten buns: 0.20 each; of good ones there is none, so nothing is what one cost."""
    lost = stored["production_ledger"][0]
    assert lost["per_unit_cost"] is None
    assert [(one["per_unit_cost"], one["total_loss_cost"]) for one in lost["losses"]] == [
        (Decimal("0.2"), 2)
    ]
    with closing(opened(told.file)) as rows:
        expected = expected_ledgers.production_ledger(rows)
    assert _same((), expected, stored["production_ledger"])


def test_a19_what_nobody_knows_the_price_of_was_not_free(stored: dict[str, Any]) -> None:
    used = stored["production_ledger"][1]["consumptions"]
    assert [one["total_cost"] for one in used] == [4, None]


def test_r5_without_a_run_of_known_cost_the_last_prices_tell(
    told: Told, stored: dict[str, Any]
) -> None:
    """2 kg at 2.00 make two halves; an egg nobody sells makes a bun unknown. Once baked, runs."""
    units = stored["finished_units"]
    assert units["half-loaf"]["current_cost"] == 2
    assert isinstance(units["bun"]["current_cost"], Refused)
    assert told.fixed("after", "finished_units", "half-loaf")["current_cost"] == 4


@pytest.mark.covers("F8")
def test_a14_a_good_costs_its_packaging_and_materials_too(
    told: Told, stored: dict[str, Any]
) -> None:
    """2.00 + 0.50, and 50 cm of a reel that cost 1.70 for the 360 cm left of it. Once packed,
    runs."""
    cost = stored["finished_goods"]["loaf-box"]["current_cost"]
    assert round(cost, 6) == Decimal("2.736111")
    with closing(opened(told.file)) as rows:
        path = ("stages", "before_ops", "finished_goods", "loaf-box", "current_cost")
        assert _same(path, expected_ledgers.current_cost(rows, path), cost)
    assert told.fixed("after", "finished_goods", "loaf-box")["current_cost"] == Decimal("4.7")
