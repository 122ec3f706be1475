"""Releasing pay: in the name of a person, at most once, with a second person above a limit."""

from __future__ import annotations

from sync_server.contract.base import Row
from sync_server.contract.holds import (
    MAX_RELEASED,
    ExpectRelease,
    HoldAction,
    HoldRow,
    ReleaseHold,
    ReleaseHolds,
)
from sync_server.contract.issues import IssueRow
from sync_server.contract.values import HoldState, IssueStatus
from sync_server.rules.clocks import settings_of
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.holds import MAX_REASON, stepped
from sync_server.rules.issues import check_day
from sync_server.rules.view import View


def release_hold(view: View, command: ReleaseHold, here: Circumstances) -> Effects:
    """Release a hold as it was read, once the issue behind it is closed."""
    hold = view.get(HoldRow, command.hold_id)
    if hold is None:
        raise Refused(Reason.NOT_FOUND, "This hold does not exist any more.")
    if not hold.is_active:
        return Effects()
    _check_may_go(view, hold)
    if hold.version != command.seen_version:
        raise Refused(Reason.CHANGED, "The hold changed since you looked. Look at it again.")
    _check_second(view, hold, here)
    return Effects(rows=let_go(view, hold, here, _reason(command.reason)))


def release_holds(view: View, command: ReleaseHolds, here: Circumstances) -> Effects:
    """Release what can be; what cannot is named in the answer, none of it in silence."""
    if not 1 <= len(command.holds) <= MAX_RELEASED:
        raise Refused(Reason.INVALID, f"1 to {MAX_RELEASED} holds are released at once.")
    reason = _reason(command.reason)
    rows: list[Row] = []
    kept: dict[str, int] = {}
    for seen in {each.id: each for each in command.holds}.values():
        try:
            one = ReleaseHold(hold_id=seen.id, seen_version=seen.version, reason=reason)
            rows += release_hold(view, one, here).rows
        except Refused as refusal:
            kept[refusal.detail] = kept.get(refusal.detail, 0) + 1
    if kept and not rows:
        raise Refused(Reason.CHANGED, _sentence(kept, len(command.holds)))
    return Effects(rows=tuple(rows), merged=_sentence(kept, len(command.holds)) if kept else "")


def expect_release(view: View, command: ExpectRelease, here: Circumstances) -> Effects:
    hold = view.get(HoldRow, command.hold_id)
    if hold is None:
        raise Refused(Reason.NOT_FOUND, "This hold does not exist any more.")
    day = check_day(command.expected_on)
    if hold.expected_on == day:
        return Effects()
    return Effects(rows=stepped(hold, HoldAction.CHANGED, here, expected_on=day))


def let_go(view: View, hold: HoldRow, here: Circumstances, reason: str) -> tuple[Row, ...]:
    """The hold released, or waiting for a second person where it is above the limit."""
    limit = settings_of(view).two_person_cents
    is_large = 0 < limit < hold.amount_cents
    if is_large and (hold.first_by is None or hold.first_by == here.by):
        if hold.first_by is not None:
            return ()
        return stepped(
            hold,
            HoldAction.FIRST_RELEASE,
            here,
            reason,
            state=_waiting(hold),
            first_by=here.by,
            first_by_name=here.by_name,
            first_at=here.now,
        )
    return stepped(
        hold,
        HoldAction.RELEASED,
        here,
        reason,
        state=HoldState.RELEASED,
        released_by=here.by,
        released_by_name=here.by_name,
        released_at=here.now,
        release_reason=reason,
    )


def _waiting(hold: HoldRow) -> HoldState:
    is_recovery = hold.state is HoldState.RECOVERY_DUE
    return hold.state if is_recovery else HoldState.READY_TO_RELEASE


def _check_may_go(view: View, hold: HoldRow) -> None:
    """Pay stays where it is while its issue, or the one that was merged into, is open (PAY-10)."""
    issue = view.get(IssueRow, hold.issue_id) if hold.issue_id else None
    if issue is not None and issue.merged_into_id is not None:
        issue = view.get(IssueRow, issue.merged_into_id)
    if issue is not None and issue.status is not IssueStatus.CLOSED:
        raise Refused(Reason.WRONG_STATUS, "The issue behind this hold is still open.")


def _check_second(view: View, hold: HoldRow, here: Circumstances) -> None:
    limit = settings_of(view).two_person_cents
    if 0 < limit < hold.amount_cents and hold.first_by == here.by:
        raise Refused(
            Reason.NOT_ALLOWED, "You released this already; above the limit a second person must."
        )


def _reason(text: str) -> str:
    if len(text) > MAX_REASON:
        raise Refused(Reason.INVALID, f"A reason has up to {MAX_REASON} characters.")
    return text.strip()


def _sentence(kept: dict[str, int], asked: int) -> str:
    count = sum(kept.values())
    why = " ".join(f"{number}: {detail}" for detail, number in sorted(kept.items()))
    return f"{asked - count} of {asked} were released. Not released: {why}"
