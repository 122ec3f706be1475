"""Pay runs as they stand, the newest first."""

from __future__ import annotations

from sqlalchemy import select

from desktop.replica.connection import Connection
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.pay import PayRunRow

_run = ROWS["pay_run"]
_RUNS = prepared(
    select(
        _run.c.id,
        _run.c.version,
        _run.c.name,
        _run.c.opened_at,
        _run.c.opened_by_name,
        _run.c.locked_at,
        _run.c.locked_by_name,
        _run.c.total_cents,
        _run.c.count,
    ).order_by(_run.c.opened_at.desc(), _run.c.id.desc())
)


def pay_runs(db: Connection) -> tuple[PayRunRow, ...]:
    """All of them: a business has some dozens a year."""
    return tuple(
        PayRunRow(
            id=RowId(row_id),
            version=version,
            name=name,
            opened_at=None if opened is None else from_ms(opened),
            opened_by_name=by,
            locked_at=None if locked is None else from_ms(locked),
            locked_by_name=locker,
            total_cents=cents,
            count=count,
        )
        for row_id, version, name, opened, by, locked, locker, cents, count in _RUNS.all(db)
    )
