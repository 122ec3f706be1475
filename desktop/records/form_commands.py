"""The commands a filled form becomes, and those that take them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop.records.form_model import Filled, FormField, Typed, changed, typed_of
from desktop.replica.records import Sheet
from sync_server.contract.base import RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import FieldEdit
from sync_server.contract.money import LineRow, NewLine, SetLines
from sync_server.contract.records import (
    AddBooking,
    AddInquiry,
    AddInvoice,
    AddQuote,
    BookingRow,
    EditRecord,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.scheduling import ScheduleBooking
from sync_server.contract.values import RecordKind

F = FormField
_PLAIN = {F.TITLE: "title", F.DESCRIPTION: "description", F.SITE: "site"}


@dataclass(frozen=True, slots=True)
class Step:
    """A command and what takes it back."""

    do: AnyCommand
    undo: AnyCommand


def adding(kind: RecordKind, record_id: RowId, filled: Filled) -> AnyCommand:
    """The command that makes a new record."""
    if kind is RecordKind.INQUIRY:
        return AddInquiry(
            inquiry_id=record_id,
            customer_id=filled.customer_id,
            title=filled.title,
            description=filled.description,
        )
    if kind is RecordKind.QUOTE:
        return AddQuote(
            quote_id=record_id,
            customer_id=filled.customer_id,
            title=filled.title,
            description=filled.description,
            lines=filled.lines,
            expires_at=filled.day_at,
        )
    if kind is RecordKind.INVOICE:
        return AddInvoice(
            invoice_id=record_id,
            customer_id=filled.customer_id,
            title=filled.title,
            description=filled.description,
            lines=filled.lines,
            due_at=filled.day_at,
        )
    return AddBooking(
        booking_id=record_id,
        customer_id=filled.customer_id,
        title=filled.title,
        site=filled.site,
        starts_at=filled.day_at,
        ends_at=filled.ends_at,
        worker_ids=filled.worker_ids,
        pay_cents=filled.pay_cents,
        description=filled.description,
        lines=filled.lines,
    )


def editing(found: Sheet, typed: Typed, filled: Filled) -> tuple[Step, ...]:
    """What changes a stored record into the form, each step with its undo; nothing: none."""
    return tuple(_steps(found, changed(typed_of(found), typed), filled))


def _steps(found: Sheet, touched: frozenset[FormField], filled: Filled) -> Iterator[Step]:
    edits = tuple(_edits(found, touched, filled))
    if edits:
        backwards = tuple(FieldEdit(each.field, each.new, each.old) for each in edits)
        yield Step(_edit(found, edits), _edit(found, backwards))
    row = found.row
    if isinstance(row, BookingRow) and touched & {F.DAY, F.BEGINS, F.ENDS, F.WORKERS}:
        yield Step(
            ScheduleBooking(
                booking_id=row.id,
                seen_starts_at=row.starts_at,
                starts_at=filled.day_at,
                ends_at=filled.ends_at,
                worker_ids=filled.worker_ids,
            ),
            ScheduleBooking(
                booking_id=row.id,
                seen_starts_at=filled.day_at,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                worker_ids=row.worker_ids,
            ),
        )
    if F.LINES in touched:
        old = tuple(_again(line) for line in found.lines)
        back = old or _whole(found, filled.lines)
        yield Step(_set(found, old, filled.lines), _set(found, filled.lines, back))


def _edits(found: Sheet, touched: frozenset[FormField], filled: Filled) -> Iterator[FieldEdit]:
    row = found.row
    for where, name in _PLAIN.items():
        if where in touched:
            yield FieldEdit(name, str(getattr(row, name)), str(getattr(filled, name)))
    if F.DAY in touched and isinstance(row, QuoteRow):
        yield FieldEdit("expires_at", _ms(row.expires_at), _ms(filled.day_at))
    if F.DAY in touched and isinstance(row, InvoiceRow):
        yield FieldEdit("due_at", _ms(row.due_at), _ms(filled.day_at))
    if F.PAY in touched and found.money is not None:
        yield FieldEdit("pay_cents", str(found.money.pay_cents), str(filled.pay_cents))


def _edit(found: Sheet, edits: tuple[FieldEdit, ...]) -> EditRecord:
    return EditRecord(record_kind=found.kind, record_id=found.row.id, edits=edits)


def _set(found: Sheet, seen: tuple[NewLine, ...], lines: tuple[NewLine, ...]) -> SetLines:
    return SetLines(
        record_kind=found.kind,
        record_id=found.row.id,
        seen=tuple(line.id for line in seen),
        lines=lines,
    )


def _whole(found: Sheet, new: tuple[NewLine, ...]) -> tuple[NewLine, ...]:
    """A record that had a total without lines gets it back as one line."""
    if not found.total_cents or not new:
        return ()
    return (NewLine(id=new[0].id, text=found.row.title, unit_cents=found.total_cents),)


def _again(line: LineRow) -> NewLine:
    return NewLine(
        id=line.id,
        text=line.text,
        quantity_thousandths=line.quantity_thousandths,
        unit_cents=line.unit_cents,
        discount_cents=line.discount_cents,
        tax_bp=line.tax_bp,
    )


def _ms(when: datetime | None) -> str:
    return "" if when is None else str(to_ms(when))
