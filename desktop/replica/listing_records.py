"""The lists of inquiries, quotes, bookings and invoices: where each column comes from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, Table, bindparam, func, or_, select

from desktop.replica import listing_fields as columns
from desktop.replica.listing_query import Sort
from desktop.replica.listing_spec import Join, ListSpec
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.values import CODE_PREFIX, RecordKind

_customer, _staff, _money, _own = (
    ROWS[name] for name in ("customer", "staff", "booking_money", "status")
)
_CODE = re.compile(r"\s*(?:([A-Za-z]{3})[-\s]?)?0*(\d{1,15})\s*")
_NEWEST = Sort("created", descending=True)
_OWNERS = {
    "customer_id": prepared(select(_customer.c.name).where(_customer.c.id == bindparam("id"))),
    "status_id": prepared(select(_own.c.name).where(_own.c.id == bindparam("id"))),
}


def _searched(kind: RecordKind, table: Table) -> Callable[[str], ColumnElement[bool]]:
    def searched(words: str) -> ColumnElement[bool]:
        """A part of the title or of the customer's name, or a number (`INV-00012` or 12)."""
        number = record_number(kind, words)
        if number is not None:
            return table.c.number == number
        named = select(_customer.c.id).where(_customer.c.name.contains(words, autoescape=True))
        title = table.c.title.contains(words, autoescape=True)
        return or_(title, table.c.customer_id.in_(named))

    return searched


def record_number(kind: RecordKind, words: str) -> int | None:
    """The number a person means by `INV-00012`, `inv 12` or `12`; None where it is no number."""
    match = _CODE.fullmatch(words)
    if match is None or (match[1] and match[1].upper() != CODE_PREFIX[kind]):
        return None
    return int(match[2])


def _shared(table: Table) -> dict[str, ColumnElement[object]]:
    return {
        "number": table.c.number,
        "title": table.c.title,
        "customer": _customer.c.name,
        "customer_id": table.c.customer_id,
        "status": table.c.status,
        "own_status": _own.c.name,
        "status_id": table.c.status_id,
        "created": table.c.created_at,
    }


def _owner(table: Table) -> dict[str, Join]:
    return {
        "customer": (_customer, _customer.c.id == table.c.customer_id),
        "own_status": (_own, _own.c.id == table.c.status_id),
    }


def _by_name(table: Table) -> dict[str, tuple[ColumnElement[object], ColumnElement[object]]]:
    return {"customer": (table.c.customer_id, _customer.c.id)}


def _workers(table: Table) -> ColumnElement[object]:
    each = func.json_each(table.c.worker_ids).table_valued("value")
    names = (
        select(_staff.c.name)
        .select_from(each.join(_staff, _staff.c.id == each.c.value))
        .correlate(table)
        .subquery()
    )
    return func.coalesce(select(func.group_concat(names.c.name, ", ")).scalar_subquery(), "")


_inquiry, _quote, _booking, _invoice = (
    ROWS[name] for name in ("inquiry", "quote", "booking", "invoice")
)

INQUIRY_LIST = ListSpec(
    key="inquiries",
    fields=columns.INQUIRIES,
    table=_inquiry,
    through=_by_name(_inquiry),
    values=_shared(_inquiry),
    joins=_owner(_inquiry),
    first=_NEWEST,
    indexed=frozenset({"created", "number"}),
    entities=frozenset({"inquiry", "customer", "status"}),
    searched=_searched(RecordKind.INQUIRY, _inquiry),
    owners=_OWNERS,
)
QUOTE_LIST = ListSpec(
    key="quotes",
    fields=columns.QUOTES,
    table=_quote,
    through=_by_name(_quote),
    values=_shared(_quote) | {"total": _quote.c.total_cents},
    joins=_owner(_quote),
    first=_NEWEST,
    indexed=frozenset({"created", "number", "total"}),
    entities=frozenset({"quote", "customer", "status"}),
    searched=_searched(RecordKind.QUOTE, _quote),
    owners=_OWNERS,
)
BOOKING_LIST = ListSpec(
    key="bookings",
    fields=columns.BOOKINGS,
    table=_booking,
    through=_by_name(_booking),
    values=_shared(_booking)
    | {
        "starts": _booking.c.starts_at,
        "workers": _workers(_booking),
        "site": _booking.c.site,
        "total": _money.c.total_cents,
    },
    joins=_owner(_booking) | {"total": (_money, _money.c.id == _booking.c.id)},
    first=_NEWEST,
    indexed=frozenset({"created", "number", "starts", "title"}),
    entities=frozenset({"booking", "booking_money", "customer", "staff", "status"}),
    searched=_searched(RecordKind.BOOKING, _booking),
    owners=_OWNERS,
)
INVOICE_LIST = ListSpec(
    key="invoices",
    fields=columns.INVOICES,
    table=_invoice,
    through=_by_name(_invoice),
    values=_shared(_invoice)
    | {
        "total": _invoice.c.total_cents,
        "unpaid": _invoice.c.total_cents - _invoice.c.paid_cents - _invoice.c.credited_cents,
        "due": _invoice.c.due_at,
    },
    joins=_owner(_invoice),
    first=_NEWEST,
    indexed=frozenset({"created", "number", "due", "total", "title"}),
    entities=frozenset({"invoice", "customer", "status"}),
    searched=_searched(RecordKind.INVOICE, _invoice),
    owners=_OWNERS,
)
RECORD_LISTS: Mapping[RecordKind, ListSpec] = {
    RecordKind.INQUIRY: INQUIRY_LIST,
    RecordKind.QUOTE: QUOTE_LIST,
    RecordKind.BOOKING: BOOKING_LIST,
    RecordKind.INVOICE: INVOICE_LIST,
}
