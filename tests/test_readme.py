"""What the README promises."""

import pytest

from baketracker.config import ROOT


@pytest.mark.covers("AI-52")
def test_the_readme_does_not_claim_an_accuracy_nobody_has_measured() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    measured = list((ROOT / "evaluation").glob("measured*.json"))
    assert ("AI accuracy: not measured" in readme) == (not measured)
