"""The calendar in a week, a day, with a clash, and with nobody to plan for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.calendar.board_painting import Ghost
from desktop.calendar.days import Mode
from desktop.calendar.page import CalendarPage
from desktop.store import Store
from sync_server.contract.base import Row
from sync_server.contract.staff import StaffRow
from tests.desktop.calendar import crew
from tests.desktop.calls.office_of_calls import AMY
from tests.desktop.replica.rows import profile_with

SIZE = (1230, 844)
"""What the window leaves to a page at 1440 by 900."""


def page(mode: Mode, rows: Iterable[Row]) -> CalendarPage:
    profile = crew.desk(Path(tempfile.mkdtemp()), rows)
    made = CalendarPage(Store(profile, crew.clock), crew.clock, UTC)
    made.destroyed.connect(profile.close)
    made.resize(*SIZE)
    made._choose_mode(mode)
    return made


def clash() -> CalendarPage:
    made = page(Mode.DAY, [*crew.busy_week(), crew.job("late", crew.OMAR, at=9, hours=2)])
    board = made.view.board
    board.choose("booking:w1:priya")
    block = board.block("booking:w1:priya")
    spot = board._board.spot_at(900, 20) if board._board else None
    assert block is not None
    assert spot is not None
    move = board.wanted(block.key, spot)
    assert move is not None
    made.request(move)
    assert board._board is not None
    board._ghost = Ghost(board._board.box_of(spot, block.length), "", board.in_the_way(move))
    return made


def nobody() -> CalendarPage:
    rows = [StaffRow(id=AMY, name="Amy")]
    profile = profile_with(Path(tempfile.mkdtemp()) / "profile", rows)
    made = CalendarPage(Store(profile, crew.clock), crew.clock, UTC)
    made.destroyed.connect(profile.close)
    made.resize(*SIZE)
    return made


CALENDAR_SCENES: dict[str, Callable[[], QWidget]] = {
    "calendar_week": lambda: page(Mode.WEEK, crew.busy_week()),
    "calendar_day": lambda: page(Mode.DAY, crew.busy_week()),
    "calendar_clash": clash,
    "calendar_empty": nobody,
}
