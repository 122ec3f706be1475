"""A record as its customer may see it: facts, status in words, issues and the open posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow, InquiryRow, InvoiceRow, QuoteRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import BookingStatus, RecordKind, Role, code
from sync_server.portal.business import Business
from sync_server.portal.issue_part import IssuePart, issue_part, leading, next_visit
from sync_server.portal.words import BOOKED, KIND_LABELS, StatusWords, role_badge, status_words
from sync_server.rules.view import View
from sync_server.rules.visibility import RECORD_TYPES, may_see

PortalRecord = InquiryRow | QuoteRow | BookingRow | InvoiceRow | IssueRow
_REPORTABLE = frozenset({RecordKind.QUOTE, RecordKind.BOOKING, RecordKind.INVOICE})


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose page of which record this is; every look into the rows goes through it."""

    customer_id: RowId
    kind: RecordKind
    record_id: RowId
    door: str = ""
    """Address of the page through which an issue was opened; empty with a link of its own."""

    @property
    def address(self) -> str:
        if self.door:
            return f"{self.door}/issues/{self.record_id}"
        return f"/portal/{self.kind}/{self.record_id}"

    def issue_address(self, issue_id: RowId) -> str:
        """Where an issue lies for whoever may open this page: below it, as their cookie does."""
        return f"{self.door or self.address}/issues/{issue_id}"


@dataclass(frozen=True, slots=True)
class Fact:
    icon: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FileLink:
    name: str
    address: str
    is_image: bool


@dataclass(frozen=True, slots=True)
class PostLine:
    id: RowId
    author: str
    initials: str
    badge: str
    is_mine: bool
    is_removed: bool
    body: str
    at_iso: str
    at_label: str
    day: str
    files: tuple[FileLink, ...]


@dataclass(frozen=True, slots=True)
class Day:
    label: str
    posts: tuple[PostLine, ...]


@dataclass(frozen=True, slots=True)
class IssueLine:
    address: str
    code: str
    title: str
    status: StatusWords
    visit: str
    """When somebody comes for it; empty where nobody does or it is not shared."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    address: str
    kind_label: str
    code: str
    title: str
    status: StatusWords
    facts: tuple[Fact, ...]
    issues: tuple[IssueLine, ...]
    may_report: bool
    days: tuple[Day, ...]
    back: str = ""
    """The page of the record an issue is about, where this visitor may go there."""
    issue: IssuePart | None = None

    @property
    def template(self) -> str:
        return "record.html" if self.issue is None else "issue.html"


def find_record(view: View, subject: Subject) -> PortalRecord | None:
    """The record of this page, or None when it is gone or no longer this customer's to see."""
    row: Row | None = view.get(RECORD_TYPES[subject.kind], subject.record_id)
    if not isinstance(row, PortalRecord) or row.customer_id != subject.customer_id:
        return None
    return row if _visible(view, row, subject) else None


def find_file(view: View, subject: Subject, attachment_id: RowId) -> AttachmentRow | None:
    """One file of this record's thread, if the customer may see the post it belongs to."""
    row = view.get(AttachmentRow, attachment_id)
    if row is None or row.thread_id != subject.record_id:
        return None
    return row if _visible(view, row, subject) else None


def find_issue(view: View, door: Subject, issue_id: RowId) -> IssueRow | None:
    """An issue about the record of this page, or one that goes back to the issue of this page."""
    issue = view.get(IssueRow, issue_id)
    if issue is None or door.record_id not in {issue.record_id, issue.parent_id}:
        return None
    return issue if _visible(view, issue, door) else None


def record_page(
    view: View, subject: Subject, business: Business, now: datetime
) -> RecordPage | None:
    """Everything the page shows; it differs only when the customer would see a difference."""
    record = find_record(view, subject)
    if record is None:
        return None
    issue = record if isinstance(record, IssueRow) else None
    return RecordPage(
        address=subject.address,
        kind_label=KIND_LABELS[subject.kind],
        code=code(subject.kind, record.number, record.id),
        title=record.issue_type if isinstance(record, IssueRow) else record.title,
        status=_status(view, record),
        facts=tuple(_FACTS[type(record)](record, business)),
        issues=tuple(_issues(view, subject, business)),
        may_report=subject.kind in _REPORTABLE,
        days=_days(view, subject, business),
        back=subject.door,
        issue=issue_part(view, issue, business, now) if issue else None,
    )


def _status(view: View, record: PortalRecord) -> StatusWords:
    if isinstance(record, IssueRow):
        return status_words(leading(view, record).status)
    if isinstance(record, BookingRow) and record.status is BookingStatus.TO_SCHEDULE:
        return BOOKED if record.starts_at is not None else status_words(record.status)
    return status_words(record.status)


def _visible(view: View, row: Row, subject: Subject) -> bool:
    return may_see(view, row, Role.CUSTOMER, subject.customer_id)


def _issues(view: View, subject: Subject, business: Business) -> Iterable[IssueLine]:
    for issue in view.where(IssueRow, record_id=subject.record_id):
        if _visible(view, issue, subject):
            yield IssueLine(
                subject.issue_address(issue.id),
                code(RecordKind.ISSUE, issue.number, issue.id),
                issue.issue_type,
                status_words(leading(view, issue).status),
                next_visit(view, issue, business),
            )


def _days(view: View, subject: Subject, business: Business) -> tuple[Day, ...]:
    posts = [
        post
        for post in view.where(PostRow, thread_id=subject.record_id)
        if _visible(view, post, subject)
    ]
    posts.sort(key=lambda post: (_posted_at(post), post.id))
    lines = (_line(view, post, subject, business) for post in posts)
    return tuple(Day(label, tuple(day)) for label, day in groupby(lines, lambda line: line.day))


def _posted_at(post: PostRow) -> datetime:
    at = post.posted_at or post.written_at
    if at is None:
        raise ValueError(f"post {post.id} has no time")
    return at


def _line(view: View, post: PostRow, subject: Subject, business: Business) -> PostLine:
    at = _posted_at(post)
    return PostLine(
        id=post.id,
        author=post.author_name,
        initials="".join(word[0] for word in post.author_name.split()[:2]).upper(),
        badge=role_badge(post.author_role),
        is_mine=post.author_role is Role.CUSTOMER,
        is_removed=post.removed,
        body=post.body,
        at_iso=at.isoformat(timespec="seconds"),
        at_label=business.clock(at),
        day=business.day(at),
        files=() if post.removed else tuple(_files(view, post, subject)),
    )


def _files(view: View, post: PostRow, subject: Subject) -> Iterable[FileLink]:
    for file in view.where(AttachmentRow, post_id=post.id):
        address = f"{subject.address}/files/{file.id}"
        yield FileLink(file.name, address, file.media_type.startswith("image/"))


def _booking_facts(row: BookingRow, business: Business) -> Iterable[Fact]:
    if row.starts_at is not None:
        yield Fact("calendar", "When", business.day_and_clock(row.starts_at))
    if row.site:
        yield Fact("map-pin", "Where", row.site)


def _quote_facts(row: QuoteRow, business: Business) -> Iterable[Fact]:
    yield Fact("receipt", "Total", business.money(row.total_cents))
    yield from _made(row.created_at, business)


def _invoice_facts(row: InvoiceRow, business: Business) -> Iterable[Fact]:
    yield Fact("receipt", "Total", business.money(row.total_cents))
    if row.due_at is not None:
        yield Fact("calendar", "Due", business.day(row.due_at))


def _issue_facts(row: IssueRow, business: Business) -> Iterable[Fact]:
    yield Fact("file-text", "About", KIND_LABELS[row.record_kind])
    if row.description:
        yield Fact("message-square", "Report", row.description)
    yield from _made(row.reported_at, business)


def _inquiry_facts(row: InquiryRow, business: Business) -> Iterable[Fact]:
    yield from _made(row.created_at, business)


def _made(at: datetime | None, business: Business) -> Iterable[Fact]:
    if at is not None:
        yield Fact("clock", "Date", business.day(at))


_FACTS: Mapping[type[Row], Callable[..., Iterable[Fact]]] = {
    BookingRow: _booking_facts,
    QuoteRow: _quote_facts,
    InvoiceRow: _invoice_facts,
    IssueRow: _issue_facts,
    InquiryRow: _inquiry_facts,
}
