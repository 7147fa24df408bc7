"""The bare finished good of a finished unit: what is given or sold whole has one of its own, made,
renamed and taken away together with it."""

from uuid import UUID

from sqlalchemy import and_, select

from baketracker.db.rows import free_slug, in_words, uses_of
from baketracker.db.tenancy import TenantSession
from baketracker.errors import Conflict
from baketracker.measures.folding import fold
from baketracker.recipes.models import FinishedUnit
from baketracker.recipes.yields import FOLLOWERS, Follower

from .models import Composition, FinishedGood

WHOLE = "EA"


def kept(db: TenantSession, unit: FinishedUnit, was: str | None) -> None:
    """A whole unit has a bare good, which is called like it. A portion needs none; one made while
    it was whole stays."""
    if unit.yield_type != WHOLE:
        return
    good = bare_of(db, unit.id)
    if good is None:
        good = FinishedGood(assembly_type="bare")
        _call(db, good, unit.name)
        db.add(good)
        db.flush()
        db.add(Composition(finished_good_id=good.id, finished_unit_id=unit.id, quantity=1))
    elif was is not None and was != unit.name:
        _call(db, good, unit.name)
    db.flush()


def leaving(db: TenantSession, unit: FinishedUnit) -> None:
    """Its bare good goes with it. Raises Conflict when that is packed or planned somewhere."""
    good = bare_of(db, unit.id)
    if good is None:
        return
    # Its own line is a part of it; everything else is a use.
    line = db.scalars(select(Composition).where(Composition.finished_good_id == good.id)).one()
    db.delete(line)
    db.flush()
    if uses := uses_of(db, good):
        raise Conflict(
            "%(name)s is still used: %(uses)s. Take it out there first.",
            name=good.name,
            uses=in_words(uses),
        )
    db.delete(good)
    db.flush()


def bare_of(db: TenantSession, unit_id: UUID) -> FinishedGood | None:
    """The live bare good of one finished unit."""
    own = select(FinishedGood).join(
        Composition,
        and_(
            Composition.tenant_id == FinishedGood.tenant_id,
            Composition.finished_good_id == FinishedGood.id,
        ),
    )
    found = own.where(
        Composition.finished_unit_id == unit_id,
        Composition.quantity == 1,
        FinishedGood.assembly_type == "bare",
        FinishedGood.deleted_at.is_(None),
    )
    return db.scalars(found.order_by(FinishedGood.id).limit(1)).one_or_none()


def _call(db: TenantSession, good: FinishedGood, name: str) -> None:
    good.name, good.folded = name, fold(name)
    with db.no_autoflush:
        good.slug = free_slug(db, FinishedGood, name)


FOLLOWERS.append(Follower(kept, leaving))
