"""Whether a colleague takes calls right now, and the time after a call that the server keeps."""

from __future__ import annotations

from datetime import datetime

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import AgentState


class AgentStateRow(Row, frozen=True, tag="agent_state"):
    """What a colleague chose or the server set; the row has the colleague's id."""

    state: AgentState = AgentState.AVAILABLE
    reason: str = ""
    """Lunch, training: shown to colleagues."""
    since_at: datetime | None = None
    ends_at: datetime | None = None
    """End of the wrap-up, by the server's clock."""
    call_id: RowId | None = None
    """The call being wrapped up."""


class ChooseState(Command, frozen=True, tag="agent.choose_state"):
    """Available ends a wrap-up early; break and away stop calls of ring groups."""

    state: AgentState
    reason: str = ""


class ExtendWrapUp(Command, frozen=True, tag="agent.extend_wrap_up"):
    seconds: int


class EndWrapUp(Command, frozen=True, tag="agent.end_wrap_up"):
    """The server's clock says that the time is over."""

    staff_id: RowId
