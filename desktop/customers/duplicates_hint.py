"""Shown while a new customer is typed in: who of those that are here already may be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from desktop.customers.duplicates_model import LikeShown
from desktop.qt.buttons import Button
from desktop.qt.labels import ElidedLabel, Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Card, Glyph, column, empty, row

SHOWN = 3


class DuplicatesHint(Card):
    """Up to three customers; each can be looked at, or taken instead of making a new one."""

    open_requested = signal(str)
    use_requested = signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("duplicates_hint")
        self._title = Label("", Look.WARNING)
        self._lines = column(gap=6)
        head = row(gap=8)
        head.addWidget(Glyph("triangle-alert", Tone.ORANGE))
        head.addWidget(self._title, 1)
        stack = column(self, gap=8, edge=12)
        stack.addLayout(head)
        stack.addLayout(self._lines)
        self._shown: tuple[LikeShown, ...] = ()
        self.hide()

    def show_alike(self, found: Iterable[LikeShown]) -> None:
        """Exactly these; none: nothing is shown."""
        shown = tuple(found)[:SHOWN]
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._lines)
        words = "This may be a customer already" if len(shown) == 1 else "These may be the same"
        self._title.setText(words)
        self.setAccessibleName(f"{words}: {', '.join(one.name for one in shown)}")
        for place, one in enumerate(shown, 1):
            self._lines.addWidget(self._line(one, place))
        self.setVisible(bool(shown))

    def _line(self, one: LikeShown, place: int) -> QFrame:
        frame = QFrame()
        line = row(frame, gap=8)
        words = column(gap=0)
        words.addWidget(ElidedLabel(one.name, Look.STRONG))
        words.addWidget(ElidedLabel(one.detail, Look.SMALL))
        opens, uses = Button("Open", Kind.LINK), Button("Use this one", Kind.PLAIN)
        for button, name, told in (
            (opens, f"duplicate_open_{place}", self.open_requested),
            (uses, f"duplicate_use_{place}", self.use_requested),
        ):
            button.setObjectName(name)
            button.setAccessibleName(f"{button.text().strip()}: {one.name}")
            button.clicked.connect(partial(_tell, told.emit, one.id))
        line.addLayout(words, 1)
        line.addWidget(opens)
        line.addWidget(uses)
        return frame


def _tell(emit: Callable[[str], None], row_id: str, *_is_on: bool) -> None:
    emit(row_id)
