"""A second visit for a job: what for, when, how long and who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, Qt, QTime
from PySide6.QtWidgets import QComboBox, QDateTimeEdit, QDialog, QLineEdit, QWidget

from desktop.calendar.calendar_model import Block
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.replica.calendar import Planned, Worker
from sync_server.contract.base import RowId

LENGTHS = {30: "30 min", 60: "1 h", 90: "1 h 30 min", 120: "2 h", 240: "4 h", 480: "8 h"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An appointment as somebody wrote it down; `local_start` is on their clock."""

    job: Planned
    title: str
    local_start: datetime
    minutes: int
    worker_id: RowId


class AppointmentDialog(QDialog):
    wanted = signal(Wanted)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("appointment_dialog")
        self.setWindowTitle("Add an appointment")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(400)
        self._job: Planned | None = None
        self._about = Label("", Look.MUTED)
        self._title, self._start = QLineEdit(), QDateTimeEdit()
        self._length, self._who = QComboBox(), QComboBox()
        self._people: Sequence[Worker] = ()
        self._start.setCalendarPopup(True)
        self._start.setDisplayFormat("ddd d MMM yyyy, HH:mm")
        self._length.addItems(list(LENGTHS.values()))
        self._add = Button("Add", Kind.PRIMARY, "plus")
        self._cancel = Button("Cancel")
        self._add.setDefault(True)
        self._add.clicked.connect(self._accept)
        self._cancel.clicked.connect(self.reject)
        self._title.textChanged.connect(self._check)
        self._lay_out()

    def offer(self, block: Block, people: Sequence[Worker], start: datetime) -> None:
        """Open for a job, filled in with its end and who does it."""
        self._job, self._people = block.planned, people
        self._about.setText(f"{block.planned.title} · {block.planned.customer}")
        self._title.setText("Second visit")
        day, at = (start.year, start.month, start.day), (start.hour, start.minute)
        self._start.setDateTime(QDateTime(QDate(*day), QTime(*at)))
        self._length.setCurrentIndex(1)
        self._who.clear()
        self._who.addItems([worker.name for worker in people])
        ids = [worker.id for worker in people]
        self._who.setCurrentIndex(ids.index(block.worker_id) if block.worker_id in ids else 0)
        self.open()
        self._title.setFocus()
        self._title.selectAll()

    def _check(self) -> None:
        self._add.setEnabled(bool(self._title.text().strip()) and bool(self._people))

    def _accept(self) -> None:
        if self._job is None:
            return
        start = self._start.dateTime().toPython()
        if isinstance(start, datetime):
            minutes = tuple(LENGTHS)[self._length.currentIndex()]
            who = self._people[self._who.currentIndex()].id
            self.wanted.emit(Wanted(self._job, self._title.text(), start, minutes, who))
        self.accept()

    def _lay_out(self) -> None:
        parts: dict[str, tuple[str, QWidget]] = {
            "title": ("What for", self._title),
            "start": ("When", self._start),
            "length": ("How long", self._length),
            "who": ("Who", self._who),
        }
        stack = column(self, gap=8, edge=20)
        stack.addWidget(self._about)
        for name, (words, part) in parts.items():
            part.setObjectName(f"appointment_{name}")
            part.setAccessibleName(words)
            stack.addWidget(Label(words, Look.MUTED))
            stack.addWidget(part)
        self._add.setObjectName("appointment_add")
        self._cancel.setObjectName("appointment_cancel")
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._add)
        stack.addSpacing(8)
        stack.addLayout(foot)
