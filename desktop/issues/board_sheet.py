"""The one small question before an issue is moved: release the pay, or take the booking along."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.qt.labels import Look, WrappedLabel
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal
from sync_server.contract.values import IssueStatus

WIDTH = 420


@dataclass(frozen=True, slots=True)
class MoveQuestion:
    """What is to be decided. `tick` is empty where this person has nothing to tick."""

    id: str
    to: IssueStatus
    title: str
    words: str
    act: str
    tick: str = ""
    is_ticked: bool = False
    warning: str = ""


@dataclass(frozen=True, slots=True)
class MoveAnswer:
    question: MoveQuestion
    is_ticked: bool


class MoveSheet(Sheet):
    """Not modal. Enter does it, Escape leaves the issue where it is."""

    answered = signal(MoveAnswer)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("move_issue", "Move", "Move", "", parent)
        self.setMinimumWidth(WIDTH)
        self._question: MoveQuestion | None = None
        self._warning = WrappedLabel("", Look.WARNING)
        self._warning.setObjectName("move_issue_warning")
        self._tick = QCheckBox()
        self._tick.setObjectName("move_issue_tick")
        self.body.addWidget(self._warning)
        self.body.addWidget(self._tick)
        self.act.setDefault(True)
        self.act.clicked.connect(self._answer)

    def ask(self, question: MoveQuestion) -> None:
        """Ask this."""
        self._question = question
        self.setWindowTitle(question.title)
        self.title.setText(question.title)
        self.explain(question.words)
        self.act.relabel(question.act)
        self._warning.setText(question.warning)
        self._warning.setVisible(bool(question.warning))
        self._tick.setText(question.tick.replace("&", "&&"))
        self._tick.setAccessibleName(question.tick)
        self._tick.setChecked(question.is_ticked)
        self._tick.setVisible(bool(question.tick))
        self.show_problem("")
        self.adjustSize()
        self.present()
        self.act.setFocus()

    def _answer(self) -> None:
        if self._question is not None:
            ticked = bool(self._question.tick) and self._tick.isChecked()
            self.answered.emit(MoveAnswer(self._question, ticked))
