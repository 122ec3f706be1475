"""One value of a row in words: money, instants, names behind ids, labels of closed sets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from enum import StrEnum
from types import MappingProxyType

from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import Column, Storage
from sync_server.contract.customers import CustomerRow
from sync_server.contract.ring_groups import DispositionRow, RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import (
    AgentState,
    CallOutcome,
    HoldState,
    RecordKind,
    Visibility,
    code,
)
from sync_server.rules.view import View
from sync_server.rules.visibility import RECORD_TYPES

GONE = "no longer here"
_NAMED: tuple[type[Row], ...] = (StaffRow, CustomerRow, DispositionRow, RingGroupRow, StatusRow)
_LABELS: Mapping[tuple[type[StrEnum], str], str] = MappingProxyType(
    {
        (HoldState, HoldState.HELD): "Withheld",
        (HoldState, HoldState.RECOVERY_DUE): "To recover",
        (CallOutcome, CallOutcome.ABANDONED): "Caller gave up",
        (AgentState, AgentState.WRAP_UP): "Wrap-up",
        (Visibility, Visibility.INTERNAL): "Office only",
        (Visibility, Visibility.STAFF): "Office + Fieldworkers",
        (Visibility, Visibility.EVERYONE): "Everyone incl. customer",
    }
)
"""By type and word: the same word may be a member of two sets."""


def in_words(view: View, name: str, text: str, column: Column | None, zone: tzinfo) -> str:
    """A value as it stood in the column `name`; text this program cannot read stays as it is."""
    if column is None:
        return text
    try:
        raw = int(text) if column.storage is Storage.INTEGER else text
        value = column.from_value(raw)
    except ValueError:
        return text
    return _worded(view, name, value, zone)


def _worded(view: View, name: str, value: object, zone: tzinfo) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        return f"{local.day} {local:%b %Y, %H:%M}"
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, tuple):
        return ", ".join(_worded(view, name.removesuffix("s"), each, zone) for each in value)
    if isinstance(value, int):
        return _figure(name, value)
    text = str(value)
    return name_of(view, RowId(text)) if text and name.endswith(("_id", "_by")) else text


def _figure(name: str, value: int) -> str:
    if name.endswith("_cents"):
        return money(value)
    if name == "tax_bp":
        return f"{value / 100:g} %"
    if name == "quantity_thousandths":
        return f"{value / 1000:g}"
    return f"{value} s" if name.endswith("seconds") else str(value)


def money(cents: int) -> str:
    """Whole cents as an amount: `$1,240.00`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02}"


def label(value: StrEnum) -> str:
    """A member of a closed set as people see it everywhere."""
    return _LABELS.get((type(value), str(value)), str(value).replace("_", " ").capitalize())


def name_of(view: View, row_id: RowId) -> str:
    """The name behind an id: a person, a record's code."""
    for kind in _NAMED:
        row = view.get(kind, row_id)
        if row is not None:
            return str(getattr(row, "name", ""))
    for record, record_kind in RECORD_TYPES.items():
        found = view.get(record_kind, row_id)
        if found is not None and record is not RecordKind.CUSTOMER:
            return code(record, getattr(found, "number", None), row_id)
    return GONE
