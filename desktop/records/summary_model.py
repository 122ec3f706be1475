"""A fieldworker's booking summary: each job with what is earned, withheld, paid and payable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.links import Link
from desktop.qt.formatting import day, money
from desktop.qt.statuses import Badge, status_badge
from desktop.qt.table_model import Align, CellLook, Column
from desktop.records.pay_model import BY_HAND, cause, held_badges
from desktop.replica.worker_pay import Job
from sync_server.contract.values import RecordKind, code
from sync_server.rules.view import View


class Which(StrEnum):
    """Jobs to be shown."""

    ALL = "All jobs"
    HELD = "Withheld"
    PAYABLE = "Payable"


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job of the summary; its id is the booking's."""

    id: str
    code: str
    title: str
    customer: str
    day: str
    status: Badge
    flags: tuple[Badge, ...]
    """What withholds its pay, with the numbers of the issues (PAY-02)."""
    earned: int
    held: int
    paid: int
    payable: int
    to_recover: int
    causes: tuple[tuple[str, Link], ...] = ()
    """The issues and invoices it is withheld for, by their numbers."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Cents over all jobs shown."""

    earned: int
    held: int
    paid: int
    payable: int
    to_recover: int


def job_line(view: View, job: Job) -> JobLine:
    booking, pay = job.booking, job.pay
    causes = dict(cause(view, hold) for hold in job.holds)
    return JobLine(
        id=booking.id,
        code=code(RecordKind.BOOKING, booking.number, booking.id),
        title=booking.title,
        customer=job.customer,
        day=f"{day(job.at, job.at)} {job.at.astimezone().year}" if job.at else "No date",
        status=status_badge(view, RecordKind.BOOKING, booking.status, booking.status_id),
        flags=held_badges(view, job.holds, by_hand=BY_HAND),
        earned=pay.earned,
        held=pay.held,
        paid=pay.paid,
        payable=pay.payable,
        to_recover=pay.to_recover,
        causes=tuple((words, link) for words, link in causes.items() if link is not None),
    )


def chosen(lines: Iterable[JobLine], which: Which) -> tuple[JobLine, ...]:
    if which is Which.HELD:
        return tuple(line for line in lines if line.flags)
    if which is Which.PAYABLE:
        return tuple(line for line in lines if line.payable)
    return tuple(lines)


def sums(lines: Sequence[JobLine]) -> Sums:
    return Sums(
        sum(line.earned for line in lines),
        sum(line.held for line in lines),
        sum(line.paid for line in lines),
        sum(line.payable for line in lines),
        sum(line.to_recover for line in lines),
    )


def columns() -> tuple[Column[JobLine], ...]:
    right = Align.RIGHT
    return (
        Column("Booking", lambda line: line.code, 100, CellLook.LINK),
        Column("Job", lambda line: line.title, 150, CellLook.STRONG, stretches=True),
        Column("Customer", lambda line: line.customer, 112, gives_way=True),
        Column("When", lambda line: line.day, 108, CellLook.MUTED, gives_way=True),
        Column("Status", lambda _line: "", 128, badges=lambda line: (line.status,), tip=_status),
        Column("Withheld for", lambda _line: "", 216, badges=lambda line: line.flags, tip=_flags),
        Column("Earned", lambda line: money(line.earned), 88, align=right),
        Column("Withheld", lambda line: _cents(line.held), 88, align=right),
        Column("Paid", lambda line: _cents(line.paid), 88, align=right),
        Column("Payable", lambda line: _cents(line.payable), 88, align=right, tip=_payable),
    )


def _cents(cents: int) -> str:
    return money(cents) if cents else "–"  # noqa: RUF001 - a dash: nothing


def _status(line: JobLine) -> str:
    return line.status.text


def _flags(line: JobLine) -> str:
    return ", ".join(badge.text for badge in line.flags) or "Nothing is withheld"


def _payable(line: JobLine) -> str:
    if line.to_recover:
        return f"{money(line.to_recover)} went out although it is withheld now"
    return money(line.payable)
