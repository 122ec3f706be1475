"""Parts of a settings form: a titled field with its own line for what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.widgets import Card, column

E = TypeVar("E", bound=StrEnum)
LABEL_WIDTH = 160


class Field(QWidget):
    """A title, the part that is edited, a hint, and what is wrong with it."""

    def __init__(self, title: str, part: QWidget, hint: str = "") -> None:
        super().__init__()
        self._problem = WrappedLabel("", Look.ERROR)
        self._hint = WrappedLabel(hint, Look.SMALL)
        self._part = part
        stack = column(self, gap=4)
        if title:
            stack.addWidget(Label(title, Look.MUTED))
            part.setAccessibleName(title)
        stack.addWidget(part)
        stack.addWidget(self._hint)
        stack.addWidget(self._problem)
        self._hint.setVisible(bool(hint))
        self._problem.hide()

    def show_problem(self, words: str) -> None:
        """Say what is wrong here; nothing: all is well."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._hint.setVisible(bool(self._hint.text()) and not words)
        if isinstance(self._part, QLineEdit):
            self._part.setProperty("wrong", "true" if words else "false")
            self._part.style().unpolish(self._part)
            self._part.style().polish(self._part)

    def problem(self) -> str:
        """What is said to be wrong; empty when nothing is."""
        return self._problem.text() if not self._problem.isHidden() else ""


class Choice(QComboBox, Generic[E]):
    """A choice out of a closed set, in words."""

    def __init__(self, words: Mapping[E, str], name: str) -> None:
        super().__init__()
        self._values = tuple(words)
        self.setObjectName(name)
        self.addItems(list(words.values()))

    def choose(self, value: E) -> None:
        """Show this one as chosen."""
        self.setCurrentIndex(self._values.index(value))

    def chosen(self) -> E:
        """What is chosen now."""
        return self._values[self.currentIndex()]


class Section(Card):
    """A card with a heading and fields under it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.inside = column(self, gap=12, edge=16)
        self.inside.addWidget(Label(title, Look.HEADING))


def line_edit(name: str, placeholder: str = "") -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setPlaceholderText(placeholder)
    return made


def check_box(name: str, words: str) -> QCheckBox:
    made = QCheckBox(words.replace("&", "&&"))
    made.setObjectName(name)
    made.setAccessibleName(words)
    return made
