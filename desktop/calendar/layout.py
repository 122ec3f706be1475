"""Where everything stands on the board, in pixels of its whole area: nothing ever overlaps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.calendar.calendar_model import Block
from desktop.calendar.days import MINUTES, Mode, Zone, instant, local, minute_of, snapped
from desktop.replica.calendar import Worker
from sync_server.contract.base import RowId

HOUR = 84
LANE, CHIP, GAP, PAD = 46, 42, 3, 5
LEAST = 56
"""The height of a line in which nothing stands: name and load fit."""
NARROW = 14


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the board: whose line, which day, which minute on its clock."""

    worker_id: RowId
    day: date
    minute: int

    def starts_at(self, zone: Zone = None) -> datetime:
        return instant(self.day, self.minute, zone)


@dataclass(frozen=True, slots=True)
class Line:
    worker: Worker
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Standing:
    block: Block
    box: Box


@dataclass(frozen=True, slots=True)
class Board:
    """People down, time across; `standing` is sorted by its top, then its left."""

    mode: Mode
    days: tuple[date, ...]
    lines: tuple[Line, ...]
    standing: tuple[Standing, ...]
    width: int
    height: int
    zone: Zone = None
    tops: tuple[int, ...] = ()

    @property
    def column(self) -> int:
        """How wide a day is, or an hour of the one day shown."""
        return HOUR if self.mode is Mode.DAY else self.width // len(self.days)

    def line_at(self, y: int) -> Line | None:
        at = bisect_right([line.y for line in self.lines], y) - 1
        return self.lines[at] if at >= 0 and self.lines else None

    def between(self, top: int, bottom: int) -> tuple[Standing, ...]:
        """What stands in lines that touch this stripe: painting looks at nothing else."""
        first = self.line_at(max(0, top))
        if first is None:
            return ()
        return self.standing[bisect_left(self.tops, first.y) : bisect_right(self.tops, bottom)]

    def lines_between(self, top: int, bottom: int) -> tuple[Line, ...]:
        return tuple(e for e in self.lines if e.y <= bottom and e.y + e.height >= top)

    def spot_at(self, x: int, y: int, keeps: datetime | None = None) -> Spot | None:
        """The place under a point. In a week a job keeps the time of day it has."""
        line = self.line_at(y)
        if line is None:
            return None
        if self.mode is Mode.DAY:
            return Spot(line.worker.id, self.days[0], snapped(x * 60 / HOUR))
        at = max(0, min(len(self.days) - 1, x // self.column))
        here = local(keeps, self.zone) if keeps else None
        return Spot(line.worker.id, self.days[at], here.hour * 60 + here.minute if here else 540)

    def box_of(self, spot: Spot, length: timedelta) -> Box:
        """Where something of this length would stand, to be outlined while it is dragged."""
        line = next(each for each in self.lines if each.worker.id == spot.worker_id)
        if self.mode is Mode.WEEK:
            x = self.days.index(spot.day) * self.column
            return Box(x + GAP, line.y + PAD, self.column - 2 * GAP, line.height - 2 * PAD)
        width = int(length.total_seconds() / 3600 * HOUR)
        x = spot.minute * HOUR // 60
        return Box(x, line.y + PAD, max(NARROW, width - GAP), line.height - 2 * PAD)


def lay_out(
    mode: Mode,
    days: tuple[date, ...],
    people: Iterable[Worker],
    blocks: Iterable[Block],
    room: int,
    zone: Zone = None,
) -> Board:
    """`room` is how wide the board may be; a day is wider than that and scrolls."""
    width = 24 * HOUR if mode is Mode.DAY else max(room // 7 * 7, 7 * 96)
    of_worker: dict[RowId, list[Block]] = defaultdict(list)
    for block in blocks:
        of_worker[block.worker_id].append(block)
    lines: list[Line] = []
    standing: list[Standing] = []
    y = 0
    for worker in people:
        line = sorted(of_worker[worker.id], key=lambda b: (b.starts_at, b.key))
        if mode is Mode.DAY:
            boxes, height = _across(line, days[0], y, zone)
        else:
            boxes, height = _stacked(line, days, y, width // 7, zone)
        lines.append(Line(worker, y, height))
        standing += boxes
        y += height
    standing.sort(key=lambda each: (each.box.y, each.box.x))
    tops = tuple(each.box.y for each in standing)
    return Board(mode, days, tuple(lines), tuple(standing), width, y, zone, tops)


def _across(line: list[Block], day: date, y: int, zone: Zone) -> tuple[list[Standing], int]:
    """One day: time to the right; what happens at once stands below each other."""
    ends: list[int] = []
    boxes: list[Standing] = []
    for block in line:
        left = max(0, minute_of(block.starts_at, day, zone)) * HOUR // 60
        right = min(MINUTES, minute_of(block.ends_at, day, zone)) * HOUR // 60
        width = max(NARROW, right - left - GAP)
        lane = next((n for n, end in enumerate(ends) if end <= left), len(ends))
        ends[lane : lane + 1] = [left + width]
        boxes.append(Standing(block, Box(left, y + PAD + lane * (LANE + GAP), width, LANE)))
    return boxes, max(LEAST, 2 * PAD + len(ends) * (LANE + GAP) - GAP)


def _stacked(
    line: list[Block], days: tuple[date, ...], y: int, column: int, zone: Zone
) -> tuple[list[Standing], int]:
    """A week: the jobs of a day below each other; a long one stands in each of its days."""
    filled = [0] * len(days)
    boxes: list[Standing] = []
    for block in line:
        first = local(block.starts_at, zone).date()
        last = local(block.ends_at - timedelta(seconds=1), zone).date()
        for at, day in enumerate(days):
            if first <= day <= last:
                top = y + PAD + filled[at] * (CHIP + GAP)
                box = Box(at * column + GAP, top, column - 2 * GAP, CHIP)
                boxes.append(Standing(block, box))
                filled[at] += 1
    return boxes, max(LEAST, 2 * PAD + max(filled, default=0) * (CHIP + GAP) - GAP)
