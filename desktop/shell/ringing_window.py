"""A small window that shows who rings while the big one is out of sight; it takes no focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.calls.call_model import CallerKind, CardFact, RingingCall
from desktop.qt.buttons import Button
from desktop.qt.formatting import phone
from desktop.qt.labels import ElidedLabel, Look
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Avatar, Glyph, column, row

WIDTH, EDGE = 380, 24


class RingingWindow(QFrame):
    """Always on top, at the lower right; a click anywhere else than on a button opens the desk."""

    answer_requested = signal(str)
    decline_requested = signal(str)
    open_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        flags = (
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        super().__init__(parent, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setObjectName("ringing_window")
        self.setWindowTitle("Incoming call")
        self.setProperty("card", "raised")
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._ref = ""
        self._avatar = Avatar(size=40)
        self._coming = ElidedLabel("", Look.MUTED)
        self._who, self._number = ElidedLabel("", Look.BIG), ElidedLabel("", Look.MUTED)
        self._fact = ElidedLabel("", Look.STRONG)
        self._answer = Button("Answer", Kind.ANSWER, "phone")
        self._decline = Button("Decline", Kind.DANGER, "phone-off")
        self._answer.setObjectName("ringing_answer")
        self._decline.setObjectName("ringing_decline")
        self._lay_out()
        self._answer.clicked.connect(self._tell_answer)
        self._decline.clicked.connect(self._tell_decline)

    def show_call(self, call: RingingCall) -> None:
        """Show who rings, without taking the keyboard from whatever the person is doing."""
        self._ref = call.ref
        who = call.name or phone(call.number) or "Number withheld"
        if call.kind is CallerKind.SEVERAL:
            who = phone(call.number)
        self._avatar.show_name(call.name if call.kind is CallerKind.KNOWN else "")
        self._coming.setText(
            f"Incoming call on {call.dialled}" if call.dialled else "Incoming call"
        )
        self._who.setText(who)
        number = phone(call.number)
        self._number.setText(number if number != who else "")
        fact = CardFact("pin", call.alert) if call.alert else next(iter(call.facts), None)
        self._fact.setText(f"{fact.title} {fact.detail}".strip() if fact else "")
        self._fact.setVisible(fact is not None)
        self.setAccessibleName(f"Incoming call from {who}")
        self._place()
        self.show()
        # Where a window manager gives it the keyboard all the same, Space must answer nothing.
        self.setFocus()

    def clear(self) -> None:
        """It rings no more, or the big window is in sight again."""
        self.hide()

    def _place(self) -> None:
        self.adjustSize()
        screen = QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self.move(room.right() - self.width() - EDGE, room.bottom() - self.height() - EDGE)

    def _tell_answer(self) -> None:
        self.answer_requested.emit(self._ref)

    def _tell_decline(self) -> None:
        self.decline_requested.emit(self._ref)

    def _lay_out(self) -> None:
        top = row(gap=8)
        top.addWidget(Glyph("phone-incoming", size=14))
        top.addWidget(self._coming, 1)
        words, who = column(gap=2), row(gap=12)
        for label in (self._who, self._number, self._fact):
            words.addWidget(label)
        who.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        who.addLayout(words, 1)
        actions = row(gap=8)
        actions.addWidget(self._answer, 1)
        actions.addWidget(self._decline, 1)
        stack = column(self, gap=12, edge=16)
        stack.addLayout(top)
        stack.addLayout(who)
        stack.addLayout(actions)

    # Qt overrides

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.open_requested.emit()
