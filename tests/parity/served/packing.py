"""What is still to be packed as the desktop asked it: of the list alone, as if what goes into its
goods were there."""

from uuid import UUID

from baketracker.assembly.bill import bills_for, targets_of
from baketracker.assembly.feasibility import Order, pooled
from baketracker.assembly.on_hand import stock_of
from baketracker.assembly.packed import packed_for
from baketracker.assembly.schemas import Feasibility, PackingView
from baketracker.db.tenancy import TenantSession
from baketracker.finished_goods.schemas import GoodRef


def of_the_list(db: TenantSession, event_id: UUID) -> list[PackingView]:
    targets = targets_of(db, event_id)
    bills = bills_for(db, targets)
    done = packed_for(db, [event_id])[event_id].done
    orders = [
        Order(
            row.finished_good_id,
            bills[row.finished_good_id].needs,
            max(row.quantity - done[row.finished_good_id], 0),
        )
        for row in targets
    ]
    checked = pooled(orders, stock_of(db, bills.values()))
    return [
        PackingView(
            good=GoodRef.of(row.finished_good),
            target=row.quantity,
            inside=0,
            assembled=done[row.finished_good_id],
            check=Feasibility.of(GoodRef.of(row.finished_good), one),
            generic=[],
        )
        for row, one in zip(targets, checked, strict=True)
    ]
