"""What somebody asks instead of telling: how much of something is left."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel

from baketracker.db.scope import verb
from baketracker.db.tenancy import TenantSession
from baketracker.fields import DecimalOut
from baketracker.pantry.shelves import shelves

from .known import known_of
from .lines import likely

MOST = 3


class Left(BaseModel):
    """So much of one ingredient is left: one amount where its units add up, else one for each unit;
    none: nothing is."""

    ingredient_id: UUID
    name: str
    amounts: list[tuple[DecimalOut, str]]


@verb("read")
def how_much_is_left(db: TenantSession, name: str) -> list[Left]:
    """What is left of the ingredients a name may mean, at most 3; [] where none is called so."""
    found: Sequence[tuple[UUID, str]] = [
        (one.id, one.name) for one in likely(name, known_of(db))[:MOST]
    ]
    there = {one.ingredient.id: one for _id, called in found for one in shelves(db, called).items}
    answers = []
    for key, called in found:
        shelf = there.get(key)
        amounts: list[tuple[Decimal, str]] = []
        if shelf is not None:
            whole = [shelf.total] if shelf.total is not None else shelf.by_unit
            amounts = [(one.amount, one.unit) for one in whole]
        answers.append(Left(ingredient_id=key, name=called, amounts=amounts))
    return answers
