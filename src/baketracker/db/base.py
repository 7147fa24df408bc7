"""The shape every table shares.

`class Purchase(TenantOwned, Base)` is all a developer writes: the composite key, the composite
references, their indexes, the NaN checks, row-level security and the grants follow from it."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    Text,
    Uuid,
    event,
    text,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedColumn,
    Relationship,
    declared_attr,
    mapped_column,
    relationship,
)

from .types import Moment, new_id, now

SCHEMA = "app"


class Base(DeclarativeBase):
    """Base of all tables; everything the app role touches lives in schema `app`."""

    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        },
    )
    # Names compare by code point everywhere, whatever the server's locale is.
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text(collation="C")}


class TenantOwned:
    """Rows of this table belong to one bakery.

    Subclasses may set `append_only = True` for ledgers: the app role then gets no UPDATE and no
    DELETE, and the version and updated_* columns are absent.
    """

    append_only: ClassVar[bool] = False

    @declared_attr
    @classmethod
    def tenant_id(cls) -> Mapped[UUID]:
        return mapped_column(
            ForeignKey(f"{SCHEMA}.tenants.id", ondelete="RESTRICT"),
            primary_key=True,
            sort_order=-100,
            info={"tenant_key": True},
        )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-99)
    created_at: Mapped[Moment] = mapped_column(default=now, sort_order=100)
    created_by: Mapped[UUID | None] = mapped_column(sort_order=101)


class Versioned:
    """A row that may change: who changed it last, and a version that makes a lost update
    impossible (it is also the ETag)."""

    version: Mapped[int] = mapped_column(default=1, sort_order=102)
    updated_at: Mapped[Moment] = mapped_column(default=now, sort_order=103)
    updated_by: Mapped[UUID | None] = mapped_column(sort_order=104)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Editable(Versioned, TenantOwned):
    """A row of one bakery that may change."""


class Archivable:
    """Deleting keeps the row for history and frees its name and slug."""

    deleted_at: Mapped[Moment | None] = mapped_column(sort_order=105)


def ref(
    table: str, *, index: bool = True, nullable: bool = False, preference: bool = False
) -> MappedColumn[Any]:
    """A reference to another row of the same bakery: the column, its composite foreign key
    (tenant_id, column) → (tenant_id, id) and an index that leads with tenant_id. A `preference`
    only says what is usually taken: it is forgotten when that is not taken any more."""
    info = {"references": table, "index_reference": index, "preference": preference}
    return mapped_column(Uuid, nullable=nullable, info=info)


def belongs_to(column: str, target: str) -> Relationship[Any]:
    """Many-to-one along `Model.column_id`; only that column is foreign, so setting the
    relationship to None keeps tenant_id. Never loads by itself."""
    owner, name = column.split(".")
    far = f"remote({target}.{{}})" if owner == target else f"{target}.{{}}"
    return relationship(
        target,
        primaryjoin=f"and_({owner}.tenant_id == {far.format('tenant_id')}, "
        f"foreign({owner}.{name}) == {far.format('id')})",
        lazy="raise",
    )


def has_many(column: str, owner: str, order_by: str | None = None) -> Relationship[Any]:
    """The lines of one aggregate (`Line.owner_id` → owner): read only, loaded on request."""
    line, name = column.split(".")
    return relationship(
        line,
        primaryjoin=f"and_({owner}.tenant_id == {line}.tenant_id, "
        f"{owner}.id == foreign({line}.{name}))",
        lazy="raise",
        viewonly=True,
        uselist=True,
        order_by=order_by or f"{line}.id",
    )


def unique_slug(table: str, *columns: str) -> Index:
    """A slug (or name) is unique per bakery among rows that are not archived."""
    return Index(
        f"uq_{table}_{'_'.join(columns)}_live",
        "tenant_id",
        *columns,
        unique=True,
        postgresql_where=text("deleted_at IS NULL"),
    )


def is_tenant_owned(table: Table) -> bool:
    return any(column.info.get("tenant_key") for column in table.columns)


@event.listens_for(Column, "after_parent_attach")
def _complete_column(column: Column[Any], table: Table) -> None:
    """Turn what a column declares about itself into constraints of its table."""
    if not isinstance(table, Table) or table.metadata is not Base.metadata:
        return  # Alembic's own copies already carry them
    if column.info.get("number"):
        table.append_constraint(
            CheckConstraint(f"{column.name} <> 'NaN'", name=f"{column.name}_number")
        )
    if target := column.info.get("references"):
        table.append_constraint(
            ForeignKeyConstraint(
                ["tenant_id", column.name],
                [f"{SCHEMA}.{target}.tenant_id", f"{SCHEMA}.{target}.id"],
                name=f"fk_{table.name}_{column.name}",
                ondelete="RESTRICT",
            )
        )
        if column.info["index_reference"]:
            Index(f"ix_{table.name}_{column.name}", table.c.tenant_id, column)
