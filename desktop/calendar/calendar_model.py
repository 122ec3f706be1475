"""Jobs as blocks, clashes of one person, minutes planned a day, and what a move changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from desktop.calendar.days import STEP, Zone, clock, instant, local, short_day
from desktop.qt.statuses import BOOKINGS, Badge
from desktop.qt.tones import Tone
from desktop.replica.calendar import WITHOUT_END, Planned, PlannedKind, Worker
from sync_server.contract.base import RowId
from sync_server.contract.values import AppointmentStatus, BookingStatus

NOBODY = Worker(RowId(""), "Unassigned", 0)
"""Jobs with a date that nobody does yet have a line of their own, at the top."""
APPOINTMENTS: Mapping[AppointmentStatus, Badge] = {
    AppointmentStatus.PLANNED: Badge("Appointment", Tone.BLUE, "clock"),
    AppointmentStatus.DONE: Badge("Done", Tone.GREEN, "circle-check"),
    AppointmentStatus.CANCELLED: Badge("Cancelled", Tone.GREY, "calendar-x"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """One job in one person's line."""

    planned: Planned
    worker_id: RowId
    starts_at: datetime
    ends_at: datetime
    clashes: bool = False

    @property
    def key(self) -> str:
        """Tells blocks apart: a job of two people is two blocks."""
        return f"{self.planned.kind}:{self.planned.id}:{self.worker_id}"

    @property
    def badge(self) -> Badge:
        return badge_of(self.planned)

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at


@dataclass(frozen=True, slots=True)
class Move:
    """Where a job is wanted and who does it then; without a time it leaves the calendar."""

    kind: PlannedKind
    id: RowId
    starts_at: datetime | None
    ends_at: datetime | None
    worker_ids: tuple[RowId, ...]
    seen_starts_at: datetime | None
    """Where the person saw it: who moved it meanwhile is not overruled."""


@dataclass(frozen=True, slots=True)
class Load:
    """How full one person's day is."""

    minutes: int
    room: int

    @property
    def share(self) -> float:
        return 0.0 if self.room <= 0 else self.minutes / self.room

    @property
    def is_over(self) -> bool:
        return self.minutes > self.room

    def words(self) -> str:
        return f"{_hours(self.minutes)} of {_hours(self.room)}"


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not rest:
        return f"{hours} h"
    return f"{hours} h {rest} min" if hours else f"{rest} min"


def badge_of(planned: Planned) -> Badge:
    if planned.kind is PlannedKind.APPOINTMENT:
        return APPOINTMENTS[AppointmentStatus(planned.status)]
    return BOOKINGS[BookingStatus(planned.status)]


def blocks_of(found: Iterable[Planned], people: Iterable[Worker]) -> tuple[Block, ...]:
    """A block for each person on each job; those of nobody shown stand in the line of nobody."""
    known = {worker.id for worker in people}
    made = []
    for each in found:
        if each.starts_at is None:
            continue
        ends = each.ends_at or each.starts_at + WITHOUT_END
        whose = [w for w in each.worker_ids if w in known] or [NOBODY.id]
        made += [Block(each, worker, each.starts_at, ends) for worker in dict.fromkeys(whose)]
    return with_clashes(made)


def with_clashes(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Mark what one person would have to do at the same time as something else."""
    lines: dict[RowId, list[Block]] = defaultdict(list)
    for block in blocks:
        lines[block.worker_id].append(block)
    marked: list[Block] = []
    for worker, line in lines.items():
        line.sort(key=lambda b: (b.starts_at, b.key))
        clashing = set() if worker == NOBODY.id else _clashing(line)
        marked += [replace(block, clashes=block.key in clashing) for block in line]
    return tuple(marked)


def _clashing(line: list[Block]) -> set[str]:
    found: set[str] = set()
    latest: Block | None = None
    for block in line:
        if latest is not None and block.starts_at < latest.ends_at:
            found |= {latest.key, block.key}
        if latest is None or block.ends_at > latest.ends_at:
            latest = block
    return found


def in_the_way(blocks: Iterable[Block], move: Move) -> tuple[Block, ...]:
    """What people of a move do already at that time."""
    if move.starts_at is None:
        return ()
    ends = move.ends_at or move.starts_at + WITHOUT_END
    return tuple(
        block
        for block in blocks
        if block.worker_id in move.worker_ids
        and block.planned.id != move.id
        and block.starts_at < ends
        and move.starts_at < block.ends_at
    )


def warning(clashing: tuple[Block, ...], people: Mapping[RowId, Worker], zone: Zone = None) -> str:
    """`Omar Haddad already has Deep clean, 09:00 to 11:00.`"""
    if not clashing:
        return ""
    first = clashing[0]
    who = people[first.worker_id].name if first.worker_id in people else NOBODY.name
    times = f"{clock(first.starts_at, zone)} to {clock(first.ends_at, zone)}"
    more = f", and {len(clashing) - 1} more" if len(clashing) > 1 else ""
    return f"{who} already has {first.planned.title}, {times}{more}."


def loads(
    blocks: Iterable[Block], people: Iterable[Worker], days: Iterable[date], zone: Zone = None
) -> Mapping[tuple[RowId, date], Load]:
    """Minutes planned of each person and day; a job over midnight counts for both days."""
    room = {worker.id: worker.day_minutes for worker in people}
    spans = [
        (day, instant(day, 0, zone), instant(day + timedelta(days=1), 0, zone)) for day in days
    ]
    minutes: dict[tuple[RowId, date], int] = defaultdict(int)
    for block in blocks:
        for day, start, end in spans:
            inside = min(block.ends_at, end) - max(block.starts_at, start)
            if inside > timedelta(0):
                minutes[block.worker_id, day] += int(inside.total_seconds() // 60)
    return {
        (worker, day): Load(minutes[worker, day], room[worker])
        for worker in room
        for day, _start, _end in spans
    }


# -- moving


def moved(block: Block, worker_to: RowId, starts_at: datetime) -> Move:
    """The block in another person's line or at another time; it stays as long as it is."""
    workers = tuple(w for w in block.planned.worker_ids if w != block.worker_id)
    if worker_to != NOBODY.id and worker_to not in workers:
        workers = _in_place_of(block, worker_to)
    starts = starts_at.astimezone(UTC)
    return _of(block.planned, starts, starts + block.length, workers)


def _in_place_of(block: Block, worker_to: RowId) -> tuple[RowId, ...]:
    """The others keep their places: who does a job is compared as a list."""
    if block.worker_id == NOBODY.id:
        return (*block.planned.worker_ids, worker_to)
    return tuple(worker_to if w == block.worker_id else w for w in block.planned.worker_ids)


def resized(block: Block, ends_at: datetime) -> Move:
    """The same with another end, a quarter of an hour long at least."""
    ends = max(ends_at.astimezone(UTC), block.starts_at + timedelta(minutes=STEP))
    return _of(block.planned, block.starts_at, ends, block.planned.worker_ids)


def placed(job: Planned, worker: RowId, starts_at: datetime) -> Move:
    """A job out of the tray: the person comes to those who are on it already."""
    starts = starts_at.astimezone(UTC)
    length = job.ends_at - job.starts_at if job.ends_at and job.starts_at else WITHOUT_END
    others = tuple(w for w in job.worker_ids if w != worker)
    workers = (*others, worker) if worker != NOBODY.id else others
    return _of(job, starts, starts + length, workers)


def taken_off(job: Planned) -> Move:
    return _of(job, None, None, job.worker_ids)


def back(was: Planned, after: Move) -> Move:
    """What undoes a move, if nobody moves the job again before."""
    return Move(was.kind, was.id, was.starts_at, was.ends_at, was.worker_ids, after.starts_at)


def _of(
    job: Planned, starts: datetime | None, ends: datetime | None, workers: tuple[RowId, ...]
) -> Move:
    return Move(job.kind, job.id, starts, ends, workers, job.starts_at)


def first_gap(
    blocks: Iterable[Block], worker: RowId, day: date, length: timedelta, zone: Zone = None
) -> datetime:
    """Where a job fits first from eight in the morning on; eight when it fits nowhere."""
    busy = sorted((b for b in blocks if b.worker_id == worker), key=lambda b: b.starts_at)
    morning = instant(day, 8 * 60, zone)
    at, evening = morning, instant(day, 20 * 60, zone)
    for block in busy:
        if block.starts_at < at + length and at < block.ends_at:
            at = block.ends_at
    return at if at + length <= evening else morning


# -- words


def spoken(block: Block, who: str, zone: Zone = None) -> str:
    """What a screen reader says of a block."""
    day = short_day(local(block.starts_at, zone).date())
    times = f"{day}, {clock(block.starts_at, zone)} to {clock(block.ends_at, zone)}"
    job = block.planned
    parts = [who, times, job.title, job.customer, job.site, block.badge.text]
    if block.clashes:
        parts.append("overlaps another job")
    return ", ".join(part for part in parts if part)


def range_of(days: tuple[date, ...], zone: Zone = None) -> tuple[datetime, datetime]:
    """The instants a shown range begins and ends at."""
    return instant(days[0], 0, zone), instant(days[-1] + timedelta(days=1), 0, zone)
