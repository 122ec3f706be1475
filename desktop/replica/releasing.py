"""What is asked before pay is released: whose, how much, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import bindparam, func, select

from desktop.replica.connection import Connection
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.base import RowId
from sync_server.contract.values import HoldState, IssueStatus, RecordKind, code

_hold, _booking, _issue, _staff, _reason = (
    ROWS[name] for name in ("hold", "booking", "issue", "staff", "hold_reason")
)
_LEADS = _issue.alias("leads")
"""The issue another was merged into."""
PIECE = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hold somebody wants to release, as it is on this desk."""

    id: RowId
    version: int
    state: HoldState
    cents: int
    worker_id: RowId
    worker: str
    booking: str
    issue: str
    is_issue_open: bool
    first_by: RowId | None


_LISTED = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
_CANDIDATES = prepared(
    select(
        _hold.c.id,
        _hold.c.version,
        _hold.c.state,
        _hold.c.amount_cents,
        _hold.c.worker_id,
        func.coalesce(_staff.c.name, "A former colleague"),
        _hold.c.booking_id,
        _booking.c.number,
        _hold.c.issue_id,
        _issue.c.number,
        func.coalesce(_LEADS.c.status, _issue.c.status),
        _hold.c.first_by,
    )
    .select_from(
        _hold.outerjoin(_booking, _booking.c.id == _hold.c.booking_id)
        .outerjoin(_issue, _issue.c.id == _hold.c.issue_id)
        .outerjoin(_LEADS, _LEADS.c.id == _issue.c.merged_into_id)
        .outerjoin(_staff, _staff.c.id == _hold.c.worker_id)
    )
    .where(_hold.c.id.in_(_LISTED))
)
_REASONS = prepared(
    select(_reason.c.name)
    .where(_reason.c.for_release == 1, _reason.c.archived == 0)
    .order_by(_reason.c.position, _reason.c.name)
)


def candidates(db: Connection, ids: Sequence[RowId]) -> list[Candidate]:
    """These holds, in that order; ids that are gone are left out. Not for the GUI thread."""
    found: dict[str, Candidate] = {}
    for first in range(0, len(ids), PIECE):
        piece = msgspec.json.encode(list(ids[first : first + PIECE])).decode()
        found |= {line[0]: _candidate(line) for line in _CANDIDATES.all(db, ids=piece)}
    return [found[each] for each in ids if each in found]


def release_reasons(db: Connection) -> tuple[str, ...]:
    """The reasons the office gives for a release, in its order."""
    return tuple(str(name) for (name,) in _REASONS.all(db))


def _candidate(line: tuple[object, ...]) -> Candidate:
    row_id, version, state, cents, worker_id, worker, booking_id, booking, *rest = line
    issue_id, issue, status, first_by = rest
    return Candidate(
        id=RowId(str(row_id)),
        version=_whole(version) or 0,
        state=HoldState(str(state)),
        cents=_whole(cents) or 0,
        worker_id=RowId(str(worker_id)),
        worker=str(worker),
        booking=code(RecordKind.BOOKING, _whole(booking), str(booking_id)),
        issue=code(RecordKind.ISSUE, _whole(issue), str(issue_id)) if issue_id else "",
        is_issue_open=status is not None and status != IssueStatus.CLOSED,
        first_by=None if first_by is None else RowId(str(first_by)),
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
