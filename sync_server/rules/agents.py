"""Whether a colleague takes calls: what they chose, the time after a call, and what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from sync_server.contract.agents import AgentStateRow, ChooseState, EndWrapUp, ExtendWrapUp
from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.ring_groups import LONGEST_WRAP_UP_SECONDS, RingGroupRow
from sync_server.contract.values import AgentState, CallOutcome
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View

CHOSEN = frozenset({AgentState.AVAILABLE, AgentState.BREAK, AgentState.AWAY, AgentState.WRAP_UP})
MAX_REASON = 60


def choose_state(view: View, command: ChooseState, here: Circumstances) -> Effects:
    """Come, go, take a break. A wrap-up that asks for a disposition ends with one only."""
    if command.state not in CHOSEN:
        raise Refused(Reason.INVALID, f"{command.state} follows from calls and is not chosen.")
    if len(command.reason) > MAX_REASON:
        raise Refused(Reason.INVALID, f"The reason is longer than {MAX_REASON} characters.")
    row = state_of(view, here.by)
    if row.state is AgentState.WRAP_UP and command.state is AgentState.AVAILABLE:
        _check_disposition(view, row)
    if row.state is command.state and row.reason == command.reason:
        return Effects()
    return Effects(rows=(_next(row, command.state, here, reason=command.reason),))


def extend_wrap_up(view: View, command: ExtendWrapUp, here: Circumstances) -> Effects:
    row = state_of(view, here.by)
    if row.state is not AgentState.WRAP_UP or row.ends_at is None:
        raise Refused(Reason.WRONG_STATUS, "There is no wrap-up to extend.")
    if not 0 < command.seconds <= LONGEST_WRAP_UP_SECONDS:
        raise Refused(Reason.INVALID, "A wrap-up is extended by up to 30 minutes.")
    ends_at = max(row.ends_at, here.now) + timedelta(seconds=command.seconds)
    return Effects(rows=(msgspec.structs.replace(row, version=row.version + 1, ends_at=ends_at),))


def end_wrap_up(view: View, command: EndWrapUp, here: Circumstances) -> Effects:
    """The time is over; without the disposition a business number asks for it goes on."""
    row = view.get(AgentStateRow, command.staff_id)
    if row is None or row.state is not AgentState.WRAP_UP:
        return Effects()
    if row.ends_at is None or row.ends_at > here.now or owes_disposition(view, row):
        return Effects()
    return Effects(rows=(_next(row, AgentState.AVAILABLE, here),))


def wrap_up_after(
    view: View, before: CallRow | None, call: CallRow, here: Circumstances
) -> Iterator[Row]:
    """The end of a conversation begins the wrap-up of whoever held it."""
    was_over = before is not None and before.ended_at is not None
    if was_over or call.ended_at is None or call.answered_by is None:
        return
    group = view.get(RingGroupRow, call.ring_group_id) if call.ring_group_id else None
    if group is None or not group.wrap_up_seconds or call.outcome is not CallOutcome.ANSWERED:
        return
    length = timedelta(seconds=group.wrap_up_seconds)
    if call.ended_at + length <= here.now:  # told late, by a desk that was offline
        return
    row = state_of(view, call.answered_by)
    if row.state is AgentState.AVAILABLE:
        whole = call.continues_id or call.id
        yield _next(row, AgentState.WRAP_UP, here, ends_at=here.now + length, call_id=whole)


def owes_disposition(view: View, row: AgentStateRow) -> bool:
    """Whether the call being wrapped up still needs a disposition."""
    call = view.get(CallRow, row.call_id) if row.call_id else None
    if call is None or call.disposition_id is not None or call.ring_group_id is None:
        return False
    group = view.get(RingGroupRow, call.ring_group_id)
    return group is not None and group.asks_disposition


def state_of(view: View, staff_id: RowId) -> AgentStateRow:
    """Who never chose anything is available."""
    return view.get(AgentStateRow, staff_id) or AgentStateRow(id=staff_id, version=-1)


def takes_calls(row: AgentStateRow | None) -> bool:
    """Whether ring groups ring this colleague."""
    return row is None or row.state is AgentState.AVAILABLE


def shown_state(row: AgentStateRow | None, *, is_talking: bool, is_ringing: bool) -> AgentState:
    """What colleagues see (BLF): a live call says more than what was chosen."""
    if is_talking:
        return AgentState.ON_A_CALL
    if is_ringing:
        return AgentState.RINGING
    return row.state if row is not None else AgentState.AVAILABLE


def _check_disposition(view: View, row: AgentStateRow) -> None:
    if owes_disposition(view, row):
        raise Refused(Reason.WRONG_STATUS, "Choose how the call came out first.")


def _next(
    row: AgentStateRow,
    state: AgentState,
    here: Circumstances,
    *,
    reason: str = "",
    ends_at: datetime | None = None,
    call_id: RowId | None = None,
) -> AgentStateRow:
    return AgentStateRow(
        id=row.id,
        version=row.version + 1,
        state=state,
        reason=reason,
        since_at=here.now,
        ends_at=ends_at,
        call_id=call_id,
    )
