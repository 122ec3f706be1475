"""Releasing pay: in the name of a person, at most once, with a second person above a limit."""

from __future__ import annotations

from collections import Counter

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
from sync_server.rules.holds import deciding_issue, stepped
from sync_server.rules.issues import check_day
from sync_server.rules.view import View
from sync_server.rules.withholding import MAX_REASON


def release_hold(view: View, command: ReleaseHold, here: Circumstances) -> Effects:
    """Release a hold as it was read, once the issue behind it is closed. Who comes second learns
    who was first (two people release one hold)."""
    hold = view.get(HoldRow, command.hold_id)
    if hold is None:
        raise Refused(Reason.NOT_FOUND, "This hold does not exist any more.")
    if not hold.is_active:
        _check_mine(hold, here)
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
    kept: Counter[str] = Counter()
    for seen in {each.id: each for each in command.holds}.values():
        one = ReleaseHold(hold_id=seen.id, seen_version=seen.version, reason=reason)
        try:
            done = release_hold(view, one, here)
        except Refused as refusal:
            kept[refusal.detail] += 1
            continue
        rows += done.rows
        if _waits(done):
            kept[SECOND_PERSON] += 1
    told = _sentence(kept, len({seen.id for seen in command.holds}))
    if kept and not rows:
        raise Refused(Reason.CHANGED, told)
    return Effects(rows=tuple(rows), merged=told)


def _waits(done: Effects) -> bool:
    return any(isinstance(row, HoldRow) and row.is_active for row in done.rows)


SECOND_PERSON = "A second person must release this too; it is above the limit."


def expect_release(view: View, command: ExpectRelease, here: Circumstances) -> Effects:
    hold = view.get(HoldRow, command.hold_id)
    if hold is None:
        raise Refused(Reason.NOT_FOUND, "This hold does not exist any more.")
    if not hold.is_active:
        raise Refused(Reason.WRONG_STATUS, "This pay was released already.")
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
    if issue is not None and deciding_issue(view, issue).status is not IssueStatus.CLOSED:
        raise Refused(
            Reason.WRONG_STATUS,
            "The issue behind this hold is open; its pay stays until it closes.",
        )


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


def _check_mine(hold: HoldRow, here: Circumstances) -> None:
    if hold.released_by not in {here.by, None}:
        name = hold.released_by_name or "A colleague"
        raise Refused(Reason.CHANGED, f"{name} released this pay already.")


def _sentence(kept: Counter[str], asked: int) -> str:
    """What was not released, and why; empty where everything was."""
    if not kept:
        return ""
    why = " ".join(f"{number}: {detail}" for detail, number in sorted(kept.items()))
    return f"{asked - kept.total()} of {asked} were released. Not released: {why}"
