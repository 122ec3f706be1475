"""The board as shown: columns, their heads, swimlanes, and where each card stands."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.qt.formatting import counted, number
from desktop.qt.statuses import ISSUES, PRIORITIES
from desktop.replica.listing_issues_board import CLOSED_DAYS, Spot
from sync_server.contract.issues import IssuePriority
from sync_server.contract.values import IssueStatus

COLUMNS = tuple(IssueStatus)
TITLES = {status: ISSUES[status].text for status in COLUMNS}
CARD, GAP, LANE, LEAST = 104, 8, 36, 196
"""Heights of a card, of the space between, of a lane's head; the narrowest column, in pixels."""
NOBODY = {"owner": "Nobody", "issue_type": "Without a type", "priority": "Without a priority"}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column. `badge` counts reopened ones among those in progress (A12)."""

    status: IssueStatus
    count: int
    badge: str = ""
    limit: int = 0
    note: str = ""

    @property
    def is_over(self) -> bool:
        """More are in work than was agreed."""
        return 0 < self.limit < self.count

    def words(self) -> str:
        """For tooltips and screen readers."""
        said = f"{TITLES[self.status]}: {counted(self.count, 'issue')}"
        said += f", {self.badge}" if self.badge else ""
        if self.is_over:
            said += f". More than the limit of {self.limit}: finish some before you start others"
        elif self.limit:
            said += f" of at most {self.limit}"
        return f"{said}. {self.note}" if self.note else said


def heads(spots: Iterable[Spot], limits: Mapping[str, int]) -> tuple[Head, ...]:
    """The heads of all columns. Reopened issues have a column of their own and count as in
    progress as well, until somebody takes the next step (A12)."""
    found = Counter(each.status for each in spots)
    again = found[IssueStatus.REOPENED]
    made = []
    for status in COLUMNS:
        count, badge, note = found[status], "", ""
        if status is IssueStatus.IN_PROGRESS:
            count, badge = count + again, f"{number(again)} reopened" if again else ""
        if status is IssueStatus.CLOSED:
            note = f"Last {CLOSED_DAYS} days"
        made.append(Head(status, count, badge, limits.get(status, 0), note))
    return tuple(made)


def limits_of(written: Iterable[str]) -> dict[str, int]:
    """`in_progress 20` as numbers; what cannot be read is no limit."""
    pairs = (each.rpartition(" ") for each in written)
    return {name: int(count) for name, _, count in pairs if name and count.isdecimal()}


@dataclass(frozen=True, slots=True)
class Lane:
    """One swimlane: its cards by column, and where it begins. Without lanes there is one."""

    title: str
    count: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The cards of one lane in one column: rows `first` to `first + count` of the board."""

    column: int
    first: int
    count: int
    y: int


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Board:
    """Where everything stands. Rows count lane by lane, column by column, from the top."""

    spots: tuple[Spot, ...]
    lanes: tuple[Lane, ...]
    cells: tuple[Cell, ...]
    heads: tuple[Head, ...]
    column: int
    """How wide a column is, in pixels, the gap after it included."""
    has_lanes: bool

    @property
    def width(self) -> int:
        return self.column * len(COLUMNS)

    @property
    def height(self) -> int:
        return self.lanes[-1].y + self.lanes[-1].height if self.lanes else 0

    def box(self, row: int) -> Box:
        """Where the card of a row stands."""
        cell = self.cell_of(row)
        y = cell.y + (row - cell.first) * (CARD + GAP)
        return Box(cell.column * self.column, y, self.column - GAP, CARD)

    def cell_of(self, row: int) -> Cell:
        """Empty cells begin where the next one does: the last that begins here has the row."""
        return self.cells[bisect_right(self.cells, row, key=lambda cell: cell.first) - 1]

    def row_at(self, x: int, y: int) -> int:
        """The row of the card at a point; -1 where there is none."""
        column, inside = divmod(x, self.column)
        if inside >= self.column - GAP:
            return -1
        for row in self.between(y, y):
            box = self.box(row)
            if box.x == column * self.column and box.y <= y < box.y + CARD:
                return row
        return -1

    def between(self, top: int, bottom: int) -> Iterator[int]:
        """The rows of the cards that touch these heights."""
        for cell in self.cells:
            first = max(0, (top - cell.y - CARD) // (CARD + GAP) + 1)
            last = min(cell.count, (bottom - cell.y) // (CARD + GAP) + 1)
            yield from range(cell.first + first, cell.first + last)

    def beside(self, row: int, by: int) -> int:
        """The nearest card in the next column that has one at all, at about the same height."""
        here = self.box(row)
        column = self.cell_of(row).column + by
        while 0 <= column < len(COLUMNS):
            near = [
                min(cell.count - 1, max(0, round((here.y - cell.y) / (CARD + GAP)))) + cell.first
                for cell in self.cells
                if cell.column == column and cell.count
            ]
            if near:
                return min(near, key=lambda each: abs(self.box(each).y - here.y))
            column += by
        return row

    def below(self, row: int, by: int) -> int:
        """The next card of the same column, also in the next lane."""
        column = self.cell_of(row).column
        rows = [
            each
            for cell in self.cells
            if cell.column == column
            for each in range(cell.first, cell.first + cell.count)
        ]
        at = rows.index(row) + by
        return rows[max(0, min(len(rows) - 1, at))]


def lay_out(spots: Sequence[Spot], limits: Mapping[str, int], lanes_by: str, room: int) -> Board:
    """All cards at their places, on a board that is `room` pixels wide."""
    groups: dict[str, dict[IssueStatus, list[Spot]]] = {}
    for spot in spots:
        groups.setdefault(spot.lane, {}).setdefault(spot.status, []).append(spot)
    ordered: list[Spot] = []
    lanes, cells, y = [], [], 0
    for key in sorted(groups, key=lambda each: _lane_order(lanes_by, each)):
        top = y + (LANE if lanes_by else GAP)
        deepest = max(map(len, groups[key].values()))
        for column, status in enumerate(COLUMNS):
            standing = groups[key].get(status, [])
            cells.append(Cell(column, len(ordered), len(standing), top))
            ordered += standing
        height = top - y + deepest * (CARD + GAP)
        count = sum(map(len, groups[key].values()))
        lanes.append(Lane(lane_title(lanes_by, key), count, y, height))
        y += height
    width = max(LEAST, (room + GAP) // len(COLUMNS))
    made = heads(spots, limits)
    return Board(tuple(ordered), tuple(lanes), tuple(cells), made, width, bool(lanes_by))


def lane_title(lanes_by: str, key: str) -> str:
    """`Amy Walker`, `Urgent`, `Damage`; whoever has none stands under a name for that."""
    if lanes_by == "priority" and key:
        return PRIORITIES[IssuePriority(key)].text
    return key or NOBODY.get(lanes_by, "")


def _lane_order(lanes_by: str, key: str) -> tuple[bool, int, str]:
    """By name, those without one first: they wait for somebody. Priorities by urgency."""
    urgent = list(PRIORITIES).index(IssuePriority(key)) if lanes_by == "priority" and key else 0
    return (bool(key), urgent, key.casefold())
