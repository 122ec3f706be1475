"""Whose pay hangs on a record: what each fieldworker earns with it, what is withheld, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.links import Link, LinkKind
from desktop.qt.formatting import day, exact, money
from desktop.qt.statuses import HOLDS, Badge
from desktop.records.record_model import Entry, Group
from desktop.replica.records import Sheet
from desktop.rights import Rights
from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow, PlaceHold, ReleaseHold
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import LineRow
from sync_server.contract.pay import PayLineRow, PayoutRow
from sync_server.contract.records import BookingMoneyRow, BookingRow, InvoiceRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import HoldState, IssueStatus, Module, RecordKind, Verb, code
from sync_server.rules.clocks import settings_of
from sync_server.rules.holds import deciding_issue
from sync_server.rules.money import lines_of
from sync_server.rules.pay import Standing, earned, holds_on, pay_lines, standing
from sync_server.rules.view import View

WITHHOLD, RELEASE, PAY_LINES = "withhold_pay", "release_pay", "pay_lines"
BY_HAND = "By hand"
_ORDER = [HoldState.HELD, HoldState.RECOVERY_DUE, HoldState.READY_TO_RELEASE, HoldState.RELEASED]


@dataclass(frozen=True, slots=True)
class Share:
    """One fieldworker's pay for one booking, and what holds it."""

    booking_id: RowId
    worker_id: RowId
    name: str
    pay: Standing
    holds: tuple[HoldRow, ...]
    """Those that are not released."""
    is_whole: bool
    """Nothing is left to withhold by hand."""

    @property
    def is_held(self) -> bool:
        return bool(self.holds)


def booking_of(view: View, found: Sheet) -> BookingRow | None:
    """The booking whose pay it is: the record itself, or the one an invoice is for."""
    if isinstance(found.row, InvoiceRow):
        booking_id = found.row.booking_id
        return view.get(BookingRow, booking_id) if booking_id else None
    return found.row if isinstance(found.row, BookingRow) else None


def shares(view: View, booking_id: RowId) -> tuple[Share, ...]:
    """Everybody who earns, is held or was paid here, by name."""
    holds = view.where(HoldRow, booking_id=booking_id)
    workers = {*earned(view, booking_id), *(hold.worker_id for hold in holds)}
    workers |= {row.worker_id for row in view.where(PayoutRow, booking_id=booking_id)}
    made = [share(view, booking_id, worker) for worker in workers]
    return tuple(sorted(made, key=lambda each: (each.name.casefold(), each.worker_id)))


def share(view: View, booking_id: RowId, worker_id: RowId) -> Share:
    active = tuple(h for h in holds_on(view, booking_id, worker_id) if h.is_active)
    pay = standing(view, booking_id, worker_id)
    is_whole = any(not hold.pay_line_ids and not hold.issue_id for hold in active)
    taken = {line_id for hold in active for line_id in hold.pay_line_ids}
    theirs = {line.id for line in pay_lines(view, booking_id) if line.worker_id == worker_id}
    is_whole = is_whole or bool(theirs and theirs <= taken)
    return Share(booking_id, worker_id, name_of(view, worker_id), pay, active, is_whole)


def name_of(view: View, worker_id: RowId) -> str:
    row = view.get(StaffRow, worker_id)
    return row.name if row is not None else "A former colleague"


def cause(view: View, hold: HoldRow) -> tuple[str, Link | None]:
    """What it is held for: its issue or invoice, else that somebody did it by hand."""
    issue = view.get(IssueRow, hold.issue_id) if hold.issue_id else None
    if issue is not None:
        return code(RecordKind.ISSUE, issue.number, issue.id), Link(LinkKind.ISSUE, issue.id)
    bill = view.get(InvoiceRow, hold.invoice_id) if hold.invoice_id else None
    if bill is not None:
        return code(RecordKind.INVOICE, bill.number, bill.id), Link(LinkKind.INVOICE, bill.id)
    return BY_HAND, None


def stays_because(view: View, hold: HoldRow, me: str) -> str:
    """Why this person cannot release it now; empty: they can."""
    issue = view.get(IssueRow, hold.issue_id) if hold.issue_id else None
    if issue is not None:
        issue = deciding_issue(view, issue)
        if issue.status is not IssueStatus.CLOSED:
            return f"stays until {code(RecordKind.ISSUE, issue.number, issue.id)} is closed"
    if hold.first_by == me and is_large(view, hold):
        return "you released it first; a second person must release"
    return ""


def is_large(view: View, hold: HoldRow) -> bool:
    """Above the limit from which on two people release."""
    return 0 < settings_of(view).two_person_cents < hold.amount_cents


def held_badges(view: View, holds: Iterable[HoldRow], by_hand: str = "") -> tuple[Badge, ...]:
    """One for each cause, with the number of its issue (PAY-02); `by_hand` says that there is
    none where the state would be too long a word."""
    made = []
    for hold in sorted(holds, key=lambda each: (_ORDER.index(each.state), each.id)):
        words, link = cause(view, hold)
        usual = HOLDS[hold.state]
        made.append(Badge(words if link else by_hand or usual.text, usual.tone, usual.icon))
    return tuple(dict.fromkeys(made))


def flagged(view: View, found: Sheet) -> Mapping[str, HoldRow]:
    """Lines of a booking or invoice whose pay is withheld, and by what (PAY-02)."""
    booking = booking_of(view, found)
    active = [] if booking is None else view.where(HoldRow, booking_id=booking.id)
    active = [hold for hold in active if hold.is_active]
    if booking is None or not active:
        return {}
    pay = {line.id: line for line in pay_lines(view, booking.id)}
    own = lines_of(view, booking.id)
    marked: dict[str, HoldRow] = {}
    for hold in active:
        for line_id in _held_lines(hold, pay, own):
            marked.setdefault(line_id, hold)
    if found.kind is RecordKind.BOOKING:
        return marked
    return _on_invoice(found.lines, own, marked)


def _held_lines(
    hold: HoldRow, pay: Mapping[RowId, PayLineRow], own: Sequence[LineRow]
) -> Iterator[str]:
    """Lines the held pay is for; pay that names no line is for the whole booking."""
    theirs = [line for line in pay.values() if line.worker_id == hold.worker_id]
    wanted = [line for line in theirs if not hold.pay_line_ids or line.id in hold.pay_line_ids]
    there = {line.id for line in own}
    named = [line.line_id for line in wanted if line.line_id and line.line_id in there]
    if not wanted or len(named) < len(wanted):
        yield from (line.id for line in own)
    yield from named


def _on_invoice(
    lines: Sequence[LineRow], own: Sequence[LineRow], marked: Mapping[str, HoldRow]
) -> Mapping[str, HoldRow]:
    """The booking's lines as the invoice repeats them: the same words for the same sum."""
    known = {(line.text, line.net_cents): marked[line.id] for line in own if line.id in marked}
    found: dict[str, HoldRow] = {
        line.id: known[line.text, line.net_cents]
        for line in lines
        if (line.text, line.net_cents) in known
    }
    if found or not marked:
        return found
    first = next(iter(marked.values()))
    return {line.id: first for line in lines}


def groups(view: View, found: Sheet, rights: Rights, me: str) -> Iterator[Group]:
    """Who earns what with it, and each hold with what may be done."""
    booking = booking_of(view, found)
    if booking is None or not rights.has(Module.HOLDS, Verb.SEE):
        return
    if view.get(BookingMoneyRow, booking.id) is None:
        return
    everybody = shares(view, booking.id)
    if everybody:
        may = rights.may(PlaceHold)
        entries = tuple(_share_entry(view, each, may_withhold=may) for each in everybody)
        yield Group("pay", "Fieldworker pay", entries)
    holds = view.where(HoldRow, booking_id=booking.id)
    if holds:
        may = rights.may(ReleaseHold)
        rows = sorted(holds, key=lambda each: (_ORDER.index(each.state), each.id))
        entries = tuple(_hold_entry(view, each, me, may_release=may) for each in rows)
        yield Group("holds", "Payment holds", entries)


def _share_entry(view: View, each: Share, *, may_withhold: bool) -> Entry:
    is_offered = may_withhold and not each.is_whole and each.pay.earned > 0
    return Entry(
        each.worker_id,
        each.name,
        in_words(each.pay),
        money(each.pay.earned),
        next(iter(held_badges(view, each.holds)), None),
        Link(LinkKind.FIELDWORKER, each.worker_id),
        WITHHOLD if is_offered else "",
        "Withhold…" if is_offered else "",
    )


def in_words(pay: Standing) -> str:
    """What is withheld, paid, payable and to be recovered; what is nothing is left out."""
    parts = (
        ("withheld", pay.held),
        ("paid", pay.paid),
        ("payable", pay.payable),
        ("to recover", pay.to_recover),
    )
    return " · ".join(f"{money(cents)} {word}" for word, cents in parts if cents)


def _hold_entry(view: View, hold: HoldRow, me: str, *, may_release: bool) -> Entry:
    title, link = cause(view, hold)
    why = stays_because(view, hold, me) if hold.is_active else ""
    is_offered = may_release and hold.is_active and not why
    return Entry(
        hold.id,
        title,
        " · ".join(
            filter(None, (name_of(view, hold.worker_id), *_told(view, hold, why), hold.reason))
        ),
        money(hold.amount_cents),
        HOLDS[hold.state],
        link,
        RELEASE if is_offered else "",
        "Release…" if is_offered else "",
    )


def _told(view: View, hold: HoldRow, why: str) -> Iterator[str]:
    if not hold.is_active:
        yield f"by {hold.released_by_name}"
        yield exact(hold.released_at) if hold.released_at else ""
        return
    if hold.is_provisional:
        yield "everyone on the job, until somebody is named"
    if why:
        yield why
    elif hold.first_by is not None and is_large(view, hold):
        yield first_release(hold)
    elif hold.expected_on:
        yield f"expected {hold.expected_on}"
    if hold.held_at is not None and not why:
        yield f"since {day(hold.held_at, hold.held_at)} by {hold.held_by_name}".removesuffix(" by ")


def first_release(hold: HoldRow) -> str:
    return f"Released first by {hold.first_by_name}; a second person must release"
