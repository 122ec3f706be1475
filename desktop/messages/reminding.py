"""A payment reminder as the composer starts with it (TML-18)."""

from __future__ import annotations

from desktop.links import MessageWish
from desktop.qt.formatting import money
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.records import InvoiceRow
from sync_server.contract.values import Channel, ContactKind, InvoiceStatus, RecordKind, code
from sync_server.rules.reminders import Owed, reminder, short_reminder


def reminder_wish(store: Store, invoice_id: RowId) -> MessageWish | None:
    """To whoever pays, by e-mail where they have one; None unless the invoice is overdue."""
    view = store.view
    row = view.get(InvoiceRow, invoice_id)
    if row is None or row.status is not InvoiceStatus.OVERDUE or row.due_at is None:
        return None
    payer = view.get(CustomerRow, row.payer_id or row.customer_id)
    if payer is None:
        return None
    local = row.due_at.astimezone()
    owed = Owed(
        code(RecordKind.INVOICE, row.number, row.id),
        row.title,
        money(row.due_cents),
        f"{local.day} {local:%B %Y}",
    )
    words = reminder(payer.name, owed, store.me.name if store.me else "")
    kinds = {point.contact_kind for point in view.where(ContactPointRow, customer_id=payer.id)}
    is_short = kinds == {ContactKind.PHONE}
    return MessageWish(
        channel=Channel.SMS if is_short else Channel.EMAIL,
        customer_id=payer.id,
        subject="" if is_short else words.subject,
        body=short_reminder(owed) if is_short else words.body,
        record_kind=RecordKind.INVOICE,
        record_id=row.id,
    )
