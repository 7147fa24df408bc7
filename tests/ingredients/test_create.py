"""Writing down an ingredient."""

from decimal import Decimal
from uuid import uuid4

import pytest
from pydantic import ValidationError

from baketracker.db.types import new_id
from baketracker.errors import Conflict, Forbidden, InvalidInput
from baketracker.ingredients import service
from baketracker.ingredients.schemas import IngredientChange, IngredientForm, NewIngredient
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import CUP_OF_FLOUR, ingredient


@pytest.mark.covers("K-04")
def test_a_cup_of_flour_weighs_four_and_a_quarter_ounces(bakery: BakeryOnDatabase) -> None:
    view = ingredient(bakery, **CUP_OF_FLOUR)
    assert view.grams_per_ml == Decimal("0.5092624097587367")


@pytest.mark.covers("K-04")
@pytest.mark.parametrize("missing", list(CUP_OF_FLOUR))
def test_three_parts_of_a_density_are_refused_beside_their_field(
    bakery: BakeryOnDatabase, missing: str
) -> None:
    parts = {name: value for name, value in CUP_OF_FLOUR.items() if name != missing}
    with pytest.raises(InvalidInput, match="all four parts") as refused:
        ingredient(bakery, **parts)
    assert "density_volume" in refused.value.fields


@pytest.mark.covers("K-04")
def test_nothing_weighing_nothing_is_no_density(bakery: BakeryOnDatabase) -> None:
    view = ingredient(bakery, density_volume="0", density_weight="0")
    assert (view.density_volume, view.grams_per_ml) == (None, None)


@pytest.mark.covers("R-UNI-02", "S4-ing-default-unit")
@pytest.mark.parametrize(("written", "stored"), [("lbs", "lb"), ("LBR", "lb"), ("T", "tbsp")])
def test_a_unit_is_stored_by_its_code(bakery: BakeryOnDatabase, written: str, stored: str) -> None:
    assert ingredient(bakery, default_unit=written).default_unit == stored


def test_a_name_is_taken_in_any_case_but_not_with_other_accents(bakery: BakeryOnDatabase) -> None:
    ingredient(bakery, "Crème")
    with pytest.raises(Conflict, match="already an ingredient called Crème"):
        ingredient(bakery, "CRÈME")
    assert ingredient(bakery, "Creme").slug == "creme-2"


@pytest.mark.covers("SR13", "R-GEN-01", "S0-tenant-unique")
def test_the_neighbour_may_use_the_same_name_slug_and_id(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    row_id = new_id()
    with bakery.session() as db:
        ours = service.create(db, NewIngredient(name="Flour"), row_id)
    with neighbour.session() as db:
        theirs = service.create(db, NewIngredient(name="Flour"), row_id)
    assert (ours.id, ours.slug) == (theirs.id, theirs.slug) == (row_id, "flour")


def test_a_member_may_write_and_a_reading_token_may_not(bakery: BakeryOnDatabase) -> None:
    with bakery.session("member") as db:
        assert service.create(db, NewIngredient(name="Flour")).name == "Flour"
    with bakery.session(rights=frozenset({"read"})) as db, pytest.raises(Forbidden):
        service.create(db, NewIngredient(name="Sugar"))


@pytest.mark.covers("L-01")
def test_nobody_may_say_the_level() -> None:
    for model in (NewIngredient, IngredientChange):
        with pytest.raises(ValidationError, match="extra_forbidden"):
            model.model_validate({"name": "Flour", "level": 0})


@pytest.mark.covers("SR12")
def test_a_foreign_group_is_refused_as_one_that_never_was(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    theirs = ingredient(neighbour, "Flours", is_group=True)
    said = []
    for parent in (theirs.id, uuid4()):
        with pytest.raises(InvalidInput) as refused:
            ingredient(bakery, "Rye", parent_id=parent)
        said.append((str(refused.value), refused.value.fields))
    assert said[0] == said[1]


@pytest.mark.covers("S4-chk-input")
@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "🧈 Butter", "x" * 200, "100% rye_flour", "a'); drop--"]
)
def test_what_was_typed_is_stored_as_it_was(bakery: BakeryOnDatabase, name: str) -> None:
    view = ingredient(bakery, name, notes=name, aliases=[name])
    assert (view.name, view.notes, view.aliases[0].name) == (name, name, name)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "a\x00b", "a\nb", "a\ud800"])
def test_a_name_nobody_could_read_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        NewIngredient(name=name)


@pytest.mark.covers("SR52", "DEC-01")
@pytest.mark.parametrize("typed", ["NaN", "Infinity", "1e30", "-0", "-1", "1.1234567", "1000000"])
def test_an_amount_that_is_none_is_refused(typed: str) -> None:
    for value in (typed, float(typed)):
        with pytest.raises(ValidationError):
            NewIngredient.model_validate({"name": "Flour", "density_volume": value})


@pytest.mark.covers("DEC-01", "UX-32")
@pytest.mark.parametrize(
    ("typed", "read"), [("1 1/2", "1.5"), ("½", "0.5"), ("1,5", "1.5"), ("0.123456", "0.123456")]
)
def test_an_amount_may_be_typed_as_bakers_write(typed: str, read: str) -> None:
    new = NewIngredient.model_validate({"name": "Flour", "density_volume": typed})
    assert new.density_volume == Decimal(read)


def test_the_form_takes_lists_one_a_line() -> None:
    form = IngredientForm.model_validate({"name": "Flour", "allergens": " wheat \r\n\ngluten"})
    assert form.allergens == ["wheat", "gluten"]
