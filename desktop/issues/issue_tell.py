"""“Tell the customer?” after what they would want to hear: a line that is never in the way."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QWidget

from desktop.qt.buttons import Button
from desktop.qt.labels import WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, row


class TellBar(Card):
    """Stands above the thread until it is answered by a key or the next thing to tell (A39)."""

    tell_requested = signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("issue_tell")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._news = ""
        self._words = WrappedLabel()
        self._words.setObjectName("issue_tell_words")
        self._tell = Button("Write e-mail", Kind.PRIMARY, "mail", "issue.tell")
        self._tell.setObjectName("issue_tell_yes")
        self._not = Button("Not now", Kind.PLAIN, shortcut="issue.tell_not")
        self._not.setObjectName("issue_tell_no")
        self._tell.clicked.connect(self._yes)
        self._not.clicked.connect(self._no)
        line = row(self, gap=8, edge=8)
        line.setContentsMargins(12, 8, 8, 8)
        line.addWidget(self._words, 1)
        line.addWidget(self._not)
        line.addWidget(self._tell)
        self.hide()

    def ask(self, customer: str, news: str) -> None:
        """Offer to write about this."""
        self._news = news
        self._words.setText(f"Tell {customer}?")
        self._tell.explain(f"Write to {customer} about this")
        self._not.explain(f"Do not tell {customer}")
        self.show()

    def news(self) -> str:
        """What would be told now; empty when nothing is asked."""
        return "" if self.isHidden() else self._news

    def _yes(self) -> None:
        self.hide()
        self.tell_requested.emit(self._news)

    def _no(self) -> None:
        self.hide()
