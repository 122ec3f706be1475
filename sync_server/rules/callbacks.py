"""Missed calls that want a call-back: whose they are, and what settles them (CAL-06)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import (
    CallRow,
    ReopenCallbacks,
    SettleCallbacks,
    TakeCallback,
    VoicemailRow,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import CallOutcome, Direction
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View

UNANSWERED = frozenset({CallOutcome.MISSED, CallOutcome.ABANDONED, CallOutcome.DECLINED})
MAX_AT_ONCE = 1000


def wants_callback(call: CallRow) -> bool:
    """Whether the caller still waits for somebody: nobody spoke to them, nobody settled it."""
    return (
        call.direction is Direction.INBOUND
        and call.outcome in UNANSWERED
        and call.continues_id is None
        and call.ended_at is not None
        and call.settled_at is None
        and bool(call.number)
    )


def cleared_by(
    view: View, before: CallRow | None, call: CallRow, here: Circumstances
) -> Iterator[Row]:
    """What a conversation settles: the same number's missed calls and voicemails before it."""
    was_answered = before is not None and before.outcome is CallOutcome.ANSWERED
    if call.outcome is not CallOutcome.ANSWERED or was_answered or not call.number:
        return
    name = call.answered_by_name
    for missed in view.where(CallRow, number=call.number, settled_at=None):
        if wants_callback(missed) and _is_earlier(missed, call):
            yield msgspec.structs.replace(
                missed, version=missed.version + 1, settled_at=here.now, settled_by_name=name
            )
    if call.direction is Direction.OUTBOUND:
        for voicemail in view.where(VoicemailRow, number=call.number, done_at=None):
            yield msgspec.structs.replace(
                voicemail, version=voicemail.version + 1, done_at=here.now, done_by_name=name
            )


def take_callback(view: View, command: TakeCallback, _here: Circumstances) -> Effects:
    """Only one person calls back: the name is on the line for everyone to see."""
    call = _missed(view, command.call_id)
    owner = view.get(StaffRow, command.owner_id) if command.owner_id else None
    if command.owner_id is not None and (owner is None or not owner.active):
        raise Refused(Reason.NOT_FOUND, "This colleague does not work here any more.")
    if call.owner_id == command.owner_id:
        return Effects()
    taken = msgspec.structs.replace(
        call,
        version=call.version + 1,
        owner_id=command.owner_id,
        owner_name=owner.name if owner else "",
    )
    return Effects(rows=(taken,))


def settle(view: View, command: SettleCallbacks, here: Circumstances) -> Effects:
    _check_number(command.call_ids)
    calls = [_missed(view, row_id) for row_id in command.call_ids]
    rows = tuple(
        msgspec.structs.replace(
            call, version=call.version + 1, settled_at=here.now, settled_by_name=here.by_name
        )
        for call in calls
        if call.settled_at is None
    )
    return Effects(rows=rows)


def reopen(view: View, command: ReopenCallbacks, _here: Circumstances) -> Effects:
    _check_number(command.call_ids)
    calls = [_missed(view, row_id) for row_id in command.call_ids]
    rows = tuple(
        msgspec.structs.replace(call, version=call.version + 1, settled_at=None, settled_by_name="")
        for call in calls
        if call.settled_at is not None
    )
    return Effects(rows=rows)


def _is_earlier(missed: CallRow, call: CallRow) -> bool:
    if missed.id == call.id or missed.started_at is None or call.started_at is None:
        return False
    return missed.started_at <= call.started_at


def _missed(view: View, row_id: RowId) -> CallRow:
    call = view.get(CallRow, row_id)
    if call is None:
        raise Refused(Reason.NOT_FOUND, "This call does not exist any more.")
    if call.direction is not Direction.INBOUND or call.outcome is CallOutcome.ANSWERED:
        raise Refused(Reason.WRONG_STATUS, "This caller has been spoken to already.")
    return call


def _check_number(ids: tuple[RowId, ...]) -> None:
    if len(ids) > MAX_AT_ONCE:
        raise Refused(Reason.INVALID, f"{len(ids)} calls at once; {MAX_AT_ONCE} go.")
