"""Changing records after they were made: fields, statuses, taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import from_ms, to_ms
from sync_server.contract.customers import FieldEdit
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import CreditNoteRow, PaymentRow
from sync_server.contract.records import (
    BookingMoneyRow,
    BookingRow,
    DiscardRecord,
    EditRecord,
    InquiryRow,
    InvoiceRow,
    MoveInquiry,
    MoveQuote,
    QuoteRow,
    RestoreRecord,
)
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import (
    InquiryStatus,
    Module,
    QuoteStatus,
    RecordKind,
    Verb,
)
from sync_server.rules import access
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.money import MAX_CENTS, settled
from sync_server.rules.view import View
from sync_server.rules.visibility import RECORD_TYPES, audience_if_kept, may_see, scopes_of

N, Q = InquiryStatus, QuoteStatus
MODULE_OF: Mapping[RecordKind, Module] = {
    RecordKind.INQUIRY: Module.INQUIRIES,
    RecordKind.QUOTE: Module.QUOTES,
    RecordKind.BOOKING: Module.BOOKINGS,
    RecordKind.INVOICE: Module.INVOICES,
}
INQUIRY_MOVES: Mapping[InquiryStatus, frozenset[InquiryStatus]] = {
    N.OPEN: frozenset({N.CLOSED}),
    N.CLOSED: frozenset({N.OPEN}),
    N.CONVERTED: frozenset(),
}
QUOTE_MOVES: Mapping[QuoteStatus, frozenset[QuoteStatus]] = {
    Q.DRAFT: frozenset({Q.SENT}),
    Q.SENT: frozenset({Q.DRAFT, Q.EXPIRED}),
    Q.EXPIRED: frozenset({Q.DRAFT, Q.SENT}),
    Q.ACCEPTED: frozenset(),
}
_TEXTS: Mapping[RecordKind, frozenset[str]] = {
    RecordKind.INQUIRY: frozenset({"title", "description"}),
    RecordKind.QUOTE: frozenset({"title", "description"}),
    RecordKind.BOOKING: frozenset({"title", "description", "site"}),
    RecordKind.INVOICE: frozenset({"title", "description"}),
}
_INSTANTS: Mapping[RecordKind, frozenset[str]] = {
    RecordKind.QUOTE: frozenset({"expires_at"}),
    RecordKind.INVOICE: frozenset({"due_at"}),
}
_LENGTHS = {"title": 500, "description": 20_000, "site": 500}
LAST_DAY_MS = 253_402_300_799_000
"""The end of the year 9999; later instants cannot be shown."""


def find(view: View, kind: RecordKind, record_id: RowId, here: Circumstances) -> Row:
    """The record, for who may see it. Raises Refused as if it did not exist to all others."""
    row_type = RECORD_TYPES.get(kind) if kind in MODULE_OF else None
    record: Row | None = view.get(row_type, record_id) if row_type else None
    if record is None or not may_see(view, record, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, f"This {kind} does not exist any more.")
    return record


def edit_record(view: View, command: EditRecord, here: Circumstances) -> Effects:
    """Set the fields that still hold what the person saw; report the others with both values."""
    record = find(view, command.record_kind, command.record_id, here)
    access.check(view, here, MODULE_OF[command.record_kind], Verb.EDIT)
    taken: dict[str, object] = {}
    clashes: list[str] = []
    rows: list[Row] = []
    for edit in command.edits:
        if command.record_kind is RecordKind.BOOKING and edit.field == "pay_cents":
            # A clash is told with the amount: what one may not see one may not guess at either.
            access.check(view, here, Module.INVOICES, Verb.SEE)
            rows += _pay(view, record.id, edit, clashes)
            continue
        wanted = _value(command.record_kind, edit)
        now = getattr(record, edit.field)
        if now == wanted:
            continue
        if _as_text(now) == edit.old:
            taken[edit.field] = wanted
        else:
            clashes.append(f"{edit.field} is “{_shown(now)}” by now; yours was “{_shown(wanted)}”")
    if taken:
        changed: Row = msgspec.structs.replace(record, version=record.version + 1, **taken)
        rows.append(settled(changed, here.now) if isinstance(changed, InvoiceRow) else changed)
    return Effects(rows=tuple(rows), merged="; ".join(clashes))


def _pay(view: View, booking_id: RowId, edit: FieldEdit, clashes: list[str]) -> list[Row]:
    money = view.get(BookingMoneyRow, booking_id)
    if money is None:
        raise Refused(Reason.NOT_FOUND, "This booking does not exist any more.")
    if not edit.new.isdecimal() or int(edit.new) > MAX_CENTS:
        raise Refused(Reason.INVALID, f"{edit.new} is not an amount.")
    if money.pay_cents == int(edit.new):
        return []
    if str(money.pay_cents) != edit.old:
        clashes.append(f"pay_cents is “{money.pay_cents}” by now; yours was “{edit.new}”")
        return []
    changed = msgspec.structs.replace(money, version=money.version + 1, pay_cents=int(edit.new))
    return [changed]


def _value(kind: RecordKind, edit: FieldEdit) -> object:
    if edit.field in _TEXTS[kind]:
        if len(edit.new) > _LENGTHS[edit.field] or (edit.field == "title" and not edit.new.strip()):
            raise Refused(Reason.INVALID, f"{edit.field} is empty or too long.")
        return edit.new.strip()
    if edit.field in _INSTANTS.get(kind, ()):
        return instant(edit.new)
    raise Refused(Reason.INVALID, f"{edit.field} is not a field of a {kind} that can be edited.")


def instant(text: str) -> datetime | None:
    """An instant from UTC milliseconds as text; None from nothing."""
    if not text:
        return None
    if not text.isdecimal() or int(text) > LAST_DAY_MS:
        raise Refused(Reason.INVALID, "This date cannot be used.")
    return from_ms(int(text))


def _as_text(value: object) -> str:
    return str(to_ms(value)) if isinstance(value, datetime) else str(value or "")


def _shown(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else str(value or "")


def own_status(
    view: View, status_id: RowId | None, kind: RecordKind, counts_as: str
) -> RowId | None:
    """The office's own status, if it is one of this kind that counts as that."""
    if status_id is None:
        return None
    row = view.get(StatusRow, status_id)
    if row is None or row.archived or row.record_kind is not kind or row.counts_as != counts_as:
        raise Refused(Reason.INVALID, "This status cannot be chosen here.")
    return row.id


def move_inquiry(view: View, command: MoveInquiry, here: Circumstances) -> Effects:
    row = find(view, RecordKind.INQUIRY, command.inquiry_id, here)
    if not isinstance(row, InquiryRow):
        raise Refused(Reason.NOT_FOUND, "This inquiry does not exist any more.")
    own = own_status(view, command.status_id, RecordKind.INQUIRY, command.to)
    if row.status is command.to and row.status_id == own:
        return Effects()
    if row.status is not command.seen:
        raise Refused(Reason.CHANGED, f"The inquiry is {row.status} by now, not {command.seen}.")
    if row.status is not command.to and command.to not in INQUIRY_MOVES[row.status]:
        raise Refused(Reason.WRONG_STATUS, f"An inquiry cannot go {row.status} to {command.to}.")
    return Effects(rows=(_moved(row, command.to, own),))


def move_quote(view: View, command: MoveQuote, here: Circumstances) -> Effects:
    row = find(view, RecordKind.QUOTE, command.quote_id, here)
    if not isinstance(row, QuoteRow):
        raise Refused(Reason.NOT_FOUND, "This quote does not exist any more.")
    own = own_status(view, command.status_id, RecordKind.QUOTE, command.to)
    if row.status is command.to and row.status_id == own:
        return Effects()
    if row.status is not command.seen:
        raise Refused(Reason.CHANGED, f"The quote is {row.status} by now, not {command.seen}.")
    if row.status is not command.to and command.to not in QUOTE_MOVES[row.status]:
        raise Refused(Reason.WRONG_STATUS, f"A quote cannot go {row.status} to {command.to}.")
    return Effects(rows=(_moved(row, command.to, own),))


def _moved(row: Row, to: str, own: RowId | None) -> Row:
    return msgspec.structs.replace(row, version=row.version + 1, status=to, status_id=own)


def discard_record(view: View, command: DiscardRecord, here: Circumstances) -> Effects:
    """Take a record back while nothing hangs on it; `restore_record` brings it again."""
    record = find(view, command.record_kind, command.record_id, here)
    access.check(view, here, MODULE_OF[command.record_kind], Verb.REMOVE)
    why = _bound(view, record)
    if why:
        raise Refused(Reason.WRONG_STATUS, why)
    return Effects(rows=(msgspec.structs.replace(record, version=record.version + 1, gone=True),))


def _bound(view: View, record: Row) -> str:
    """Why a record cannot be taken back; empty when it can."""
    if isinstance(record, InquiryRow) and record.converted_id is not None:
        return "It was converted already."
    if isinstance(record, QuoteRow) and record.status is Q.ACCEPTED:
        return "It was accepted already."
    if isinstance(record, BookingRow) and view.where(InvoiceRow, booking_id=record.id):
        return "An invoice was made of it already."
    if view.where(IssueRow, record_id=record.id):
        return "An issue was reported about it."
    paid: list[PaymentRow] = view.where(PaymentRow, invoice_id=record.id)
    credited: list[CreditNoteRow] = view.where(CreditNoteRow, invoice_id=record.id)
    if paid or credited:
        return "Something was paid or credited; issue a credit note instead."
    return ""


def restore_record(view: View, command: RestoreRecord, here: Circumstances) -> Effects:
    """Bring a record back that was taken back; what was its thread is there again."""
    row_type = RECORD_TYPES.get(command.record_kind) if command.record_kind in MODULE_OF else None
    record: Row | None = view.get(row_type, command.record_id) if row_type else None
    if record is None:
        if here.on_server:
            raise Refused(Reason.NOT_FOUND, "This record does not exist any more.")
        return Effects()  # a desk does not keep what was taken back; the server does
    kept = audience_if_kept(view, record)
    if not kept & scopes_of(view, here.role, here.by):
        raise Refused(Reason.NOT_FOUND, "This record does not exist any more.")
    access.check(view, here, MODULE_OF[command.record_kind], Verb.REMOVE)
    if not getattr(record, "gone", False):
        return Effects()
    return Effects(rows=(msgspec.structs.replace(record, version=record.version + 1, gone=False),))
