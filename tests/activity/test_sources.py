"""What was done says how it came in: spoken, photographed, proposed by a program, or typed."""

from html import unescape

import pytest

from baketracker.app import BakeTracker
from tests.factories.bakeries import BakeryOnDatabase
from tests.factories.catalogue import ingredient, product
from tests.factories.clients import browser
from tests.proposals.steps import confirmed, said


@pytest.mark.covers("SC-35", "S1-ai-undo")
def test_the_log_names_who_what_when_and_the_source_and_offers_undo(
    bakery: BakeryOnDatabase, app: BakeTracker
) -> None:
    product(bakery, ingredient(bakery, "Flour"), package_quantity="2")
    saved = confirmed(bakery, said(bakery, "2 lb flour for $8"))
    shown = unescape(browser(bakery, app).get("/activity").text)
    assert "Saved flour" in shown
    assert "typed as a sentence" in shown
    assert bakery.scope.display_name in shown
    assert f'action="/activity/{saved.operation_id}/undo"' in shown
