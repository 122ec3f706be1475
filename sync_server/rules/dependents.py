"""Rows whose audience may change because another row changed, though they did not."""

from __future__ import annotations

from collections.abc import Iterator

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import LineRow
from sync_server.contract.records import BookingRow, InquiryRow, InvoiceRow, QuoteRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.rules.view import View

_WITH_THREAD = (BookingRow, InquiryRow, InvoiceRow, QuoteRow, IssueRow, CustomerRow)


def dependents(
    view: View, before: Row | None, after: Row | None, told: set[RowId] | None = None
) -> Iterator[Row]:
    """Yield every row to re-address after `before` became `after`; the same may come twice.

    `told` holds the customers whose rows this change has had already: ten thousand bookings that
    move from one customer to another say the same of both only once.
    """
    told = set() if told is None else told
    row = after or before
    if before is not None and _is_gone(before) != _is_gone(after):
        yield from _of_record(view, before)
    if before is not None and _owner(before) != _owner(after):
        yield from _of_new_owner(view, before, after, told)
    if isinstance(row, BookingRow) and _workers(before) != _workers(after):
        yield from _of_thread(view, row.id)
        for issue in view.where(IssueRow, record_id=row.id):
            yield issue
            yield from _of_thread(view, issue.id)
        yield from _of_customer(view, row.customer_id, told)
    elif isinstance(row, IssueRow) and _workers(before) != _workers(after):
        yield from _of_thread(view, row.id)
    elif isinstance(row, PostRow) and before is not None:
        yield from view.where(AttachmentRow, post_id=row.id)
    elif isinstance(row, ThreadRow) and before is not None:
        yield from _posts(view, row.id)


def _is_gone(row: Row | None) -> bool:
    return bool(getattr(row, "gone", False))


def _owner(row: Row | None) -> RowId | None:
    owner: RowId | None = getattr(row, "customer_id", None)
    return owner


def _of_record(view: View, record: Row) -> Iterator[Row]:
    """What stands and falls with a record or profile."""
    if isinstance(record, _WITH_THREAD):
        yield from _of_thread(view, record.id)
        yield from view.where(LineRow, record_id=record.id)


def _of_new_owner(view: View, before: Row, after: Row | None, told: set[RowId]) -> Iterator[Row]:
    """A record came to another customer: its discussion is theirs, its fieldworkers see them."""
    if isinstance(before, BookingRow | IssueRow | QuoteRow | InvoiceRow | InquiryRow):
        yield from _of_record(view, before)
    if isinstance(before, BookingRow) and before.worker_ids:
        for customer_id in filter(None, (_owner(before), _owner(after))):
            yield from _of_customer(view, customer_id, told)


def _workers(row: Row | None) -> tuple[RowId, ...]:
    if isinstance(row, BookingRow):
        return row.worker_ids
    return row.responsible_ids if isinstance(row, IssueRow) else ()


def _of_thread(view: View, record_id: RowId) -> Iterator[Row]:
    for thread in view.where(ThreadRow, record_id=record_id):
        yield thread
        yield from _posts(view, thread.id)


def _posts(view: View, thread_id: RowId) -> Iterator[Row]:
    yield from view.where(PostRow, thread_id=thread_id)
    yield from view.where(AttachmentRow, thread_id=thread_id)


def _of_customer(view: View, customer_id: RowId, told: set[RowId]) -> Iterator[Row]:
    if customer_id in told:
        return
    told.add(customer_id)
    customer = view.get(CustomerRow, customer_id)
    if customer is not None:
        yield customer
    yield from view.where(ContactPointRow, customer_id=customer_id)
    yield from _of_thread(view, customer_id)
