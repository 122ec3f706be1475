"""One live call as the bar shows it: who it is, how long, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.calls.call_model import LiveCall, Trouble, WaitingCall
from desktop.calls.callers import Callers
from softphone.call import CallState, Direction
from softphone.protocol import CallFacts, TransferState


def live_call(
    callers: Callers, call: CallFacts, others: Sequence[CallFacts], trouble: Trouble
) -> LiveCall:
    """The call in the bar with the others under it."""
    return LiveCall(
        call.ref,
        who=callers.name(call),
        number=call.number,
        answered_at=call.answered_at,
        customer_id=callers.owner(call) or "",
        is_muted=call.is_muted,
        is_on_hold=call.is_on_hold,
        trouble=trouble,
        waiting=tuple(_waiting(callers, one) for one in others),
        is_joined=call.is_in_conference,
        is_being_transferred=call.transfer is TransferState.ASKED,
        transferred_by=callers.referred_by(call),
        candidates=callers.shared_by(call),
    )


def _waiting(callers: Callers, call: CallFacts) -> WaitingCall:
    return WaitingCall(
        call.ref,
        callers.name(call),
        is_on_hold=call.is_on_hold,
        is_calling=has_bar(call) and call.state is not CallState.TALKING,
        is_joined=call.is_in_conference,
    )


def has_bar(call: CallFacts) -> bool:
    """A call that has the bar: every one but those that ring here to be answered."""
    is_ours = call.direction is Direction.OUTGOING
    return call.state in {CallState.TALKING, CallState.DIALLING} or (
        is_ours and call.state is CallState.RINGING
    )


def rings_here(call: CallFacts) -> bool:
    """An incoming call nobody has answered yet."""
    return call.direction is Direction.INCOMING and call.state is CallState.RINGING


def foremost(calls: Sequence[CallFacts]) -> CallFacts | None:
    """Which of several calls has the bar: the one the agent hears, else the first."""
    live = [call for call in calls if has_bar(call)]
    heard = (call for call in live if not call.is_on_hold)
    return next(heard, live[0] if live else None)
