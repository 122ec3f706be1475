"""What is asked before something is done with an issue, as data for the dialog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from desktop.issues.issue_ask import YES, Asked, Field, Question
from desktop.issues.issue_page_shown import workers_of
from desktop.issues.issue_sections import drafts
from desktop.issues.issue_sheet import IssueSheet, code_of, is_sole_reason, name_of
from desktop.qt.formatting import counted, listed, money
from desktop.qt.statuses import ISSUES
from desktop.replica.calendar import Worker
from desktop.rights import Rights
from sync_server.contract.holds import HoldRow
from sync_server.contract.issue_work import CostKind
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow, InvoiceRow, MoveBooking
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.values import (
    BookingStatus,
    HoldState,
    InvoiceStatus,
    IssueStatus,
    Module,
    RecordKind,
    Verb,
    code,
)
from sync_server.rules.view import View

LENGTHS = {"30": "30 min", "60": "1 h", "90": "1 h 30 min", "120": "2 h", "240": "4 h"}
RATINGS = {
    "5": "5 – very satisfied",  # noqa: RUF001 - a dash
    "4": "4 – satisfied",  # noqa: RUF001
    "3": "3 – neither",  # noqa: RUF001
    "2": "2 – dissatisfied",  # noqa: RUF001
    "1": "1 – very dissatisfied",  # noqa: RUF001
}
NEW_INVOICE = "new"
_DONE = {BookingStatus.COMPLETED, BookingStatus.FAILED, BookingStatus.TO_SCHEDULE}


def converting(sheet: IssueSheet, rights: Rights) -> Question | None:
    """Its booking, too (A40)? Nothing to ask where the booking would not change."""
    booking = sheet.record
    if not isinstance(booking, BookingRow) or booking.status not in _DONE:
        return None
    if not rights.may(MoveBooking):
        return None
    number = code(RecordKind.BOOKING, booking.number, booking.id)
    tick = Field("booking", f"Set {number} to In progress, too", YES, Asked.TICK)
    words = "Work on this issue begins."
    title = f"Convert {sheet.code} to In progress"
    return Question("convert", title, "Convert", (tick,), words, icon="play")


def closing(view: View, sheet: IssueSheet, rights: Rights) -> Question:
    """Release now (A14)? Warns of steps that are not ticked and of visits to come."""
    is_checked = sheet.row.status is IssueStatus.AWAITING_APPROVAL
    held = [hold for hold in sheet.holds if hold.is_active]
    total = sum(hold.amount_cents for hold in held)
    fields: tuple[Field, ...] = ()
    words = "No pay is held for it."
    if held:
        names = listed(tuple(name_of(view, hold.worker_id) for hold in held))
        words = f"{money(total)} of {names} waits for finance then."
        if rights.has(Module.HOLDS, Verb.RELEASE):
            is_sole = is_sole_reason(view, sheet)
            hint = "" if is_sole else "Another issue holds their pay for this booking, too."
            words = (
                f"{money(total)} of {names} is withheld. Not released now, it waits for finance."
            )
            title = f"Release {money(total)} now"
            fields = (Field("release", title, YES if is_sole else "", Asked.TICK, hint=hint),)
    verb = "Approve & close" if is_checked else "Close"
    return Question(
        "close", f"{verb} {sheet.code}", verb, fields, words, _close_warning(sheet), "circle-check"
    )


def _close_warning(sheet: IssueSheet) -> str:
    said = []
    if sheet.open_steps:
        open_ones = [step.text for step in sheet.steps if step.done_at is None]
        steps = counted(sheet.open_steps, "step")
        said.append(f"{steps} of the checklist not done: {listed(tuple(open_ones[:3]))}.")
    unbooked = sum(c.posted_at is None for c in sheet.costs)
    if unbooked:
        said.append(f"{counted(unbooked, 'cost')} not booked yet.")
    return " ".join(said)


def responsible(view: View, sheet: IssueSheet) -> Question:
    """Who is at fault; the others' provisional holds end (A15)."""
    named = sheet.row.responsible_ids
    is_known = not sheet.row.is_provisional
    fields = tuple(
        Field(each, name, YES if is_known and each in named else "", Asked.TICK)
        for each, name in workers_of(view, sheet).items()
    )
    words = "Pay of those you tick stays withheld. The others are released as “Not responsible”."
    return Question("responsible", "Who is responsible?", "Name them", fields, words, icon="check")


def releasing(view: View, hold: HoldRow, reasons: Sequence[str]) -> Question:
    """Names the sum and the fieldworker; it is not taken back."""
    who = name_of(view, hold.worker_id)
    options = {"": "No reason"} | {reason: reason for reason in reasons}
    fields = (Field("reason", "Reason", kind=Asked.CHOICE, options=options),) if reasons else ()
    words = f"{money(hold.amount_cents)} goes to {who}. This is not taken back."
    if hold.state is HoldState.RECOVERY_DUE:
        words = f"{money(hold.amount_cents)} is no longer asked back of {who}."
    title = f"Release pay of {who}"
    return Question("release", title, "Release", fields, words, icon="lock-open", about=hold.id)


def visiting(
    people: Sequence[Worker], sheet: IssueSheet, start: datetime, row: AppointmentRow | None
) -> Question:
    """A follow-up visit: same or other fieldworker; or a proposal at another time."""
    options: dict[str, str] = {worker.id: worker.name for worker in people}
    usual = next((w for w in sheet.row.responsible_ids if w in options), "")
    who = row.worker_ids[0] if row and row.worker_ids else usual
    minutes = str(_minutes(row)) if row else "60"
    lengths = LENGTHS if minutes in LENGTHS else {minutes: f"{minutes} min"} | LENGTHS
    fields = [
        Field("when", "When", f"{start:%Y-%m-%dT%H:%M}", Asked.WHEN),
        Field("minutes", "How long", minutes, Asked.CHOICE, lengths),
        Field("who", "Who", who, Asked.CHOICE, options),
    ]
    if row is not None:
        words = f"{row.proposed_by_name} proposed this visit."
        return Question(
            "confirm", "Change the proposal", "Confirm", tuple(fields), words, icon="calendar",
            about=row.id,
        )  # fmt: skip
    fields.append(Field("title", "What for", f"{sheet.code} {sheet.row.issue_type}"))
    return Question("visit", "Add a follow-up appointment", "Add", tuple(fields), icon="plus")


def _minutes(row: AppointmentRow) -> int:
    if row.starts_at is None or row.ends_at is None:
        return 60
    return int((row.ends_at - row.starts_at) / timedelta(minutes=1))


def cost() -> Question:
    kinds: dict[str, str] = {
        CostKind.VARIATION: "The customer pays it (variation)",
        CostKind.CREDIT: "The customer gets it back (credit)",
    }
    fields = (
        Field("kind", "Who pays", CostKind.VARIATION, Asked.CHOICE, kinds),
        Field("text", "What for"),
        Field("quantity", "Quantity", "1"),
        Field("unit", "Price each, without tax"),
        Field("tax", "Tax in percent", "10"),
    )
    words = "A draft: nothing is booked until it is put on an invoice."
    return Question("cost", "Add a cost", "Add", fields, words, icon="plus")


def posting(view: View, sheet: IssueSheet, kind: CostKind) -> Question:
    """Names the amounts and where they go; for a variation also a new invoice."""
    costs = drafts(sheet, kind)
    total = sum(each.net_cents + each.tax_cents for each in costs)
    each_one = listed(tuple(f"{c.text} {money(c.net_cents + c.tax_cents)}" for c in costs))
    invoices = invoices_of(view, sheet)
    if kind is CostKind.CREDIT:
        options: dict[str, str] = {row.id: _invoice_words(row) for row in invoices}
        title, save = f"Credit {money(total)}", f"Credit {money(total)}"
        hint = "" if options else "This customer has no invoice to credit."
    else:
        unpaid = [row for row in invoices if not row.paid_cents and not row.credited_cents]
        options = {row.id: _invoice_words(row) for row in unpaid}
        options |= {NEW_INVOICE: "A new invoice"}
        title, save = f"Put {money(total)} on an invoice", f"Book {money(total)}"
        hint = "Invoices on which something was paid stay as they are."
    field = Field("invoice", "Invoice", kind=Asked.CHOICE, options=options, hint=hint)
    return Question(f"post_{kind}", title, save, (field,), f"{each_one}.", icon="receipt")


def invoices_of(view: View, sheet: IssueSheet) -> list[InvoiceRow]:
    """The booking's first, then the customer's others, newest first."""
    booking = sheet.row.record_id
    rows = [
        row
        for row in view.where(InvoiceRow, customer_id=sheet.row.customer_id)
        if row.status is not InvoiceStatus.CREDITED
    ]
    return sorted(rows, key=lambda row: (row.booking_id != booking, -(row.number or 0)))


def _invoice_words(row: InvoiceRow) -> str:
    number = code(RecordKind.INVOICE, row.number, row.id)
    return f"{number} {row.title}, {money(row.total_cents)}"


def survey(sheet: IssueSheet) -> Question:
    known = sheet.survey
    fields = (
        Field(
            "rating", "How satisfied", str(known.rating) if known else "5", Asked.CHOICE, RATINGS
        ),
        Field("comment", "In their words", known.comment if known else "", Asked.LONG),
    )
    words = "What the customer said on the phone. It counts like their own answer."
    return Question("survey", "Log phone feedback", "Save", fields, words, icon="phone")


def step() -> Question:
    return Question("step", "Add a step", "Add", (Field("text", "Step"),), icon="plus")


def follow_up(today: str) -> Question:
    fields = (Field("day", "Follow up on", today, Asked.DAY),)
    return Question("follow", "Follow up", "Save", fields, icon="calendar")


def choosing(key: str, title: str, words: str, others: Sequence[IssueRow], save: str) -> Question:
    """Another issue of the customer."""
    options: Mapping[str, str] = {
        each.id: f"{code_of(each)} {each.issue_type}, {ISSUES[each.status].text.lower()}"
        for each in others
    }
    fields = (Field("other", "Issue", kind=Asked.CHOICE, options=options),)
    return Question(key, title, save, fields, words, icon="merge" if key == "merge" else "link")
