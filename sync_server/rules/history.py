"""History as facts: what differs between two versions, whose it is, and who may read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.billing import CustomerBillingRow
from sync_server.contract.calls import CallRow, RecordingRow
from sync_server.contract.care import MergeRow
from sync_server.contract.columns import Value, columns, to_values
from sync_server.contract.customers import CustomerNoteRow, CustomerRow
from sync_server.contract.feed import BY_ENTITY
from sync_server.contract.issues import IssueRow
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import (
    BookingMoneyRow,
    BookingRow,
    InquiryRow,
    InvoiceRow,
    QuoteRow,
)
from sync_server.contract.threads import PostRow
from sync_server.contract.values import Role, Visibility
from sync_server.rules.permissions import MAY_MODERATE, OFFICE
from sync_server.rules.view import View
from sync_server.rules.visibility import audience, audience_if_kept, may_see, scopes_of

Changes = Mapping[str, tuple[Value, Value]]
"""Column name -> value before and after, in the form columns store them."""

SIGN_IN = "sign_in"
"""Lines of sign-ins are about a colleague; their row id is the colleague's."""
TOMBSTONE = "audit"
"""Lines that name a line whose content was erased; their row id is its number."""
RECORDS = frozenset({"inquiry", "quote", "booking", "invoice", "issue"})
"""What has a history of its own with everything that hangs on it: lines, payments, posts."""
TOLD_OF_ISSUES = ("issue", "hold", "message")
"""What of an issue also stands in the history of what it is about; the rest is the issue's."""
ALONG: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"customer": ("customer", "customer_note", "customer_billing")}
)
"""What people take for one thing: rows that share an id."""
PROFILE = ("customer", "customer_note", "customer_billing", "contact_point", "property", "merge")
"""The rows a customer's profile is made of (TML-10)."""
NOT_OF_CUSTOMERS = frozenset({"notice", "thread"})
"""Rows that only follow from others: told to colleagues, never a customer's own history."""


_RECORDS = (InquiryRow, QuoteRow, BookingRow, BookingMoneyRow, InvoiceRow, IssueRow)


def difference(before: Row | None, after: Row) -> dict[str, tuple[Value, Value]]:
    """What changed between two versions of a row; all of a new row. Never its id."""
    names = [column.name for column in columns(type(after))]
    now = to_values(after)
    was = to_values(before) if before is not None else (None,) * len(now)
    pairs = zip(names, was, now, strict=True)
    return {
        name: (old, new)
        for name, old, new in pairs
        if name != "id" and (before is None or old != new)
    }


def customer_of(view: View, row: Row) -> RowId | None:
    """The customer a row belongs to, for finding their history; None for what is nobody's."""
    if isinstance(row, CustomerRow | CustomerNoteRow | CustomerBillingRow):
        return row.id
    if isinstance(row, MergeRow):
        return row.kept_id
    if isinstance(row, AttachmentRow):
        post = view.get(PostRow, row.post_id)
        return post.customer_id if post else None
    if isinstance(row, RecordingRow):
        call = view.get(CallRow, row.call_id)
        return call.customer_id if call else None
    found: RowId | None = getattr(row, "customer_id", None)
    return found or None


def record_of(row: Row) -> RowId | None:
    """The record a row is part of: an invoice for its payments, a booking for its posts."""
    if isinstance(row, _RECORDS):
        return row.id
    # A record's thread has the record's id, so a post's thread names its record.
    for name in ("record_id", "invoice_id", "thread_id", "issue_id", "booking_id"):
        found: RowId | None = getattr(row, name, None)
        if found:
            return found
    return None


def profiles_of(view: View, customer_id: RowId) -> tuple[RowId, ...]:
    """A customer and everyone who was merged into them: their history is one."""
    found, waiting = [customer_id], [customer_id]
    while waiting:
        for merge in view.where(MergeRow, kept_id=waiting.pop()):
            if merge.undone_at is None and merge.merged_id not in found:
                found.append(merge.merged_id)
                waiting.append(merge.merged_id)
    return tuple(found)


def may_read(view: View, name: str, row_id: RowId, role: Role, person_id: RowId) -> bool:
    """Whether a person may read the history of a row: the office, of what they see now.

    What was taken back is read by who would see it if it had not been. Sign-ins are for
    administrators and for the colleague themselves.
    """
    if role not in OFFICE:
        return False
    if name == SIGN_IN:
        return role in MAY_MODERATE or row_id == person_id
    kind = BY_ENTITY.get(name)
    row = view.get(kind, row_id) if kind is not None else None
    if row is None:
        return False
    seen_by = audience(view, row) if isinstance(row, NoticeRow) else audience_if_kept(view, row)
    return bool(seen_by & scopes_of(view, role, person_id))


def may_read_text(
    view: View, post: PostRow, levels: Iterable[Visibility], role: Role, person_id: RowId
) -> bool:
    """Whether the text of a post may be shown: to who may see it now and at every past level.

    What was removed is read by those who moderate and by nobody else (AUD-01).
    """
    if post.removed and role not in MAY_MODERATE:
        return False
    past = (msgspec.structs.replace(post, visibility=level) for level in levels)
    return all(may_see(view, each, role, person_id) for each in (post, *past))
