"""One customer with everything that hangs on them, built step by step for demo data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow, CallStep, VoicemailRow, call_id
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.holds import HoldRow, hold_id
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import (
    BookingMoneyRow,
    BookingRow,
    InquiryRow,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import (
    BookingStatus,
    CallOutcome,
    ContactKind,
    Direction,
    HoldState,
    InquiryStatus,
    InvoiceStatus,
    IssueStatus,
    QuoteStatus,
    RecordKind,
    Role,
    StepKind,
    Visibility,
)
from sync_server.demo.ids import Dice
from sync_server.demo.people import GROUP_ID
from sync_server.rules.threads import born_with

Numbers = Callable[[RecordKind], int]


@dataclass
class Bundle:
    """Collects the rows of one customer; every method adds what belongs together."""

    dice: Dice
    number: Numbers
    customer: CustomerRow
    rows: list[Row] = field(default_factory=list)
    is_told: bool = False
    """Its records have their lines and payments already."""

    def __post_init__(self) -> None:
        self.rows += [self.customer, self._thread(RecordKind.CUSTOMER, self.customer.id)]

    def contact(self, kind: ContactKind, value: str) -> None:
        row_id = self.dice.new_id(self.dice.before(700))
        self.rows.append(
            ContactPointRow(id=row_id, customer_id=self.customer.id, contact_kind=kind, value=value)
        )

    def inquiry(self, title: str, status: InquiryStatus, at: datetime) -> InquiryRow:
        row = InquiryRow(
            id=self.dice.new_id(at),
            customer_id=self.customer.id,
            number=self.number(RecordKind.INQUIRY),
            title=title,
            status=status,
            created_at=at,
        )
        self.rows += [row, self._thread(RecordKind.INQUIRY, row.id)]
        return row

    def quote(self, title: str, status: QuoteStatus, cents: int, at: datetime) -> QuoteRow:
        row = QuoteRow(
            id=self.dice.new_id(at),
            customer_id=self.customer.id,
            number=self.number(RecordKind.QUOTE),
            title=title,
            status=status,
            total_cents=cents,
            created_at=at,
        )
        self.rows += [row, self._thread(RecordKind.QUOTE, row.id)]
        return row

    def booking(
        self,
        title: str,
        status: BookingStatus,
        cents: int,
        starts_at: datetime,
        workers: tuple[StaffRow, ...],
    ) -> BookingRow:
        created = min(starts_at, self.dice.now) - timedelta(days=3)
        row = BookingRow(
            id=self.dice.new_id(created),
            customer_id=self.customer.id,
            number=self.number(RecordKind.BOOKING),
            title=title,
            status=status,
            starts_at=starts_at,
            site=self.customer.location,
            worker_ids=tuple(worker.id for worker in workers),
            created_at=created,
        )
        money = BookingMoneyRow(
            id=row.id,
            customer_id=row.customer_id,
            total_cents=cents,
            pay_cents=cents * 45 // 100,
        )
        self.rows += [row, money, self._thread(RecordKind.BOOKING, row.id)]
        return row

    def invoice(
        self, booking: BookingRow, status: InvoiceStatus, cents: int, at: datetime
    ) -> InvoiceRow:
        row = InvoiceRow(
            id=self.dice.new_id(at),
            customer_id=self.customer.id,
            booking_id=booking.id,
            number=self.number(RecordKind.INVOICE),
            title=booking.title,
            status=status,
            total_cents=cents,
            due_at=at + timedelta(days=14),
            created_at=at,
        )
        self.rows += [row, self._thread(RecordKind.INVOICE, row.id)]
        return row

    def issue(
        self,
        booking: BookingRow,
        issue_type: str,
        description: str,
        status: IssueStatus,
        at: datetime,
    ) -> IssueRow:
        """Add an issue and the holds it put on the booking's fieldworkers."""
        row = IssueRow(
            id=self.dice.new_id(at),
            customer_id=self.customer.id,
            record_id=booking.id,
            number=self.number(RecordKind.ISSUE),
            issue_type=issue_type,
            description=description,
            status=status,
            responsible_ids=booking.worker_ids[:1],
            reported_by=self.customer.id,
            reporter_name=self.customer.name,
            reported_at=at,
            closed_at=at + timedelta(days=2) if status is IssueStatus.CLOSED else None,
        )
        self.rows += [row, self._thread(RecordKind.ISSUE, row.id)]
        self.rows += [self._hold(row, worker) for worker in row.responsible_ids]
        return row

    def _hold(self, issue: IssueRow, worker: RowId) -> HoldRow:
        money = next(
            r for r in self.rows if isinstance(r, BookingMoneyRow) and r.id == issue.record_id
        )
        closed = issue.status is IssueStatus.CLOSED
        return HoldRow(
            id=hold_id(issue.id, worker),
            booking_id=issue.record_id,
            worker_id=worker,
            issue_id=issue.id,
            customer_id=issue.customer_id,
            state=HoldState.READY_TO_RELEASE if closed else HoldState.HELD,
            reason=issue.issue_type,
            amount_cents=money.pay_cents,
            held_by=issue.reported_by,
            held_at=issue.reported_at,
        )

    def post(
        self, thread: Row, author: StaffRow | None, text: str, level: Visibility, at: datetime
    ) -> None:
        """Add a post; without an author it is the customer's."""
        self.rows.append(
            PostRow(
                id=self.dice.new_id(at),
                thread_id=thread.id,
                customer_id=self.customer.id,
                author_id=author.id if author else self.customer.id,
                author_name=author.name if author else self.customer.name,
                author_role=author.role if author else Role.CUSTOMER,
                visibility=level,
                body=text,
                written_at=at,
                posted_at=at,
            )
        )

    def call(
        self,
        number: str,
        outcome: CallOutcome,
        agent: StaffRow,
        at: datetime,
        handed_to: StaffRow | None = None,
    ) -> CallRow:
        """Add a finished inbound call of one to ten minutes, perhaps transferred on the way."""
        key = f"{self.dice.rng.getrandbits(64):x}@demo"
        answered = outcome is CallOutcome.ANSWERED
        length = timedelta(seconds=self.dice.rng.randrange(40, 600))
        row = CallRow(
            id=call_id(key),
            call_key=key,
            direction=Direction.INBOUND,
            number=number,
            dialled="100",
            outcome=outcome,
            customer_id=self.customer.id,
            answered_by=agent.id if answered else None,
            answered_by_name=agent.name if answered else "",
            started_at=at,
            answered_at=at + timedelta(seconds=6) if answered else None,
            ended_at=at + (length if answered else timedelta(seconds=20)),
            ring_group_id=GROUP_ID,
            steps=_handed_over(agent, handed_to, at) if handed_to else (),
            mos_hundredths=421 if answered else None,
            loss_permille=2 if answered else None,
            jitter_ms=6 if answered else None,
            rtt_ms=38 if answered else None,
        )
        self.rows.append(row)
        return row

    def voicemail(self, call: CallRow, sha256: str, seconds: int) -> None:
        left = call.ended_at or call.started_at or self.dice.now
        row = VoicemailRow(
            id=self.dice.new_id(left),
            call_id=call.id,
            customer_id=self.customer.id,
            number=call.number,
            seconds=seconds,
            sha256=sha256,
            left_at=left,
            ring_group_id=GROUP_ID,
        )
        self.rows.append(row)

    def _thread(self, kind: RecordKind, record_id: RowId) -> Row:
        return born_with(kind, record_id, self.customer.id)


def _handed_over(agent: StaffRow, to: StaffRow, at: datetime) -> tuple[CallStep, ...]:
    """Transferred after half a minute."""
    asked = at + timedelta(seconds=36)
    return (
        CallStep(asked, StepKind.TRANSFERRED, by=agent.id, who=to.name),
        CallStep(asked + timedelta(seconds=3), StepKind.ANSWERED, by=to.id, who=to.name),
    )
