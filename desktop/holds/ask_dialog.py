"""A question with a list under it, and perhaps one line to fill in, before something is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QWidget

from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row

WIDTH, MOST_LINES, SEEN_LINES = 520, 300, 8


@dataclass(frozen=True, slots=True)
class Question:
    """`can` is whether there is anything to say yes to; `field` asks for a line of text."""

    key: str
    title: str
    words: str
    yes: str
    lines: Sequence[str] = ()
    field: str = ""
    value: str = ""
    warning: str = ""
    can: bool = True


@dataclass(frozen=True, slots=True)
class Yes:
    """The answer, with what was filled in."""

    key: str
    text: str


class AskDialog(QDialog):
    """Not modal: calls come in. Enter says yes, Escape leaves everything as it is."""

    answered = signal(Yes)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pay_dialog")
        self._key = ""
        self._title, self._words = Label("", Look.TITLE), WrappedLabel("")
        self._field_title, self._field = Label("", Look.MUTED), QLineEdit()
        self._lines, self._warning = QListWidget(), WrappedLabel("", Look.WARNING)
        self._problem = WrappedLabel("", Look.ERROR)
        self._yes, self._no = Button("", Kind.PRIMARY), Button("Cancel")
        self._name_parts()
        self._lay_out()
        self._yes.clicked.connect(self._take)
        self._no.clicked.connect(self.reject)

    def ask(self, question: Question) -> None:
        """Ask this."""
        self._key = question.key
        self.setWindowTitle(question.title)
        self._title.setText(question.title)
        self._words.setText(question.words)
        self._warning.setText(question.warning)
        self._field_title.setText(question.field)
        self._field.setText(question.value)
        self._field.setAccessibleName(question.field)
        self._yes.relabel(question.yes)
        self._no.relabel("Cancel" if question.can else "Close")
        self._show_lines(question.lines)
        shown = (
            (self._warning, question.warning),
            (self._field_title, question.field),
            (self._field, question.field),
            (self._yes, question.can),
        )
        for part, wanted in shown:
            part.setVisible(bool(wanted))
        self._problem.hide()
        self.adjustSize()
        self.show()
        self.raise_()
        self.activateWindow()
        first = self._field if question.field else self._yes if question.can else self._no
        first.setFocus()

    def show_problem(self, words: str) -> None:
        """Why it was not done; what was filled in stays."""
        self._problem.setText(words)
        self._problem.show()
        self.show()

    def _show_lines(self, lines: Sequence[str]) -> None:
        self._lines.clear()
        self._lines.addItems(list(lines[:MOST_LINES]))
        if len(lines) > MOST_LINES:
            self._lines.addItem(f"And {len(lines) - MOST_LINES:,} more.")
        self._lines.setVisible(bool(lines))
        seen = min(SEEN_LINES, self._lines.count())
        self._lines.setFixedHeight(max(32, self._lines.sizeHintForRow(0) * seen + 12))

    def _take(self) -> None:
        self.hide()
        self.answered.emit(Yes(self._key, self._field.text()))

    def _name_parts(self) -> None:
        self._words.setObjectName("pay_words")
        self._warning.setObjectName("pay_warning")
        self._problem.setObjectName("pay_problem")
        self._field.setObjectName("pay_field")
        self._field.setMaxLength(60)
        self._lines.setObjectName("pay_lines")
        self._lines.setAccessibleName("In detail")
        self._lines.setWordWrap(True)
        self._lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._yes.setObjectName("pay_yes")
        self._yes.setDefault(True)
        self._no.setObjectName("pay_no")

    def _lay_out(self) -> None:
        stack = column(self, gap=8, edge=24)
        for part in (self._title, self._words, self._field_title, self._field):
            stack.addWidget(part)
        for each in (self._lines, self._warning, self._problem):
            stack.addWidget(each)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._no)
        foot.addWidget(self._yes)
        stack.addSpacing(4)
        stack.addLayout(foot)
        self.setFixedWidth(WIDTH)
