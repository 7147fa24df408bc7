"""Barcodes of products: kept as typed, found in any form, one product each."""

import pytest

from baketracker.errors import InvalidInput
from baketracker.products import service
from baketracker.products.coding import BarcodeTaken
from baketracker.products.models import Product
from baketracker.products.schemas import ProductChange
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product
from tests.factories.statements import asked

UPC, EAN13, GTIN = "036000291452", "0036000291452", "00036000291452"
SHORT, WRITTEN_OUT = "04252614", "042100005264"
FORMS = (UPC, EAN13, GTIN, "0 36000 29145 2")


def change(**fields: object) -> ProductChange:
    return ProductChange.model_validate(fields)


@pytest.mark.covers("G-22")
def test_a_barcode_is_kept_as_typed_and_as_fourteen_digits(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    bag = product(bakery, flour, upc="0 36000 29145 2")
    assert (bag.upc, bag.gtin) == (UPC, GTIN)
    case = product(bakery, flour, brand="Mill", gtin="10614141000415")
    assert (case.upc, case.gtin) == (None, "10614141000415")
    with bakery.session() as db:
        other = service.update(db, bag.id, change(upc=SHORT), bag.version)
        assert (other.upc, other.gtin) == (SHORT, "00042100005264")
        none = service.update(db, bag.id, change(upc=None), other.version)
        assert (none.upc, none.gtin) == (None, None)


@pytest.mark.covers("G-22")
def test_it_is_found_in_every_form_with_one_question(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery), upc=UPC, is_hidden=True)
    with bakery.session() as db:
        for code in FORMS:
            found = service.by_barcode(db, code)
            assert found is not None
            assert found.id == bag.id
        assert asked(lambda: service.by_barcode(db, UPC)) == 1
        assert service.by_barcode(db, "4006381333931") is None
        with pytest.raises(InvalidInput, match="last digit should be 2"):
            service.by_barcode(db, "036000291457")


@pytest.mark.covers("L-03", "G-22")
@pytest.mark.parametrize("held_as", ["upc", "gtin"])
@pytest.mark.parametrize("typed_as", ["upc", "gtin"])
@pytest.mark.parametrize("code", FORMS)
def test_a_barcode_belongs_to_one_product_which_is_named(
    bakery: BakeryOnDatabase, held_as: str, typed_as: str, code: str
) -> None:
    flour = ingredient(bakery)
    holder = product(bakery, flour, **{held_as: UPC})
    with pytest.raises(BarcodeTaken, match="already belongs to King Arthur") as refused:
        product(bakery, flour, brand="Bob's", **{typed_as: code})
    assert refused.value.other_id == holder.id
    with bakery.session() as db:
        again = service.update(db, holder.id, change(**{held_as: code}), holder.version)
        assert again.gtin == GTIN


@pytest.mark.covers("L-03")
def test_the_short_form_clashes_with_the_written_out_one(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    product(bakery, flour, upc=SHORT)
    with pytest.raises(BarcodeTaken):
        product(bakery, flour, brand="Bob's", upc=WRITTEN_OUT)


@pytest.mark.covers("L-03")
def test_one_that_was_put_away_gives_its_barcode_free(bakery: BakeryOnDatabase) -> None:
    flour = ingredient(bakery)
    first = product(bakery, flour, upc=UPC)
    with bakery.session() as db:
        service.archive(db, first.id, first.version)
    product(bakery, flour, brand="Bob's", upc=UPC)
    with bakery.session() as db, pytest.raises(BarcodeTaken, match="Bob's"):
        service.restore(db, first.id)


@pytest.mark.covers("G-22")
@pytest.mark.parametrize("field", ["upc", "gtin"])
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("1234567", "this one has 7"),
        ("12345678901", "this one has 11"),
        ("123456789012345", "this one has 15"),
        ("12345678901x", "only digits"),
        ("١٢٣٤٥٦٧٨", "only digits"),
        ("036000291453", r"last digit should be 2\. Look again"),
    ],
)
def test_a_wrong_number_gets_a_sentence_at_its_field(
    bakery: BakeryOnDatabase, field: str, code: str, sentence: str
) -> None:
    flour = ingredient(bakery)
    with pytest.raises(InvalidInput, match=sentence) as refused:
        product(bakery, flour, **{field: code})
    assert list(refused.value.fields) == [field]


def test_a_number_an_import_brought_is_not_judged_again(bakery: BakeryOnDatabase) -> None:
    bag = product(bakery, ingredient(bakery))
    with bakery.session() as db:
        row = db.find(Product, bag.id)
        assert row is not None
        row.upc = "06414403094"
        db.flush()
        version = row.version
    with bakery.session() as db:
        same = change(upc="06414403094", notes="seen")
        assert service.update(db, bag.id, same, version).upc == "06414403094"
        found = service.by_barcode(db, "06414403094")
        assert found is not None
        assert found.id == bag.id


@pytest.mark.covers("SR4", "L-03")
def test_the_neighbour_may_have_the_same_barcode(
    bakery: BakeryOnDatabase, neighbour: BakeryOnDatabase
) -> None:
    product(bakery, ingredient(bakery), upc=UPC)
    with neighbour.session() as db:
        assert service.by_barcode(db, UPC) is None
    assert product(neighbour, ingredient(neighbour), upc=UPC).upc == UPC
