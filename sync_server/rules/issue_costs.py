"""Booking the costs of an issue: variations become invoice lines, credits a credit note (A38)."""

from __future__ import annotations

import msgspec

from sync_server.contract.base import Row, RowId, derived_id
from sync_server.contract.issue_work import CostKind, CostRow, PostCosts
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import IssueCreditNote, LineRow
from sync_server.contract.records import BookingRow, InvoiceRow
from sync_server.contract.values import RecordKind, code
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.issues import issue_of
from sync_server.rules.merging import living
from sync_server.rules.money import (
    invoice_of,
    issue_credit_note,
    lines_of,
    settled,
    tax,
    total,
)
from sync_server.rules.threads import born_with, check_free
from sync_server.rules.view import View


def post_costs(view: View, command: PostCosts, here: Circumstances) -> Effects:
    """Book drafts of one kind. Raises Refused for what is booked or taken back already."""
    issue = issue_of(view, command.issue_id, here)
    costs = _drafts(view, issue, command.cost_ids)
    if costs[0].cost_kind is CostKind.CREDIT:
        booked = _credited(view, issue, costs, command, here)
    else:
        booked = _charged(view, issue, costs, command, here)
    posted = (
        msgspec.structs.replace(
            cost,
            version=cost.version + 1,
            posted_at=here.now,
            posted_by_name=here.by_name,
            posted_to=command.target_id,
        )
        for cost in costs
    )
    return Effects(rows=(*booked, *posted))


def _drafts(view: View, issue: IssueRow, ids: tuple[RowId, ...]) -> list[CostRow]:
    costs = [view.get(CostRow, cost_id) for cost_id in dict.fromkeys(ids)]
    drafts = [
        c for c in costs if c and not c.gone and c.posted_at is None and c.issue_id == issue.id
    ]
    if not drafts or len(drafts) != len(costs):
        raise Refused(Reason.CHANGED, "Some of these costs are booked or taken back. Look again.")
    if len({cost.cost_kind for cost in drafts}) > 1:
        raise Refused(Reason.INVALID, "Charges and credits are booked one after the other.")
    return drafts


def _check_theirs(view: View, issue: IssueRow, invoice: InvoiceRow | None) -> None:
    """Nobody pays for another customer's issue."""
    its_own = living(view, issue.customer_id)
    if invoice is not None and living(view, invoice.customer_id) != its_own:
        raise Refused(Reason.INVALID, "This invoice is another customer's.")


def _credited(
    view: View, issue: IssueRow, costs: list[CostRow], command: PostCosts, here: Circumstances
) -> tuple[Row, ...]:
    if command.invoice_id is None:
        raise Refused(Reason.INVALID, "A credit needs the invoice it is for.")
    _check_theirs(view, issue, view.get(InvoiceRow, command.invoice_id))
    note = IssueCreditNote(
        credit_note_id=command.target_id,
        invoice_id=command.invoice_id,
        amount_cents=sum(cost.net_cents + cost.tax_cents for cost in costs),
        reason=f"{code(RecordKind.ISSUE, issue.number, issue.id)}: {costs[0].text}",
    )
    return issue_credit_note(view, note, here).rows


def _charged(
    view: View, issue: IssueRow, costs: list[CostRow], command: PostCosts, here: Circumstances
) -> tuple[Row, ...]:
    """On the invoice named, where nothing is paid yet; else on a new one of the same booking."""
    known = view.get(InvoiceRow, command.target_id)
    if known is None:
        return _new_invoice(view, issue, costs, command.target_id, here)
    _check_theirs(view, issue, known)
    invoice = invoice_of(view, known.id, here)
    if invoice.paid_cents or invoice.credited_cents:
        raise Refused(Reason.WRONG_STATUS, "Something was paid already; make a new invoice.")
    old = lines_of(view, invoice.id)
    new = [_line(cost, invoice, len(old) + at) for at, cost in enumerate(costs)]
    kept = [] if old else [_as_line(invoice)] if invoice.total_cents else []
    lines = [*old, *kept, *new]
    summed = msgspec.structs.replace(
        invoice, version=invoice.version + 1, total_cents=total(lines), tax_cents=tax(lines)
    )
    return (settled(summed, here.now), *kept, *new)


def _new_invoice(
    view: View, issue: IssueRow, costs: list[CostRow], invoice_id: RowId, here: Circumstances
) -> tuple[Row, ...]:
    check_free(view, InvoiceRow, invoice_id)
    is_booking = view.get(BookingRow, issue.record_id) is not None
    blank = InvoiceRow(
        id=invoice_id,
        customer_id=living(view, issue.customer_id),
        booking_id=issue.record_id if is_booking else None,
        number=here.next_number(RecordKind.INVOICE),
        title=f"Variation {code(RecordKind.ISSUE, issue.number, issue.id)}",
        created_at=here.now,
    )
    lines = [_line(cost, blank, at) for at, cost in enumerate(costs)]
    invoice = msgspec.structs.replace(blank, total_cents=total(lines), tax_cents=tax(lines))
    return (
        settled(invoice, here.now),
        born_with(RecordKind.INVOICE, invoice.id, invoice.customer_id),
        *lines,
    )


def _line(cost: CostRow, invoice: InvoiceRow, position: int) -> LineRow:
    return LineRow(
        id=RowId(derived_id(f"cost_line\0{cost.id}")),
        record_kind=RecordKind.INVOICE,
        record_id=invoice.id,
        customer_id=invoice.customer_id,
        position=position,
        text=cost.text,
        quantity_thousandths=cost.quantity_thousandths,
        unit_cents=cost.unit_cents,
        tax_bp=cost.tax_bp,
        net_cents=cost.net_cents,
        tax_cents=cost.tax_cents,
    )


def _as_line(invoice: InvoiceRow) -> LineRow:
    """The sum of an invoice without lines, so that adding one does not lose it."""
    return LineRow(
        id=RowId(derived_id(f"sum_line\0{invoice.id}")),
        record_kind=RecordKind.INVOICE,
        record_id=invoice.id,
        customer_id=invoice.customer_id,
        position=-1,
        text=invoice.title or "As invoiced",
        unit_cents=invoice.total_cents - invoice.tax_cents,
        net_cents=invoice.total_cents - invoice.tax_cents,
        tax_cents=invoice.tax_cents,
    )
