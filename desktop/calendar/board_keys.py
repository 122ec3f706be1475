"""The keys of the board: Alt and an arrow moves a job, with Shift too it stretches it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from PySide6.QtCore import Qt

from desktop.calendar.calendar_model import Block, Move, moved, resized
from desktop.calendar.days import STEP, Mode, instant, minute_of
from desktop.calendar.layout import Board


class Handled(StrEnum):
    OPEN = "open"
    MENU = "menu"
    EARLIER = "earlier"
    LATER = "later"
    ABOVE = "above"
    BELOW = "below"
    SHORTER = "shorter"
    LONGER = "longer"


_NONE, _ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
_BOTH = _ALT | Qt.KeyboardModifier.ShiftModifier
HANDLED: Mapping[tuple[int, Qt.KeyboardModifier], Handled] = {
    (Qt.Key.Key_Return, _NONE): Handled.OPEN,
    (Qt.Key.Key_Enter, _NONE): Handled.OPEN,
    (Qt.Key.Key_Menu, _NONE): Handled.MENU,
    (Qt.Key.Key_Left, _ALT): Handled.EARLIER,
    (Qt.Key.Key_Right, _ALT): Handled.LATER,
    (Qt.Key.Key_Up, _ALT): Handled.ABOVE,
    (Qt.Key.Key_Down, _ALT): Handled.BELOW,
    (Qt.Key.Key_Left, _BOTH): Handled.SHORTER,
    (Qt.Key.Key_Right, _BOTH): Handled.LONGER,
}
HELP = (
    "Arrows choose a job. Alt and arrows move it in time and between people, "
    "with Shift they change how long it is. Ctrl+Z undoes."
)


def stretched(board: Board, block: Block, handled: Handled) -> Move | None:
    """What a key does to a job: a quarter of an hour in a day, a whole day in a week."""
    if handled in {Handled.SHORTER, Handled.LONGER}:
        by = timedelta(minutes=STEP if handled is Handled.LONGER else -STEP)
        return resized(block, block.ends_at + by)
    if handled in {Handled.ABOVE, Handled.BELOW}:
        people = [line.worker.id for line in board.lines]
        at = people.index(block.worker_id) + (1 if handled is Handled.BELOW else -1)
        return moved(block, people[at], block.starts_at) if 0 <= at < len(people) else None
    sign = 1 if handled is Handled.LATER else -1
    if board.mode is Mode.DAY:
        starts = block.starts_at + sign * timedelta(minutes=STEP)
    else:
        # The same time on the clock of the next day, also where a night has 23 or 25 hours.
        first = board.days[0]
        minute = minute_of(block.starts_at, first, board.zone)
        starts = instant(first, minute + sign * 24 * 60, board.zone)
    return moved(block, block.worker_id, starts)
