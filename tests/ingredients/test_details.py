"""What an ingredient may say beside its name: codes, other names, weight, threshold, limits."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from baketracker.errors import InvalidInput
from baketracker.ingredients import service
from baketracker.ingredients.models import Ingredient, IngredientCrosswalk
from baketracker.ingredients.schemas import IngredientChange, IngredientForm, NewIngredient
from baketracker.products.schemas import NewProduct
from baketracker.suppliers.schemas import NewSupplier
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient

CODES: dict[str, Any] = {
    "foodon_id": "FOODON:03301116",
    "foodex2_code": "A000P",
    "langual_terms": ["A0143", "B1418"],
    "fdc_ids": ["169761"],
    "moisture_pct": "11.9",
    "allergens": ["wheat", "gluten"],
    "crosswalks": [{"system": "USDA NDB", "code": "20081"}],
}


def change(bakery: BakeryOnDatabase, of: Any, **given: Any) -> Any:
    with bakery.session() as db:
        version = service.get(db, of.id).version
        return service.update(db, of.id, IngredientChange.model_validate(given), version)


@pytest.mark.covers("K-09", "K-10")
def test_food_codes_moisture_and_allergens_are_kept(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CODES)
    with bakery.session() as db:
        told = service.get(db, flour.id).model_dump(mode="json")
    assert {name: told[name] for name in CODES} == CODES
    emptied = change(bakery, flour, **{name: [] for name in ("fdc_ids", "crosswalks")})
    assert (emptied.fdc_ids, emptied.crosswalks) == ([], [])
    assert emptied.langual_terms == ["A0143", "B1418"]


@pytest.mark.covers("K-09")
def test_what_an_import_brought_stays_as_it_came(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    with bakery.session() as db:
        row = db.find(Ingredient, flour.id)
        assert row is not None
        row.fdc_ids, row.langual_terms = [169761, "x"], [3]
        db.add(IngredientCrosswalk(ingredient_id=row.id, system="NDB", code="1", meta={"a": 1}))
    told = change(
        bakery, flour, fdc_ids=["169761", "2"], crosswalks=[{"system": "NDB", "code": "1"}]
    )
    assert told.fdc_ids == ["169761", "2"]
    with bakery.session() as db:
        row = db.find(Ingredient, flour.id)
        assert row is not None
        assert (row.fdc_ids, row.langual_terms) == ([169761, "2"], [3])
        (code,) = db.query(IngredientCrosswalk).all()
        assert code.meta == {"a": 1}


@pytest.mark.covers("K-10")
def test_another_name_has_its_language(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, aliases=[{"name": "Mehl", "locale": "de"}, "AP"])
    assert {(one.name, one.locale) for one in flour.aliases} == {("AP", None), ("Mehl", "de")}
    kept = change(bakery, flour, aliases=["Mehl"])
    assert [(one.name, one.locale) for one in kept.aliases] == [("Mehl", "de")]
    assert kept.version == flour.version + 1
    bare = change(bakery, flour, aliases=[{"name": "Mehl", "locale": None}])
    assert [(one.name, one.locale) for one in bare.aliases] == [("Mehl", None)]
    assert bare.version == kept.version + 1
    with bakery.session() as db:
        assert [one.id for one in service.search(db, "mehl").items] == [flour.id]
        assert service.count(db, "ap") == 0


@pytest.mark.covers("K-10", "SR50")
def test_a_code_alone_makes_another_version(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    coded = change(bakery, flour, crosswalks=[{"system": "NDB", "code": "1"}])
    assert coded.version == flour.version + 1
    assert change(bakery, flour, crosswalks=[{"system": "NDB", "code": "1"}]).version == 2


@pytest.mark.covers("SC-26", "K-04")
@pytest.mark.parametrize(
    "said",
    [
        ("1", "cup", "4.25", "oz"),
        ("4.25", "oz", "1", "cup"),
        ("4 1/4", "ounces", "1", "cups"),
    ],
)
def test_a_weight_may_be_said_either_way_round(
    bakery: BakeryOnDatabase, said: tuple[str, str, str, str]
) -> None:
    names = ("density_volume", "density_volume_unit", "density_weight", "density_weight_unit")
    flour = ingredient(bakery, **dict(zip(names, said, strict=True)))
    assert flour.grams_per_ml == Decimal("0.5092624097587367")
    assert (flour.density_volume_unit, flour.density_weight_unit) == ("cup", "oz")


@pytest.mark.parametrize("units", [("cup", "ml"), ("oz", "g"), ("each", "g"), ("cup", "each")])
def test_two_of_a_kind_say_no_weight(bakery: BakeryOnDatabase, units: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        ingredient(
            bakery, density_volume="1", density_weight="1",
            density_volume_unit=units[0], density_weight_unit=units[1],
        )  # fmt: skip
    assert "density_volume" in refused.value.fields


@pytest.mark.covers("K-28")
def test_a_threshold_is_whole_and_can_be_compared(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, low_below="2", low_unit="kg")
    assert (flour.low_below, flour.low_unit) == (2, "kg")
    assert change(bakery, flour, low_below="0").low_below is None
    for given, field in (
        ({"low_below": "2"}, "low_unit"),
        ({"low_unit": "kg"}, "low_below"),
        ({"low_below": "2", "low_unit": "bag"}, "low_unit"),
    ):
        with pytest.raises(InvalidInput) as refused:
            change(bakery, flour, **given)
        assert field in refused.value.fields


@pytest.mark.covers("K-69")
def test_shelf_life_is_said_in_days_weeks_months_or_years(bakery: BakeryOnDatabase) -> None:
    assert ingredient(bakery, shelf_life_days="6 months").shelf_life_days == 180
    form = {"name": "Rye", "shelf_life_days": "2", "shelf_life_span": "weeks"}
    assert IngredientForm.model_validate(form).shelf_life_days == 14
    alone = {"name": "Rye", "shelf_life_span": "weeks"}
    assert IngredientForm.model_validate(alone).shelf_life_days is None
    with bakery.session() as db:
        typed = service.get(db, service.named(db, "flour").id).typed()
    assert (typed["shelf_life_days"], typed["shelf_life_span"]) == (6, "months")


FORMS: list[tuple[type[BaseModel], dict[str, Any]]] = [
    (NewIngredient, {"name": "Flour"}),
    (NewSupplier, {"name": "Costco"}),
    (
        NewProduct,
        {
            "ingredient_id": "0d25b771-5626-4ae9-b79e-07c8cdf3df17",
            "package_quantity": "1", "package_unit": "lb",
        },
    ),
]  # fmt: skip


@pytest.mark.covers("K-06")
@pytest.mark.parametrize(("model", "given"), FORMS)
def test_a_name_has_at_most_200_letters(model: type[BaseModel], given: dict[str, Any]) -> None:
    model.model_validate(given | {"name": "x" * 200})
    with pytest.raises(ValidationError, match="200"):
        model.model_validate(given | {"name": "x" * 201})


@pytest.mark.covers("K-06")
@pytest.mark.parametrize(
    ("model", "field", "most"),
    [
        (NewIngredient, "notes", 2000),
        (NewIngredient, "description", 4000),
        (NewIngredient, "category", 100),
        (NewIngredient, "foodon_id", 50),
        (NewSupplier, "notes", 2000),
        (NewSupplier, "street_address", 500),
        (NewSupplier, "city", 200),
        (NewSupplier, "postal_code", 20),
    ],
)
def test_words_have_their_limit(model: type[BaseModel], field: str, most: int) -> None:
    model.model_validate({"name": "X", field: "x" * most})
    with pytest.raises(ValidationError, match=str(most)):
        model.model_validate({"name": "X", field: "x" * (most + 1)})


@pytest.mark.covers("K-06")
@pytest.mark.parametrize("field", ["density_volume", "density_weight", "low_below", "moisture_pct"])
def test_an_amount_lies_between_nothing_and_a_million(field: str) -> None:
    for typed in ("-1", "1000000", "1e9"):
        with pytest.raises(ValidationError):
            NewIngredient.model_validate({"name": "Flour", field: typed})
    if field != "moisture_pct":
        NewIngredient.model_validate({"name": "Flour", field: "999999.99"})


@pytest.mark.covers("K-06")
def test_a_list_has_its_limit() -> None:
    for field, one in (("allergens", "x"), ("aliases", "x"), ("fdc_ids", "1")):
        NewIngredient.model_validate({"name": "Flour", field: [one] * 30})
        with pytest.raises(ValidationError, match="30"):
            NewIngredient.model_validate({"name": "Flour", field: [one] * 31})


@pytest.mark.covers("L-17")
def test_a_category_exists_because_something_is_in_it(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    flour = ingredient(bakery, category="Mehle & Schrote")
    ingredient(neighbour, category="Theirs")
    with bakery.session() as db:
        assert service.categories(db) == ["Mehle & Schrote"]
    change(bakery, flour, category="Grain")
    with bakery.session() as db:
        assert service.categories(db) == ["Grain"]


def test_a_weight_that_stays_is_not_turned(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery, **CUP_OF_FLOUR)
    assert change(bakery, flour, notes="x").grams_per_ml == flour.grams_per_ml
