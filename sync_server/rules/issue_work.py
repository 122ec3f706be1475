"""Steps to tick, draft costs, and what the customer says at the end."""

from __future__ import annotations

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.issue_work import (
    MAX_STEPS,
    AddCheckItem,
    AddCost,
    AnswerSurvey,
    CheckItemRow,
    CostRow,
    RemoveCheckItem,
    RemoveCost,
    SurveyRow,
    TickCheckItem,
)
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import NewLine
from sync_server.contract.values import IssueStatus, RecordKind, Role
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.issues import issue_of
from sync_server.rules.money import priced
from sync_server.rules.permissions import OFFICE
from sync_server.rules.view import View

MAX_STEP, MAX_COMMENT, MAX_COSTS = 200, 2_000, 100


def add_check_item(view: View, command: AddCheckItem, here: Circumstances) -> Effects:
    issue = issue_of(view, command.issue_id, here)
    if view.get(CheckItemRow, command.item_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This step exists already.")
    steps = [item for item in view.where(CheckItemRow, issue_id=issue.id) if not item.gone]
    if not command.text.strip() or len(command.text) > MAX_STEP or len(steps) >= MAX_STEPS:
        raise Refused(
            Reason.INVALID,
            f"A checklist has up to {MAX_STEPS} steps of 1 to {MAX_STEP} characters.",
        )
    row = CheckItemRow(
        id=command.item_id,
        issue_id=issue.id,
        customer_id=issue.customer_id,
        position=max((item.position for item in steps), default=-1) + 1,
        text=command.text.strip(),
    )
    return Effects(rows=(row,))


def tick_check_item(view: View, command: TickCheckItem, here: Circumstances) -> Effects:
    item = _item(view, command.item_id, here)
    if (item.done_at is not None) is command.is_done:
        return Effects()
    after = msgspec.structs.replace(
        item,
        version=item.version + 1,
        done_at=here.now if command.is_done else None,
        done_by_name=here.by_name if command.is_done else "",
    )
    return Effects(rows=(after,))


def remove_check_item(view: View, command: RemoveCheckItem, here: Circumstances) -> Effects:
    item = _item(view, command.item_id, here)
    return Effects(rows=(msgspec.structs.replace(item, version=item.version + 1, gone=True),))


def _item(view: View, item_id: RowId, here: Circumstances) -> CheckItemRow:
    item = view.get(CheckItemRow, item_id)
    if item is None or item.gone:
        raise Refused(Reason.NOT_FOUND, "This step does not exist any more.")
    issue_of(view, item.issue_id, here)
    return item


def add_cost(view: View, command: AddCost, here: Circumstances) -> Effects:
    """Write down what putting it right costs; nothing is booked yet (A38)."""
    issue = issue_of(view, command.issue_id, here)
    if view.get(CostRow, command.cost_id) is not None:
        raise Refused(Reason.ID_TAKEN, "This cost exists already.")
    if len(view.where(CostRow, issue_id=issue.id)) >= MAX_COSTS:
        raise Refused(Reason.INVALID, f"An issue has up to {MAX_COSTS} costs.")
    new = NewLine(
        id=command.cost_id,
        text=command.text,
        quantity_thousandths=command.quantity_thousandths,
        unit_cents=command.unit_cents,
        tax_bp=command.tax_bp,
    )
    line = priced(new, RecordKind.INVOICE, issue, 0)
    row = CostRow(
        id=command.cost_id,
        issue_id=issue.id,
        customer_id=issue.customer_id,
        cost_kind=command.cost_kind,
        text=line.text,
        quantity_thousandths=line.quantity_thousandths,
        unit_cents=line.unit_cents,
        tax_bp=line.tax_bp,
        net_cents=line.net_cents,
        tax_cents=line.tax_cents,
        written_by=here.by,
        written_by_name=here.by_name,
        written_at=here.now,
    )
    return Effects(rows=(row,))


def remove_cost(view: View, command: RemoveCost, here: Circumstances) -> Effects:
    row = view.get(CostRow, command.cost_id)
    if row is None or row.gone:
        return Effects()
    if row.posted_at is not None:
        raise Refused(Reason.WRONG_STATUS, "This cost is on an invoice already.")
    if here.role not in OFFICE and row.written_by != here.by:
        raise Refused(Reason.NOT_ALLOWED, "Only who wrote a cost down takes it back.")
    return Effects(rows=(msgspec.structs.replace(row, version=row.version + 1, gone=True),))


def answer_survey(view: View, command: AnswerSurvey, here: Circumstances) -> Effects:
    """One answer for each issue; the customer may change theirs, and a colleague logs one only
    where the customer has not answered (ISS-59)."""
    issue = issue_of(view, command.issue_id, here)
    if not 1 <= command.rating <= 5:
        raise Refused(Reason.INVALID, "A rating is 1 to 5.")
    if issue.status is not IssueStatus.CLOSED:
        raise Refused(Reason.WRONG_STATUS, "This issue is not closed yet.")
    known = view.get(SurveyRow, RowId(issue.id))
    is_customer = here.role is Role.CUSTOMER
    if known is not None and not known.logged_by_name and not is_customer:
        raise Refused(Reason.CHANGED, "The customer has answered themselves.")
    row = _survey(issue, command, here, known)
    return Effects() if row == known else Effects(rows=(row,))


def _survey(
    issue: IssueRow, command: AnswerSurvey, here: Circumstances, known: SurveyRow | None
) -> SurveyRow:
    return SurveyRow(
        id=issue.id,
        version=known.version + 1 if known else 0,
        customer_id=issue.customer_id,
        rating=command.rating,
        comment=command.comment.strip()[:MAX_COMMENT],
        answered_at=here.now,
        logged_by_name="" if here.role is Role.CUSTOMER else here.by_name,
    )
