"""A small form that asks for a few things before something is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLineEdit, QWidget

from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, empty, row


class AskKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True, slots=True)
class AskField:
    """One thing asked for; `options` are the words of a choice by their keys."""

    key: str
    title: str
    value: str = ""
    kind: AskKind = AskKind.TEXT
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """The whole question and the button that answers it."""

    key: str
    title: str
    words: str
    save: str
    fields: tuple[AskField, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was filled in, by the fields' keys; a tick is `yes` or empty."""

    key: str
    values: Mapping[str, str]


class AskDialog(QDialog):
    """Open it with `ask(...)`; Enter answers, Escape leaves. Not modal: calls come in."""

    answered = signal(Answer)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ask_dialog")
        self._ask = Ask("", "", "", "", ())
        self._parts: dict[str, QLineEdit | QComboBox | QCheckBox] = {}
        self._problems: dict[str, WrappedLabel] = {}
        self._title, self._words = Label("", Look.TITLE), WrappedLabel("", Look.MUTED)
        self._problem = WrappedLabel("", Look.ERROR)
        self._problem.setObjectName("ask_problem")
        self._body = column(gap=4)
        self._save, self._cancel = Button("Save", Kind.PRIMARY), Button("Cancel")
        self._lay_out()
        self._save.clicked.connect(self._answer)
        self._cancel.clicked.connect(self.reject)

    def ask(self, question: Ask) -> None:
        """Ask this, with what is known filled in."""
        self._ask = question
        self.setWindowTitle(question.title)
        self._title.setText(question.title)
        self._words.setText(question.words)
        self._words.setVisible(bool(question.words))
        self._save.relabel(question.save)
        self._problem.hide()
        empty(self._body)
        self._parts.clear()
        self._problems.clear()
        for each in question.fields:
            self._add(each)
        self.adjustSize()
        self.show()
        self.raise_()
        self.activateWindow()
        first = next(iter(self._parts.values()), self._save)
        first.setFocus()
        if isinstance(first, QLineEdit):
            first.selectAll()

    def show_problem(self, words: str, key: str = "") -> None:
        """What is wrong, at its field where it has one; what was filled in stays."""
        for each in self._problems.values():
            each.hide()
        label = self._problems.get(key, self._problem)
        label.setText(words)
        label.setVisible(bool(words))
        if key in self._parts:
            self._parts[key].setFocus()

    def _answer(self) -> None:
        values = {key: _value(part) for key, part in self._parts.items()}
        self.show_problem("")
        self.answered.emit(Answer(self._ask.key, values))

    def _add(self, each: AskField) -> None:
        part = _part(each)
        part.setObjectName(f"ask_{each.key}")
        part.setAccessibleName(each.title)
        self._parts[each.key] = part
        if each.kind is not AskKind.TICK:
            self._body.addWidget(Label(each.title, Look.MUTED))
        self._body.addWidget(part)
        if each.hint:
            self._body.addWidget(WrappedLabel(each.hint, Look.SMALL))
        problem = WrappedLabel("", Look.ERROR)
        problem.setObjectName(f"ask_problem_{each.key}")
        problem.hide()
        self._problems[each.key] = problem
        self._body.addWidget(problem)
        self._body.addSpacing(6)

    def _lay_out(self) -> None:
        self._save.setObjectName("ask_save")
        self._cancel.setObjectName("ask_cancel")
        self._save.setDefault(True)
        stack = column(self, gap=8, edge=24)
        stack.addWidget(self._title)
        stack.addWidget(self._words)
        stack.addLayout(self._body)
        stack.addWidget(self._problem)
        foot = row(gap=8)
        foot.addWidget(Label("Enter saves · Esc leaves", Look.SMALL))
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        stack.addLayout(foot)
        self.setFixedWidth(440)


def _part(each: AskField) -> QLineEdit | QComboBox | QCheckBox:
    if each.kind is AskKind.TICK:
        box = QCheckBox(each.title.replace("&", "&&"))
        box.setChecked(bool(each.value))
        return box
    if each.kind is AskKind.CHOICE:
        choice = QComboBox()
        for key, words in each.options.items():
            choice.addItem(words, key)
        choice.setCurrentIndex(max(0, choice.findData(each.value)))
        return choice
    return QLineEdit(each.value)


def _value(part: QLineEdit | QComboBox | QCheckBox) -> str:
    if isinstance(part, QCheckBox):
        return "yes" if part.isChecked() else ""
    return str(part.currentData()) if isinstance(part, QComboBox) else part.text()
