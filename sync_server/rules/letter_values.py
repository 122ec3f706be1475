"""What merge tags stand for: the customer, the record, the issue, who writes (TPL-07, TPL-13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import CustomerRow
from sync_server.contract.issue_work import SurveyRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.letters import BRANDING_ID, BrandingRow
from sync_server.contract.records import BookingRow, InquiryRow, InvoiceRow, QuoteRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import AppointmentStatus, IssueStatus, RecordKind, code
from sync_server.rules.clocks import calendar_of, settings_of
from sync_server.rules.letter_marks import Mark
from sync_server.rules.merge_tags import TAGS
from sync_server.rules.view import View
from sync_server.rules.visibility import RECORD_TYPES

OFFICE_TEAM = "Our office team"
_FIRMS = frozenset(
    ("ag", "bv", "company", "corp", "gmbh", "group", "hotel", "inc", "llc", "ltd", "plc", "pty")
)
_TITLED = (InquiryRow, QuoteRow, BookingRow, InvoiceRow)


@dataclass(frozen=True, slots=True)
class About:
    """Whom a letter is for, what it is about and who writes it."""

    customer_id: RowId
    writer: str = ""
    """The person's name; empty when nobody writes it."""
    issue: IssueRow | None = None
    record_kind: RecordKind | None = None
    record_id: RowId | None = None
    """What it is about where that is no issue."""
    now: datetime | None = None
    """Visits before it are no longer what happens next; None leaves visits out."""
    asks_survey: bool = False
    to_colleague: bool = False
    """Customers' links are not for colleagues."""


def values_about(view: View, about: About) -> Mapping[str, str]:
    """A value for every tag there is; empty where there is nothing to say."""
    customer = view.get(CustomerRow, about.customer_id)
    name = customer.name if customer else ""
    business = business_of(view)
    writer = about.writer or _owner(view, about.issue) or ""
    values = dict.fromkeys(TAGS, "") | {
        "customer_name": name,
        "customer_first_name": first_name(name),
        "business_name": business,
        "agent_name": writer or business or OFFICE_TEAM,
        "agent_signature": "\n".join(part for part in (writer, business) if part) or OFFICE_TEAM,
    }
    if about.issue is not None:
        return {**values, **_of_issue(view, about, about.issue)}
    return {**values, **_of_record(view, about.record_kind, about.record_id)}


def first_name(name: str) -> str:
    """What a person is greeted with; a company's name stays whole."""
    words = name.replace(",", " , ").split()
    if not words or "&" in words or {word.strip(".").casefold() for word in words} & _FIRMS:
        return name.strip()
    if "," in words[:-1]:
        return words[words.index(",") + 1]
    return words[0]


def business_of(view: View) -> str:
    """The business as its e-mails name it; empty until somebody named it."""
    row = view.get(BrandingRow, BRANDING_ID)
    return row.business_name if row is not None else ""


def day_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _of_issue(view: View, about: About, issue: IssueRow) -> Mapping[str, str]:
    zone = calendar_of(settings_of(view)).zone
    is_answered = view.get(SurveyRow, issue.id) is not None
    for_customer = not about.to_colleague
    return {
        **_of_record(view, issue.record_kind, issue.record_id),
        "complaint_number": code(RecordKind.ISSUE, issue.number, issue.id),
        "complaint_type": issue.issue_type,
        "complaint_comments": issue.description.strip(),
        "reported_on": _day(issue.reported_at, zone),
        "owner_name": _owner(view, issue) or about.writer or OFFICE_TEAM,
        "next_milestone": next_milestone(view, issue, about.now),
        "follow_up_date": _follow_up(issue),
        "discussion_link": Mark.DISCUSSION.value if for_customer else "",
        "survey_link": (
            Mark.SURVEY.value if for_customer and about.asks_survey and not is_answered else ""
        ),
    }


def next_milestone(view: View, issue: IssueRow, now: datetime | None) -> str:
    """What the customer can count on next, as a sentence (TPL-13)."""
    settings = settings_of(view)
    zone = calendar_of(settings).zone
    if issue.status is IssueStatus.CLOSED:
        return "It is settled."
    visit = _next_visit(view, issue, now) if now and settings.shares_appointments else None
    if visit is not None:
        return f"We come on {_day(visit, zone)}."
    if issue.follow_up_on:
        return f"You hear from us by {_follow_up(issue)}."
    if issue.resolve_due_at is not None:
        return f"We aim to have it put right by {_day(issue.resolve_due_at, zone)}."
    return "We look into it and come back to you."


def _next_visit(view: View, issue: IssueRow, now: datetime) -> datetime | None:
    visits = view.where(AppointmentRow, issue_id=issue.id, status=AppointmentStatus.PLANNED)
    starts = (visit.starts_at for visit in visits if visit.starts_at and visit.starts_at >= now)
    return min(starts, default=None)


def _of_record(view: View, kind: RecordKind | None, record_id: RowId | None) -> Mapping[str, str]:
    record: Row | None = view.get(RECORD_TYPES[kind], record_id) if kind and record_id else None
    if kind is None or not isinstance(record, _TITLED):
        return {}
    return {
        "record_code": code(kind, record.number, record.id),
        "record_title": record.title,
    }


def _owner(view: View, issue: IssueRow | None) -> str:
    owner = view.get(StaffRow, issue.owner_id) if issue and issue.owner_id else None
    return owner.name if owner is not None else ""


def _follow_up(issue: IssueRow) -> str:
    return day_words(date.fromisoformat(issue.follow_up_on)) if issue.follow_up_on else ""


def _day(at: datetime | None, zone: ZoneInfo) -> str:
    return day_words(at.astimezone(zone).date()) if at else ""
