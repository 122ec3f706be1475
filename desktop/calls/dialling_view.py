"""Asks before a link or a click dials: who it is, and whether to ask the next time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Avatar, column, row


class DialConfirm(QDialog):
    """Enter calls, Escape does not."""

    decided = signal(bool)
    asks_no_more = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dial_confirm")
        self.setWindowTitle("Call")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(380)
        self._avatar = Avatar(size=36)
        self._who, self._number = Label("", Look.HEADING), Label("", Look.MUTED)
        self._words = WrappedLabel("", Look.MUTED)
        self._again = QCheckBox("Ask me every time")
        self._again.setObjectName("dial_ask_again")
        self._call = Button("Call", Kind.PRIMARY, "phone")
        self._call.setObjectName("dial_now")
        self._call.setDefault(True)
        self._cancel = Button("Cancel", Kind.PLAIN)
        self._cancel.setObjectName("dial_cancel")
        self._lay_out()
        self._call.clicked.connect(self.accept)
        self._cancel.clicked.connect(self.reject)
        self.finished.connect(self._finished)

    def ask(self, who: str, number: str, why: str) -> None:
        """Open without stopping anything else."""
        self._avatar.show_name(who)
        self._who.setText(who or number)
        self._number.setText(number)
        self._number.setVisible(bool(who) and who != number)
        self._words.setText(why)
        self._again.setChecked(True)
        self.open()
        self._call.setFocus()

    def _finished(self, result: int) -> None:
        is_wanted = result == int(QDialog.DialogCode.Accepted)
        if is_wanted and not self._again.isChecked():
            self.asks_no_more.emit()
        self.decided.emit(is_wanted)

    def _lay_out(self) -> None:
        words = column(gap=0)
        words.addWidget(self._who)
        words.addWidget(self._number)
        head = row(gap=12)
        head.addWidget(self._avatar)
        head.addLayout(words, 1)
        foot = row(gap=8)
        foot.addWidget(self._again, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._call)
        stack = column(self, gap=16, edge=20)
        stack.addLayout(head)
        stack.addWidget(self._words)
        stack.addLayout(foot)
