"""The recorded operations done again on the desktop's books by the corrected rules.

A run takes what the plan froze, what is inside the recipes too (F6); a plan is frozen when baking
begins, with all that is decided, wanted or typed as a target (F19); a portion is a part of a batch
(F23); lost units took their part of what was spent (F41); an inner good costs what packing it took
(F43); materials and packaging leave their lots at what these cost, a row for each (F44, A15); money
is kept to four decimals (R6); what is handed over leaves the stock (F46). What the desktop refused
did nothing."""

import sqlite3
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor
from typing import Any

from tests.parity.oracle.amounts import MONEY, Line, Row, exact, rows, told
from tests.parity.oracle.books import Books
from tests.parity.oracle.ledgers import assembly_ledger, production_ledger, there
from tests.parity.oracle.shapes import baked_answer, packed_answer, packed_row
from tests.parity.oracle.taking import draw, part, take
from tests.parity.oracle.yields import per_batch


def answers(file: sqlite3.Connection, operations: list[Row]) -> dict[tuple[str, ...], Any]:
    """operations/<number>, and what they led to: operations/after/<group>[/<slug>]."""
    replay = Replay(file)
    results = [replay.done(row) for row in operations]
    found: dict[tuple[str, ...], Any] = {
        ("operations", str(place)): {"op": row["op"], "args": row["args"], "result": result}
        for place, (row, result) in enumerate(zip(operations, results, strict=True))
    }
    found["operations", "after", "production_ledger"] = [*production_ledger(file), *replay.baking]
    found["operations", "after", "assembly_ledger"] = [*assembly_ledger(file), *replay.packing]
    for group in ("finished_units", "finished_goods"):
        for row in replay.books.tables[group].values():
            slug = row["slug"]
            found["operations", "after", group, slug] = there(replay.books, group, slug)
    return found


class Replay:
    """The books, and what the operations wrote into them."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self.file, self.books = file, Books(file)
        self.numbers = {
            name: {row["slug"]: key for key, row in self.books.tables[name].items()}
            for name in ("ingredients", "recipes", "finished_units", "finished_goods")
        }
        self.events = {
            f"{row['name']}|{row['event_date']}": key
            for key, row in self.books.tables["events"].items()
        }
        # Event → recipe → what its plan froze; event → what stands for the answer about that.
        self.frozen: dict[str, dict[int, list[Line]]] = {}
        self.plans: dict[str, Row] = {}
        self.baking: list[Row] = []
        self.packing: list[Row] = []

    def done(self, row: Row) -> Any:
        """What the operation answers; as recorded where no rule says otherwise."""
        if isinstance(row["result"], dict) and "error" in row["result"]:
            return row["result"]
        doing = DOINGS.get(row["op"])
        return doing(self, row["args"]) if doing else row["result"]

    def create_plan(self, args: Row) -> Row:
        return self.plans.setdefault(args["event"], {})

    def start(self, args: Row) -> Row:
        key = self.events[args["event"]]
        recipes, goods = self._of_event(key)
        self.frozen[args["event"]] = {one: self.books.needs(one) for one in recipes}
        self.create_plan(args).update(
            recipe_snapshots_created=len(recipes), finished_good_snapshots_created=len(goods)
        )
        return {"state": "in_production"}

    def _of_event(self, event: int) -> tuple[set[int], set[int]]:
        """Recipes and goods that are decided, wanted or typed as a target."""

        def named(column: str, *tables: str) -> set[int]:
            found = (row for table in tables for row in rows(self.file, table))
            return {row[column] for row in found if row["event_id"] == event}

        decided = named("recipe_id", "batch_decisions", "event_production_targets")
        goods = named("finished_good_id", "event_finished_goods", "event_assembly_targets")
        # What nobody decided on is baked as the plan suggests.
        inside = {unit for good in goods for unit in self._units_in(good)}
        units = self.books.tables["finished_units"]
        return decided | {units[unit]["recipe_id"] for unit in inside}, goods

    def _units_in(self, good: int) -> Iterator[int]:
        for line in self.books.parts(good):
            if line["finished_unit_id"]:
                yield line["finished_unit_id"]
            elif line["finished_good_id"]:
                yield from self._units_in(line["finished_good_id"])

    def update_recipe(self, args: Row) -> None:
        slugs = self.numbers["ingredients"]
        self.books.lines[self.numbers["recipes"][args["recipe"]]] = [
            (slugs[slug], quantity, unit) for slug, quantity, unit in args["ingredients"]
        ]

    def produce(self, args: Row) -> Row:
        books, event = self.books, args.get("event")
        unit, recipe = (self.numbers["finished_units"][args["unit"]],
                        self.numbers["recipes"][args["recipe"]])  # fmt: skip
        scale, good = exact(args.get("scale", 1)), args["actual"]
        gives = per_batch(self.file, unit)
        assert gives is not None  # what the desktop baked gives something
        expected = floor(gives * scale * args["batches"])
        frozen = self.frozen.get(event or "", {})
        uses = [
            take(books, one, amount * scale * args["batches"], it)
            for one, amount, it in frozen.get(recipe) or books.needs(recipe)
        ]
        known, lost = sum((use["known"] for use in uses), Fraction(0)), max(expected - good, 0)
        whole = all(use["total_cost"] is not None for use in uses)
        each = round(known / good, MONEY) if good and (known or whole) else None
        if whole and each is not None:
            books.baked[unit].append((each, good))
        books.on_hand["finished_units"][unit] += good
        loss = {
            "category": args.get("loss", "other"),
            "quantity": lost,
            "per_unit_cost": told(round(known / expected, MONEY)),
            "total_loss_cost": told(round(known * lost / expected, MONEY)),
        }
        run = {
            "recipe": args["recipe"],
            "finished_unit": args["unit"],
            "event": event,
            "produced_at": args["at"],
            "num_batches": args["batches"],
            "expected_yield": expected,
            "actual_yield": good,
            "status": ("partial_loss" if good else "total_loss") if lost else "complete",
            "loss_quantity": lost,
            "total_ingredient_cost": told(round(known, MONEY)),
            "per_unit_cost": told(each),
            "has_snapshot": True,
            "consumptions": [
                {name: use[name] for name in ("ingredient", "quantity", "unit", "total_cost")}
                for use in uses
            ],
            "losses": [loss] if lost else [],
        }
        self.baking.append(run)
        return baked_answer(run, uses, float(scale), reused=recipe in frozen)

    def assemble(self, args: Row) -> Row:
        books, count = self.books, args["qty"]
        good, event = self.numbers["finished_goods"][args["good"]], args.get("event")
        taken = [
            part(books, line, count, bypass=args.get("bypass", False)) for line in books.parts(good)
        ]
        kinds: dict[str, list[Row]] = {"units": [], "goods": [], "packaging": [], "materials": []}
        for kind, drawn in taken:
            kinds[kind] += drawn
        costs = [one["known"] for drawn in kinds.values() for one in drawn]
        known = sum((cost for cost in costs if cost is not None), Fraction(0))
        each = round(known / count, MONEY) if known or None not in costs else None
        if None not in costs and each is not None:
            books.packed[good].append((each, count))
        books.on_hand["finished_goods"][good] += count
        head = {
            "finished_good": args["good"],
            "event": event,
            "assembled_at": args["at"],
            "quantity": count,
            "packaging_bypassed": args.get("bypass", False),
            "total_component_cost": told(round(known, MONEY)),
            "per_unit_cost": told(each),
        }
        self.packing.append(packed_row(head, kinds))
        return packed_answer(head, kinds, reused=event in self.frozen)

    def adjust_good(self, args: Row) -> Row:
        kind = {"finished_unit": "finished_units", "finished_good": "finished_goods"}[args["type"]]
        key = self.numbers[kind][args["item"]]
        before = self.books.on_hand[kind][key]
        self.books.on_hand[kind][key] += args["qty"]
        return {"previous_count": before, "new_count": before + args["qty"]}

    def deplete(self, args: Row) -> Row:
        lot = next(lot for lot in self.books.lots if lot["name"] == args["lot"])
        gone = exact(args["qty"])
        lot["held"] -= gone
        return {"quantity_depleted": told(gone), "cost": told(lot["cost"] * gone)}

    def consume(self, args: Row) -> Row:
        key, wanted = self.numbers["ingredients"][args["ingredient"]], exact(args["qty"])
        lots = [lot for lot in self.books.lots if lot["ingredient"] == key]
        draws, short = draw(lots, wanted, args["unit"], self.books.density(key))
        return {
            "consumed": told(wanted - short),
            "breakdown": [
                {"lot": lot["name"], "product": lot["product"], "lot_date": lot["purchase_date"],
                 "quantity_consumed": told(amount), "unit": lot["unit"],
                 "remaining_in_lot": told(lot["held"]), "unit_cost": told(lot["cost"])}
                for lot, amount in draws
            ],
            "shortfall": told(short),
            "satisfied": not short,
            "total_cost": told(sum((lot["cost"] * amount for lot, amount in draws), Fraction(0))),
        }  # fmt: skip

    def fulfil(self, args: Row) -> Row:
        """What is handed over leaves the stock (F46), as far as it was there to be kept."""
        if args["status"] == "delivered":
            for good, count in self._given(args):
                there = self.books.on_hand["finished_goods"]
                there[good] -= min(there[good], count)
        return {"status": args["status"]}

    def _given(self, args: Row) -> Iterator[tuple[int, int]]:
        people = {row["id"]: row["name"] for row in rows(self.file, "recipients")}
        for gift in rows(self.file, "event_recipient_packages"):
            if (gift["event_id"], people[gift["recipient_id"]]) == (
                self.events[args["event"]], args["recipient"],
            ):  # fmt: skip
                for line in rows(self.file, "package_finished_goods"):
                    if line["package_id"] == gift["package_id"]:
                        yield line["finished_good_id"], line["quantity"] * gift["quantity"]


DOINGS: dict[str, Callable[[Replay, Row], Any]] = {
    "create_plan": Replay.create_plan,
    "start": Replay.start,
    "update_recipe": Replay.update_recipe,
    "produce": Replay.produce,
    "assemble": Replay.assemble,
    "adjust_good": Replay.adjust_good,
    "deplete": Replay.deplete,
    "consume": Replay.consume,
    "fulfil": Replay.fulfil,
}
