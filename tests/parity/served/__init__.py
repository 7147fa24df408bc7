"""What the services answer on an imported bakery, shaped as the recording is.

Every figure is a service's; here its keys become the desktop's (slugs instead of ids)."""

from typing import Any

from baketracker.db.tenancy import TenantSession
from tests.parity.served import events, goods, recipes, units
from tests.parity.served.names import names_in


def answers(db: TenantSession) -> dict[str, Any]:
    """The answers of one stage."""
    names = names_in(db)
    return {
        "recipes": recipes.answers(db, names),
        "finished_units": units.answers(db, names),
        "finished_goods": goods.answers(db, names),
        "events": events.answers(db, names),
    }
