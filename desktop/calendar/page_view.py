"""The calendar page: its head, the board, and at the side the month and the jobs that wait."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.calendar.board_keys import HELP
from desktop.calendar.board_view import BoardView
from desktop.calendar.days import Mode, title
from desktop.calendar.month_view import MonthView
from desktop.calendar.tray_view import TrayView
from desktop.qt.buttons import Button, icon_button
from desktop.qt.formatting import Clock, counted
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import Banner, Card, EmptyState, column, row

SIDE = 268


class CalendarView(QWidget):
    """Shows what it is told and says what people want."""

    day_chosen = signal(date)
    mode_chosen = signal(Mode)
    stepped = signal(int)
    today_requested = signal(bool)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("page")
        self.board, self.tray = BoardView(clock), TrayView()
        self.banner = Banner()
        self._title = Label("Calendar", Look.TITLE)
        self._range = Label("", Look.MUTED)
        self._back = icon_button("Earlier", "arrow-left")
        self._today = Button("Today", shortcut="calendar.today")
        self._next = icon_button("Later", "arrow-right")
        self._modes = {
            Mode.DAY: Button("Day", Kind.CHIP, shortcut="calendar.day"),
            Mode.WEEK: Button("Week", Kind.CHIP, shortcut="calendar.week"),
        }
        self._month = MonthView()
        self._waiting = Label("To schedule", Look.HEADING)
        self._nobody = EmptyState(
            "hard-hat",
            "Nobody to plan for",
            "Fieldworkers and technicians stand here, each with their jobs, "
            "as soon as they have an account.",
        )
        self._none = WrappedLabel(
            "Everything has a date. New jobs without one come here.", Look.MUTED
        )
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._boards, self._trays = QStackedLayout(), QStackedLayout()
        self._lay_out()
        self._connect()

    def show_range(self, mode: Mode, day: date, today: date) -> None:
        """Which days stand on the board."""
        self._range.setText(title(mode, day))
        for each, button in self._modes.items():
            button.setChecked(each is mode)
        self._month.show_day(day, today)

    def show_waiting(self, count: int) -> None:
        """How many jobs stand at the side."""
        self._waiting.setText(f"To schedule · {counted(count, 'job')}" if count else "To schedule")
        self._trays.setCurrentIndex(0 if count else 1)

    def show_people(self, count: int) -> None:
        """Without people there is no board."""
        self._boards.setCurrentIndex(0 if count else 1)

    def _connect(self) -> None:
        self._back.clicked.connect(self._go_back)
        self._next.clicked.connect(self._go_on)
        self._today.clicked.connect(self._go_today)
        for button in self._modes.values():
            button.clicked.connect(self._mode)
        self._month.picked.connect(self.day_chosen.emit)

    def _go_back(self) -> None:
        self.stepped.emit(-1)

    def _go_on(self) -> None:
        self.stepped.emit(1)

    def _go_today(self) -> None:
        self.today_requested.emit(True)  # noqa: FBT003 - a bare wish

    def _mode(self) -> None:
        sender = self.sender()
        for mode, button in self._modes.items():
            if button is sender:
                self.mode_chosen.emit(mode)

    def _lay_out(self) -> None:
        names = {"back": self._back, "today": self._today, "next": self._next}
        for name, button in names.items():
            button.setObjectName(f"calendar_{name}")
        for mode, button in self._modes.items():
            button.setCheckable(True)
            button.setObjectName(f"calendar_{mode}")
        self.board.setAccessibleDescription(HELP)
        head = row(gap=8)
        for part in (self._title, self._range):
            head.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        for button in (self._back, self._today, self._next, *self._modes.values()):
            head.addWidget(button)
        board = Card()
        self._boards = QStackedLayout(board)
        self._boards.setContentsMargins(1, 1, 1, 1)
        self._boards.addWidget(self.board)
        self._boards.addWidget(self._nobody)
        body = row(gap=12)
        body.addWidget(board, 1)
        body.addWidget(self._side())
        stack = column(self, gap=12, edge=16)
        stack.addLayout(head)
        stack.addWidget(self.banner)
        stack.addLayout(body, 1)
        stack.addWidget(Label(HELP, Look.SMALL))

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(SIDE)
        month, tray = Card(), Card()
        column(month, gap=0, edge=12).addWidget(self._month)
        inner = column(tray, gap=8, edge=12)
        inner.addWidget(self._waiting)
        holder = QWidget()
        self._trays = QStackedLayout(holder)
        self._trays.addWidget(self.tray)
        self._trays.addWidget(self._none)
        inner.addWidget(holder, 1)
        stack = column(side, gap=12)
        stack.addWidget(month)
        stack.addWidget(tray, 1)
        return side
