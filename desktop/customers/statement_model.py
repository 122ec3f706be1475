"""A statement as it is read: periods to choose from, its lines, and its figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.qt.formatting import day, money
from desktop.replica.ledger import Entry, EntryKind, Ledger
from sync_server.contract.values import RecordKind, code

K = EntryKind


class Period(StrEnum):
    THIS_MONTH = "This month"
    LAST_MONTH = "Last month"
    THIS_QUARTER = "This quarter"
    THIS_YEAR = "This year"
    LAST_YEAR = "Last year"
    EVERYTHING = "Everything"


@dataclass(frozen=True, slots=True)
class Span:
    """From the first instant to before the last, in the person's own time zone."""

    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; amounts as text, empty where there is none."""

    id: str
    date: str
    what: str
    owed: str
    paid: str
    balance: str


@dataclass(frozen=True, slots=True)
class StatementShown:
    """A whole statement, ready for the screen and for paper."""

    customer: str
    address: str
    span: str
    made_on: str
    opening: str
    billed: str
    paid: str
    credited: str
    closing: str
    lines: tuple[Line, ...]


def span_of(period: Period, now: datetime) -> Span:
    """A period around now; months begin at midnight where the person is."""
    local = now.astimezone()
    month = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if period is Period.EVERYTHING:
        return Span(None, None)
    if period is Period.THIS_MONTH:
        return Span(month, _later(month, 1))
    if period is Period.LAST_MONTH:
        return Span(_later(month, -1), month)
    if period is Period.THIS_QUARTER:
        first = month.replace(month=(month.month - 1) // 3 * 3 + 1)
        return Span(first, _later(first, 3))
    first = month.replace(month=1, year=month.year - (period is Period.LAST_YEAR))
    return Span(first, _later(first, 12))


def statement_shown(
    customer: str, address: str, found: Ledger, span: Span, now: datetime
) -> StatementShown:
    return StatementShown(
        customer=customer,
        address=address,
        span=_span_words(span, now),
        made_on=_date(now),
        opening=money(found.opening_cents),
        billed=money(found.total(K.INVOICE)),
        paid=money(-found.total(K.PAYMENT, K.PAYMENT_VOIDED)),
        credited=money(-found.total(K.CREDIT_NOTE, K.CREDIT_NOTE_VOIDED)),
        closing=money(found.closing_cents),
        lines=tuple(_lines(found.entries, found.opening_cents)),
    )


def _lines(entries: Iterable[Entry], balance: int) -> Iterable[Line]:
    for at, entry in enumerate(entries):
        balance += entry.cents
        is_owed = entry.cents >= 0
        amount = money(abs(entry.cents))
        yield Line(
            f"{at}",
            _date(entry.at),
            _what(entry),
            amount if is_owed else "",
            "" if is_owed else amount,
            money(balance),
        )


def _what(entry: Entry) -> str:
    invoice = code(RecordKind.INVOICE, entry.number, entry.id)
    note = code(RecordKind.CREDIT_NOTE, entry.number, entry.id)
    words = {
        K.INVOICE: f"Invoice {invoice}",
        K.PAYMENT: f"Payment for {invoice}",
        K.PAYMENT_VOIDED: f"Payment for {invoice} taken back",
        K.CREDIT_NOTE: f"Credit note {note}",
        K.CREDIT_NOTE_VOIDED: f"Credit note {note} taken back",
    }[entry.kind]
    return f"{words}: {entry.text}" if entry.text else words


def _later(at: datetime, months: int) -> datetime:
    place = at.year * 12 + at.month - 1 + months
    naive = at.replace(year=place // 12, month=place % 12 + 1, tzinfo=None)
    return naive.astimezone()  # the offset of that day, not of today


def _span_words(span: Span, now: datetime) -> str:
    if span.since is None or span.until is None:
        return f"Until {_date(now)}"
    last = span.until.astimezone()
    return f"{_date(span.since)} to {_date(last.fromordinal(last.toordinal() - 1).astimezone())}"


def _date(at: datetime) -> str:
    return day(at, at.replace(year=at.year - 1))  # always with its year
