"""What the services answer on an imported bakery, shaped as the recording is.

Every figure is a service's; here its keys become the desktop's (slugs instead of ids)."""

from typing import Any

from baketracker.db.tenancy import TenantSession
from tests.parity.served import (
    events,
    gifts,
    goods,
    making,
    packages,
    plans,
    progress,
    recipes,
    units,
)
from tests.parity.served.names import names_in


def answers(db: TenantSession) -> dict[str, Any]:
    """The answers of one stage."""
    names = names_in(db)
    return {
        "recipes": _together(recipes.answers(db, names), making.recipes(db, names)),
        "finished_units": units.answers(db, names),
        "finished_goods": _together(
            goods.answers(db, names), making.goods(db, names), packages.goods(db, names)
        ),
        "packages": packages.answers(db, names),
        "events": _together(
            events.answers(db, names),
            gifts.answers(db, names),
            progress.answers(db, names),
            plans.answers(db, names),
        ),
    }


def _together(*told: dict[str, Any]) -> dict[str, Any]:
    """What each of them says of every record."""
    return {
        key: {name: answer for one in told for name, answer in one.get(key, {}).items()}
        for key in {key: None for one in told for key in one}
    }
