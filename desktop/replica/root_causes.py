"""The issues and hold events a report counts, read lean: a hundred thousand in a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from desktop.replica.connection import Connection
from sync_server.contract.columns import to_ms
from sync_server.rules.root_causes import (
    DAY_MS,
    IssueFact,
    RootCauses,
    Span,
    held_over,
    root_causes,
)

_WEEKS = 60
"""Buckets shown at most; longer spans have wider ones."""
_MERGED = "i.merged_into_id IS NULL AND i.gone = 0"
_PICKED = (
    f"{_MERGED} AND i.reported_at >= :since AND i.reported_at < :until "
    "AND (:type = '' OR i.issue_type = :type) "
    "AND (:worker = '' OR instr(i.responsible_ids, :quoted) > 0) "
    "AND (:service = '' OR coalesce(b.title, q.title, v.title, '') = :service)"
)
_JOINED = (
    "FROM issue i LEFT JOIN booking b ON b.id = i.record_id "
    "LEFT JOIN quote q ON q.id = i.record_id LEFT JOIN invoice v ON v.id = i.record_id"
)
_FACTS = (
    "SELECT i.issue_type, i.status <> 'closed', i.reported_at, i.acknowledged_at, i.closed_at, "
    f"i.reopen_count, i.responsible_ids, coalesce(b.title, q.title, v.title, '') {_JOINED} "
    f"WHERE {_PICKED}"
)
_CENTS = "CASE e.state WHEN 'released' THEN 0 ELSE e.amount_cents END"
_OF_PICKED = (
    "JOIN hold h ON h.id = e.hold_id AND (:worker = '' OR h.worker_id = :worker) "
    f"AND h.issue_id IN (SELECT i.id {_JOINED} WHERE {_MERGED} "
    "AND (:type = '' OR i.issue_type = :type) "
    "AND (:service = '' OR coalesce(b.title, q.title, v.title, '') = :service))"
)


def _moved(narrowed: str) -> str:
    """How much more was held in each bucket. Steps of one instant are in the order of their
    names: held, ready, released."""
    before = f"lag({_CENTS}, 1, 0) OVER (PARTITION BY e.hold_id ORDER BY e.happened_at, e.state)"
    return (
        "SELECT max(0, (at - :since) / :step), sum(cents - before) FROM ("  # noqa: S608 - our own names
        f"SELECT e.happened_at AS at, {_CENTS} AS cents, {before} AS before "
        f"FROM hold_event e {narrowed}) WHERE at < :until GROUP BY 1"
    )


_ALL_MOVED, _PICKED_MOVED = _moved(""), _moved(_OF_PICKED)
_HELD_NOW = "SELECT coalesce(sum(amount_cents), 0) FROM hold WHERE state <> 'released'"
_FIRST = f"SELECT min(i.reported_at) FROM issue i WHERE {_MERGED}"  # noqa: S608 - our own names
_NAMES = "SELECT id, name FROM staff"


@dataclass(frozen=True, slots=True)
class Picked:
    """Which issues count. `days` back from now, 0: all of them; empty words: any."""

    days: int = 90
    issue_type: str = ""
    worker_id: str = ""
    service: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.issue_type or self.worker_id or self.service)


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one span, with names for the ids in them."""

    span: Span
    causes: RootCauses
    held: tuple[int, ...]
    held_now: int
    workers: dict[str, str]


def read_report(db: Connection, picked: Picked, now: datetime) -> Report:
    """Read and work out everything. Not for the GUI thread."""
    at = to_ms(now)
    span = _span(db, picked, at)
    binds = {
        "since": span.since,
        "until": span.until,
        "type": picked.issue_type,
        "worker": picked.worker_id,
        "quoted": f'"{picked.worker_id}"',
        "service": picked.service,
        "step": span.step,
    }
    # Rows in the order of the fields: building a fact of each took as long as reading them.
    facts = cast("list[IssueFact]", db.execute(_FACTS, binds).fetchall())
    moved = db.execute(_PICKED_MOVED if picked.is_narrowed else _ALL_MOVED, binds)
    held = held_over({int(bucket): int(cents) for bucket, cents in moved}, span)
    whole = db.execute(_HELD_NOW).fetchone()
    held_now = held[-1] if picked.is_narrowed else int(whole[0]) if whole else 0
    causes = root_causes(facts, span, at)
    return Report(span, causes, held, held_now, dict(db.execute(_NAMES).fetchall()))


def _span(db: Connection, picked: Picked, now: int) -> Span:
    if picked.days:
        since = now - picked.days * DAY_MS
    else:
        found = db.execute(_FIRST).fetchone()
        since = int(found[0]) if found and found[0] is not None else now - 7 * DAY_MS
    weeks = max(1, -(-(now - since) // (7 * DAY_MS)))
    wide = -(-weeks // _WEEKS) * 7 * DAY_MS
    # Counted back from now: the last bucket is always a whole one.
    return Span(now + 1 - max(1, -(-(now - since) // wide)) * wide, now + 1, wide)


@dataclass(frozen=True, slots=True)
class Offered:
    """What issues can be picked by."""

    types: tuple[str, ...]
    workers: tuple[tuple[str, str], ...]
    services: tuple[str, ...]


def read_choices(db: Connection) -> Offered:
    """Types, fieldworkers (id and name) and services that issues have."""
    types = db.execute(f"SELECT DISTINCT i.issue_type FROM issue i WHERE {_MERGED} ORDER BY 1")  # noqa: S608 - our own names
    workers = db.execute("SELECT id, name FROM staff WHERE role = 'fieldworker' ORDER BY name")
    return Offered(
        tuple(str(name) for (name,) in types),
        tuple((str(each), str(name)) for each, name in workers),
        read_services(db),
    )


def read_services(db: Connection) -> tuple[str, ...]:
    """What issues are about most, by the titles of their records."""
    services = db.execute(
        f"SELECT coalesce(b.title, q.title, v.title, '') AS t {_JOINED} "
        f"WHERE {_MERGED} GROUP BY t HAVING t <> '' ORDER BY count(*) DESC, t LIMIT 100"
    )
    return tuple(str(name) for (name,) in services)
