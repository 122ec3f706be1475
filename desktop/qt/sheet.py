"""The frame every dialog stands in: title, body, what went wrong, and its buttons at the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.progress import Progress, ProgressLine
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row


class Sheet(QDialog):
    """Not modal: a call that rings meanwhile can be answered by its key. Ctrl+Enter acts."""

    def __init__(self, name: str, title: str, act: str, icon: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.title = Label(title, Look.TITLE)
        self.hint = WrappedLabel("", Look.MUTED)
        self.hint.hide()
        self.body = column(gap=8)
        self.problem = WrappedLabel("", Look.ERROR)
        self.problem.setObjectName(f"{name}_problem")
        self.problem.hide()
        self.progress = ProgressLine()
        self.act = Button(act, Kind.PRIMARY, icon)
        self.act.setObjectName(f"{name}_act")
        self.leave = Button("Cancel", Kind.PLAIN)
        self.leave.setObjectName(f"{name}_cancel")
        self.leave.clicked.connect(self.reject)
        self.foot = row(gap=8)
        self.foot.addStretch(1)
        self.foot.addWidget(self.leave)
        self.foot.addWidget(self.act)
        stack = column(self, gap=8, edge=24)
        stack.addWidget(self.title)
        stack.addWidget(self.hint)
        stack.addSpacing(4)
        stack.addLayout(self.body, 1)
        stack.addWidget(self.problem)
        stack.addWidget(self.progress)
        stack.addSpacing(8)
        stack.addLayout(self.foot)

    def explain(self, words: str) -> None:
        """A sentence under the title."""
        self.hint.setText(words)
        self.hint.setVisible(bool(words))

    def show_problem(self, words: str) -> None:
        """Something said no: say it here and keep what was filled in."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def show_progress(self, progress: Progress | None) -> None:
        if progress is None:
            self.progress.clear()
        else:
            self.progress.show_progress(progress)

    def present(self) -> None:
        """Show it in front."""
        self.show()
        self.raise_()
        self.activateWindow()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.act.isEnabled():
                self.act.click()
        else:
            super().keyPressEvent(event)
