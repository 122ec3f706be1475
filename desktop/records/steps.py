"""What may be done with a record, by its kind and status and by the person's rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from desktop.qt.statuses import RECORDS, own_badge
from desktop.qt.tones import Kind
from desktop.records.pay_model import PAY_LINES, RELEASE, WITHHOLD, booking_of, shares
from desktop.records.record_model import Action, StatusChoice
from desktop.replica.records import Record, Sheet, own_statuses
from desktop.rights import Rights
from sync_server.contract.base import Command
from sync_server.contract.holds import PlaceHold, ReleaseHold
from sync_server.contract.issues import ReportIssue
from sync_server.contract.messages import SendMessage
from sync_server.contract.money import IssueCreditNote, RecordPayment
from sync_server.contract.pay import SetPayLines
from sync_server.contract.records import (
    AcceptQuote,
    BookingMoneyRow,
    BookingRow,
    ConvertInquiry,
    InquiryRow,
    InvoiceBooking,
    InvoiceRow,
    MoveBooking,
    MoveInquiry,
    MoveQuote,
    QuoteRow,
)
from sync_server.contract.threads import OpenThread
from sync_server.contract.values import (
    BookingStatus,
    InquiryStatus,
    InvoiceStatus,
    QuoteStatus,
    RecordKind,
    Verb,
)
from sync_server.rules.record_edits import INQUIRY_MOVES, MODULE_OF, QUOTE_MOVES
from sync_server.rules.records import BOOKING_MOVES
from sync_server.rules.view import View

Q, B = QuoteStatus, BookingStatus


@dataclass(frozen=True, slots=True)
class Step:
    """One action: when it makes sense, and the command whose right it needs."""

    action: Action
    fits: Callable[[Sheet], bool]
    needs: type[Command] | None = None


def actions(found: Sheet, rights: Rights) -> tuple[Action, ...]:
    """The buttons beside the head, the likeliest first."""
    steps = [step for step in _BUTTONS[found.kind] if step.fits(found)]
    return tuple(step.action for step in steps if step.needs is None or rights.may(step.needs))


def more(view: View, found: Sheet, rights: Rights, answered: frozenset[str]) -> tuple[Action, ...]:
    """The menu; `answered` are the wishes somebody else on this desk can fulfil."""
    return (*_more(found, rights, answered), *_pay(view, found, rights), *_last(found, rights))


def _last(found: Sheet, rights: Rights) -> Iterator[Action]:
    if rights.has(MODULE_OF[found.kind], Verb.REMOVE):
        yield Action("discard", "Discard", "trash-2")


def _pay(view: View, found: Sheet, rights: Rights) -> Iterator[Action]:
    """Withhold and release, of a booking and of an invoice for one (PAY-06, PAY-07)."""
    booking = booking_of(view, found)
    if booking is None or view.get(BookingMoneyRow, booking.id) is None:
        return
    who = shares(view, booking.id)
    if rights.may(PlaceHold) and any(each.pay.earned and not each.is_whole for each in who):
        yield Action(WITHHOLD, "Withhold pay…", "lock")
    if rights.may(ReleaseHold) and any(each.is_held for each in who):
        yield Action(RELEASE, "Release pay…", "lock-open")
    has_pay = any(each.pay.earned for each in who)
    if found.kind is RecordKind.BOOKING and has_pay and rights.may(SetPayLines):
        yield Action(PAY_LINES, "Lines of pay…", "list")


def _more(found: Sheet, rights: Rights, answered: frozenset[str]) -> Iterator[Action]:
    module = MODULE_OF[found.kind]
    if rights.has(module, Verb.EDIT):
        yield Action("edit", "Edit", "notebook-pen")
    if "email" in answered and rights.may(SendMessage) and found.kind is not RecordKind.INQUIRY:
        yield Action("email", "E-mail it…", "mail")
    if "calendar" in answered and isinstance(found.row, BookingRow) and found.row.starts_at:
        yield Action("calendar", "Open in calendar", "calendar")
    reports = found.kind is not RecordKind.INQUIRY and rights.may(ReportIssue)
    if "report" in answered and reports:
        yield Action("report", "Report issue…", "triangle-alert")
    if found.kind is RecordKind.BOOKING and found.thread and rights.may(OpenThread):
        is_open = found.thread.fieldworker_access
        words = "Hide history from fieldworkers" if is_open else "Open history to fieldworkers"
        yield Action("history", words, "hard-hat")


def choices(view: View, found: Sheet, rights: Rights) -> tuple[StatusChoice, ...]:
    """The statuses one may go to from here, the office's own among them."""
    row, kind = found.row, found.kind
    moves = moves_from(row)
    command = _MOVES.get(kind)
    if command is None or not rights.may(command):
        return ()
    offered = [
        StatusChoice(status, "", badge)
        for status, badge in RECORDS[kind].items()
        if status in moves or (status == row.status and row.status_id)
    ]
    offered += [
        StatusChoice(own.counts_as, own.id, own_badge(own))
        for own in own_statuses(view, kind)
        if not own.archived
        and own.id != row.status_id
        and (own.counts_as in moves or own.counts_as == row.status)
    ]
    return tuple(offered)


def moves_from(row: Record) -> frozenset[str]:
    """Where it may go; an invoice goes nowhere by hand: its money decides."""
    if isinstance(row, InquiryRow):
        return frozenset(map(str, INQUIRY_MOVES[row.status]))
    if isinstance(row, QuoteRow):
        return frozenset(map(str, QUOTE_MOVES[row.status]))
    if isinstance(row, BookingRow):
        return frozenset(map(str, BOOKING_MOVES[row.status]))
    return frozenset()


_MOVES: Mapping[RecordKind, type[Command]] = {
    RecordKind.INQUIRY: MoveInquiry,
    RecordKind.QUOTE: MoveQuote,
    RecordKind.BOOKING: MoveBooking,
}


def _is_open(found: Sheet) -> bool:
    return found.row.status == InquiryStatus.OPEN


def _is_draft(found: Sheet) -> bool:
    return found.row.status == Q.DRAFT


def _can_be_accepted(found: Sheet) -> bool:
    return isinstance(found.row, QuoteRow) and found.row.status is not Q.ACCEPTED


def _can_be_invoiced(found: Sheet) -> bool:
    stands = any(row.status is not InvoiceStatus.CREDITED for row in found.invoices)
    return not stands and found.row.status not in {B.CANCELLED, B.FAILED}


def _can_begin(found: Sheet) -> bool:
    return found.row.status == B.TO_SCHEDULE


def _can_be_completed(found: Sheet) -> bool:
    return found.row.status == B.IN_PROGRESS


def _is_due(found: Sheet) -> bool:
    return isinstance(found.row, InvoiceRow) and found.row.due_cents > 0


def _can_be_credited(found: Sheet) -> bool:
    row = found.row
    return isinstance(row, InvoiceRow) and row.credited_cents < row.total_cents


_BUTTONS: Mapping[RecordKind, tuple[Step, ...]] = {
    RecordKind.INQUIRY: (
        Step(Action("make_quote", "Make quote…", "file-text", Kind.PRIMARY), _is_open,
             ConvertInquiry),
        Step(Action("make_booking", "Make booking…", "calendar"), _is_open, ConvertInquiry),
    ),
    RecordKind.QUOTE: (
        Step(Action("accept", "Accept…", "file-check", Kind.PRIMARY), _can_be_accepted,
             AcceptQuote),
        Step(Action("send", "Mark as sent", "send"), _is_draft, MoveQuote),
    ),
    RecordKind.BOOKING: (
        Step(Action("invoice", "Invoice it…", "receipt", Kind.PRIMARY), _can_be_invoiced,
             InvoiceBooking),
        Step(Action("begin", "Start work", "play"), _can_begin, MoveBooking),
        Step(Action("complete", "Complete", "calendar-check"), _can_be_completed, MoveBooking),
    ),
    RecordKind.INVOICE: (
        Step(Action("payment", "Record payment…", "circle-check", Kind.PRIMARY), _is_due,
             RecordPayment),
        Step(Action("credit", "Credit note…", "undo-2"), _can_be_credited, IssueCreditNote),
    ),
}  # fmt: skip
