"""Parts of the complaints form: several counts in a row, several ticks under each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from desktop.admin.fields import check_box
from desktop.qt.count_box import CountBox
from desktop.qt.labels import Label, Look
from desktop.qt.widgets import column

E = TypeVar("E", bound=StrEnum)
COUNT_WIDTH = 112


def count_box(name: str, most: int, suffix: str, least: int = 0, nothing: str = "") -> CountBox:
    made = CountBox()
    made.setObjectName(name)
    made.setRange(least, most)
    made.setSuffix(suffix)
    made.setFixedWidth(COUNT_WIDTH)
    made.setSpecialValueText(nothing)
    return made


class Counts(QWidget):
    """Named counts side by side, each with its own words above it."""

    def __init__(self, boxes: Mapping[str, CountBox], title: str) -> None:
        super().__init__()
        self._boxes = tuple(boxes.values())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for at, (words, box) in enumerate(boxes.items()):
            box.setAccessibleName(f"{title}, {words}")
            grid.addWidget(Label(words, Look.SMALL), 0, at)
            grid.addWidget(box, 1, at)
        grid.setColumnStretch(len(boxes), 1)

    def show_counts(self, values: Iterable[int]) -> None:
        for box, value in zip(self._boxes, values, strict=True):
            box.setValue(value)

    def counts(self) -> tuple[int, ...]:
        return tuple(box.value() for box in self._boxes)


class Ticks(QWidget, Generic[E]):
    """Some of a closed set."""

    def __init__(self, words: Mapping[E, str], name: str) -> None:
        super().__init__()
        self._boxes: dict[E, QCheckBox] = {}
        stack = column(self, gap=4)
        for value, text in words.items():
            box = check_box(f"{name}_{value}", text)
            self._boxes[value] = box
            stack.addWidget(box)

    def tick(self, values: Iterable[E]) -> None:
        """Exactly these."""
        wanted = set(values)
        for value, box in self._boxes.items():
            box.setChecked(value in wanted)

    def ticked(self) -> frozenset[E]:
        return frozenset(value for value, box in self._boxes.items() if box.isChecked())
