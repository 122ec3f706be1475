"""A record's rows in the words of its page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from desktop.links import Link, LinkKind
from desktop.qt.formatting import exact, listed, money, running
from desktop.qt.statuses import CALLS, Badge, status_badge
from desktop.qt.tones import Tone
from desktop.records import money_shown, pay_model
from desktop.records.dates import day_text, time_text
from desktop.records.record_model import Entry, Fact, Group, LineShown, RecordShown, Tie
from desktop.records.steps import actions, choices, more
from desktop.replica.call_log import LoggedCall
from desktop.replica.records import Sheet, record
from desktop.rights import Rights
from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow, InquiryRow, InvoiceRow, QuoteRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Direction, RecordKind, code
from sync_server.rules.view import View

NOT_SENT = Badge("Not sent yet", Tone.GREY, "clock")


def shown_record(
    view: View,
    found: Sheet,
    rights: Rights,
    answered: frozenset[str] = frozenset(),
    me: str = "",
) -> RecordShown:
    """Everything the page shows; `answered` are the wishes others on this desk can fulfil, `me`
    is who works here."""
    row, customer = found.row, found.customer
    return RecordShown(
        id=row.id,
        code=code(found.kind, row.number, row.id),
        title=row.title,
        description=row.description,
        status=status_badge(view, found.kind, row.status, row.status_id),
        badges=(NOT_SENT,) if row.number is None else (),
        customer=customer.name if customer else "A customer who is not here",
        customer_link=Link(LinkKind.CUSTOMER, customer.id) if customer else None,
        total=money(found.total_cents) if found.total_cents is not None else "",
        ties=tuple(_ties(view, found)),
        facts=tuple(_facts(view, found)),
        lines=tuple(_lines(view, found)),
        sums=money_shown.sums(found),
        groups=tuple(_groups(view, found, rights, me)),
        actions=actions(found, rights),
        more=more(view, found, rights, answered),
        choices=choices(view, found, rights),
        has_lines=found.kind is not RecordKind.INQUIRY and found.total_cents is not None,
    )


def _ties(view: View, found: Sheet) -> Iterator[Tie]:
    row = found.row
    if isinstance(row, QuoteRow | BookingRow) and row.inquiry_id:
        yield _tie(view, "from", RecordKind.INQUIRY, row.inquiry_id)
    if isinstance(row, BookingRow) and row.quote_id:
        yield _tie(view, "from", RecordKind.QUOTE, row.quote_id)
    if isinstance(row, InvoiceRow) and row.booking_id:
        yield _tie(view, "from", RecordKind.BOOKING, row.booking_id)
    if isinstance(row, InquiryRow) and row.converted_id and row.converted_kind:
        yield _tie(view, "became", row.converted_kind, row.converted_id)
    if isinstance(row, QuoteRow) and row.booking_id:
        yield _tie(view, "became", RecordKind.BOOKING, row.booking_id)
    for invoice in found.invoices:
        yield _tie(view, "billed with", RecordKind.INVOICE, invoice.id)


def _tie(view: View, words: str, kind: RecordKind, record_id: RowId) -> Tie:
    other = record(view, kind, record_id)
    number = other.number if other else None
    return Tie(words, code(kind, number, record_id), Link(LinkKind(kind.value), record_id))


def _facts(view: View, found: Sheet) -> Iterator[Fact]:
    row = found.row
    if isinstance(row, BookingRow):
        yield from _of_booking(view, row, found)
    if isinstance(row, QuoteRow):
        yield Fact("Valid until", day_text(row.expires_at) or "No end date")
    if isinstance(row, InvoiceRow):
        yield Fact("Due", day_text(row.due_at) or "No due date")
        if found.payer is not None:
            yield Fact("Paid by", found.payer.name, Link(LinkKind.CUSTOMER, found.payer.id))
        if row.cycle_id:
            yield Fact("Billing", "Made by a billing cycle")
    if row.created_at is not None:
        yield Fact("Created", exact(row.created_at))


def _of_booking(view: View, row: BookingRow, found: Sheet) -> Iterator[Fact]:
    yield Fact("When", _span(row.starts_at, row.ends_at) or "Not scheduled yet")
    yield Fact("Fieldworkers", _names(view, row.worker_ids) or "Nobody yet")
    if row.site:
        yield Fact("Site", row.site)
    if found.money is not None and found.money.pay_cents:
        yield Fact("Fieldworker pay", money(found.money.pay_cents))


def _span(starts: datetime | None, ends: datetime | None) -> str:
    """`Mon 30 Nov 2026, 09:00 to 11:30`; across midnight both days are written."""
    if starts is None or ends is None:
        return exact(starts) if starts else ""
    same_day = starts.astimezone().date() == ends.astimezone().date()
    return f"{exact(starts)} to {time_text(ends) if same_day else exact(ends)}"


def _names(view: View, workers: tuple[RowId, ...]) -> str:
    rows = [view.get(StaffRow, worker) for worker in workers]
    return listed(tuple(row.name if row else "a former colleague" for row in rows))


def _lines(view: View, found: Sheet) -> Iterator[LineShown]:
    held = pay_model.flagged(view, found)
    for line in found.lines:
        hold = held.get(line.id)
        if hold is None:
            yield money_shown.shown_line(line)
        else:
            badge = pay_model.held_badges(view, [hold])[0]
            yield money_shown.shown_line(line, badge, pay_model.cause(view, hold)[1])


def _groups(view: View, found: Sheet, rights: Rights, me: str) -> Iterator[Group]:
    yield from money_shown.groups(found, rights)
    yield from pay_model.groups(view, found, rights, me)
    if found.appointments:
        visits = sorted(found.appointments, key=lambda each: each.starts_at or _FIRST)
        yield Group("appointments", "Appointments", tuple(
            Entry(each.id, each.title, _visit(view, each.starts_at, each.ends_at, each.worker_ids))
            for each in visits
        ))  # fmt: skip
    if found.calls:
        yield Group("calls", "Calls", tuple(_call(each) for each in found.calls))
    if found.issues:
        yield Group("issues", "Issues", tuple(_issue(view, each) for each in found.issues))
    if found.files:
        yield Group("files", "Attachments", tuple(
            Entry(file.id, file.name, _size(file.bytes)) for file in found.files
        ))  # fmt: skip


_FIRST = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _visit(
    view: View, starts: datetime | None, ends: datetime | None, workers: tuple[RowId, ...]
) -> str:
    return " · ".join(filter(None, (_span(starts, ends), _names(view, workers))))


def _call(call: LoggedCall) -> Entry:
    talked = running(call.talked) if call.talked else ""
    words = (exact(call.started_at), call.agent, talked)
    title = "Outgoing call" if call.direction is Direction.OUTBOUND else "Call"
    detail = " · ".join(filter(None, words))
    badge = CALLS[call.outcome]
    return Entry(call.id, title, detail, badge=badge, link=Link(LinkKind.CALL, call.id))


def _issue(view: View, row: IssueRow) -> Entry:
    first = " ".join(row.description.split())
    number = code(RecordKind.ISSUE, row.number, row.id)
    badge = status_badge(view, RecordKind.ISSUE, row.status, None)
    words = f"{row.issue_type}: {first}" if first else row.issue_type
    return Entry(row.id, number, words, badge=badge, link=Link(LinkKind.ISSUE, row.id))


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} kB"
