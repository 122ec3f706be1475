"""How a row lies in a table and on the wire: plain scalars, one column for each field.

Text, whole numbers and null only: instants are UTC milliseconds, flags 0 or 1, lists JSON text.
Both databases and the pull stream share this form, so a row is never rebuilt on its way.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TypeVar

import msgspec

from sync_server.contract.base import Row

Value = str | int | None
R = TypeVar("R", bound=Row)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Storage(StrEnum):
    TEXT = "text"
    INTEGER = "integer"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    storage: Storage
    is_optional: bool
    default: Value
    """What a reader assumes when a writer did not send the column."""
    to_value: Callable[[object], Value]
    from_value: Callable[[Value], object]


def to_ms(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=ms)


def _same(value: object) -> object:
    return value


@cache
def _codec(hint: object) -> tuple[Storage, Callable[..., Value], Callable[..., object]]:
    if typing.get_origin(hint) is tuple:
        reader = msgspec.json.Decoder(hint)
        return (
            Storage.TEXT,
            lambda items: msgspec.json.encode(items).decode(),
            reader.decode,
        )
    base = getattr(hint, "__supertype__", hint)
    if base is datetime:
        return Storage.INTEGER, to_ms, from_ms
    if base is bool:
        return Storage.INTEGER, int, bool
    if base is int:
        return Storage.INTEGER, typing.cast(Callable[..., Value], _same), _same
    if isinstance(base, type) and issubclass(base, StrEnum):
        return Storage.TEXT, str, base
    if base is str:
        return Storage.TEXT, typing.cast(Callable[..., Value], _same), _same
    raise TypeError(f"no column for {hint!r}")


def _column(name: str, hint: object, default: object) -> Column:
    is_optional = types.NoneType in typing.get_args(hint)
    if is_optional:
        (hint,) = (arm for arm in typing.get_args(hint) if arm is not types.NoneType)
    storage, to_value, from_value = _codec(hint)
    assumed = None if default in (None, msgspec.NODEFAULT) else to_value(default)
    if is_optional:
        return Column(
            name,
            storage,
            is_optional,
            assumed,
            lambda value: None if value is None else to_value(value),
            lambda value: None if value is None else from_value(value),
        )
    return Column(name, storage, is_optional, assumed, to_value, from_value)


@cache
def columns(row_type: type[Row]) -> tuple[Column, ...]:
    """Columns of a row type in the order of its fields; the first is always `id`."""
    hints = typing.get_type_hints(row_type)
    return tuple(
        _column(field.name, hints[field.name], field.default)
        for field in msgspec.structs.fields(row_type)
    )


def to_values(row: Row) -> tuple[Value, ...]:
    """Lay a row out as its column values."""
    return tuple(column.to_value(getattr(row, column.name)) for column in columns(type(row)))


def from_values(row_type: type[R], values: Sequence[Value]) -> R:
    """Build a row from values in column order."""
    pairs = zip(columns(row_type), values, strict=True)
    fields: dict[str, typing.Any] = {column.name: column.from_value(v) for column, v in pairs}
    return row_type(**fields)
