"""What a plan asks of finished goods, products and the pantry, out of a real bakery."""

from decimal import Decimal
from uuid import UUID

from baketracker.planning import service
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.clients import browser
from tests.factories.kitchen import Kitchen, stock


def hamper(kitchen: Kitchen, inside: UUID, levels: int = 9, width: int = 3) -> UUID:
    """A good with `levels` layers of `width` boxes; each holds every box of the layer below, the
    last ones one of `inside`. Answers its id."""
    ribbon = kitchen.product(kitchen.ingredient("Ribbons"), "each", name="Ribbon")
    layer = [
        kitchen.good(f"Tin {n}", units={inside: "1"}, packaging={ribbon: "1"}) for n in range(width)
    ]
    for level in range(levels - 1):
        below = dict.fromkeys(layer, "1")
        layer = [kitchen.good(f"Box {level}.{n}", goods=below) for n in range(width)]
    return kitchen.good("Hamper", goods=dict.fromkeys(layer, "1"))


def test_a_thickly_packed_good_is_planned_to_the_piece_and_explained_in_one_line(
    bakery: BakeryOnDatabase,
) -> None:
    with bakery.session() as db:
        made = stock(db)
        kitchen = Kitchen(db)
        event = kitchen.event("Fair", db.scope.today(), {hamper(kitchen, made.cookie): 2})
    with bakery.session("member") as db:
        plan = service.plan_for(db, event)
    (cookie,) = plan.units
    (source,) = cookie.sources
    assert (cookie.needed, source.quantity, source.ways) == (2 * 3**9, 2 * 3**9, 3**9)
    assert [(link.name, link.quantity) for link in source.chain] == [
        ("Hamper", 2),
        ("Cookie", 3**9),
    ]
    assert [(row.product, row.needed) for row in plan.wrapping] == [("Ribbon", 2 * 3**9)]
    text = " ".join(browser(bakery).get(f"/events/{event}").text.split())
    assert "2 Hamper × 19,683 Cookie (19,683 ways together)" in text


def test_the_unit_of_the_usual_product_is_planned_in_and_dust_is_not_counted(
    bakery: BakeryOnDatabase,
) -> None:
    """A hidden product is nobody's usual one, here as in the list of products."""
    with bakery.session() as db:
        kitchen = Kitchen(db)
        rye, oats = kitchen.ingredient("Rye"), kitchen.ingredient("Oats")
        kitchen.product(rye, "kg", preferred=True)
        kitchen.product(oats, "kg", preferred=True, is_hidden=True)
        kitchen.lot(rye, "0.0009", "lb")
        loaf = kitchen.finished_unit(
            kitchen.recipe("Loaf", {rye: "500 g", oats: "500 g"}), "Loaf", 1
        )
        good = kitchen.good("Loaf", units={loaf: "1"})
        event = kitchen.event("Fair", db.scope.today(), {good: 1})
        rows = service.plan_for(db, event).ingredients
    found = {row.ingredient.name: row for row in rows}
    assert (found["Rye"].need, found["Rye"].unit) == (Decimal("0.5"), "kg")
    assert (found["Rye"].stock, found["Rye"].missing) == ([], Decimal("0.5"))
    assert (found["Oats"].need, found["Oats"].unit) == (500, "g")
