"""The desktop's books as they must be read: what nobody knows the cost of did not cost 0 (A19), a
loss is its part of what was spent (F41, A12), a good costs what packing it took (A14).

Amounts are fractions, so that nothing is rounded before it is written down."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from tests.parity.oracle.amounts import (
    AMOUNT,
    DUST,
    MONEY,
    Known,
    Line,
    Row,
    exact,
    money,
    rows,
    said,
    share,
    times,
    total,
)
from tests.parity.oracle.costs import bought, package_price
from tests.parity.oracle.measuring import GRAMS, MILLILITRES
from tests.parity.oracle.recipes import nested, own_lines
from tests.parity.oracle.yields import per_batch

# What a lot of a material is kept in.
BASE = "base unit"


class Books:
    """What is there and what was made, as the file tells it; a replay goes on from here."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self.file = file
        self.tables = {name: {row["id"]: row for row in rows(file, name)} for name in TABLES}
        # Lots of one product that were bought on one day, by their numbers.
        self.bought_together: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
        for row in rows(file, "inventory_items"):
            self.bought_together[row["product_id"], row["purchase_date"]].append(row["id"])
        self.lots = [
            _lot(row) | self._of_product(row)
            for row in self._fifo("inventory_items", "quantity", "unit_cost")
        ]
        self.rolls = [
            _lot(row) | {"unit": BASE}
            for row in self._fifo("material_inventory_items", "quantity_remaining", "cost_per_unit")
        ]
        self.on_hand = {
            kind: {key: row.get("inventory_count") or 0 for key, row in self.tables[kind].items()}
            for kind in ("finished_units", "finished_goods")
        }
        self.lines: dict[int, list[tuple[int, float, str]]] = {}
        # (cost of one, pieces) of the runs all of whose cost is known, by what they made.
        self.baked: defaultdict[int, list[tuple[Fraction, int]]] = defaultdict(list)
        self.packed: defaultdict[int, list[tuple[Fraction, int]]] = defaultdict(list)
        self.free = self._always_priced()
        for row in rows(file, "production_runs"):
            if self.is_known(row):
                self.baked[row["finished_unit_id"]].append(
                    (money(row["per_unit_cost"]), row["actual_yield"])
                )
        for row in rows(file, "assembly_runs"):
            if all(self._taken_for(row["id"])):
                self.packed[row["finished_good_id"]].append(
                    (money(row["per_unit_cost"]), row["quantity_assembled"])
                )

    def _fifo(self, table: str, left: str, cost: str) -> Iterator[Row]:
        for row in sorted(rows(self.file, table), key=lambda one: one["purchase_date"] or ""):
            yield row | {"left": row[left], "cost": row[cost]}

    def _of_product(self, lot: Row) -> Row:
        """What a lot is of, and what both are called."""
        row, product = (
            self.tables["products"][lot["product_id"]],
            self.product_named(lot["product_id"]),
        )
        same = self.bought_together[row["id"], lot["purchase_date"]]
        name = f"{product} @ {lot['purchase_date']} #{same.index(lot['id']) + 1}"
        key = row["ingredient_id"]
        return {"product": product, "name": name, "unit": row["package_unit"], "ingredient": key}

    def product_named(self, key: int) -> str:
        """As the recording calls it."""
        row = self.tables["products"][key]
        slug, unit = self.tables["ingredients"][row["ingredient_id"]]["slug"], row["package_unit"]
        package = f"{row['package_unit_quantity']:g} {unit}"
        return "|".join((slug, row["brand"] or "", row["product_name"] or "", package))

    def _always_priced(self) -> set[int]:
        """Ingredients of which every lot has a cost: what is 0 of them cost 0."""
        products, priced = self.tables["products"], dict[int, bool]()
        for row in rows(self.file, "inventory_items"):
            key = products[row["product_id"]]["ingredient_id"]
            priced[key] = priced.get(key, True) and row["unit_cost"] is not None
        return {key for key, always in priced.items() if always}

    def cost_of_use(self, row: Row) -> Known:
        """What a run took of an ingredient cost; None: nobody knows."""
        slugs = {one["slug"]: key for key, one in self.tables["ingredients"].items()}
        known = row["total_cost"] or slugs.get(row["ingredient_slug"]) in self.free
        return money(row["total_cost"]) if known else None

    def is_known(self, run: Row) -> bool:
        """Whether all that went into a run of baking has a cost."""
        uses = self.uses(run["id"])
        return all(self.cost_of_use(one) is not None for one in uses) and bool(
            uses or run["total_ingredient_cost"]
        )

    def uses(self, run: int) -> list[Row]:
        """What a run of baking took."""
        found = rows(self.file, "production_consumptions")
        return [row for row in found if row["production_run_id"] == run]

    def _taken_for(self, run: int) -> Iterator[bool]:
        """Of everything a run of packing took, whether it has a cost: 0 is one only where its lot,
        or every lot of its ingredient, has one."""
        products, rolls = self.tables["products"], {lot["id"]: lot["cost"] for lot in self.rolls}
        for table in ("assembly_finished_unit_consumptions", "assembly_finished_good_consumptions",
                      "assembly_packaging_consumptions", "material_consumptions"):  # fmt: skip
            for row in rows(self.file, table):
                if row["assembly_run_id"] != run:
                    continue
                free = rolls.get(row.get("inventory_item_id")) is not None
                if table == "assembly_packaging_consumptions":
                    free = products[row["product_id"]]["ingredient_id"] in self.free
                yield bool(row["total_cost"]) or free

    def density(self, ingredient: int) -> Known:
        """Grams per millilitre, as written."""
        row = self.tables["ingredients"][ingredient]
        volume, weight = row["density_volume_value"], row["density_weight_value"]
        units = row["density_volume_unit"], row["density_weight_unit"]
        if not (volume and weight and all(units)):
            return None
        of_unit = exact(MILLILITRES[units[0]]), exact(GRAMS[units[1]])
        return exact(weight) * of_unit[1] / (exact(volume) * of_unit[0])

    def needs(self, recipe: int) -> list[Line]:
        """All that one batch takes, however deep: each ingredient once, in the first unit met that
        it can be said in."""
        sums: dict[tuple[int, str], Fraction] = {}
        for ingredient, quantity, unit in self._all_lines(recipe, Fraction(1)):
            met = [it for one, it in sums if one == ingredient]
            target, amount = next(
                (it, found)
                for it in [*met, unit]
                if (found := said(quantity, unit, it, self.density(ingredient))) is not None
            )
            key = (ingredient, target)
            sums[key] = sums.get(key, Fraction(0)) + amount
        # A unit of its own stands beside the first line of its ingredient.
        order = list(dict.fromkeys(ingredient for ingredient, _ in sums))
        placed = sorted(sums, key=lambda key: order.index(key[0]))
        return [(ingredient, sums[ingredient, unit], unit) for ingredient, unit in placed]

    def own(self, recipe: int) -> list[tuple[int, float, str]]:
        """The lines of a recipe itself."""
        return self.lines.get(recipe) or own_lines(self.file, recipe)

    def _all_lines(self, recipe: int, batches: Fraction) -> Iterator[Line]:
        for ingredient, quantity, unit in self.own(recipe):
            yield ingredient, exact(quantity) * batches, unit
        for inner, count in nested(self.file, recipe):
            yield from self._all_lines(inner, exact(count) * batches)

    def unit_cost(self, unit: int) -> Known:
        """The average over its runs, else what its recipe costs at the last prices."""
        if runs := [(cost, good) for cost, good in self.baked[unit] if good and cost]:
            return _average(runs)
        recipe, gives = self.tables["finished_units"][unit]["recipe_id"], per_batch(self.file, unit)
        lines = self._all_lines(recipe, Fraction(1))
        costs = [bought(self.file, one, float(amount), it) for one, amount, it in lines]
        if gives is None or None in costs:
            return None
        return sum((exact(cost) for cost in costs), Fraction(0)) / gives

    def good_cost(self, good: int) -> Known:
        """The average over its runs, else what all that is in it costs."""
        if runs := [(cost, count) for cost, count in self.packed[good] if cost]:
            return _average(runs)
        return self._of_parts(good)

    def _of_parts(self, good: int) -> Known:
        return total(
            times(self._part(line), exact(line["component_quantity"])) for line in self.parts(good)
        )

    def _part(self, line: Row) -> Known:
        if line["finished_unit_id"]:
            return self.unit_cost(line["finished_unit_id"])
        if line["finished_good_id"]:
            return self._of_parts(line["finished_good_id"])
        if line["packaging_product_id"]:
            key = line["packaging_product_id"]
            last = package_price(self.file, key)
            size = self.tables["products"][key]["package_unit_quantity"]
            return self._left(self.lots, "product_id", key, share(last, size))
        unit = self.tables["material_units"][line["material_unit_id"]]
        key = unit["material_product_id"]
        bought_last = [
            (one["purchase_date"], exact(one["package_price"]))
            for one in rows(self.file, "material_purchases")
            if one["product_id"] == key
        ]
        size = self.tables["material_products"][key]["quantity_in_base_units"]
        price = max(bought_last)[1] if bought_last else None
        each = self._left(self.rolls, "material_product_id", key, share(price, size))
        return times(each, exact(unit["quantity_per_unit"]))

    def _left(self, lots: list[Row], column: str, key: int, last: Known) -> Known:
        """What one unit of what is left cost on average, else the last time."""
        there = [
            (lot["cost"], lot["held"])
            for lot in lots
            if lot[column] == key and lot["held"] >= DUST and lot["cost"] is not None
        ]
        left = sum((held for _, held in there), Fraction(0))
        return sum((cost * held for cost, held in there), Fraction(0)) / left if left else last

    def parts(self, good: int) -> list[Row]:
        """The lines of a good in their order."""
        empty: Row = dict.fromkeys(("material_unit_id", "packaging_product_id"))
        own = [empty | row for row in rows(self.file, "compositions") if row["assembly_id"] == good]
        return sorted(own, key=lambda row: (row["sort_order"], row["id"]))


TABLES = (
    "ingredients", "products", "recipes", "finished_units", "finished_goods", "events",
    "material_units", "material_products", "materials", "material_subcategories",
    "material_categories", "material_purchases", "suppliers",
)  # fmt: skip


def _lot(row: Row) -> Row:
    cost = None if row["cost"] is None else round(exact(row["cost"]), AMOUNT)
    return row | {"held": exact(row["left"]), "cost": cost}


def _average(runs: list[tuple[Fraction, int]]) -> Fraction:
    spent = sum((cost * count for cost, count in runs), Fraction(0))
    return round(spent / sum(count for _, count in runs), MONEY)
