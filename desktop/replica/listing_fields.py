"""The columns of the lists, before anything that reads them is loaded."""

from __future__ import annotations

from desktop.replica.listing_query import Field, Kind
from sync_server.contract.values import (
    BookingStatus,
    InquiryStatus,
    InvoiceStatus,
    QuoteStatus,
    RecordKind,
)

CUSTOMERS = (
    Field("name", "Name", Kind.PERSON, 200, stretches=True),
    Field("labels", "Labels", Kind.LABELS, 190, is_sortable=False, stretches=True),
    Field("phones", "Phones", Kind.TEXT, 150),
    Field("emails", "E-mail", Kind.TEXT, 200, is_shown=False),
    Field("location", "Location", Kind.TEXT, 180, is_groupable=True, stretches=True),
    Field("open_issues", "Open issues", Kind.NUMBER, 112, is_summed=True),
    Field("last_activity", "Last activity", Kind.INSTANT, 124),
    Field("balance", "Balance due", Kind.MONEY, 116, is_summed=True, gives_way=True),
    Field("bookings", "Bookings", Kind.NUMBER, 110, is_shown=False),
    Field("note", "Note", Kind.TEXT, 240, is_shown=False),
    Field("created", "Created", Kind.INSTANT, 130, is_shown=False, is_filterable=False),
)


def _code(kind: RecordKind) -> Field:
    return Field("number", "Number", Kind.CODE, 120, vocabulary=str(kind))


def _status(kind: RecordKind, words: tuple[str, ...]) -> Field:
    return Field(
        "status",
        "Status",
        Kind.STATUS,
        140,
        is_groupable=True,
        vocabulary=str(kind),
        choices=words,
    )


_OWN_STATUS = Field("own_status", "Own status", Kind.TEXT, is_shown=False, is_groupable=True)
_STATUS_ID = Field("status_id", "Own status", Kind.OWNER, is_sortable=False)
_TITLE = Field("title", "What", Kind.TEXT, 180, stretches=True)
_CUSTOMER = Field("customer", "Customer", Kind.PERSON, 180, is_groupable=True, stretches=True)
_OWNER = Field("customer_id", "Customer", Kind.OWNER, is_sortable=False)
_TOTAL = Field("total", "Total", Kind.MONEY, 110, is_summed=True)
_CREATED = Field("created", "Created", Kind.INSTANT, 116)

INQUIRIES = (
    _code(RecordKind.INQUIRY),
    _TITLE,
    _CUSTOMER,
    _OWNER,
    _status(RecordKind.INQUIRY, tuple(map(str, InquiryStatus))),
    _OWN_STATUS,
    _STATUS_ID,
    _CREATED,
)
QUOTES = (
    _code(RecordKind.QUOTE),
    _TITLE,
    _CUSTOMER,
    _OWNER,
    _status(RecordKind.QUOTE, tuple(map(str, QuoteStatus))),
    _OWN_STATUS,
    _STATUS_ID,
    _TOTAL,
    _CREATED,
)
BOOKINGS = (
    _code(RecordKind.BOOKING),
    _TITLE,
    _CUSTOMER,
    _OWNER,
    _status(RecordKind.BOOKING, tuple(map(str, BookingStatus))),
    _OWN_STATUS,
    _STATUS_ID,
    Field("starts", "Starts", Kind.INSTANT, 120),
    Field("workers", "Fieldworkers", Kind.TEXT, 160, is_groupable=True, gives_way=True),
    Field("site", "Site", Kind.TEXT, 180, is_shown=False),
    _TOTAL,
    _CREATED,
)
INVOICES = (
    _code(RecordKind.INVOICE),
    _TITLE,
    _CUSTOMER,
    _OWNER,
    _status(RecordKind.INVOICE, tuple(map(str, InvoiceStatus))),
    _OWN_STATUS,
    _STATUS_ID,
    _TOTAL,
    Field("unpaid", "Still to pay", Kind.MONEY, 114, is_summed=True),
    Field("due", "Due", Kind.INSTANT, 110),
    _CREATED,
)
