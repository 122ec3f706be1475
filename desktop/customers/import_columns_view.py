"""Second step of an import: how the file is read, and which column is what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QScrollArea, QWidget

from desktop.customers import import_model as model
from desktop.customers.import_mapping import TITLES, ColumnShown, Target
from desktop.lists.import_reader import Format, Separator
from desktop.lists.import_text import Encoding
from desktop.qt.labels import ElidedLabel, Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.widgets import Card, column, empty, row

SAMPLE_WIDTH = 420
E = TypeVar("E", bound=StrEnum)


class ColumnsView(QWidget):
    """Everything is guessed; everything can be said otherwise."""

    format_requested = signal(Format)
    changed = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._file = Label("", Look.STRONG)
        self._encoding = _box("import_encoding", "Text encoding", model.ENCODINGS)
        self._separator = _box("import_separator", "Columns are separated by", model.SEPARATORS)
        self._header = QCheckBox("The first row has the names of the columns")
        self._header.setObjectName("import_header")
        self._header.setAccessibleName(self._header.text())
        self._country = QComboBox()
        self._country.setObjectName("import_country")
        self._country.setAccessibleName("Country of phone numbers without a country code")
        for code, name in model.countries():
            self._country.addItem(name, code)
        self._targets: list[QComboBox] = []
        self._table = QGridLayout()
        self._lay_out()
        for box in (self._encoding, self._separator):
            box.activated.connect(self._tell_format)
        self._header.clicked.connect(self._tell_format)
        self._country.activated.connect(self._tell_changed)

    def show_format(self, words: str, form: Format, country: str) -> None:
        """How the file is read now."""
        self._file.setText(words)
        self._encoding.setCurrentIndex(self._encoding.findData(form.encoding.value))
        self._separator.setCurrentIndex(self._separator.findData(form.separator.value))
        self._header.setChecked(form.has_header)
        self._country.setCurrentIndex(self._country.findData(country))

    def show_columns(self, columns: Sequence[ColumnShown]) -> None:
        """One line for each column of the file."""
        empty(self._table)
        self._targets = []
        for at, title in enumerate(("Column in the file", "First rows", "Becomes")):
            self._table.addWidget(Label(title, Look.SMALL), 0, at)
        for line, each in enumerate(columns, 1):
            samples = ElidedLabel("   ·   ".join(each.samples) or "empty", Look.MUTED)
            samples.setMinimumWidth(SAMPLE_WIDTH)
            box = _box(f"import_target_{line}", f"{each.header} becomes", TITLES)
            box.setCurrentIndex(box.findData(each.target.value))
            box.activated.connect(self._tell_changed)
            self._targets.append(box)
            self._table.addWidget(ElidedLabel(each.header, Look.STRONG), line, 0)
            self._table.addWidget(samples, line, 1)
            self._table.addWidget(box, line, 2)
        self._table.setRowStretch(len(columns) + 1, 1)

    def targets(self) -> tuple[Target, ...]:
        return tuple(Target(box.currentData()) for box in self._targets)

    def country(self) -> str:
        return str(self._country.currentData() or "")

    def form(self) -> Format:
        return Format(
            Encoding(self._encoding.currentData()),
            Separator(self._separator.currentData()),
            self._header.isChecked(),
        )

    def first_field(self) -> QWidget:
        """Where the keyboard begins."""
        return self._targets[0] if self._targets else self._encoding

    def _tell_format(self) -> None:
        self.format_requested.emit(self.form())

    def _tell_changed(self) -> None:
        self.changed.emit()

    def _lay_out(self) -> None:
        stack = column(self, gap=12)
        stack.addWidget(self._file)
        choices = row(gap=16)
        for title, box in (
            ("Text encoding", self._encoding),
            ("Columns are separated by", self._separator),
            ("Phone numbers without a country code are from", self._country),
        ):
            pair = column(gap=4)
            pair.addWidget(Label(title, Look.MUTED))
            pair.addWidget(box)
            choices.addLayout(pair)
        choices.addStretch(1)
        stack.addLayout(choices)
        stack.addWidget(self._header)
        card, body, around = Card(), QWidget(), QScrollArea()
        body.setProperty("clear", "true")
        body.setLayout(self._table)
        self._table.setContentsMargins(12, 12, 12, 12)
        self._table.setHorizontalSpacing(16)
        self._table.setVerticalSpacing(8)
        self._table.setColumnStretch(1, 1)
        self._table.setColumnMinimumWidth(0, 180)
        self._table.setColumnMinimumWidth(2, 190)
        around.setWidget(body)
        around.setWidgetResizable(True)
        around.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        around.viewport().setProperty("clear", "true")
        around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column(card, edge=1).addWidget(around)
        stack.addWidget(card, 1)


def _box(name: str, title: str, choices: Mapping[E, str]) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(title)
    for value, words in choices.items():
        made.addItem(words, value.value)
    return made
