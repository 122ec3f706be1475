"""Follow-up visits of an issue: who is busy then, and how full their day becomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop.issues.issue_ask import Answer
from desktop.qt.formatting import hour
from desktop.replica.calendar import Planned, planned_between, workers
from desktop.store import Store
from sync_server.contract.base import RowId

_NO_END = timedelta(hours=1)


def when(text: str) -> datetime:
    """`2026-11-23T09:00` on the clock of the person, as an instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


def span_of(answer: Answer) -> tuple[datetime, datetime]:
    starts = when(answer.values["when"])
    return starts, starts + timedelta(minutes=int(answer.values["minutes"]))


def free_time(now: datetime) -> datetime:
    """What the form begins with: tomorrow at nine."""
    return (now.astimezone() + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


def clash(store: Store, answer: Answer) -> str:
    """Whom it meets at something else, and what their day comes to (ISS-31, ISS-34)."""
    starts, ends = span_of(answer)
    who = next((w for w in workers(store.reader()) if w.id == answer.values["who"]), None)
    if who is None:
        return ""
    theirs = _jobs_of(store, who.id, answer.about, starts)
    said = [
        f"{who.name} has {job.title} from {hour(job.starts_at)} to {hour(_end(job))}."
        for job in theirs
        if job.starts_at is not None and job.starts_at < ends and _end(job) > starts
    ]
    planned = sum((_end(job) - job.starts_at for job in theirs if job.starts_at), timedelta())
    total = int((planned + (ends - starts)).total_seconds() // 60)
    if total > who.day_minutes:
        said.append(f"Their day is then {_hours(total)} of {_hours(who.day_minutes)}.")
    return " ".join(said)


def _jobs_of(store: Store, worker: RowId, but: str, at: datetime) -> list[Planned]:
    local = at.astimezone()
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    found = planned_between(store.reader(), day, day + timedelta(days=1))
    return [job for job in found if worker in job.worker_ids and job.id != but]


def _end(job: Planned) -> datetime:
    assert job.starts_at is not None  # noqa: S101 - what is planned between two times has one
    return job.ends_at or job.starts_at + _NO_END


def _hours(minutes: int) -> str:
    whole, rest = divmod(minutes, 60)
    return f"{whole} h {rest} min" if rest else f"{whole} h"
