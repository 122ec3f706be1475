"""What the phone system reported, as the commands of the office: one story for each call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from softphone import address
from sync_server.contract.base import CommandId, derived_id
from sync_server.contract.calls import CallStep, LogCall, call_id
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import CallOutcome, Direction, StepKind
from sync_server.telephony.pbx_events import FallbackKind, MissedWhy, PbxEvent, PbxEventKind

K = PbxEventKind

_OUTCOMES: Mapping[PbxEventKind, CallOutcome] = {
    K.INCOMING: CallOutcome.RINGING,
    K.OUTBOUND: CallOutcome.RINGING,
    K.ANSWERED: CallOutcome.ANSWERED,
    K.OUTBOUND_ANSWERED: CallOutcome.ANSWERED,
    K.MISSED: CallOutcome.MISSED,
    K.FALLBACK: CallOutcome.RINGING,
    K.FALLBACK_ANSWERED: CallOutcome.RINGING,
    K.TRANSFERRED: CallOutcome.RINGING,
    K.ENDED: CallOutcome.RINGING,
    K.FAILED: CallOutcome.RINGING,
}
"""Kinds that tell something about a call; RINGING adds times and takes nothing back."""

_ANSWERS = frozenset({K.ANSWERED, K.OUTBOUND, K.OUTBOUND_ANSWERED})
_OUTBOUND = frozenset({K.OUTBOUND, K.OUTBOUND_ANSWERED})
_ENDS = frozenset({K.ENDED, K.FAILED})
MAILBOX_USER = "mailbox"


def command_id(event: PbxEvent) -> CommandId:
    """The same event read twice gives the same command, so it counts once."""
    told = f"{event.call_key}\0{event.kind}\0{event.user}\0{event.detail}\0{event.at.isoformat()}"
    return CommandId(derived_id(told))


def report(event: PbxEvent, staff_by_user: Mapping[str, StaffRow]) -> LogCall | None:
    """Translate one event; None for what the office does not read (a leg ringing, a retry)."""
    outcome = _outcome(event)
    if outcome is None or not event.call_key:
        return None
    # A call between colleagues is told from the side of the one who calls.
    caller = staff_by_user.get(event.from_number)
    is_outbound = event.kind in _OUTBOUND or caller is not None
    staff = caller or staff_by_user.get(event.user)
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
        answered_by=staff.id if staff and event.kind in _ANSWERS else None,
        continues_key=event.detail if event.kind is K.TRANSFERRED else "",
        steps=_steps(event, staff_by_user),
    )


def _steps(event: PbxEvent, staff_by_user: Mapping[str, StaffRow]) -> tuple[CallStep, ...]:
    """What the story of the call says of this event besides who answered and when it ended."""
    if event.kind is K.TRANSFERRED:
        by, target = staff_by_user.get(event.user), staff_by_user.get(event.dialled)
        who = target.name if target else event.dialled
        step = CallStep(event.at, StepKind.TRANSFERRED, by=by.id if by else None, who=who)
    elif event.kind is K.FALLBACK and _outside(event.detail):
        step = CallStep(event.at, StepKind.FORWARDED, who=_outside(event.detail))
    elif event.kind is K.ANSWERED and event.detail:  # a number that rang along
        step = CallStep(event.at, StepKind.FORWARDED, who=event.detail)
    else:
        return ()
    return (step,)


def _outside(uri: str) -> str:
    """The number a fallback forwards to, empty where it is the mailbox."""
    user = address.parse(uri).user
    return "" if user == MAILBOX_USER else user


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


def _outcome(event: PbxEvent) -> CallOutcome | None:
    """A number outside that answered is an answer by nobody of ours; a mailbox is none yet."""
    if event.kind is K.MISSED and event.detail == MissedWhy.CALLER_HUNG_UP:
        return CallOutcome.ABANDONED
    if event.kind is K.FALLBACK_ANSWERED and event.detail == FallbackKind.EXTERNAL:
        return CallOutcome.ANSWERED
    return _OUTCOMES.get(event.kind)


def _is_end(event: PbxEvent, outcome: CallOutcome) -> bool:
    return event.kind in _ENDS or outcome is CallOutcome.ABANDONED
