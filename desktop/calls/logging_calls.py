"""What this desk knows of a call, as the command that tells the office."""

from __future__ import annotations

from collections.abc import Mapping

from softphone.call import Direction, EndedWhy
from softphone.protocol import CallFacts
from sync_server.contract.base import RowId
from sync_server.contract.calls import LogCall, call_id
from sync_server.contract.values import CallOutcome
from sync_server.contract.values import Direction as Way

_OUTCOMES: Mapping[EndedWhy, CallOutcome] = {
    EndedWhy.CALLER_GAVE_UP: CallOutcome.ABANDONED,
    EndedWhy.NO_ANSWER: CallOutcome.MISSED,
    EndedWhy.BUSY: CallOutcome.MISSED,
    EndedWhy.DECLINED: CallOutcome.DECLINED,
}
"""Ends that say something about the whole call. One desk's decline does not: others still ring."""


def log_command(call: CallFacts, me: RowId, owner: RowId | None) -> LogCall | None:
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
        answered_by=me if talked or is_outgoing else None,
        customer_id=owner,
    )


def _outcome(why: EndedWhy, *, is_outgoing: bool) -> CallOutcome:
    if is_outgoing:
        return _OUTCOMES.get(why, CallOutcome.MISSED)
    # A leg that stopped here may still ring elsewhere: only a caller who gave up ends it for all.
    return CallOutcome.ABANDONED if why is EndedWhy.CALLER_GAVE_UP else CallOutcome.RINGING
