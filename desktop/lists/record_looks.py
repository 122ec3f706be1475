"""How the lists of inquiries, quotes, bookings and invoices look, and the views they come with."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.lists.list_look import ListLook
from desktop.lists.views_model import ListView
from desktop.replica import listing_fields as columns
from desktop.replica.listing_query import Filter, Op, Query, Sort
from sync_server.contract.values import (
    BookingStatus,
    InquiryStatus,
    InvoiceStatus,
    QuoteStatus,
    RecordKind,
)

NEWEST = Query(sorts=(Sort("created", descending=True),))


def _in(status: str, key: str = "created", *, descending: bool = True) -> Query:
    one = Filter("status", Op.ONE_OF, (status,))
    return Query(sorts=(Sort(key, descending),), filters=(one,))


RECORD_LOOKS: Mapping[RecordKind, ListLook] = {
    RecordKind.INQUIRY: ListLook(
        name="inquiries",
        title="Inquiries",
        noun="inquiry|inquiries",
        fields=columns.INQUIRIES,
        icon="inbox",
        empty_title="No inquiries yet",
        empty_hint="What customers ask for is listed here until it becomes a quote or a booking.",
        search_hint="Number, title or customer",
        add_label="New inquiry",
        add_name="new_inquiry",
        views=(
            ListView("All inquiries", NEWEST),
            ListView("Open", _in(InquiryStatus.OPEN)),
        ),
    ),
    RecordKind.QUOTE: ListLook(
        name="quotes",
        title="Quotes",
        noun="quote",
        fields=columns.QUOTES,
        icon="file-text",
        empty_title="No quotes yet",
        empty_hint="Make one from an inquiry, or from a customer's page.",
        search_hint="Number, title or customer",
        add_label="New quote",
        add_name="new_quote",
        views=(
            ListView("All quotes", NEWEST),
            ListView("Drafts", _in(QuoteStatus.DRAFT)),
            ListView("Sent", _in(QuoteStatus.SENT)),
            ListView("Expired", _in(QuoteStatus.EXPIRED)),
        ),
    ),
    RecordKind.BOOKING: ListLook(
        name="bookings",
        title="Bookings",
        noun="booking",
        fields=columns.BOOKINGS,
        icon="calendar",
        empty_title="No bookings yet",
        empty_hint="Jobs are listed here, from the moment they are taken.",
        search_hint="Number, title or customer",
        add_label="New booking",
        add_name="new_booking",
        views=(
            ListView("All bookings", NEWEST),
            ListView("To schedule", _in(BookingStatus.TO_SCHEDULE)),
            ListView("In progress", _in(BookingStatus.IN_PROGRESS, "starts", descending=False)),
            ListView("Completed", _in(BookingStatus.COMPLETED)),
        ),
    ),
    RecordKind.INVOICE: ListLook(
        name="invoices",
        title="Invoices",
        noun="invoice",
        fields=columns.INVOICES,
        icon="receipt",
        empty_title="No invoices yet",
        empty_hint="Make one from a booking, or from a customer's page.",
        search_hint="Number, title or customer",
        add_label="New invoice",
        add_name="new_invoice",
        views=(
            ListView("All invoices", NEWEST),
            ListView("Open", _in(InvoiceStatus.OPEN, "due", descending=False)),
            ListView("Overdue", _in(InvoiceStatus.OVERDUE, "due", descending=False)),
        ),
    ),
}
