"""One plan read through every door: page, JSON, MCP tool and command line say the same numbers."""

import re
from decimal import Decimal
from typing import Any
from unicodedata import numeric

import pytest

from baketracker.products.models import Product
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser, call_tool, program
from tests.factories.kitchen import Kitchen, Stocked, stock
from tests.factories.reading import words
from tests.factories.terminal import Terminal
from tests.planning.furnished import everything_bought, ribbon, wrap
from tests.shopping.trips import listed

Figures = dict[str, Decimal]
FIGURE = (
    r'data-figure="([^"]+)" data-called="[^"]*">(.*?)(?=data-figure=|</dd>|</a>|</summary>|</li>)'
)
NUMBER = r"(\d[\d,]*(?:\.\d+)?)?\s?([¼½¾])?"


@pytest.fixture
def made(bakery: BakeryOnDatabase) -> Stocked:
    """A bakery with prices, wrapping and a ribbon; flour comes in cups, so that the page shows no
    rounded fraction."""
    with bakery.session() as db:
        made, kitchen = stock(db), Kitchen(db)
        (flour,) = (row for row in db.query(Product) if row.ingredient_id == made.flour)
        flour.package_unit = "cup"
        box = kitchen.product(kitchen.ingredient("Boxes", is_packaging=True), "each", name="Box")
        kitchen.stock(box, "40")
        everything_bought(db, "2.00")
        wrap(db, made.bag, "1", packaging_product_id=box)
        wrap(db, made.tower, "3", material_unit_id=ribbon(db, "100", "0.05")[0])
    return made


def tool(bakery: BakeryOnDatabase, name: str, **arguments: Any) -> Any:
    """What the tool answers a program that may only read."""
    answer = call_tool(program(bakery, "read"), name, **arguments)
    assert not answer.get("isError"), answer
    return answer["structuredContent"]


def read_page(bakery: BakeryOnDatabase, place: str) -> str:
    answer = browser(bakery).get(place)
    assert answer.status_code == 200, place
    return answer.text


def numbers(text: str) -> list[Decimal]:
    """The numbers of a page's words, in order: "1,200", "33 ½"."""
    return [
        Decimal(whole.replace(",", "") or 0) + Decimal(numeric(part) if part else 0)
        for whole, part in re.findall(NUMBER, text)
        if whole or part
    ]


def page_figures(page: str) -> Figures:
    """Every figure the page of a plan marks, as a number."""
    told = {key: numbers(words(said)) for key, said in re.findall(FIGURE, page, flags=re.S)}
    return {key: found[0] for key, found in told.items() if found}


def tool_figures(plan: Any) -> Figures:
    """The same figures in what the tool answers."""
    told = {"cost": plan["cost"]["known"]}
    for unit in plan["units"]:
        told[f"unit:{unit['id']}"] = unit["needed"]
        told[f"batches:{unit['id']}"] = (unit["decided"] or unit["suggested"])["batches"]
    told["batches"] = sum(told[f"batches:{unit['id']}"] for unit in plan["units"])
    for row in plan["ingredients"]:
        told[f"ingredient:{row['ingredient']['id']}:{row['unit']}"] = row["need"]
    told |= {f"wrapping:{row['product_id']}": row["needed"] for row in plan["wrapping"]}
    told |= {f"material:{row['material']['id']}": row["needed"] for row in plan["materials"]}
    return {key: Decimal(str(value)) for key, value in told.items()}


def shown(value: Any) -> Decimal:
    """As a page rounds it: to the cent."""
    return round(Decimal(str(value)), 2)


@pytest.mark.covers("G-17")
def test_get_plan_says_every_figure_of_the_page(bakery: BakeryOnDatabase, made: Stocked) -> None:
    plan = tool(bakery, "get_plan", event_id=str(made.event))
    page = page_figures(read_page(bakery, f"/events/{made.event}"))
    told = tool_figures(plan)
    assert {key: shown(value) for key, value in told.items()} == {key: page[key] for key in told}
    assert plan == program(bakery).get(f"/api/events/{made.event}/plan").json()


@pytest.mark.covers("G-17")
def test_explain_number_explains_the_figures_of_the_page(
    bakery: BakeryOnDatabase, made: Stocked
) -> None:
    page = page_figures(read_page(bakery, f"/events/{made.event}"))
    kinds = ("cost", "unit:", "batches:", "ingredient:")
    asked = [key for key in page if key.startswith(kinds)]
    assert len(asked) == 1 + 2 * 2 + 4
    for figure in asked:
        told = tool(bakery, "explain_number", event_id=str(made.event), figure=figure)
        assert shown(told["value"]) == page[figure], figure
        chain = words(read_page(bakery, f"/events/{made.event}/why/{figure}"))
        assert page[figure] in numbers(chain), figure
        assert all(shown(part["value"]) in numbers(chain) for part in told["parts"]), figure


@pytest.mark.covers("G-17")
def test_what_if_moves_the_same_figures_on_the_page(
    bakery: BakeryOnDatabase, made: Stocked
) -> None:
    told = tool(bakery, "what_if", event_id=str(made.event), supposing={"guests_percent": 20})
    page = read_page(bakery, f"/events/{made.event}/what-if?guests=20")
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, flags=re.S)
    seen = [[numbers(words(cell))[0] for cell in row.split("<td")[1:]] for row in rows]
    assert seen == [[shown(one["before"]), shown(one["after"])] for one in told["changes"]]
    assert told["before"] == tool(bakery, "get_plan", event_id=str(made.event))


@pytest.mark.covers("G-17")
def test_get_shopping_list_says_what_the_page_of_the_list_says(
    bakery: BakeryOnDatabase, made: Stocked
) -> None:
    made_list = listed(bakery, made.event)
    told = tool(bakery, "get_shopping_list", list_id=str(made_list.id))
    page = read_page(bakery, f"/shop/{made_list.id}")
    assert told["items"]
    for item in told["items"]:
        line = words(_line(page, item["id"]))
        assert item["name"] in line
        figures = {item["needed"], item["packages"], item["total"]} - {None}
        assert {shown(figure) for figure in figures} <= set(numbers(line)), line
        assert ("price unknown" in line) == (item["total"] is None)
    assert f"{len(told['items'])} left, 0 in the cart" in words(page)
    assert shown(told["totals"]["all_known"]) in numbers(words(page))


def _line(page: str, item: str) -> str:
    start = page.index(f'id="line-{item}"')
    return page[start : page.index("</li>", start)]


@pytest.mark.covers("G-18")
def test_the_command_line_prints_the_plan_of_the_page(
    bakery: BakeryOnDatabase, made: Stocked, terminal: Terminal
) -> None:
    asked = ("plan", str(made.event), "--bakery", str(bakery.id))
    plan = tool(bakery, "get_plan", event_id=str(made.event))
    assert terminal.json(*asked, "--json") == plan
    page, printed = page_figures(read_page(bakery, f"/events/{made.event}")), terminal.says(*asked)
    for unit in plan["units"]:
        needed, batches = page[f"unit:{unit['id']}"], page[f"batches:{unit['id']}"]
        assert f"  {needed} {unit['name']}: {batches} batches\n" in printed
    for row in plan["ingredients"]:
        need = page[f"ingredient:{row['ingredient']['id']}:{row['unit']}"]
        assert f"  {row['ingredient']['name']}: need {need} {row['unit']}, " in printed
    known = plan["cost"]["total"] or plan["cost"]["known"]
    assert f"Cost\n  {known}" in printed or f"Cost\n  more than {known}" in printed
