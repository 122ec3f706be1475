"""The command each answer of the issue's dialog becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from desktop.issues.issue_ask import YES, Answer
from desktop.issues.issue_questions import NEW_INVOICE
from desktop.issues.issue_sections import drafts
from desktop.issues.issue_sheet import IssueSheet
from desktop.issues.issue_visits import span_of
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import FieldEdit
from sync_server.contract.holds import HoldRow, ReleaseHold
from sync_server.contract.issue_work import (
    AddCheckItem,
    AddCost,
    AnswerSurvey,
    CostKind,
    PostCosts,
    RemoveCheckItem,
    RemoveCost,
)
from sync_server.contract.issues import (
    EditIssue,
    MergeIssues,
    MoveIssue,
    NameResponsible,
    SetParent,
    UnmergeIssue,
)
from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import AddAppointment, ConfirmAppointment
from sync_server.contract.values import IssueStatus
from sync_server.rules.effects import Reason, Refused

MOST = 10**12


@dataclass(frozen=True, slots=True)
class Answered:
    """The command, what to say when it was taken, and what takes it back."""

    command: AnyCommand
    words: str
    undo: tuple[AnyCommand, ...] = ()
    news: str = ""


def command_of(store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    """Raises Refused for what cannot be read, in words for the person."""
    return _MADE[answer.key](store, sheet, answer)


def _convert(_store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    row = sheet.row
    command = MoveIssue(
        issue_id=row.id,
        seen=row.status,
        to=IssueStatus.IN_PROGRESS,
        with_booking=answer.values["booking"] == YES,
    )
    return Answered(command, f"{sheet.code} is in progress.")


def _close(_store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    release = answer.values.get("release") == YES
    row = sheet.row
    command = MoveIssue(
        issue_id=row.id, seen=row.status, to=IssueStatus.CLOSED, release_pay=release
    )
    held = any(hold.is_active for hold in sheet.holds)
    pay = " The pay is released." if release else " The pay waits for finance." if held else ""
    return Answered(command, f"{sheet.code} is closed.{pay}")


def _responsible(_store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    if not answer.ticked():
        raise Refused(Reason.INVALID, "Tick at least one fieldworker.")
    command = NameResponsible(
        issue_id=sheet.row.id,
        seen=sheet.row.responsible_ids,
        responsible_ids=tuple(RowId(each) for each in answer.ticked()),
    )
    return Answered(command, "Named. The others are released as “Not responsible”.")


def _release(store: Store, _sheet: IssueSheet, answer: Answer) -> Answered:
    hold = store.view.get(HoldRow, RowId(answer.about))
    if hold is None:
        raise Refused(Reason.NOT_FOUND, "This hold does not exist any more.")
    reason = answer.values.get("reason", "")
    command = ReleaseHold(hold_id=hold.id, seen_version=hold.version, reason=reason)
    return Answered(command, "The pay is released.")


def _visit(store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    starts, ends = span_of(answer)
    record = sheet.record
    is_booking = isinstance(record, BookingRow)
    command = AddAppointment(
        appointment_id=store.new_id(),
        customer_id=sheet.row.customer_id,
        title=answer.values["title"],
        starts_at=starts,
        ends_at=ends,
        worker_ids=_worker(answer),
        site=record.site if isinstance(record, BookingRow) else "",
        booking_id=sheet.row.record_id if is_booking else None,
        issue_id=sheet.row.id,
    )
    return Answered(command, "The visit is on the calendar.", news=f"{sheet.code}: we come again.")


def _confirm(_store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    starts, ends = span_of(answer)
    command = ConfirmAppointment(
        appointment_id=RowId(answer.about),
        starts_at=starts,
        ends_at=ends,
        worker_ids=_worker(answer),
    )
    return Answered(command, "The visit is confirmed.", news=f"{sheet.code}: we come again.")


def _worker(answer: Answer) -> tuple[RowId, ...]:
    who = answer.values["who"]
    if who in {"", "None"}:
        raise Refused(Reason.INVALID, "Choose who comes. Nobody here does jobs yet.")
    return (RowId(who),)


def _cost(store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    values = answer.values
    cost_id = store.new_id()
    command = AddCost(
        cost_id=cost_id,
        issue_id=sheet.row.id,
        text=values["text"],
        cost_kind=CostKind(values["kind"]),
        quantity_thousandths=_scaled(values["quantity"], 1000, "a quantity such as 1.5"),
        unit_cents=_scaled(values["unit"], 100, "a price such as 79.00"),
        tax_bp=_scaled(values["tax"] or "0", 100, "a tax rate such as 10"),
    )
    return Answered(command, "The cost is noted as a draft.", (RemoveCost(cost_id=cost_id),))


def _scaled(text: str, scale: int, such_as: str) -> int:
    """Hundredths or thousandths, exactly. Raises Refused for anything but a plain number."""
    plain = text.strip().removeprefix("$").replace(",", "")
    try:
        value = Decimal(plain) * scale
    except InvalidOperation:
        raise Refused(Reason.INVALID, f"“{text}” is not {such_as}.") from None
    if not value.is_finite() or abs(value) > MOST or value != value.to_integral_value():
        raise Refused(Reason.INVALID, f"“{text}” is not {such_as}.")
    return int(value)


def _post(store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    kind = CostKind(answer.key.removeprefix("post_"))
    costs = tuple(cost.id for cost in drafts(sheet, kind))
    chosen = answer.values["invoice"]
    if kind is CostKind.CREDIT:
        if chosen in {"", "None"}:
            raise Refused(Reason.INVALID, "There is no invoice to credit. Make one first.")
        new = store.new_id()
        command = PostCosts(
            issue_id=sheet.row.id, cost_ids=costs, target_id=new, invoice_id=RowId(chosen)
        )
        return Answered(command, "The credit note is made.")
    target = store.new_id() if chosen == NEW_INVOICE else RowId(chosen)
    command = PostCosts(issue_id=sheet.row.id, cost_ids=costs, target_id=target)
    return Answered(command, "The costs are on the invoice.")


def _survey(_store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    command = AnswerSurvey(
        issue_id=sheet.row.id,
        rating=int(answer.values["rating"]),
        comment=answer.values["comment"],
    )
    return Answered(command, "The feedback is kept with the issue.")


def _step(store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    item = store.new_id()
    command = AddCheckItem(item_id=item, issue_id=sheet.row.id, text=answer.values["text"])
    return Answered(command, "Step added.", (RemoveCheckItem(item_id=item),))


def _follow(_store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    row, day = sheet.row, answer.values["day"]
    edit = FieldEdit("follow_up_on", row.follow_up_on, day)
    back = FieldEdit("follow_up_on", day, row.follow_up_on)
    return Answered(
        EditIssue(issue_id=row.id, edits=(edit,)),
        "Follow-up set.",
        (EditIssue(issue_id=row.id, edits=(back,)),),
    )


def _merge(_store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    other = _other(answer)
    command = MergeIssues(kept_id=sheet.row.id, merged_id=other)
    return Answered(command, f"Merged into {sheet.code}.", (UnmergeIssue(merged_id=other),))


def _parent(_store: Store, sheet: IssueSheet, answer: Answer) -> Answered:
    row, other = sheet.row, _other(answer)
    command = SetParent(issue_id=row.id, seen=row.parent_id, parent_id=other)
    back = SetParent(issue_id=row.id, seen=other, parent_id=row.parent_id)
    return Answered(command, f"{sheet.code} is part of it now.", (back,))


def _other(answer: Answer) -> RowId:
    other = answer.values["other"]
    if other in {"", "None"}:
        raise Refused(Reason.INVALID, "This customer has no other issue.")
    return RowId(other)


_MADE: Mapping[str, Callable[[Store, IssueSheet, Answer], Answered]] = {
    "convert": _convert,
    "close": _close,
    "responsible": _responsible,
    "release": _release,
    "visit": _visit,
    "confirm": _confirm,
    "cost": _cost,
    "post_variation": _post,
    "post_credit": _post,
    "survey": _survey,
    "step": _step,
    "follow": _follow,
    "merge": _merge,
    "parent": _parent,
}
