"""What tokens cost, by model, kind and day."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from baketracker.assistant.prices import price, prices
from baketracker.assistant.provider import Usage
from baketracker.config import UnsafeSettings

TODAY = date(2026, 11, 22)
OWN = """
[[model]]
name = "gemini-4-flash"
reads = ["picture"]
tools = false

  [[model.price]]
  valid_from = 2026-11-01
  text = 2
  picture = 3.5
  out = 10

[[model]]
name = "gemini-3.5-flash-lite"

  [[model.price]]
  valid_from = 2026-11-01
  text = 0.60
  out = 5
"""


def used(tokens_in: int = 0, tokens_out: int = 0, **kinds: int) -> Usage:
    return Usage(tokens_in, tokens_out, "any", 0, **kinds)


@pytest.mark.covers("AI-45")
@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        (used(1756, 200, sound_in=256), "0.0010268"),  # 8 s of voice
        (used(2620, 1200, picture_in=1120), "0.003786"),  # a receipt of 15 lines
        (used(2320, 250, picture_in=1120), "0.001321"),  # a photo of the pantry
        (used(1_000_000, 1_000_000), "2.80"),
        (used(), "0"),
    ],
)
def test_actions_cost_what_the_table_says(usage: Usage, dollars: str) -> None:
    assert price("gemini-3.5-flash-lite", usage, TODAY) == Decimal(dollars)


@pytest.mark.covers("AI-44", "AI-45")
def test_a_price_holds_until_the_next_one() -> None:
    usage = used(1_000_000, 1_000_000)
    assert price("gemini-3.8-flash", usage, date(2026, 12, 31)) == Decimal("4.50")
    assert price("gemini-3.8-flash", usage, date(2027, 1, 1)) == Decimal("9.00")
    assert price("gemini-3.8-flash", usage, date(2025, 12, 31)) is None


def test_sound_has_a_price_of_its_own() -> None:
    assert price("gemini-2.5-flash", used(1_000_000, sound_in=400_000), TODAY) == Decimal("0.58")


def test_what_has_no_price_is_unknown_and_not_free() -> None:
    assert price("gemini-3.8-flash", used(100, sound_in=1), TODAY) is None
    assert price("somebody-else", used(1), TODAY) is None


@pytest.mark.parametrize(
    ("answered", "known"),
    [
        ("gemini-3.5-flash-lite-001", "gemini-3.5-flash-lite"),
        ("gemini-2.5-flash-preview-05-20", "gemini-2.5-flash"),
        ("gemini-2.5-flash-lite", "gemini-2.5-flash-lite"),
        ("gemini-2.5-flash-image", None),
        ("gemini-2.5", None),
    ],
)
def test_an_edition_of_a_model_is_that_model(answered: str, known: str | None) -> None:
    facts = prices().facts(answered)
    assert (facts.name if facts else None) == known


@pytest.mark.covers("AI-44")
def test_a_file_of_the_operator_adds_and_replaces_models(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(OWN)
    table = prices(str(path))
    assert table.price("gemini-4-flash", used(1_000_000, picture_in=400_000), TODAY) == Decimal(
        "2.60"
    )
    assert table.models["gemini-4-flash"].capabilities == {"picture"}
    assert table.price("gemini-3.5-flash-lite", used(1_000_000), TODAY) == Decimal("0.60")
    assert table.models["gemini-3.5-flash-lite"].capabilities == {"tools"}
    assert table.price("gemini-2.5-flash", used(1_000_000), TODAY) == Decimal("0.30")


@pytest.mark.parametrize("text", ["no toml", "[[model]]\nname='x'\nprice=[]", "[[model]]\nnme='x'"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(text)
    with pytest.raises(UnsafeSettings, match=r"MODEL_PRICES: .*prices.toml cannot be read"):
        prices(str(path))
    with pytest.raises(UnsafeSettings, match="MODEL_PRICES"):
        prices(str(tmp_path / "missing.toml"))
