"""One field of a record's form: title, part, hint, problem, and whose value it is to be."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row
from desktop.records.form_model import FormField


class FormLine(QWidget):
    """Shows what is wrong under the part; a clash is answered by one of two buttons."""

    theirs_kept = signal(FormField)
    mine_used = signal(FormField)

    def __init__(self, which: FormField, title: str, part: QWidget, hint: str = "") -> None:
        super().__init__()
        self._which, self._part = which, part
        self._title, self._hint = Label(title, Look.MUTED), WrappedLabel(hint, Look.SMALL)
        self._problem = WrappedLabel("", Look.ERROR)
        self._problem.setObjectName(f"form_problem_{which.name.casefold()}")
        self._clash = WrappedLabel("", Look.WARNING)
        self._theirs, self._mine = Button("Keep theirs", Kind.LINK), Button("Use mine", Kind.LINK)
        self._theirs.setObjectName(f"clash_theirs_{which.name.casefold()}")
        self._mine.setObjectName(f"clash_mine_{which.name.casefold()}")
        self._asking = QWidget()
        line = row(self._asking, gap=6)
        line.addWidget(self._clash, 1)
        line.addWidget(self._theirs)
        line.addWidget(self._mine)
        stack = column(self, gap=4)
        if title:
            stack.addWidget(self._title)
            if isinstance(part, QLineEdit | QComboBox) or not part.accessibleName():
                part.setAccessibleName(title)
        stack.addWidget(part)
        for each in (self._hint, self._problem, self._asking):
            stack.addWidget(each)
        self._hint.setVisible(bool(hint))
        self._problem.hide()
        self._asking.hide()
        self._theirs.clicked.connect(self._keep)
        self._mine.clicked.connect(self._use)

    def rename(self, title: str) -> None:
        self._title.setText(title)
        self._part.setAccessibleName(title)

    def show_problem(self, words: str) -> None:
        """Say what is wrong here; nothing: all is well."""
        if self._problem.text() == words and self._problem.isHidden() == (not words):
            return
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._hint.setVisible(bool(self._hint.text()) and not words)
        if isinstance(self._part, QLineEdit):
            self._part.setProperty("wrong", "true" if words else "false")
            self._part.style().unpolish(self._part)
            self._part.style().polish(self._part)

    def ask(self, theirs: str) -> None:
        """Another person's value stands against this one."""
        self._clash.setText(f"It is “{theirs}” by now.")
        self._asking.show()

    def settle(self) -> None:
        self._asking.hide()

    def is_asking(self) -> bool:
        return not self._asking.isHidden()

    def _keep(self) -> None:
        self.settle()
        self.theirs_kept.emit(self._which)

    def _use(self) -> None:
        self.settle()
        self.mine_used.emit(self._which)
