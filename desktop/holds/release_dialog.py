"""The question before pay is released: how many, how much, whose, why; and what stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QListWidget, QWidget

from desktop.holds.release_model import (
    MOST_KEPT,
    MOST_NAMED,
    Kept,
    Proposal,
    Released,
    second_words,
    share_words,
    words,
)
from desktop.qt.buttons import Button
from desktop.qt.formatting import counted, money
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row

NO_REASON = "No reason given"
WIDTH = 520


class ReleaseDialog(QDialog):
    """Not modal: calls come in. Enter releases, Escape leaves everything as it is."""

    confirmed = signal(str)
    """The reason; empty where none was given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("release_dialog")
        self._asked = Proposal((), (), 0, 0)
        self._title, self._words = Label("", Look.TITLE), WrappedLabel("")
        self._shares, self._second = WrappedLabel("", Look.MUTED), WrappedLabel("", Look.WARNING)
        self._reason_title, self._reason = Label("Reason", Look.MUTED), QComboBox()
        self._kept_title, self._kept = Label("", Look.STRONG), QListWidget()
        self._release, self._cancel = Button("Release", Kind.PRIMARY), Button("Cancel")
        self._name_parts()
        self._lay_out()
        self._release.clicked.connect(self._take)
        self._cancel.clicked.connect(self.reject)

    def asked(self) -> Proposal:
        """What is being asked about."""
        return self._asked

    def ask(self, asked: Proposal) -> None:
        """Ask for a yes to this."""
        self._asked = asked
        self._say("Release pay", words(asked))
        self._shares.setText("\n".join(_shares(asked)))
        self._second.setText(second_words(asked))
        self._reason.clear()
        self._reason.addItem(NO_REASON, "")
        for each in asked.reasons:
            self._reason.addItem(each, each)
        self._reason.setCurrentIndex(min(1, len(asked.reasons)))
        can = bool(asked.going)
        self._release.relabel(f"Release {money(asked.cents)}" if can else "Release")
        self._show_parts(can=can)
        self._list(asked.kept, "cannot be released")
        self._open(self._release if can else self._cancel)

    def show_kept(self, released: Released) -> None:
        """What was not released after all, by name."""
        self._say("Not everything was released", released.sentence())
        self._show_parts(can=False)
        self._list(released.kept, "not released")
        self._open(self._cancel)

    def _say(self, title: str, sentence: str) -> None:
        self.setWindowTitle(title)
        self._title.setText(title)
        self._words.setText(sentence)

    def _show_parts(self, *, can: bool) -> None:
        for part in (self._shares, self._reason_title, self._reason, self._release):
            part.setVisible(can)
        self._second.setVisible(can and bool(self._second.text()))
        self._cancel.relabel("Cancel" if can else "Close")

    def _list(self, kept: Sequence[Kept], verb: str) -> None:
        self._kept.clear()
        for each in kept[:MOST_KEPT]:
            self._kept.addItem(f"{each.name}: {each.why}")
        more = len(kept) - MOST_KEPT
        if more > 0:
            self._kept.addItem(f"And {more:,} more.")
        self._kept_title.setText(f"{counted(len(kept), 'hold')} {verb}")
        for part in (self._kept_title, self._kept):
            part.setVisible(bool(kept))
        height = self._kept.sizeHintForRow(0) * min(6, self._kept.count()) + 12
        self._kept.setFixedHeight(max(40, height))

    def _open(self, first: Button) -> None:
        self.adjustSize()
        self.show()
        self.raise_()
        self.activateWindow()
        first.setFocus()

    def _take(self) -> None:
        self.accept()
        self.confirmed.emit(str(self._reason.currentData() or ""))

    def _name_parts(self) -> None:
        self._words.setObjectName("release_words")
        self._shares.setObjectName("release_shares")
        self._second.setObjectName("release_second")
        self._reason.setObjectName("release_reason")
        self._reason.setAccessibleName("Reason")
        self._kept.setObjectName("release_kept")
        self._kept.setAccessibleName("What is not released, and why")
        self._kept.setWordWrap(True)
        self._kept.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._release.setObjectName("release_confirm")
        self._release.setDefault(True)
        self._cancel.setObjectName("release_cancel")

    def _lay_out(self) -> None:
        stack = column(self, gap=8, edge=24)
        for part in (self._title, self._words, self._shares, self._second):
            stack.addWidget(part)
        for each in (self._reason_title, self._reason, self._kept_title, self._kept):
            stack.addWidget(each)
        foot = row(gap=8)
        foot.addWidget(Label("A release is written down for good.", Look.SMALL))
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._release)
        stack.addSpacing(4)
        stack.addLayout(foot)
        self.setFixedWidth(WIDTH)


def _shares(asked: Proposal) -> Iterable[str]:
    shares = asked.shares
    yield from (share_words(each) for each in shares[:MOST_NAMED])
    if len(shares) > MOST_NAMED:
        rest = shares[MOST_NAMED:]
        cents = sum(each.cents for each in rest)
        yield f"And {counted(len(rest), 'more fieldworker')}: {money(cents)}"
