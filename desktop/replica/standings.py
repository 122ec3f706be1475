"""What every fieldworker earned, holds, was paid and can be paid, worked out in one go.

The same as `rules.pay.standing` for each booking and fieldworker, as sets: asked row by row, a
hundred thousand bookings would take minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.tables import Statement
from sync_server.contract.base import RowId
from sync_server.contract.values import HoldState, RecordKind, code
from sync_server.rules.reconciling import Difference, Off, Reconciliation, Sums

_STANDING = """
WITH earned AS MATERIALIZED (
  SELECT booking_id, worker_id, SUM(amount_cents) AS cents
  FROM pay_line WHERE NOT gone GROUP BY booking_id, worker_id
  UNION ALL
  SELECT b.id, w.value, m.pay_cents / json_array_length(b.worker_ids)
    + (w.key < m.pay_cents % json_array_length(b.worker_ids))
  FROM booking b JOIN booking_money m ON m.id = b.id JOIN json_each(b.worker_ids) w
  WHERE NOT EXISTS (SELECT 1 FROM pay_line l WHERE l.booking_id = b.id AND NOT l.gone)),
active AS MATERIALIZED (
  SELECT booking_id, worker_id, MAX(pay_line_ids = '[]') AS whole
  FROM hold WHERE state <> 'released' GROUP BY booking_id, worker_id),
lined AS MATERIALIZED (
  SELECT a.booking_id, a.worker_id, SUM(l.amount_cents) AS cents
  FROM active a JOIN pay_line l ON l.booking_id = a.booking_id AND NOT l.gone
  WHERE NOT a.whole AND EXISTS (
    SELECT 1 FROM hold h JOIN json_each(h.pay_line_ids) j ON j.value = l.id
    WHERE h.booking_id = a.booking_id AND h.worker_id = a.worker_id AND h.state <> 'released')
  GROUP BY a.booking_id, a.worker_id),
out AS MATERIALIZED (
  SELECT booking_id, worker_id, SUM(amount_cents) AS cents
  FROM payout GROUP BY booking_id, worker_id),
pair AS MATERIALIZED (
  SELECT booking_id, worker_id FROM earned
  UNION SELECT booking_id, worker_id FROM active
  UNION SELECT booking_id, worker_id FROM out),
standing AS MATERIALIZED (
  SELECT p.booking_id, p.worker_id, COALESCE(e.cents, 0) AS earned,
    CASE WHEN a.whole THEN COALESCE(e.cents, 0) ELSE COALESCE(l.cents, 0) END AS held,
    COALESCE(o.cents, 0) AS paid, COALESCE(b.status = 'completed' AND NOT b.gone, 0) AS due
  FROM pair p
  LEFT JOIN earned e ON e.booking_id = p.booking_id AND e.worker_id = p.worker_id
  LEFT JOIN active a ON a.booking_id = p.booking_id AND a.worker_id = p.worker_id
  LEFT JOIN lined l ON l.booking_id = p.booking_id AND l.worker_id = p.worker_id
  LEFT JOIN out o ON o.booking_id = p.booking_id AND o.worker_id = p.worker_id
  LEFT JOIN booking b ON b.id = p.booking_id
  WHERE :since IS NULL OR (b.starts_at >= :since AND b.starts_at < :before))
"""
_WHOLE = {"since": None, "before": None}
_SUMS = Statement(
    f"""{_STANDING}
SELECT worker_id, SUM(earned), SUM(held), SUM(paid),
  SUM(CASE WHEN due THEN MAX(0, earned - held - paid) ELSE 0 END),
  SUM(CASE WHEN due THEN 0 ELSE MAX(0, earned - held - paid) END),
  SUM(MAX(0, paid + held - earned))
FROM standing WHERE due OR held <> 0 OR paid <> 0 GROUP BY worker_id ORDER BY worker_id""",  # noqa: S608 - own text
    {},
)
_PAYABLE = Statement(
    f"""{_STANDING}
SELECT s.booking_id, b.number, s.worker_id, COALESCE(w.name, 'A former colleague'),
  MAX(0, s.earned - s.held - s.paid) AS payable, s.held
FROM standing s JOIN booking b ON b.id = s.booking_id LEFT JOIN staff w ON w.id = s.worker_id
WHERE s.due AND (s.earned - s.held - s.paid > 0 OR s.held > s.paid)
ORDER BY w.name COLLATE NOCASE, s.worker_id, b.number, s.booking_id""",  # noqa: S608 - own text
    _WHOLE,
)
_OVERPAID = Statement(
    f"""{_STANDING}
SELECT booking_id, worker_id, paid, earned FROM standing s
WHERE paid + held > earned AND NOT EXISTS (
  SELECT 1 FROM hold h WHERE h.booking_id = s.booking_id AND h.worker_id = s.worker_id
  AND h.state = 'recovery_due') ORDER BY booking_id, worker_id""",  # noqa: S608 - own text
    _WHOLE,
)
_HOLDS_OFF = Statement(
    """SELECT h.id, h.worker_id, h.state, h.amount_cents, e.state, e.amount_cents
FROM hold h LEFT JOIN hold_event e ON e.rowid = (
  SELECT x.rowid FROM hold_event x WHERE x.hold_id = h.id
  ORDER BY x.happened_at DESC, (x.state = h.state AND x.amount_cents = h.amount_cents) DESC LIMIT 1)
WHERE e.state IS NOT h.state OR e.amount_cents IS NOT h.amount_cents ORDER BY h.id""",
    {},
)
_RUNS_OFF = Statement(
    """SELECT r.id, r.total_cents, COALESCE(SUM(p.amount_cents), 0)
FROM pay_run r LEFT JOIN payout p ON p.pay_run_id = r.id GROUP BY r.id
HAVING r.total_cents <> COALESCE(SUM(p.amount_cents), 0) OR r.count <> COUNT(p.id) ORDER BY r.id""",
    {},
)
_NAMES = Statement("SELECT id, name FROM staff", {})
_HELD = Statement(
    """SELECT COALESCE(SUM(amount_cents), 0) FROM hold WHERE state <> 'released'""",
    {},
)
_RELEASED = HoldState.RELEASED


@dataclass(frozen=True, slots=True)
class Span:
    """Days of bookings, from the first instant to before the last, in ms; all where empty."""

    since: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What can be paid one fieldworker for one booking, and what is held of it."""

    booking_id: RowId
    booking: str
    worker_id: RowId
    worker: str
    payable_cents: int
    held_cents: int


@dataclass(frozen=True, slots=True)
class Books:
    """The reconciliation of this desk, with names for what it lists."""

    found: Reconciliation
    names: Mapping[RowId, str]
    held_cents: int
    """What all holds that are not released come to."""


def payable(db: Connection) -> tuple[Due, ...]:
    """Everything that can be paid or is held on completed jobs. Not for the GUI thread."""
    return tuple(
        Due(RowId(b), code(RecordKind.BOOKING, number, b), RowId(w), name, cents, held)
        for b, number, w, name, cents, held in _PAYABLE.all(db)
    )


def books(db: Connection, span: Span) -> Books:
    """Whether everything adds up; differences are looked for in all rows, whatever the days.

    Not for the GUI thread.
    """
    sums = _SUMS.all(db, since=span.since, before=span.before)
    workers = tuple((RowId(line[0]), Sums(*line[1:])) for line in sums)
    differences = (
        *(_hold_off(line) for line in _HOLDS_OFF.all(db)),
        *(
            Difference(Off.RUN_AND_PAYOUTS, RowId(run), None, said, told)
            for run, said, told in _RUNS_OFF.all(db)
        ),
        *(
            Difference(Off.PAID_AND_EARNED, RowId(b), RowId(w), paid, due)
            for b, w, paid, due in _OVERPAID.all(db)
        ),
    )
    names = {RowId(row_id): str(name) for row_id, name in _NAMES.all(db)}
    held = _HELD.one(db)
    return Books(Reconciliation(workers, differences), names, int(held[0]) if held else 0)


def _hold_off(line: SqlRow) -> Difference:
    row_id, worker, state, cents, told_state, told_cents = line
    said = cents if state != _RELEASED else 0
    told = told_cents if told_state not in {None, _RELEASED} else 0
    return Difference(Off.HOLD_AND_EVENTS, RowId(row_id), RowId(worker), said, told)
