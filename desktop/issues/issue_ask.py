"""One small dialog for every question of the issue's page: what is asked for comes as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, empty

YES = "yes"
DAY_FORMAT, WHEN_FORMAT = "yyyy-MM-dd", "yyyy-MM-ddTHH:mm"


class Asked(StrEnum):
    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    TICK = "tick"
    DAY = "day"
    WHEN = "when"
    """On the clock of the person, as `2026-11-23T09:00`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing asked for; `options` are the words of a choice by their keys."""

    key: str
    title: str
    value: str = ""
    kind: Asked = Asked.TEXT
    options: Mapping[str, str] = field(default_factory=dict)
    heading: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """The whole question and the button that answers it; `warning` stands above the buttons."""

    key: str
    title: str
    save: str
    fields: tuple[Field, ...] = ()
    words: str = ""
    warning: str = ""
    icon: str = "check"
    is_grave: bool = False
    about: str = ""
    """The id of what it is about, handed back with the answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was filled in, by the fields' keys; a tick is `yes` or empty."""

    key: str
    values: Mapping[str, str]
    about: str = ""

    def ticked(self) -> tuple[str, ...]:
        """Keys of everything ticked."""
        return tuple(key for key, value in self.values.items() if value == YES)


class AskSheet(Sheet):
    """Open it with `ask(...)`. Enter answers, Escape leaves. Not modal: calls come in."""

    answered = signal(Answer)
    changed = signal(Answer)
    """Something was filled in: the page may have something to warn of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("issue_ask", "", "Save", "check", parent)
        self._question = Question("", "", "")
        self._parts: dict[str, QWidget] = {}
        self._fields = column(gap=4)
        self._warning = WrappedLabel("", Look.WARNING)
        self._warning.setObjectName("issue_ask_warning")
        self.body.addLayout(self._fields)
        self.body.addWidget(self._warning)
        self.act.setDefault(True)
        self.act.clicked.connect(self._answer)
        self.setFixedWidth(460)

    def ask(self, question: Question) -> None:
        """Ask this, with what is known filled in."""
        self._question = question
        self.setWindowTitle(question.title)
        self.title.setText(question.title)
        self.explain(question.words)
        self.act.restyle(Kind.DANGER if question.is_grave else Kind.PRIMARY)
        self.act.swap_icon(question.icon)
        self.act.relabel(question.save)
        self.show_problem("")
        self.warn(question.warning)
        empty(self._fields)
        self._parts.clear()
        for each in question.fields:
            self._add(each)
        self.adjustSize()
        self.present()
        first = next(iter(self._parts.values()), self.act)
        first.setFocus()
        if isinstance(first, QLineEdit):
            first.selectAll()
        self._tell()

    def warn(self, words: str) -> None:
        """Something to know before answering; it does not stand in the way."""
        self._warning.setText(words)
        self._warning.setVisible(bool(words))

    def answer(self) -> Answer:
        """What is filled in now."""
        values = {key: _value(part) for key, part in self._parts.items()}
        return Answer(self._question.key, values, self._question.about)

    def _answer(self) -> None:
        self.show_problem("")
        self.answered.emit(self.answer())

    def _tell(self) -> None:
        self.changed.emit(self.answer())

    def _add(self, each: Field) -> None:
        part = _part(each)
        part.setObjectName(f"ask_{each.key}")
        part.setAccessibleName(each.title)
        self._parts[each.key] = part
        if each.heading:
            self._fields.addWidget(Label(each.heading, Look.MUTED))
        if each.kind is not Asked.TICK:
            self._fields.addWidget(Label(each.title, Look.MUTED))
        self._fields.addWidget(part)
        if each.hint:
            self._fields.addWidget(WrappedLabel(each.hint, Look.SMALL))
        if each.kind is not Asked.TICK:
            self._fields.addSpacing(6)
        _listen(part, self._tell)


def _listen(part: QWidget, changed: Callable[[], None]) -> None:
    if isinstance(part, QDateTimeEdit):
        part.dateTimeChanged.connect(changed)
    elif isinstance(part, QComboBox):
        part.currentIndexChanged.connect(changed)
    elif isinstance(part, QCheckBox):
        part.toggled.connect(changed)
    elif isinstance(part, QLineEdit):
        part.textChanged.connect(changed)


def _part(each: Field) -> QWidget:
    if each.kind is Asked.TICK:
        box = QCheckBox(each.title.replace("&", "&&"))
        box.setChecked(each.value == YES)
        return box
    if each.kind is Asked.CHOICE:
        choice = QComboBox()
        for key, words in each.options.items():
            choice.addItem(words, key)
        choice.setCurrentIndex(max(0, choice.findData(each.value)))
        return choice
    if each.kind is Asked.LONG:
        text = QPlainTextEdit(each.value)
        text.setTabChangesFocus(True)
        text.setFixedHeight(96)
        return text
    if each.kind in {Asked.DAY, Asked.WHEN}:
        return _dated(each)
    return QLineEdit(each.value)


def _dated(each: Field) -> QDateTimeEdit:
    if each.kind is Asked.DAY:
        day = QDateEdit(QDate.fromString(each.value, DAY_FORMAT))
        day.setCalendarPopup(True)
        day.setDisplayFormat("ddd d MMM yyyy")
        return day
    date, _, time = each.value.partition("T")
    when = QDateTimeEdit(
        QDateTime(QDate.fromString(date, DAY_FORMAT), QTime.fromString(time, "HH:mm"))
    )
    when.setCalendarPopup(True)
    when.setDisplayFormat("ddd d MMM yyyy, HH:mm")
    return when


def _value(part: QWidget) -> str:
    if isinstance(part, QCheckBox):
        return YES if part.isChecked() else ""
    if isinstance(part, QComboBox):
        return str(part.currentData())
    if isinstance(part, QPlainTextEdit):
        return part.toPlainText()
    if isinstance(part, QDateEdit):
        return part.date().toString(DAY_FORMAT)
    if isinstance(part, QDateTimeEdit):
        return part.dateTime().toString(WHEN_FORMAT)
    return part.text() if isinstance(part, QLineEdit) else ""
