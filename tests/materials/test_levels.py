"""The five levels of the catalogue: category, subcategory, material, product, unit."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict, InvalidInput, NotFound, Stale
from baketracker.finished_goods.models import Composition, FinishedGood
from baketracker.materials import categories, products, service, subcategories, units
from baketracker.materials.given import (
    MaterialCategoryChange,
    MaterialChange,
    MaterialProductChange,
    MaterialSubcategoryChange,
    MaterialUnitChange,
    NewMaterial,
    NewMaterialCategory,
    NewMaterialSubcategory,
)
from baketracker.materials.models import MaterialLot
from baketracker.materials.schemas import MaterialCategoryView, MaterialSubcategoryView
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import supplier
from tests.factories.clients import browser

from .making import boxes, lot, material, product, roll, unit


def category(bakery: BakeryOnDatabase, name: str = "Paper") -> MaterialCategoryView:
    with bakery.session() as db:
        return categories.create_category(db, NewMaterialCategory(name=name))


def subcategory(
    bakery: BakeryOnDatabase, of: MaterialCategoryView, name: str = "Tissue"
) -> MaterialSubcategoryView:
    new = NewMaterialSubcategory(name=name, category_id=of.id)
    with bakery.session() as db:
        return subcategories.create_subcategory(db, new)


def good_with(bakery: BakeryOnDatabase, unit_id: UUID, name: str) -> UUID:
    """A finished good that takes two of a material unit."""
    with bakery.session() as db:
        good = FinishedGood(name=name, slug=name.lower())
        db.add(good)
        db.flush()
        db.add(Composition(finished_good_id=good.id, material_unit_id=unit_id, quantity=2))
        return good.id


@pytest.mark.covers("SC-28")
def test_from_category_to_unit(bakery: BakeryOnDatabase) -> None:
    paper = category(bakery)
    tissue = subcategory(bakery, paper)
    white = material(bakery, "White tissue", "square_cm", subcategory_id=tissue.id, category="")
    pack = product(bakery, white, "Pack", package_quantity="2", package_unit="square_feet")
    sheet = unit(bakery, pack, "1", "Sheet", unit="square_feet")
    assert (white.category, white.subcategory) == ("Paper", "Tissue")
    assert str(pack.base_quantity) == "1858.0608000000"
    assert str(sheet.quantity_per_unit) == "929.0304000000"
    with bakery.session() as db:
        assert categories.get_category(db, paper.id).subcategories == 1
        assert subcategories.get_subcategory(db, tissue.id).materials == 1
        assert [one.id for one in service.in_subcategory(db, tissue.id)] == [white.id]


@pytest.mark.covers("S0-slug-materials")
def test_slugs_are_unique_in_the_bakery_and_the_neighbour_may_have_the_same(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    slugs = []
    for of in (bakery, neighbour):
        ribbons, other = category(of, "Rote Bänder"), category(of, "Rote Bander")
        first, second = (subcategory(of, one, "Satin") for one in (ribbons, other))
        reds = [material(of, "Red", subcategory_id=one.id, category="") for one in (first, second)]
        rolls = [product(of, one, "Roll", brand="Berwick") for one in reds]
        bows = [unit(of, one, "80", "Bow") for one in rolls]
        shops = [supplier(of, "Costco", city="Waltham"), supplier(of, "Costco", kind="online")]
        made: list[Any] = [ribbons, other, first, second, *reds, *rolls, *bows, *shops]
        slugs.append([one.slug for one in made])
    assert slugs[0] == slugs[1]
    assert slugs[0] == [
        "rote-bander", "rote-bander-2", "satin", "satin-2", "red", "red-2", "berwick-roll",
        "berwick-roll-2", "bow", "bow-2", "costco-waltham", "costco",
    ]  # fmt: skip


def test_a_slug_stays_when_the_name_changes(bakery: BakeryOnDatabase) -> None:
    red = material(bakery)
    with bakery.session() as db:
        changed = service.update(db, red.id, MaterialChange(name="Crimson"), red.version)
    assert (changed.name, changed.slug) == ("Crimson", "red-satin")


def test_a_material_names_its_shelf_and_what_is_missing_is_made(bakery: BakeryOnDatabase) -> None:
    first = material(bakery, "Red", category="Ribbon", subcategory="Satin")
    same = material(bakery, "Blue", category="RIBBON", subcategory="satin ")
    plain = material(bakery, "Twine", category="String", subcategory="")
    assert first.subcategory_id == same.subcategory_id
    assert (plain.category, plain.subcategory) == ("String", "String")
    with bakery.session() as db:
        assert list(service.categories(db)) == ["Ribbon", "String"]
        moved = service.update(db, same.id, MaterialChange(subcategory="Organza"), same.version)
        assert (moved.category, moved.subcategory) == ("Ribbon", "Organza")
    with pytest.raises(ValidationError, match="Say where it belongs"):
        NewMaterial(name="Lost", base_unit="each")


@pytest.mark.covers("L-23")
@pytest.mark.parametrize("base", ["linear_inches", "square_inches", "cm", "count", "EACH", ""])
def test_a_material_is_counted_in_pieces_cm_or_square_cm_and_nothing_else(base: str) -> None:
    with pytest.raises(ValidationError):
        NewMaterial.model_validate({"name": "Ribbon", "category": "R", "base_unit": base})
    with pytest.raises(ValidationError):
        MaterialChange.model_validate({"base_unit": base})


@pytest.mark.covers("L-23")
def test_the_form_offers_exactly_the_three(bakery: BakeryOnDatabase) -> None:
    form = browser(bakery).get("/materials/new").text
    offered = [base for base in ("each", "linear_cm", "square_cm") if f'value="{base}"' in form]
    assert offered == ["each", "linear_cm", "square_cm"]
    assert form.count('name="base_unit"') == 3


def test_what_it_is_counted_in_stays_once_it_has_products(bakery: BakeryOnDatabase) -> None:
    red = material(bakery)
    with bakery.session() as db:
        red = service.update(db, red.id, MaterialChange(base_unit="each"), red.version)
        red = service.update(db, red.id, MaterialChange(base_unit="linear_cm"), red.version)
    product(bakery, red)
    with bakery.session() as db, pytest.raises(Conflict, match="counted that way already"):
        service.update(db, red.id, MaterialChange(base_unit="each"), red.version)


@pytest.mark.covers("K-18")
def test_each_level_says_what_it_still_holds(bakery: BakeryOnDatabase) -> None:
    ribbons = category(bakery, "Ribbons")
    satin = subcategory(bakery, ribbons, "Satin ribbons")
    red = material(bakery, "Red", subcategory_id=satin.id, category="")
    bale = product(bakery, red, "Bale")
    bow = unit(bakery, bale, "80")
    box, tower = good_with(bakery, bow.id, "Box"), good_with(bakery, bow.id, "Tower")
    stock = lot(bakery, bale, "20.5")
    refusals: list[tuple[Callable[[TenantSession, UUID, int], None], Any, str]] = [
        (categories.archive_category, ribbons, r"Ribbons is still in use: Satin ribbons\."),
        (subcategories.archive_subcategory, satin, r"Satin ribbons is still in use: Red\."),
        (service.archive, red, r"Red is still in use: Bale\."),
        (products.archive_product, bale, r"Of Bale 20\.5 cm is left\. Use it up or hide it"),
        (units.archive_unit, bow, r"Bow is still in use: Box, Tower\. Take it out there first"),
    ]
    for archive, view, said in refusals:
        with bakery.session() as db, pytest.raises(Conflict, match=said):
            archive(db, view.id, view.version)
    with bakery.session() as db:
        (row,) = MaterialLot.locked(db, [stock])
        row.take(db, row.quantity, "waste")
    with bakery.session() as db, pytest.raises(Conflict, match=r"Bale is still in use: Box, Tower"):
        products.archive_product(db, bale.id, bale.version)
    with bakery.session() as db:
        for key in (box, tower):
            good = db.find(FinishedGood, key)
            assert good is not None
            good.deleted_at = good.updated_at
    with bakery.session() as db:
        for archive, view, _ in reversed(refusals[:-1]):
            archive(db, view.id, view.version)
    with bakery.session() as db:
        assert service.search(db).items == []
        with pytest.raises(NotFound):
            units.get_unit(db, bow.id)


@pytest.mark.covers("K-18")
def test_a_product_comes_back_with_the_units_that_went_with_it(bakery: BakeryOnDatabase) -> None:
    box = boxes(bakery)
    (single,) = box.units
    half = unit(bakery, box, "2", "Pair")
    with bakery.session() as db:
        units.archive_unit(db, half.id, half.version)
    with bakery.session() as db:
        products.archive_product(db, box.id, box.version)
    with bakery.session() as db:
        assert units.search_units(db).items == []
        with pytest.raises(InvalidInput):
            units.restore_unit(db, half.id)
        back = products.restore_product(db, box.id)
    assert [one.id for one in back.units] == [single.id]


def test_what_stands_in_something_archived_comes_back_after_it(bakery: BakeryOnDatabase) -> None:
    paper = category(bakery)
    tissue = subcategory(bakery, paper)
    with bakery.session() as db:
        subcategories.archive_subcategory(db, tissue.id, tissue.version)
        categories.archive_category(db, paper.id, paper.version)
    with bakery.session() as db, pytest.raises(InvalidInput, match="Choose one from the list"):
        subcategories.restore_subcategory(db, tissue.id)
    with bakery.session() as db:
        assert categories.restore_category(db, paper.id).slug == "paper"
        assert subcategories.restore_subcategory(db, tissue.id).category.id == paper.id


def test_names_are_told_apart_in_any_case(bakery: BakeryOnDatabase) -> None:
    paper = category(bakery)
    tissue, foil = subcategory(bakery, paper), subcategory(bakery, paper, "Foil")
    red = material(bakery, "Red", subcategory_id=tissue.id, category="")
    pack = product(bakery, red, "Pack")
    unit(bakery, pack, "80")
    material(bakery, "Red", subcategory_id=foil.id, category="")
    product(bakery, red, "Pack", brand="Berwick")
    attempts: list[Callable[[], object]] = [
        lambda: category(bakery, "PAPER"),
        lambda: subcategory(bakery, paper, "tissue"),
        lambda: material(bakery, "RED", subcategory_id=tissue.id, category=""),
        lambda: product(bakery, red, "pack"),
        lambda: unit(bakery, pack, "10", "bow"),
    ]
    for attempt in attempts:
        with pytest.raises(Conflict, match="already one called"):
            attempt()


def test_searching_forgives_case_accents_and_slips(bakery: BakeryOnDatabase) -> None:
    category(bakery, "Bänder")
    category(bakery, "Schachteln")
    bale = product(bakery, material(bakery, "Organza"), "Rolle", brand="Grün")
    with bakery.session() as db:
        for typed in ("bander", "BÄND", "Baender"):
            found = categories.search_categories(db, typed).items
            assert [one.name for one in found] == ["Bänder"], typed
        assert [one.id for one in products.search_products(db, "grun rolle").items] == [bale.id]
        assert [one.name for one in service.search(db, "orgnza").items] == ["Organza"]
        assert service.search(db, "paper").items == []


def test_a_stale_change_is_refused_at_every_level(bakery: BakeryOnDatabase) -> None:
    paper = category(bakery)
    tissue = subcategory(bakery, paper)
    red = material(bakery, "Red", subcategory_id=tissue.id, category="")
    pack = product(bakery, red)
    bow = unit(bakery, pack, "80")
    changes: list[tuple[Callable[..., Any], Any, Any]] = [
        (categories.update_category, paper, MaterialCategoryChange(description="x")),
        (subcategories.update_subcategory, tissue, MaterialSubcategoryChange(description="x")),
        (service.update, red, MaterialChange(notes="x")),
        (products.update_product, pack, MaterialProductChange(notes="x")),
        (units.update_unit, bow, MaterialUnitChange(description="x")),
    ]
    for update, view, change in changes:
        with bakery.session() as db:
            assert update(db, view.id, change, view.version).version == view.version + 1
        with bakery.session() as db, pytest.raises(Stale):
            update(db, view.id, change, view.version)


@pytest.mark.covers("SR12")
@pytest.mark.parametrize("field", ["material_id", "supplier_id"])
def test_a_foreign_id_is_refused_as_one_that_never_was(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase, field: str
) -> None:
    red = material(bakery)
    foreign = {"material_id": material(neighbour).id, "supplier_id": supplier(neighbour).id}
    said = []
    for key in (foreign[field], uuid4()):
        with pytest.raises(InvalidInput) as refused:
            product(bakery, red, **{field: key})
        said.append((str(refused.value), refused.value.fields))
    assert said[0] == said[1]
    assert list(said[0][1]) == [field]


@pytest.mark.covers("SR4")
def test_the_neighbour_has_none_of_the_five(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    paper = category(bakery)
    tissue = subcategory(bakery, paper)
    bale = roll(bakery)
    bow = unit(bakery, bale, "80")
    levels: list[tuple[Any, UUID]] = [
        (categories.VERBS, paper.id), (subcategories.VERBS, tissue.id),
        (service, bale.material.id), (products.VERBS, bale.id), (units.VERBS, bow.id),
    ]  # fmt: skip
    for verbs, key in levels:
        for told in (key, uuid4()):
            with neighbour.session() as db:
                for verb in (verbs.get, verbs.restore):
                    with pytest.raises(NotFound):
                        verb(db, told)
                with pytest.raises(NotFound):
                    verbs.archive(db, told, 1)
    with neighbour.session() as db:
        assert categories.search_categories(db).items == []
        assert subcategories.search_subcategories(db).items == []
        assert products.search_products(db, material_id=bale.material.id).items == []
        assert units.search_units(db, material_product_id=bale.id).items == []
        assert service.count(db) == 0
