"""What the kitchen of a bakery can do: what the schedule and the warnings of a plan go by."""

from sqlalchemy import select

from baketracker.db.rows import expect
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession

from .models import KitchenSettings
from .schemas import KitchenFields, KitchenView


@verb("read")
def get_kitchen(db: TenantSession) -> KitchenView:
    """The bakery's kitchen; without limits while nobody has said anything."""
    return KitchenView.of(db.scalars(select(KitchenSettings)).one_or_none())


@verb("write")
def set_kitchen(db: TenantSession, wanted: KitchenFields, version: int) -> KitchenView:
    """Say what the kitchen can do; `version` is that of the view. Raises Stale."""
    row = db.scalars(select(KitchenSettings)).one_or_none()
    if row is None:
        row = KitchenSettings()
        db.add(row)
    else:
        known = KitchenView.of(row)
        expect(row, version, "kitchen", lambda: known.model_dump(mode="json"))
    for name, value in wanted.model_dump().items():
        setattr(row, name, value)
    row.days_off = sorted(set(wanted.days_off))
    db.flush()
    return KitchenView.of(row)
