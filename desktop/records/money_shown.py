"""What a record is worth, line by line and in sums, and what was paid or credited of it."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.links import Link
from desktop.qt.formatting import day, exact, money
from desktop.qt.statuses import Badge
from desktop.records.amounts import written
from desktop.records.record_model import Entry, Group, LineShown, Sum
from desktop.replica.records import Sheet
from desktop.rights import Rights
from sync_server.contract.money import (
    CreditNoteRow,
    LineRow,
    PaymentRow,
    VoidCreditNote,
    VoidPayment,
)
from sync_server.contract.records import InvoiceRow
from sync_server.contract.values import PaymentMethod, RecordKind, code

METHODS = {
    PaymentMethod.TRANSFER: "Bank transfer",
    PaymentMethod.CARD: "Card",
    PaymentMethod.CASH: "Cash",
    PaymentMethod.DIRECT_DEBIT: "Direct debit",
    PaymentMethod.OTHER: "Other",
}
VOID = Badge("Void", icon="ban")


def shown_line(
    line: LineRow, held: Badge | None = None, held_link: Link | None = None
) -> LineShown:
    return LineShown(
        id=line.id,
        text=line.text,
        quantity=written(line.quantity_thousandths, 3),
        unit=money(line.unit_cents),
        discount=f"−{money(line.discount_cents)}" if line.discount_cents else "",  # noqa: RUF001
        tax=f"{written(line.tax_bp, 2)} %" if line.tax_bp else "",
        net=money(line.net_cents),
        held=held,
        held_link=held_link,
    )


def sums(found: Sheet) -> tuple[Sum, ...]:
    """Subtotal, tax and total; on an invoice also what was paid, credited and is due."""
    total = found.total_cents
    if total is None or found.kind is RecordKind.INQUIRY:
        return ()
    made = []
    if found.tax_cents:
        made += [
            Sum("Subtotal", money(total - found.tax_cents)),
            Sum("Tax", money(found.tax_cents)),
        ]
    row = found.row
    if not isinstance(row, InvoiceRow):
        return (*made, Sum("Total", money(total), is_strong=True))
    made.append(Sum("Total", money(total)))
    if row.paid_cents:
        made.append(Sum("Paid", f"−{money(row.paid_cents)}"))  # noqa: RUF001 - a minus is meant
    if row.credited_cents:
        made.append(Sum("Credited", f"−{money(row.credited_cents)}"))  # noqa: RUF001
    if row.due_cents < 0:
        return (*made, Sum("Paid too much", money(-row.due_cents), is_strong=True))
    return (*made, Sum("Due", money(row.due_cents), is_strong=True))


def groups(found: Sheet, rights: Rights) -> Iterator[Group]:
    if found.payments:
        may_void = rights.may(VoidPayment)
        rows = sorted(found.payments, key=lambda row: (row.received_at is None, row.received_at))
        yield Group("payments", "Payments", tuple(_payment(row, may_void) for row in rows))
    if found.credits:
        may_void = rights.may(VoidCreditNote)
        notes = sorted(found.credits, key=lambda row: (row.issued_at is None, row.issued_at))
        yield Group("credits", "Credit notes", tuple(_credit(row, may_void) for row in notes))


def _payment(row: PaymentRow, may_void: bool) -> Entry:  # noqa: FBT001 - a right, passed on
    when = day(row.received_at, row.received_at) if row.received_at else ""
    year = f" {row.received_at.astimezone().year}" if row.received_at else ""
    words = (f"{when}{year}", row.reference, f"by {row.taken_by_name}" if row.taken_by_name else "")
    can_void = may_void and row.voided_at is None
    return Entry(
        row.id,
        METHODS[row.method],
        " · ".join(filter(None, words)),
        money(row.amount_cents),
        VOID if row.voided_at else None,
        action="void_payment" if can_void else "",
        action_label="Void" if can_void else "",
    )


def _credit(row: CreditNoteRow, may_void: bool) -> Entry:  # noqa: FBT001 - a right, passed on
    words = (row.reason, exact(row.issued_at) if row.issued_at else "")
    can_void = may_void and row.voided_at is None
    return Entry(
        row.id,
        code(RecordKind.CREDIT_NOTE, row.number, row.id),
        " · ".join(filter(None, words)),
        money(row.amount_cents),
        VOID if row.voided_at else None,
        action="void_credit" if can_void else "",
        action_label="Void" if can_void else "",
    )
