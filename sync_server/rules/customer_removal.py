"""Taking a customer back while nothing hangs on them, and bringing them again."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.billing import BillingCycleRow, CustomerBillingRow
from sync_server.contract.calls import CallRow, VoicemailRow
from sync_server.contract.care import MergeRow, PropertyRow
from sync_server.contract.customers import (
    ContactPointRow,
    CustomerRow,
    RemoveCustomer,
    RestoreCustomer,
)
from sync_server.contract.issues import IssueRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.money import CreditNoteRow, PaymentRow
from sync_server.contract.records import BookingRow, InquiryRow, InvoiceRow, QuoteRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.threads import PostRow
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.merging import kept_of
from sync_server.rules.view import View

HANGS_ON: Mapping[type[Row], str] = {
    InquiryRow: "an inquiry",
    QuoteRow: "a quote",
    BookingRow: "a booking",
    InvoiceRow: "an invoice",
    IssueRow: "an issue",
    AppointmentRow: "an appointment",
    PaymentRow: "a payment",
    CreditNoteRow: "a credit note",
    BillingCycleRow: "a billing cycle",
    PropertyRow: "a property",
    PostRow: "a note or message",
    CallRow: "a call",
    VoicemailRow: "a voicemail",
    MessageRow: "a message",
}
"""What keeps a customer here, with the words for it."""


def remove_customer(view: View, command: RemoveCustomer, _here: Circumstances) -> Effects:
    """Refused while anything hangs on the customer; numbers and addresses go with them."""
    row = view.get(CustomerRow, command.customer_id)
    if row is None or row.gone:
        return Effects()
    why = _hanging(view, row.id)
    if why:
        raise Refused(Reason.WRONG_STATUS, f"{row.name} has {why} by now and stays.")
    points = [point for point in view.where(ContactPointRow, customer_id=row.id) if not point.gone]
    return Effects(rows=tuple(_next(each, gone=True) for each in (row, *points)))


def restore_customer(view: View, command: RestoreCustomer, here: Circumstances) -> Effects:
    """A customer who was merged away comes back by undoing the merge, not by this."""
    row = view.get(CustomerRow, command.customer_id)
    if row is None:
        if here.on_server:
            raise Refused(Reason.NOT_FOUND, "This customer does not exist.")
        return Effects()  # a desk does not keep who was taken back; the server does
    if not row.gone:
        return Effects()
    if kept_of(view, row.id) != row.id:
        raise Refused(Reason.WRONG_STATUS, "This customer was merged. Undo the merge instead.")
    points = (view.get(ContactPointRow, each) for each in command.contact_point_ids)
    back = [p for p in points if p is not None and p.gone and p.customer_id == row.id]
    return Effects(rows=tuple(_next(each, gone=False) for each in (row, *back)))


def _hanging(view: View, customer_id: RowId) -> str:
    for kind, words in HANGS_ON.items():
        rows: list[Row] = view.where(kind, customer_id=customer_id)
        if any(not getattr(row, "gone", False) for row in rows):
            return words
    if view.where(MergeRow, kept_id=customer_id):
        return "another profile merged into them"
    if view.where(InvoiceRow, payer_id=customer_id):
        return "bills to pay for others"
    if view.where(CustomerBillingRow, payer_id=customer_id):
        return "bills to pay for others"
    return ""


def _next(row: Row, *, gone: bool) -> Row:
    return msgspec.structs.replace(row, version=row.version + 1, gone=gone)
