"""What the phone system reported, as the commands of the office: one story for each call."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sync_server.contract.base import CommandId, RowId
from sync_server.contract.calls import LogCall, call_id
from sync_server.contract.values import CallOutcome, Direction
from sync_server.telephony.pbx_events import PbxEvent, PbxEventKind

K = PbxEventKind

_OUTCOMES: Mapping[PbxEventKind, CallOutcome] = {
    K.INCOMING: CallOutcome.RINGING,
    K.OUTBOUND: CallOutcome.RINGING,
    K.ANSWERED: CallOutcome.ANSWERED,
    K.OUTBOUND_ANSWERED: CallOutcome.ANSWERED,
    K.MISSED: CallOutcome.MISSED,
    K.ENDED: CallOutcome.RINGING,
    K.FAILED: CallOutcome.RINGING,
}
"""Kinds that tell something about a call; RINGING adds times and takes nothing back."""

_OUTBOUND = frozenset({K.OUTBOUND, K.OUTBOUND_ANSWERED})
_ENDS = frozenset({K.ENDED, K.FAILED})
GAVE_UP = "caller-hung-up"


def command_id(event: PbxEvent) -> CommandId:
    """The same event read twice gives the same command, so it counts once."""
    told = f"{event.call_key}\0{event.kind}\0{event.user}\0{event.at.isoformat()}"
    return CommandId(hashlib.sha256(told.encode()).hexdigest()[:32])


def report(event: PbxEvent, staff_by_user: Mapping[str, RowId]) -> LogCall | None:
    """Translate one event; None for what the office does not read (a leg ringing, a retry)."""
    outcome = _OUTCOMES.get(event.kind)
    if outcome is None or not event.call_key:
        return None
    if event.kind is K.MISSED and event.detail == GAVE_UP:
        outcome = CallOutcome.ABANDONED
    is_outbound = event.kind in _OUTBOUND
    return LogCall(
        call_id=call_id(event.call_key),
        call_key=event.call_key,
        direction=Direction.OUTBOUND if is_outbound else Direction.INBOUND,
        number=event.dialled if is_outbound else event.from_number,
        dialled="" if is_outbound else event.dialled,
        outcome=outcome,
        started_at=event.at,
        answered_at=event.at if outcome is CallOutcome.ANSWERED else None,
        ended_at=event.at if _is_end(event, outcome) else None,
        answered_by=staff_by_user.get(event.user) if event.kind not in _ENDS else None,
    )


def ended_unseen(call_key: str, started_at: datetime, now: datetime) -> LogCall:
    """Close a call that ended while nobody listened to the phone system."""
    return LogCall(
        call_id=call_id(call_key),
        call_key=call_key,
        direction=Direction.INBOUND,
        number="",
        dialled="",
        outcome=CallOutcome.RINGING,
        started_at=started_at,
        ended_at=now,
    )


def _is_end(event: PbxEvent, outcome: CallOutcome) -> bool:
    return event.kind in _ENDS or outcome is CallOutcome.ABANDONED
