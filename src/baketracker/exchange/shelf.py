"""What the bakery has of one kind while an import looks through it, and what the import adds."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select

from baketracker.db.tenancy import TenantSession
from baketracker.errors import N_
from baketracker.measures.slugs import slugify, unique_slug

from .desktop_rows import NotTaken
from .taking import Taking
from .taking.base import Values

Key = tuple[str, ...]
Thing = tuple[Any, ...]


class Shelf:
    """Everything of one kind, read in one statement.

    `facts` are what the Taking remembers, by id; `new` the rows to write; `lacking` (row here →
    reference) what the column that it fills lacks."""

    def __init__(self, db: TenantSession, taking: Taking) -> None:
        self.taking = taking
        self.facts: dict[UUID, dict[str, Any]] = {}
        self.new: list[Values] = []
        self.lacking: dict[UUID, UUID] = {}
        self._slugs: set[str] = set()
        self._things: dict[tuple[Key, Thing], UUID] = {}
        self._alike: set[Thing] = set()
        for row in db.execute(select(*_columns(taking))):
            self._put(dict(row._mapping))
        self.here_before = frozenset(self.facts)

    def add(self, values: Values) -> None:
        """A row that comes in."""
        self.new.append(values)
        self._put(values)

    def twin(self, values: Values) -> UUID | None:
        """The same thing under another id. Raises NotTaken when it is from this very file."""
        for place in self._places(values):
            found = self._things.get(place)
            if found is not None and found not in self.here_before:
                raise NotTaken(N_("the file has it twice"))
            if found is not None:
                return found
        return None

    def has_alike(self, values: Values) -> bool:
        """Whether another row is equal in all that the Taking compares, whatever its id."""
        return bool(self.taking.alike) and self._compared(values) in self._alike

    def give_slug(self, values: Values) -> bool:
        """The file's own slug byte for byte; another one only where it has none or it is taken.
        Answers whether it is another one."""
        if not self.taking.slugged:
            return False
        kept, made_from = values["slug"], self.taking.slug_from
        wanted = kept or (slugify(made_from(values)) if made_from else None)
        if wanted is None:
            return False
        archived = values.get("deleted_at") is not None
        values["slug"] = wanted if archived else unique_slug(wanted, self._slugs)
        return bool(values["slug"] != kept)

    def _put(self, values: Values) -> None:
        row_id = values["id"]
        self.facts[row_id] = {name: values[name] for name in self.taking.remembers}
        if values.get("deleted_at") is not None:
            return
        if slug := values.get("slug"):
            self._slugs.add(slug)
        for place in self._places(values):
            self._things.setdefault(place, row_id)
        if self.taking.alike:
            self._alike.add(self._compared(values))

    def _compared(self, values: Values) -> Thing:
        return tuple(values[column] or "" for column in self.taking.alike)

    def _places(self, values: Values) -> Iterator[tuple[Key, Thing]]:
        for key in self.taking.same:
            thing = tuple(values[column] for column in key)
            if None not in thing:
                yield key, thing


def _columns(taking: Taking) -> list[Any]:
    entity: Any = taking.entity
    wanted = {*taking.remembers, *taking.alike}
    wanted |= {column for key in taking.same for column in key}
    wanted |= {name for name in ("slug", "deleted_at") if hasattr(entity, name)}
    return [entity.id, *(getattr(entity, name) for name in sorted(wanted))]
