"""A long form in sections: problems are said at their fields, Save and Discard stay at the head."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import available_timezones

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QScrollArea, QWidget

from desktop.admin.fields import Field, Section
from desktop.admin.number_model import Problem
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row

MOST_WIDTH = 720
"""A line of a form is read at one glance."""


class SectionsForm(QWidget):
    """Say what stands in it with `lay_out`; `key` begins the names of its widgets."""

    revert_requested = wish()

    def __init__(self, key: str, title: str = "") -> None:
        super().__init__()
        self._key = key
        self._fields: dict[str, Field] = {}
        self._title = Label(title, Look.BIG)
        self._problem = WrappedLabel("", Look.ERROR)
        self._save = Button("Save", Kind.PRIMARY, "check", "settings.save")
        self._save.setObjectName(f"{key}_save")
        self._revert = Button("Discard changes")
        self._revert.setObjectName(f"{key}_revert")
        self._revert.clicked.connect(self.revert_requested)
        self._around = QScrollArea()

    def show_problem(self, problem: Problem) -> None:
        """Say it at its field, or at the head where it belongs to none; no words: all is well."""
        for name, field in self._fields.items():
            field.show_problem(problem.sentence if name == problem.field else "")
        at_head = "" if problem.field in self._fields else problem.sentence
        self._problem.setText(at_head)
        self._problem.setVisible(bool(at_head))
        if problem.field in self._fields:
            self._around.ensureWidgetVisible(self._fields[problem.field])

    def problem_at(self, field: str) -> str:
        """What is said at a field."""
        return self._fields[field].problem()

    def problem(self) -> Problem:
        """What is said to be wrong, and where."""
        for name, field in self._fields.items():
            if field.problem():
                return Problem(name, field.problem())
        return Problem("", self._problem.text())

    def section(self, title: str, *fields: tuple[str, str, QWidget, str]) -> Section:
        """Fields as name, words, part and hint."""
        made = Section(title)
        for name, words, part, hint in fields:
            self._fields[name] = Field(words, part, hint)
            made.inside.addWidget(self._fields[name])
        return made

    def lay_out(self, sections: Iterable[Section]) -> None:
        """Head, problem, and the sections under each other."""
        inside = QWidget()
        inside.setProperty("clear", "true")
        inside.setMaximumWidth(MOST_WIDTH)
        stack = column(inside, gap=12)
        for section in sections:
            stack.addWidget(section)
        stack.addStretch(1)
        self._around.setWidgetResizable(True)
        self._around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._around.setWidget(inside)
        head = row(gap=8)
        head.addWidget(self._title, 1)
        head.addWidget(self._revert)
        head.addWidget(self._save)
        whole = column(self, gap=8)
        whole.addLayout(head)
        whole.addWidget(self._problem)
        whole.addWidget(self._around, 1)


def zone_box(name: str) -> QComboBox:
    """Every time zone there is."""
    box = QComboBox()
    box.setObjectName(name)
    box.addItems(sorted(available_timezones()))
    return box


def holidays_box(name: str) -> QPlainTextEdit:
    """A day a line."""
    box = QPlainTextEdit()
    box.setObjectName(name)
    box.setFixedHeight(84)
    box.setTabChangesFocus(True)
    return box
