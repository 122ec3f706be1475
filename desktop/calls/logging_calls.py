"""What this desk knows of a call, as the command that tells the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from softphone.call import Direction, EndedWhy
from softphone.protocol import CallFacts, Quality, TransferState
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallQuality, CallStep, LogCall, call_id
from sync_server.contract.values import CallOutcome, HungUpBy, StepKind
from sync_server.contract.values import Direction as Way

_OUTCOMES: Mapping[EndedWhy, CallOutcome] = {
    EndedWhy.CALLER_GAVE_UP: CallOutcome.ABANDONED,
    EndedWhy.NO_ANSWER: CallOutcome.MISSED,
    EndedWhy.BUSY: CallOutcome.MISSED,
    EndedWhy.DECLINED: CallOutcome.DECLINED,
}
"""Ends that say something about the whole call. One desk's decline does not: others still ring."""
_HUNG_UP: Mapping[EndedWhy, HungUpBy] = {
    EndedWhy.HUNG_UP: HungUpBy.AGENT,
    EndedWhy.FAR_END_HUNG_UP: HungUpBy.OTHER_SIDE,
    EndedWhy.PHONE_RESTARTED: HungUpBy.PHONE_STOPPED,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the desk knows of a call besides what the phone says of it."""

    me: RowId
    owner: RowId | None = None
    quality: Quality | None = None
    transferred_to: str = ""
    """The name or number the agent sent it to."""
    continues_key: str = ""
    """Call-ID of the call this one carries on: a colleague was asked to take it over."""


def log_command(call: CallFacts, known: Known) -> LogCall | None:
    """The report of this desk; None when it has nothing to tell that others do not know better."""
    talked = call.answered_at is not None
    if not talked and call.ended_why is EndedWhy.ANSWERED_ELSEWHERE:
        return None
    is_outgoing = call.direction is Direction.OUTGOING
    outcome = CallOutcome.ANSWERED if talked else CallOutcome.RINGING
    if not talked and call.ended_why is not None:
        outcome = _outcome(call.ended_why, is_outgoing=is_outgoing)
    return LogCall(
        call_id=call_id(call.call_key),
        call_key=call.call_key,
        direction=Way.OUTBOUND if is_outgoing else Way.INBOUND,
        number=call.number,
        dialled=call.dialled,
        outcome=outcome,
        started_at=call.started_at,
        answered_at=call.answered_at,
        ended_at=call.ended_at if talked or is_outgoing else None,
        answered_by=known.me if talked or is_outgoing else None,
        customer_id=known.owner,
        continues_key=known.continues_key,
        steps=_steps(call, known),
        hung_up_by=_hung_up_by(call),
        quality=_quality(known.quality),
    )


def is_transferred(call: CallFacts) -> bool:
    """Whether the call went on without this desk."""
    return call.ended_why is EndedWhy.TRANSFERRED or call.transfer is TransferState.DONE


def _outcome(why: EndedWhy, *, is_outgoing: bool) -> CallOutcome:
    if is_outgoing:
        return _OUTCOMES.get(why, CallOutcome.MISSED)
    # A leg that stopped here may still ring elsewhere: only a caller who gave up ends it for all.
    return CallOutcome.ABANDONED if why is EndedWhy.CALLER_GAVE_UP else CallOutcome.RINGING


def _hung_up_by(call: CallFacts) -> HungUpBy:
    """Who ended a conversation; nobody did where it only went on elsewhere."""
    if call.answered_at is None or call.ended_why is None or is_transferred(call):
        return HungUpBy.UNKNOWN
    return _HUNG_UP.get(call.ended_why, HungUpBy.UNKNOWN)


def _steps(call: CallFacts, known: Known) -> tuple[CallStep, ...]:
    if call.ended_at is None or call.answered_at is None:
        return ()
    if call.transfer is TransferState.DONE and not known.continues_key:
        # Not the call to the colleague who was asked, nor one that somebody else sent on.
        who = known.transferred_to or call.transfer_target
        step = CallStep(at=call.ended_at, kind=StepKind.TRANSFERRED, by=known.me, who=who)
    elif call.ended_why is EndedWhy.PHONE_RESTARTED:
        step = CallStep(at=call.ended_at, kind=StepKind.PHONE_STOPPED, by=known.me)
    else:
        return ()
    return (step,)


def _quality(heard: Quality | None) -> CallQuality | None:
    if heard is None:
        return None
    return CallQuality(heard.loss_permille, heard.jitter_ms, heard.rtt_ms, heard.mos_hundredths)
