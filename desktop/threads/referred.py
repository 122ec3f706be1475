"""The live, read-only section of another record's thread: what was said about the job itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop.links import Link
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock, counted
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row, rule
from desktop.threads.thread_list import ThreadList
from desktop.threads.thread_model import Line, ThreadModel

SHOWN_HEIGHT = 190


class ReferredPosts(QWidget):
    """Posts that stand elsewhere (A4): never copied, never answered from here."""

    link_requested = signal(Link)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("referred")
        self._link: Link | None = None
        self._model = ThreadModel(clock, self)
        self._lines = ThreadList(self._model)
        self._lines.setObjectName("referred_lines")
        self._lines.setAccessibleName("Posts of the booking")
        self._lines.setFixedHeight(SHOWN_HEIGHT)
        self._open = Button("", Kind.LINK, "link")
        self._open.setObjectName("referred_open")
        self._count = Label("", Look.SMALL)
        self._fold = Button("Hide", Kind.LINK)
        self._fold.setObjectName("referred_fold")
        self._is_folded = False
        head = row(gap=8)
        head.setContentsMargins(12, 6, 12, 6)
        head.addWidget(self._open)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(self._fold)
        stack = column(self, gap=0)
        stack.addLayout(head)
        stack.addWidget(self._lines)
        stack.addWidget(rule())
        self._open.clicked.connect(self._ask)
        self._fold.clicked.connect(self._turn)
        self.hide()

    def show_posts(self, code: str, link: Link, lines: Sequence[Line]) -> None:
        """Show what was said at `code`, oldest first."""
        if link != self._link:
            self._lines.follow()
        self._link = link
        self._open.relabel(f"From {code}")
        self._open.explain(f"Open {code}; posts here are only shown, answer them there")
        self._count.setText(counted(len(lines), "post") if lines else "Nothing said there yet")
        self._model.show(lines)
        self._say()
        self.show()

    def show_lines_in(self, height: int) -> None:
        """Another height in pixels, where there is less room."""
        self._lines.setFixedHeight(height)

    def model(self) -> ThreadModel:
        """What is shown now."""
        return self._model

    def clear(self) -> None:
        """This thread refers to no other."""
        self._link = None
        self._model.show(())
        self.hide()

    def _turn(self) -> None:
        self._is_folded = not self._is_folded
        self._say()

    def _say(self) -> None:
        has_lines = self._model.rowCount() > 0
        self._fold.setVisible(has_lines)
        self._fold.relabel("Show" if self._is_folded else "Hide")
        self._lines.setVisible(has_lines and not self._is_folded)

    def _ask(self) -> None:
        if self._link is not None:
            self.link_requested.emit(self._link)
