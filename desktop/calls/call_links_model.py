"""What a call was about, as a list to choose from, and the command that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.qt.statuses import BOOKINGS, INVOICES, ISSUES, QUOTES
from desktop.replica.call_links import Linkable
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, LinkCall
from sync_server.contract.values import (
    BookingStatus,
    InvoiceStatus,
    IssueStatus,
    QuoteStatus,
    RecordKind,
    code,
)


@dataclass(frozen=True, slots=True)
class LinkOption:
    """One line of the list; an empty id links the call to the customer alone."""

    kind: RecordKind
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class LinksShown:
    """What is offered, and which one is chosen so far."""

    options: tuple[LinkOption, ...] = ()
    chosen_id: str = ""


NOTHING = LinkOption(RecordKind.CUSTOMER, "", "The customer in general")


def links_shown(found: Sequence[Linkable], call: CallRow | None) -> LinksShown:
    """The customer's newest records; what is linked already, else the last booking, is chosen."""
    if not found:
        return LinksShown()
    options = (NOTHING, *(_option(one) for one in found))
    linked = _linked(call)
    if linked:
        # An older record is not in the list; "in general" then leaves the link as it is.
        return LinksShown(options, linked if any(one.id == linked for one in options) else "")
    bookings = (one.id for one in found if one.kind is RecordKind.BOOKING)
    return LinksShown(options, next(bookings, ""))


def link_command(call_id: RowId, customer_id: RowId, option: LinkOption) -> LinkCall:
    """Say what the call was about."""
    chosen = RowId(option.id) if option.id else None
    return LinkCall(
        call_id=call_id,
        customer_id=customer_id,
        booking_id=chosen if option.kind is RecordKind.BOOKING else None,
        quote_id=chosen if option.kind is RecordKind.QUOTE else None,
        invoice_id=chosen if option.kind is RecordKind.INVOICE else None,
        issue_id=chosen if option.kind is RecordKind.ISSUE else None,
    )


def _linked(call: CallRow | None) -> str:
    if call is None:
        return ""
    ids = (call.issue_id, call.booking_id, call.quote_id, call.invoice_id)
    return next((row_id for row_id in ids if row_id), "")


def _option(one: Linkable) -> LinkOption:
    number = code(one.kind, one.number, one.id)
    return LinkOption(one.kind, one.id, f"{number} {one.title} · {_status(one)}")


def _status(one: Linkable) -> str:
    if one.kind is RecordKind.BOOKING:
        return BOOKINGS[BookingStatus(one.status)].text
    if one.kind is RecordKind.ISSUE:
        return ISSUES[IssueStatus(one.status)].text
    if one.kind is RecordKind.QUOTE:
        return QUOTES[QuoteStatus(one.status)].text
    return INVOICES[InvoiceStatus(one.status)].text
