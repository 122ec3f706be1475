"""Calls that were about the record whose thread is open, above that thread (CAL-13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock, relative
from desktop.qt.labels import ElidedLabel, Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Card, Glyph, column, empty, row

MOST = 3


@dataclass(frozen=True, slots=True)
class CallLine:
    """One call in one line."""

    id: str
    title: str
    detail: str
    at: datetime
    icon: str
    tone: Tone


class _OpenButton(Button):
    call_id = ""


class RecordCalls(Card):
    """Up to three lines, the newest first; not there at all without a call."""

    open_requested = signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("record_calls")
        self._clock = clock
        self._shown: tuple[CallLine, ...] = ()
        self._title = Label("", Look.HEADING)
        self._lines = column(gap=4)
        stack = column(self, gap=6, edge=16)
        stack.addWidget(self._title)
        stack.addLayout(self._lines)
        self.hide()

    def show_calls(self, code: str, calls: Iterable[CallLine]) -> None:
        """The calls that were about this record."""
        shown = tuple(calls)
        self._title.setText(f"Calls about {code}")
        self.setVisible(bool(shown))
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._lines)
        for call in shown[:MOST]:
            line = self._line(call)
            self._lines.addWidget(line)
            line.show()  # a layout shows its widgets one frame later: that flickers

    def _line(self, call: CallLine) -> QWidget:
        made = QWidget()
        line = row(made, gap=8)
        line.addWidget(Glyph(call.icon, call.tone, 14))
        line.addWidget(ElidedLabel(f"{call.title}, {call.detail}"), 1)
        line.addWidget(Label(relative(call.at, self._clock()), Look.SMALL))
        button = _OpenButton("Open", Kind.LINK)
        button.call_id = call.id
        button.setObjectName(f"record_call_{call.id}")
        button.setAccessibleName(f"Open the call of {relative(call.at, self._clock())}")
        button.clicked.connect(self._open)
        line.addWidget(button)
        return made

    def _open(self) -> None:
        sender = self.sender()
        if isinstance(sender, _OpenButton):
            self.open_requested.emit(sender.call_id)
