"""One message as it was written, what became of it, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.messages.status_model import Remedy, badge, remedies
from desktop.qt.buttons import Button
from desktop.qt.formatting import exact, phone
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Pill, row
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.messages import CancelMessage, MessageRow, SendHeldMessage
from sync_server.contract.values import Channel
from sync_server.rules.effects import Refused

_TITLES = {Channel.EMAIL: "E-mail", Channel.SMS: "Text message", Channel.PUSH: "Notification"}


class MessageDialog(Sheet):
    """Shows; `send_requested` and `cancel_requested` are wishes."""

    send_requested = wish()
    cancel_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sent_message", "Message", "Send now", "send", parent)
        self._pill = Pill()
        self._facts = Label("", Look.MUTED)
        self._detail = WrappedLabel("", Look.WARNING)
        self._body = QPlainTextEdit()
        self._body.setReadOnly(True)
        self._body.setObjectName("sent_message_body")
        self._body.setAccessibleName("Message")
        self._take_back = Button("Do not send", Kind.PLAIN)
        self._take_back.setObjectName("sent_message_take_back")
        self.leave.relabel("Close")
        line = row(gap=10)
        line.addWidget(self._pill)
        line.addWidget(self._facts, 1)
        self.body.addLayout(line)
        self.body.addWidget(self._detail)
        self.body.addWidget(self._body, 1)
        self.foot.insertWidget(1, self._take_back, 0, Qt.AlignmentFlag.AlignRight)
        self.act.clicked.connect(self.send_requested)
        self._take_back.clicked.connect(self.cancel_requested)
        self.resize(560, 440)

    def show_message(self, message: MessageRow) -> None:
        self.title.setText(message.subject or _TITLES[message.channel])
        self._pill.show_badge(badge(message))
        at = message.sent_at or message.written_at
        who = f"by {message.written_by_name}" if message.written_by_name else ""
        parts = (
            f"to {phone(message.address)}",
            "automatic" if message.is_automatic else who,
            exact(at) if at else "",
            "resend" if message.is_resend else "",
        )
        self._facts.setText(" · ".join(part for part in parts if part))
        self._detail.setText(message.detail)
        self._detail.setVisible(bool(message.detail))
        self._body.setPlainText(message.body)
        can = remedies(message)
        self.act.setVisible(Remedy.SEND in can)
        self._take_back.setVisible(Remedy.CANCEL in can)


class Reading(QObject):
    """One message opened, wired; call `refresh` when message rows changed."""

    refused = signal(str)

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._id = RowId("")
        self._dialog = MessageDialog(window)
        self._dialog.send_requested.connect(self._send)
        self._dialog.cancel_requested.connect(self._cancel)

    def open(self, message_id: RowId) -> None:
        self._id = message_id
        if self._show():
            self._dialog.show_problem("")
            self._dialog.present()
        else:
            self.refused.emit("This message does not exist any more.")

    def refresh(self) -> None:
        if self._dialog.isVisible() and not self._show():
            self._dialog.reject()

    def _show(self) -> bool:
        row = self._store.view.get(MessageRow, self._id)
        if row is not None:
            self._dialog.show_message(row)
        return row is not None

    def _send(self) -> None:
        self._do(SendHeldMessage(message_id=self._id))

    def _cancel(self) -> None:
        self._do(CancelMessage(message_id=self._id))

    def _do(self, command: SendHeldMessage | CancelMessage) -> None:
        try:
            self._store.do(command)
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
        self._show()
