"""The numbers under the bars: what they are, what is wrong with them, when two are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baketracker.products.barcodes import BadBarcode, bare, check_digit, forms_of, gtin_of, implied

pytestmark = pytest.mark.covers("G-22")


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def whole_codes(draw: st.DrawFn) -> str:
    """A code of any length with its right last digit."""
    body = draw(st.sampled_from([7, 11, 12, 13]).flatmap(digits))
    return body + check_digit(body)


@pytest.mark.parametrize(
    ("typed", "gtin"),
    [
        ("036000291452", "00036000291452"),  # UPC-A
        ("0036000291452", "00036000291452"),  # the same as EAN-13
        ("00036000291452", "00036000291452"),  # and as GTIN-14
        ("0 36000 29145 2", "00036000291452"),  # as it stands under the bars
        ("0-36000-29145-2", "00036000291452"),
        ("4006381333931", "04006381333931"),  # EAN-13
        ("73513537", "00000073513537"),  # EAN-8
        ("10614141000415", "10614141000415"),  # a case
    ],
)
def test_every_kind_becomes_fourteen_digits(typed: str, gtin: str) -> None:
    assert gtin_of(typed) == gtin


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("04252614", "042100005264"),
        ("01234505", "012000003455"),
        ("01234514", "012100003454"),
        ("01234523", "012200003453"),
        ("01234531", "012300000451"),
        ("01234543", "012340000053"),
        ("01234565", "012345000065"),
    ],
)
def test_a_short_code_is_written_out(short: str, whole: str) -> None:
    assert gtin_of(short) == gtin_of(whole)
    assert short in forms_of(gtin_of(whole))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("036000291457", r"The last digit should be 2\. Look again at the number\."),
        ("4006381333932", r"The last digit should be 1\."),
        ("73513530", r"The last digit should be 7\."),
        ("3600029145", "this one has 10"),
        ("", "only digits"),
        ("03600029145O", "only digits"),
        ("٣٦٠٠٠٢٩١٤٥٢٠", "only digits"),
    ],
)
def test_a_wrong_number_gets_a_sentence_that_names_the_mistake(typed: str, sentence: str) -> None:
    with pytest.raises(BadBarcode, match=sentence):
        gtin_of(typed)


@given(whole_codes())
def test_every_way_to_write_a_code_is_read_as_the_same(code: str) -> None:
    gtin = gtin_of(code)
    assert len(gtin) == 14
    assert gtin in forms_of(gtin)
    assert all(gtin_of(form) == gtin for form in forms_of(gtin))


@given(whole_codes().filter(lambda code: len(code) > 8))
def test_one_wrong_digit_is_always_noticed(code: str) -> None:
    wrong = str((int(code[3]) + 1) % 10)
    with pytest.raises(BadBarcode):
        gtin_of(code[:3] + wrong + code[4:])


@given(whole_codes(), st.integers(0, 9))
def test_the_sentence_names_the_digit_that_is_right(code: str, last: int) -> None:
    mistyped = code[:-1] + str(last)
    if implied(mistyped) is None:
        with pytest.raises(BadBarcode) as refused:
            gtin_of(mistyped)
        assert gtin_of(code[:-1] + str(refused.value.numbers["digit"]))


@given(digits(11))
def test_gaps_between_the_digits_do_not_matter(body: str) -> None:
    code = body + check_digit(body)
    spaced = f"{code[0]} {code[1:6]} {code[6:11]}-{code[11]}"
    assert bare(spaced) == code
    assert gtin_of(spaced) == gtin_of(code)
