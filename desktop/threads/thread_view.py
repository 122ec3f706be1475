"""The thread panel used by every record page: what was said, and where to answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.qt.buttons import icon_button
from desktop.qt.formatting import Clock
from desktop.qt.labels import ElidedLabel, Look
from desktop.qt.signals import signal, wish
from desktop.qt.statuses import Badge
from desktop.qt.widgets import Card, EmptyState, Pill, column, row, rule
from desktop.threads.composer import Composer, Draft
from desktop.threads.referred import ReferredPosts
from desktop.threads.thread_list import ThreadList
from desktop.threads.thread_model import Line, ThreadModel


@dataclass(frozen=True, slots=True)
class ThreadHead:
    """Which thread this is: its title, the record it belongs to and its customer."""

    id: str
    title: str
    record: Badge | None = None
    customer: str = ""
    has_way_back: bool = False
    """A record's thread on its customer's page: one can go back to the customer's notes."""


class ThreadView(Card):
    """One thread. Shows lines, emits drafts to send."""

    send_requested = signal(Draft)
    notes_requested = wish()
    """Back to the customer's own thread."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("thread")
        self._model = ThreadModel(clock, self)
        self._lines = ThreadList(self._model)
        self._title = ElidedLabel("Thread", Look.HEADING)
        self._record = Pill()
        self._record.hide()
        self._notes = icon_button("Back to the customer's notes", "arrow-left", "thread.notes")
        self._notes.setObjectName("thread_notes")
        self._notes.hide()
        self._notes.clicked.connect(self.notes_requested)
        self._empty = EmptyState(
            "message-square",
            "Nothing said yet",
            "Write below. Posts are for the office only until you choose who else may read them.",
        )
        self._middle = QStackedWidget()
        self._middle.setMinimumHeight(72)  # else the empty state claims its height for ever
        self._middle.addWidget(self._empty)
        self._middle.addWidget(self._lines)
        self.composer = Composer()
        self.referred = ReferredPosts(clock)
        self._head = ThreadHead("", "Thread")
        self._lay_out()
        self.composer.send_requested.connect(self.send_requested.emit)

    def show_head(self, head: ThreadHead) -> None:
        """Say which thread it is. Another thread starts with an empty composer."""
        if head.id != self._head.id:
            self.composer.clear()
            self._lines.follow()
        self._head = head
        self._title.setText(head.title)
        self._record.setVisible(head.record is not None)
        self._notes.setVisible(head.has_way_back)
        if head.record:
            self._record.show_badge(head.record)
        self.composer.address(head.customer)

    def show_lines(self, lines: Iterable[Line]) -> None:
        """Show exactly these lines, oldest first."""
        self._model.show(lines)
        has_lines = self._model.rowCount() > 0
        self._middle.setCurrentWidget(self._lines if has_lines else self._empty)

    def model(self) -> ThreadModel:
        """What is shown now."""
        return self._model

    def _lay_out(self) -> None:
        head = row(gap=8)
        head.setContentsMargins(16, 12, 16, 10)
        head.addWidget(self._notes)
        head.addWidget(self._title, 1)
        head.addWidget(self._record)
        foot = column(edge=12)
        foot.addWidget(self.composer)
        stack = column(self, gap=0)
        stack.setContentsMargins(1, 1, 1, 1)
        stack.addLayout(head)
        stack.addWidget(rule())
        stack.addWidget(self.referred)
        stack.addWidget(self._middle, 1)
        stack.addWidget(rule())
        stack.addLayout(foot)
