"""How complaints are handled, as it is edited: what is in each field, and the command it makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.admin.number_model import DAYS, Problem, of_day, spans
from desktop.qt.statuses import ISSUES
from sync_server.contract.complaints import AckMode, ComplaintSettingsRow, SaveComplaintSettings
from sync_server.contract.issues import IssuePriority
from sync_server.contract.values import IssueStatus
from sync_server.rules.money import MAX_CENTS
from sync_server.rules.opening_hours import WEEKDAYS, read_holiday, read_hours

ACK_MODES: Mapping[AckMode, str] = {
    AckMode.AUTO: "Send it at once",
    AckMode.PREVIEW: "Show it first",
    AckMode.OFF: "Send nothing",
}
PRIORITIES: Mapping[IssuePriority, str] = {
    IssuePriority.LOW: "Low",
    IssuePriority.NORMAL: "Normal",
    IssuePriority.HIGH: "High",
    IssuePriority.URGENT: "Urgent",
}
COLUMNS: Mapping[IssueStatus, str] = {status: badge.text for status, badge in ISSUES.items()}
PAUSES: Mapping[IssueStatus, str] = {
    status: words for status, words in COLUMNS.items() if status is not IssueStatus.CLOSED
}
_AMOUNT = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?")
_THOUSANDS = re.compile(r"[\s\u00a0'$]|,(?=\d{3}(?:\D|$))")
_FIELDS: Mapping[str, str] = {
    "target lies before": "ack_hours",
    "clock runs": "resolve_hours",
    "Reopening ends": "reopen_days",
    "time zone": "time_zone",
    "is not written like “mon": "hours",
    "does not end after": "hours",
    "is not written like “2026": "holidays",
    "day of the calendar": "holidays",
}


class NotTheseSettings(Exception):
    """A field holds what no command can carry."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class ComplaintsForm:
    """Fields as typed; hours are one text for each weekday, limits go by column (0: none)."""

    version: int
    ack_office: AckMode
    ack_customer: AckMode
    ack_import: AckMode
    ack_target_hours: int
    ack_breach_hours: int
    resolve_hours: tuple[int, ...]
    pauses_in: frozenset[IssueStatus]
    hours: tuple[str, ...]
    time_zone: str
    holidays: tuple[str, ...]
    reopen_days: int
    shares_appointments: bool
    needs_evidence: bool
    two_person: str
    wip_limits: tuple[int, ...]


def form_of(row: ComplaintSettingsRow) -> ComplaintsForm:
    """What is stored, ready to be edited."""
    limits = dict(text.split(" ", 1) for text in row.wip_limits)
    return ComplaintsForm(
        version=row.version,
        ack_office=row.ack_office,
        ack_customer=row.ack_customer,
        ack_import=row.ack_import,
        ack_target_hours=row.ack_target_hours,
        ack_breach_hours=row.ack_breach_hours,
        resolve_hours=row.resolve_hours,
        pauses_in=frozenset(IssueStatus(name) for name in row.pauses_in),
        hours=tuple(of_day(day, row.hours) for day in WEEKDAYS),
        time_zone=row.time_zone,
        holidays=row.holidays,
        reopen_days=row.reopen_days,
        shares_appointments=row.shares_appointments,
        needs_evidence=row.needs_evidence,
        two_person=written(row.two_person_cents),
        wip_limits=tuple(int(limits.get(status, 0)) for status in COLUMNS),
    )


def command_of(form: ComplaintsForm) -> SaveComplaintSettings:
    """What the form asks for. Raises NotTheseSettings at the first field that cannot be read."""
    low, normal, high, urgent = form.resolve_hours
    return SaveComplaintSettings(
        seen_version=form.version,
        ack_office=form.ack_office,
        ack_customer=form.ack_customer,
        ack_import=form.ack_import,
        reopen_days=form.reopen_days,
        needs_evidence=form.needs_evidence,
        shares_appointments=form.shares_appointments,
        two_person_cents=cents(form.two_person),
        wip_limits=tuple(
            f"{status} {most}"
            for status, most in zip(COLUMNS, form.wip_limits, strict=True)
            if most
        ),
        time_zone=form.time_zone.strip(),
        hours=_hours(form.hours),
        holidays=_holidays(form.holidays),
        ack_target_hours=form.ack_target_hours,
        ack_breach_hours=form.ack_breach_hours,
        resolve_hours=(low, normal, high, urgent),
        pauses_in=tuple(str(status) for status in PAUSES if status in form.pauses_in),
    )


def problem_of(sentence: str) -> Problem:
    """At which field a rule's sentence belongs; an empty field: at none of them."""
    return Problem(next((f for words, f in _FIELDS.items() if words in sentence), ""), sentence)


def cents(text: str) -> int:
    """An amount in whole cents, nothing for no limit. Raises NotTheseSettings."""
    plain = _THOUSANDS.sub("", text)
    if not plain:
        return 0
    if not _AMOUNT.fullmatch(plain):
        raise NotTheseSettings(Problem("two_person", f"“{text}” is no amount such as 500.00."))
    whole, _, part = plain.replace(",", ".").partition(".")
    found = int(whole) * 100 + int(part.ljust(2, "0"))
    if found > MAX_CENTS:
        raise NotTheseSettings(Problem("two_person", "This is more than anybody is paid."))
    return found


def written(amount: int) -> str:
    """Cents as they are typed; no limit is nothing."""
    return f"{amount // 100}.{amount % 100:02d}" if amount else ""


def _hours(days: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(spans(days))
    for text in found:
        try:
            read_hours(text)
        except ValueError:
            day = DAYS[WEEKDAYS.index(text[:3])]
            sentence = f"{day}: “{text[4:]}” is not written like “08:00-12:30”."
            raise NotTheseSettings(Problem("hours", sentence)) from None
    return found


def _holidays(lines: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(line.strip() for line in lines if line.strip())
    for text in found:
        try:
            read_holiday(text)
        except ValueError as problem:
            raise NotTheseSettings(Problem("holidays", str(problem))) from None
    return found
