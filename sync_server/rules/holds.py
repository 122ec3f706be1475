"""When pay is held and put back; every step is written down as an event nobody can change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.holds import (
    HoldAction,
    HoldEventRow,
    HoldRow,
    hold_event_id,
    hold_id,
)
from sync_server.contract.issues import IssueRow
from sync_server.contract.values import HoldState, IssueStatus, RecordKind
from sync_server.rules.effects import Circumstances, Reason, Refused
from sync_server.rules.pay import of_lines, pay_lines, standing
from sync_server.rules.view import View

S = HoldState


def stepped(
    hold: HoldRow, action: HoldAction, here: Circumstances, reason: str = "", **changes: object
) -> tuple[HoldRow, HoldEventRow]:
    """The hold one version on, and the event that tells of it (PAY-04)."""
    after = msgspec.structs.replace(hold, version=hold.version + 1, **changes)
    return after, event_of(after, action, here, reason)


def event_of(hold: HoldRow, action: HoldAction, here: Circumstances, reason: str) -> HoldEventRow:
    return HoldEventRow(
        id=hold_event_id(hold.id, hold.version),
        hold_id=hold.id,
        booking_id=hold.booking_id,
        worker_id=hold.worker_id,
        action=action,
        state=hold.state,
        amount_cents=hold.amount_cents,
        reason=reason,
        by=here.by,
        by_name=here.by_name,
        happened_at=here.now,
    )


def withheld(view: View, issue: IssueRow, here: Circumstances) -> tuple[Row, ...]:
    """Hold each responsible fieldworker's pay for the booking (PAY-01, PAY-05)."""
    if issue.record_kind is not RecordKind.BOOKING:
        return ()
    rows: list[Row] = []
    for worker in issue.responsible_ids:
        rows += _opened(view, issue, worker, here)
    return tuple(rows)


def _opened(
    view: View, issue: IssueRow, worker: RowId, here: Circumstances
) -> tuple[HoldRow, HoldEventRow]:
    blank = HoldRow(
        id=hold_id(issue.id, worker),
        version=-1,
        booking_id=issue.record_id,
        worker_id=worker,
        issue_id=issue.id,
        customer_id=issue.customer_id,
        reason=issue.issue_type,
        is_provisional=issue.is_provisional,
    )
    return held(view, view.get(HoldRow, blank.id) or blank, here)


def held(
    view: View, hold: HoldRow, here: Circumstances, others: Sequence[HoldRow] = ()
) -> tuple[HoldRow, HoldEventRow]:
    """Held from now on; pay that is out already is to be recovered (A16). `others` are held in
    the same step."""
    lines = _lines_left(view, hold)
    anew = msgspec.structs.replace(hold, pay_line_ids=lines, state=S.HELD)
    is_out = hold.paid_at is not None or _went_out(view, anew, others)
    is_new = hold.version < 0
    action = HoldAction.HELD if is_new else HoldAction.PUT_BACK
    return stepped(
        anew,
        HoldAction.RECOVERY if is_out else action,
        here,
        hold.reason,
        state=S.RECOVERY_DUE if is_out else S.HELD,
        amount_cents=of_lines(view, hold.booking_id, hold.worker_id, lines),
        held_by=here.by,
        held_by_name=here.by_name,
        held_at=here.now,
        paid_at=hold.paid_at or (here.now if is_out else None),
        released_by=None,
        released_by_name="",
        released_at=None,
        release_reason="",
        **NOBODY_FIRST,
    )


def _lines_left(view: View, hold: HoldRow) -> tuple[RowId, ...]:
    """Lines of pay that are still there; where none is left everything is held: no pay slips
    through because its lines were written anew while it was free."""
    if not hold.pay_line_ids:
        return ()
    theirs = {
        line.id for line in pay_lines(view, hold.booking_id) if line.worker_id == hold.worker_id
    }
    return tuple(each for each in dict.fromkeys(hold.pay_line_ids) if each in theirs)


def _went_out(view: View, hold: HoldRow, others: Sequence[HoldRow]) -> bool:
    """With this hold, more is held and paid than was earned."""
    with_it = standing(view, hold.booking_id, hold.worker_id, also=(*others, hold))
    return with_it.paid > 0 and with_it.to_recover > 0


NOBODY_FIRST = {"first_by": None, "first_by_name": "", "first_at": None}


def put_back(view: View, holds: Iterable[HoldRow], here: Circumstances) -> tuple[Row, ...]:
    """Hold again what was released or about to be: the same holds, never new ones (ISS-53).

    A fieldworker who was found not to be responsible stays free. What one person released and a
    second one did not is nobody's release any more.
    """
    rows: list[Row] = []
    again: list[HoldRow] = []
    for hold in holds:
        is_on_its_way = hold.state in {S.RELEASED, S.READY_TO_RELEASE} or hold.first_by is not None
        if is_on_its_way and not _found_free(view, hold):
            anew, told = held(view, hold, here, again)
            again.append(anew)
            rows += (anew, told)
    return tuple(rows)


def _found_free(view: View, hold: HoldRow) -> bool:
    """Released because the issue names others; a hold placed by hand stands for itself."""
    issue = view.get(IssueRow, hold.issue_id)
    is_by_issue = issue is not None and hold.id == hold_id(issue.id, hold.worker_id)
    named = issue.responsible_ids if issue is not None else ()
    return is_by_issue and not hold.is_active and hold.worker_id not in named


NOT_RESPONSIBLE = "Not responsible"


def ready(holds: Iterable[HoldRow], here: Circumstances) -> tuple[Row, ...]:
    """Hand the holds of a closed issue to finance (A14)."""
    rows: list[Row] = []
    for hold in holds:
        if hold.state is S.HELD:
            rows += stepped(hold, HoldAction.READY, here, state=S.READY_TO_RELEASE)
    return tuple(rows)


def narrowed(
    view: View, issue: IssueRow, responsible: tuple[RowId, ...], here: Circumstances
) -> tuple[Row, ...]:
    """Hold those who are responsible and nobody else (A15). What somebody withheld by hand stays
    until somebody releases it."""
    rows: list[Row] = []
    for worker in responsible:
        named = view.get(HoldRow, hold_id(issue.id, worker))
        if named is None or not named.is_active:
            _check_open(view, issue)
            rows += _opened(view, issue, worker, here)
        elif named.is_provisional:
            rows += stepped(named, HoldAction.CHANGED, here, is_provisional=False)
    for hold in view.where(HoldRow, issue_id=issue.id):
        is_by_issue = hold.id == hold_id(issue.id, hold.worker_id)
        if is_by_issue and hold.is_active and hold.worker_id not in responsible:
            rows += _not_theirs(hold, here)
    return tuple(rows)


def _check_open(view: View, issue: IssueRow) -> None:
    """A closed issue holds nobody anew; it is reopened first (PAY-10)."""
    if deciding_issue(view, issue).status is IssueStatus.CLOSED:
        raise Refused(Reason.WRONG_STATUS, "The issue is closed. Reopen it to hold somebody's pay.")


def deciding_issue(view: View, issue: IssueRow) -> IssueRow:
    """The issue whose status decides: itself, or the one it was merged into."""
    kept = view.get(IssueRow, issue.merged_into_id) if issue.merged_into_id else None
    return kept or issue


def _not_theirs(hold: HoldRow, here: Circumstances) -> tuple[HoldRow, HoldEventRow]:
    return stepped(
        hold,
        HoldAction.NARROWED,
        here,
        NOT_RESPONSIBLE,
        state=S.RELEASED,
        released_by=here.by,
        released_by_name=here.by_name,
        released_at=here.now,
        release_reason=NOT_RESPONSIBLE,
        **NOBODY_FIRST,
    )


def holds_of(view: View, issue: IssueRow) -> list[HoldRow]:
    """Holds of an issue and of those merged into it."""
    merged = view.where(IssueRow, merged_into_id=issue.id)
    return [hold for each in (issue, *merged) for hold in view.where(HoldRow, issue_id=each.id)]
