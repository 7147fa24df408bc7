"""What the page of a proposal shows: its lines in groups, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from baketracker.errors import N_, Text
from baketracker.understanding.receipts import (
    ReceiptLine,
    ReceiptSums,
    Reconciled,
    cents,
    reconcile,
)

from .drafts import By, PurchaseDraft, PurchaseLine

# Why a line needs a look, in words.
REASONS: dict[str, Text] = {
    "alike": N_("Several products look alike"),
    "which": N_("Which one is it?"),
    "unknown": N_("Nothing here is called so"),
    "weak": N_("Not sure which product it is"),
    "veto": N_("It looks like something else"),
    "size": N_("Another package size than we know"),
    "package": N_("Say what one package holds"),
    "doubtful": N_("Check how much it was"),
    "price_high": N_("Far more than it usually costs"),
    "price_low": N_("Far less than it usually costs"),
    "price_stop": N_("That cannot be the price"),
    "double": N_("You said this one before"),
    "amount": N_("Say how much is left"),
    "not_baking": N_("Not for baking"),
}
# Who said a field, in words beside its mark. Our own rules read what the model or the person said.
WORDS: dict[By, Text] = {
    "model": N_("AI suggested"),
    "rules": N_("Suggested"),
    "learnt": N_("Chosen before"),
    "program": N_("A program suggested"),
    "person": N_("You edited"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A purchase in groups, and its sums: `ready` is what saving comes to; of `unpriced` lines the
    price is not known."""

    check: list[PurchaseLine] = field(default_factory=list)
    ready: list[PurchaseLine] = field(default_factory=list)
    saved: list[PurchaseLine] = field(default_factory=list)
    skipped: list[PurchaseLine] = field(default_factory=list)
    sums: dict[str, Decimal] = field(default_factory=dict)
    unpriced: int = 0
    reconciled: Reconciled | None = None

    @property
    def total(self) -> int:
        """How many lines there are to save at all."""
        return len(self.check) + len(self.ready)


def sheet_of(draft: PurchaseDraft) -> Sheet:
    """The draft in groups. Whether it adds up is asked only where a receipt prints a total."""
    by_state = {
        name: [line for line in draft.lines if line.state in states]
        for name, states in GROUPS.items()
    }
    sums = {name: _sum(lines) for name, lines in by_state.items()}
    return Sheet(
        **by_state,
        sums=sums,
        unpriced=sum(line.cost is None for line in by_state["ready"]),
        reconciled=_reconciled(draft),
    )


GROUPS = {"check": ("check",), "ready": ("ready", "new"), "saved": ("saved",), "skipped": ("skip",)}


def _sum(lines: Sequence[PurchaseLine]) -> Decimal:
    return sum((line.cost or Decimal(0) for line in lines), Decimal(0))


def _paid(line: PurchaseLine) -> Decimal | None:
    """In whole cents, as a receipt prints it: the price of one of three is rounded."""
    return None if line.cost is None else cents(line.cost)


def _reconciled(draft: PurchaseDraft) -> Reconciled | None:
    if draft.sums.total is None and draft.sums.subtotal is None:
        return None
    lines = [
        ReceiptLine(line.text, Decimal(1), None, _paid(line), Decimal(0), line.is_weighed)
        for line in draft.lines
    ]
    sums = draft.sums
    return reconcile(
        lines,
        ReceiptSums(
            subtotal=sums.subtotal,
            order_discount=abs(sums.discount) if sums.discount is not None else None,
            tax=sums.tax,
            deposit=sums.deposit,
            tip=sums.tip,
            total=sums.total,
        ),
    )
