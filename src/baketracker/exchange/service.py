"""What pages of other features ask of the starter catalogue."""

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession

from .starter.contents import starter
from .starter.filling import fill_with_starter, has_starter, may_take_starter

__all__ = ["fill_with_starter", "starter_offered"]


@verb("read")
def starter_offered(db: TenantSession) -> int:
    """How many ingredients the starter catalogue would bring; 0 where it cannot be taken in."""
    return len(starter().ingredients) if may_take_starter(db) and not has_starter(db) else 0
