"""What colleagues do right now: chosen states and open calls, read through indexes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import and_, bindparam, func, literal_column, select

from desktop.replica.connection import Connection
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.agents import AgentStateRow
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms, to_ms
from sync_server.contract.values import AgentState
from sync_server.rules.agents import shown_state

_staff, _state = ROWS["staff"], ROWS["agent_state"]
_call, _group = ROWS["call"], ROWS["ring_group"]
LONGEST_CALL = timedelta(hours=12)
"""A call without an end that is older was never told to have ended; nobody talks that long."""
LONGEST_RING = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with a phone, and what they do. `since_at` None: nobody ever said."""

    id: RowId
    name: str
    sip_user: str
    state: AgentState
    reason: str = ""
    since_at: datetime | None = None


_EVERYONE = prepared(
    select(
        _staff.c.id,
        _staff.c.name,
        _staff.c.sip_user,
        _state.c.state,
        func.coalesce(_state.c.reason, ""),
        _state.c.since_at,
        func.max(_call.c.answered_at),
    )
    .select_from(
        _staff.outerjoin(_state, _state.c.id == _staff.c.id).outerjoin(
            _call,
            and_(
                _call.c.answered_by == _staff.c.id,
                _call.c.ended_at.is_(None),
                _call.c.answered_at >= bindparam("talking_since"),
            ),
        )
    )
    .where(_staff.c.active == literal_column("1"), _staff.c.sip_user.is_not(None))
    .group_by(_staff.c.id)
    .order_by(_staff.c.name)
)
_RUNG = prepared(
    select(_group.c.member_ids)
    .select_from(_call.join(_group, _group.c.id == _call.c.ring_group_id))
    .where(
        _call.c.started_at >= bindparam("ringing_since"),
        _call.c.ended_at.is_(None),
        _call.c.answered_at.is_(None),
        _call.c.outcome == literal_column("'ringing'"),
    )
)


def colleagues(db: Connection, now: datetime) -> tuple[Colleague, ...]:
    """Everybody with a phone, by name, the asker too."""
    rung = _ringing(db, now)
    return tuple(
        _colleague(found, rung)
        for found in _EVERYONE.all(db, talking_since=to_ms(now - LONGEST_CALL))
    )


def _ringing(db: Connection, now: datetime) -> frozenset[str]:
    found = _RUNG.all(db, ringing_since=to_ms(now - LONGEST_RING))
    return frozenset(
        member for (ids,) in found for member in msgspec.json.decode(ids, type=tuple[str, ...])
    )


def _colleague(found: tuple[object, ...], rung: frozenset[str]) -> Colleague:
    row_id, name, sip_user, state, reason, since_ms, talking_ms = found
    chosen = AgentState(str(state)) if state else AgentState.AVAILABLE
    row = AgentStateRow(id=RowId(str(row_id)), state=chosen)
    is_rung = row_id in rung and chosen is AgentState.AVAILABLE
    shown = shown_state(row, is_talking=talking_ms is not None, is_ringing=is_rung)
    since = talking_ms if shown is AgentState.ON_A_CALL else since_ms
    return Colleague(
        id=row.id,
        name=str(name),
        sip_user=str(sip_user),
        state=shown,
        reason=str(reason) if shown is chosen else "",
        since_at=from_ms(since) if isinstance(since, int) else None,
    )
