"""Asking for many rows by their keys, in statements that stay the same whatever the number.

A list of keys written out key by key makes another statement for every length of it: the database
plans each one anew, and the driver takes it apart anew."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[Any], keys: Iterable[Any]) -> ColumnElement[bool]:
    """Whether the column holds one of the keys: one array as a parameter. None of none."""
    return column == any_(literal(list(keys), ARRAY(column.type)))
