"""How a bakery wants its assistant: one row a bakery, made when it is first needed."""

from sqlalchemy import select

from baketracker.accounts.models import Tenant
from baketracker.db.rows import expect
from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_, InvalidInput

from .limits import Ceiling
from .models import AssistantSettings
from .schemas import AssistantChange, AssistantView

TOO_MANY = N_("At most %(readings)s a day.")
TOO_MUCH = N_("At most $%(dollars)s a month.")


@verb("read")
def get(db: TenantSession) -> AssistantView:
    """How the bakery wants it; on and without limits of its own while nobody has said anything."""
    return AssistantView.of(db.scalars(select(AssistantSettings)).one_or_none())


@verb("write", least="admin")
def change(
    db: TenantSession, wanted: AssistantChange, version: int, ceiling: Ceiling
) -> AssistantView:
    """Say all of it anew; `version` is that of the view.

    Raises Stale, and InvalidInput for a limit above the operator's."""
    _within(wanted, ceiling)
    row = locked(db)
    known = AssistantView.of(row)
    expect(row, version, "assistant", lambda: known.model_dump(mode="json"))
    for name, value in wanted.model_dump().items():
        setattr(row, name, value)
    db.flush()
    return AssistantView.of(row)


def locked(db: TenantSession) -> AssistantSettings:
    """The bakery's row, locked until the transaction ends: who needs it next waits. Made when it
    is missing, saying what `get` tells of a bakery without one."""
    row = _locked(db)
    if row is None:
        # Of two who find none, one makes it: they take turns at what is always there, the bakery.
        bakery = select(Tenant.id).where(Tenant.id == db.scope.tenant_id)
        db.execute(bakery.with_for_update(key_share=True))
        row = _locked(db)
    if row is None:
        row = AssistantSettings()
        db.add(row)
        db.flush()
    return row


def _locked(db: TenantSession) -> AssistantSettings | None:
    found = select(AssistantSettings).with_for_update(key_share=True)
    return db.scalars(found.execution_options(populate_existing=True)).one_or_none()


def _within(wanted: AssistantChange, ceiling: Ceiling) -> None:
    fields = {}
    if (wanted.readings_per_day or 0) > ceiling.readings:
        fields["readings_per_day"] = TOO_MANY
    if (wanted.spend_limit_dollars or 0) > ceiling.dollars:
        fields["spend_limit_dollars"] = TOO_MUCH
    if fields:
        message = N_("A limit may be lower than what is possible here, not higher.")
        raise InvalidInput(message, fields, readings=ceiling.readings, dollars=ceiling.dollars)
