"""What leaves the lots and the shelf, the first bought first, and what it cost."""

from collections.abc import Iterable
from fractions import Fraction

from tests.parity.oracle.amounts import (
    AMOUNT,
    DUST,
    MONEY,
    Known,
    Row,
    exact,
    rows,
    said,
    times,
    told,
)
from tests.parity.oracle.books import BASE, Books

Draws = list[tuple[Row, Fraction]]


def take(books: Books, ingredient: int, wanted: Fraction, unit: str) -> Row:
    """So much of an ingredient; `known`: what is known of its cost."""
    lots = [lot for lot in books.lots if lot["ingredient"] == ingredient]
    draws, short = draw(lots, wanted, unit, books.density(ingredient))
    costs = [times(lot["cost"], amount) for lot, amount in draws]
    known = sum((cost for cost in costs if cost is not None), Fraction(0))
    whole = not short and None not in costs
    return {
        "ingredient": books.tables["ingredients"][ingredient]["slug"],
        "quantity": told(wanted),
        "unit": unit,
        "total_cost": told(round(known, MONEY)) if whole else None,
        "known": known,
    }


def draw(
    lots: Iterable[Row], wanted: Fraction, unit: str, density: Known = None
) -> tuple[Draws, Fraction]:
    """What each lot gives, and what lacks. Amounts leave a lot in its own unit, to ten decimals."""
    draws, left = [], wanted
    for lot in lots:
        there = said(lot["held"], lot["unit"], unit, density)
        if left <= 0 or lot["held"] < DUST or there is None:
            continue
        amount = said(left, unit, lot["unit"], density)
        assert amount is not None  # what goes one way goes the other
        taken = lot["held"] if there <= left else min(round(amount, AMOUNT), lot["held"])
        draws.append((lot, taken))
        left = left - there if there <= left else Fraction(0)
        lot["held"] -= taken
    return draws, left if left >= DUST else Fraction(0)


def part(books: Books, line: Row, count: int, *, bypass: bool) -> tuple[str, list[Row]]:
    """What a line of a good takes for so many goods."""
    wanted = exact(line["component_quantity"]) * count
    if key := line["finished_unit_id"]:
        return "units", [_piece(books, "finished_units", key, wanted, books.unit_cost(key))]
    if key := line["finished_good_id"]:
        return "goods", [_piece(books, "finished_goods", key, wanted, books.good_cost(key))]
    if key := line["packaging_product_id"]:
        own = [] if bypass else [lot for lot in books.lots if lot["product_id"] == key]
        unit = books.tables["products"][key]["package_unit"]
        draws, _ = draw(own, wanted, unit)
        return "packaging", [_row(lot, amount) | {"product": lot["product"], "unit": lot["unit"]}
                             for lot, amount in draws]  # fmt: skip
    cut = books.tables["material_units"][line["material_unit_id"]]
    roll = cut["material_product_id"]
    own = [lot for lot in books.rolls if lot["material_product_id"] == roll]
    draws, _ = draw(own, wanted * exact(cut["quantity_per_unit"]), BASE)
    return "materials", [_row(lot, amount) | _cut_from(books, roll, lot) for lot, amount in draws]


def _piece(books: Books, kind: str, key: int, wanted: Fraction, cost: Known) -> Row:
    books.on_hand[kind][key] -= int(wanted)
    return _row({"cost": cost}, wanted) | {kind.removesuffix("s"): books.tables[kind][key]["slug"]}


def _row(lot: Row, amount: Fraction) -> Row:
    together = times(lot["cost"], amount)
    return {
        "quantity": told(amount),
        "unit_cost": told(lot["cost"]),
        "total_cost": None if together is None else told(round(together, MONEY)),
        "known": together,
    }


def _cut_from(books: Books, roll: int, lot: Row) -> Row:
    product = books.tables["material_products"][roll]
    material = books.tables["materials"][product["material_id"]]
    shelf = books.tables["material_subcategories"][material["subcategory_id"]]
    bought = next(
        row for row in rows(books.file, "material_purchases")
        if row["id"] == lot["material_purchase_id"]
    )  # fmt: skip
    shop = books.tables["suppliers"].get(bought["supplier_id"])
    return {
        "product": product["slug"],
        "product_name": " ".join(filter(None, (product["brand"], product["name"]))),
        "material_name": material["name"],
        "subcategory_name": shelf["name"],
        "category_name": books.tables["material_categories"][shelf["category_id"]]["name"],
        "supplier_name": shop["name"] if shop else None,
    }
