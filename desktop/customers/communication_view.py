"""The Communication tab: what went to and fro at the left, the chosen message at the right."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QStackedWidget, QWidget

from desktop.customers.communication_model import TITLES, Kept, MessageShown
from desktop.customers.timeline_model import ROW_HEIGHT, Entry, TimelineModel
from desktop.customers.timeline_view import TimelineList
from desktop.qt.buttons import Button, chip
from desktop.qt.formatting import Clock
from desktop.qt.labels import ElidedLabel, Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, Pill, column, empty, row

NEAR = ROW_HEIGHT * 4


class MessageView(Card):
    """One message in full."""

    send_requested = signal(str)
    cancel_requested = signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("message_detail")
        self._id = ""
        self._title, self._badge = Label("", Look.HEADING), Pill()
        self._facts = QGridLayout()
        self._facts.setColumnStretch(1, 1)
        self._facts.setHorizontalSpacing(12)
        self._reason = WrappedLabel("", Look.WARNING)
        self._subject = WrappedLabel("", Look.STRONG)
        self._body = QPlainTextEdit()
        self._body.setReadOnly(True)
        self._body.setAccessibleName("Text of the message")
        self._body.setObjectName("message_body")
        self._send = Button("Send now", Kind.PRIMARY, "send")
        self._cancel = Button("Cancel message", Kind.PLAIN, "ban")
        self._send.setObjectName("message_send_now")
        self._cancel.setObjectName("message_cancel")
        self._send.clicked.connect(self._ask_send)
        self._cancel.clicked.connect(self._ask_cancel)
        head, foot = row(gap=8), row(gap=8)
        head.addWidget(self._title)
        head.addWidget(self._badge)
        head.addStretch(1)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._send)
        stack = column(self, gap=10, edge=16)
        stack.addLayout(head)
        stack.addWidget(self._reason)
        stack.addLayout(self._facts)
        stack.addWidget(self._subject)
        stack.addWidget(self._body, 1)
        stack.addLayout(foot)

    def show_message(self, shown: MessageShown) -> None:
        """Show this one."""
        self._id = shown.id
        self._title.setText(shown.title)
        self._badge.show_badge(shown.badge)
        self._reason.setText(shown.reason)
        self._reason.setVisible(bool(shown.reason))
        self._subject.setText(shown.subject)
        self._subject.setVisible(bool(shown.subject))
        if self._body.toPlainText() != shown.body:
            self._body.setPlainText(shown.body)
        self._send.setVisible(shown.can_send)
        self._cancel.setVisible(shown.can_cancel)
        empty(self._facts)
        for at, (title, value) in enumerate(shown.facts):
            self._facts.addWidget(Label(title, Look.MUTED), at, 0)
            self._facts.addWidget(ElidedLabel(value), at, 1)

    def _ask_send(self) -> None:
        self.send_requested.emit(self._id)

    def _ask_cancel(self) -> None:
        self.cancel_requested.emit(self._id)


class CommunicationView(QWidget):
    """List and detail."""

    chosen = signal(str)
    kept_changed = signal(Kept)
    more_requested = wish()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = TimelineModel(clock, self)
        self.list = TimelineList(self._model, clock)
        self.list.setObjectName("communication_entries")
        self.list.setAccessibleName("Messages and calls")
        self.message = MessageView()
        self._chips = {kept: chip(words) for kept, words in TITLES.items()}
        self._none = EmptyState("mail", "", "")
        self._unchosen = EmptyState("mail", "Choose a message", "Its whole text is shown here.")
        self._body, self._side = QStackedWidget(), QStackedWidget()
        self._body.addWidget(self.list)
        self._body.addWidget(self._none)
        aside = Card()
        column(aside).addWidget(self._unchosen)
        self._side.addWidget(aside)
        self._side.addWidget(self.message)
        card, line = Card(), row(gap=6)
        line.setContentsMargins(16, 12, 16, 8)
        for kept, button in self._chips.items():
            button.setObjectName(f"communication_{kept}")
            button.setAccessibleName(f"Show {TITLES[kept]}")
            button.clicked.connect(self._pick)
            line.addWidget(button)
        line.addStretch(1)
        self._chips[Kept.ALL].setChecked(True)
        stack = column(card, gap=0)
        stack.setContentsMargins(1, 1, 1, 8)
        stack.addLayout(line)
        stack.addWidget(self._body, 1)
        sides = row(self, gap=12)
        sides.addWidget(card, 11)
        sides.addWidget(self._side, 10)
        self.list.chosen.connect(self.chosen.emit)
        self.list.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.setFocusProxy(self.list)

    def show_entries(self, entries: Iterable[Entry]) -> None:
        """Show exactly these, newest first."""
        self._model.show(entries)
        is_all = self._chips[Kept.ALL].isChecked()
        hint = "E-mails, SMS and calls to and from this customer will be listed here."
        if is_all:
            self._none.say("Nothing said yet", hint)
        else:
            self._none.say("Nothing of this kind", "Choose All to see everything.")
        self._body.setCurrentIndex(0 if self._model.rowCount() else 1)

    def show_message(self, shown: MessageShown | None) -> None:
        """The message in full; None while none is chosen."""
        if shown is not None:
            self.message.show_message(shown)
        self._side.setCurrentIndex(0 if shown is None else 1)

    def reset(self) -> None:
        """Somebody else is shown."""
        for kept, button in self._chips.items():
            button.setChecked(kept is Kept.ALL)
        self.show_message(None)

    def _pick(self) -> None:
        sender = self.sender()
        for kept, button in self._chips.items():
            button.setChecked(button is sender)
            if button is sender:
                self.kept_changed.emit(kept)

    def _scrolled(self, value: int) -> None:
        bar = self.list.verticalScrollBar()
        if bar.orientation() is Qt.Orientation.Vertical and value >= bar.maximum() - NEAR > 0:
            self.more_requested.emit()
