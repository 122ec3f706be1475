"""One line item as it is typed: its fields, what it comes to, what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.qt.buttons import icon_button
from desktop.qt.formatting import money
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal, wish
from desktop.qt.widgets import column, row
from desktop.records.lines_model import Checked, LineField, TypedLine, check, pasted

FIELDS = {
    LineField.TEXT: ("What", 0),
    LineField.QUANTITY: ("Qty", 64),
    LineField.UNIT: ("Unit price", 96),
    LineField.DISCOUNT: ("Discount", 84),
    LineField.TAX: ("Tax %", 62),
}
NET_WIDTH, REMOVE_WIDTH = 104, 34


class Cell(QLineEdit):
    """One field of a line."""

    entered = wish()
    table_pasted = signal(str)
    erased = wish()

    def __init__(self, width: int) -> None:
        super().__init__()
        if width:
            self.setFixedWidth(width)
            self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def mark(self, *, is_wrong: bool) -> None:
        """Show that this field cannot be read."""
        wanted = "true" if is_wrong else "false"
        if self.property("wrong") != wanted:
            self.setProperty("wrong", wanted)
            self.style().unpolish(self)
            self.style().polish(self)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() in {
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        }:
            self.entered.emit()
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QGuiApplication.clipboard().text()
            if pasted(text):
                self.table_pasted.emit(text)
                return
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.erased.emit()
        super().keyPressEvent(event)


class LineEditRow(QWidget):
    """One line with its fields, what it comes to, and what is wrong."""

    changed = wish()
    entered = wish()
    removed = wish()
    table_pasted = signal(str)

    def __init__(self, typed: TypedLine, place: int) -> None:
        super().__init__()
        self._id = typed.id
        self.checked = Checked()
        self.cells: dict[LineField, Cell] = {}
        line = row(gap=6)
        for each, (_title, width) in FIELDS.items():
            cell = Cell(width)
            cell.setText(getattr(typed, each))
            self.cells[each] = cell
            line.addWidget(cell, 0 if width else 1)
        self._net = Label("")
        self._net.setFixedWidth(NET_WIDTH)
        self._net.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._remove = icon_button("Remove this line", "x")
        self._problem = WrappedLabel("", Look.ERROR)
        line.addWidget(self._net)
        line.addWidget(self._remove)
        stack = column(self, gap=2)
        stack.addLayout(line)
        stack.addWidget(self._problem)
        self._problem.hide()
        self._connect()
        self.number(place)
        self.judge()

    def number(self, place: int) -> None:
        """Say which line it is, from 0."""
        for each, cell in self.cells.items():
            cell.setObjectName(f"line_{each}_{place}")
            cell.setAccessibleName(f"{FIELDS[each][0]}, line {place + 1}")
        self._remove.setObjectName(f"line_remove_{place}")
        self._remove.relabel(f"Remove line {place + 1}")
        self._problem.setObjectName(f"line_problem_{place}")

    def typed(self) -> TypedLine:
        return TypedLine(self._id, *(cell.text() for cell in self.cells.values()))

    def judge(self) -> None:
        """Say what the line comes to, or what is wrong; a blank line is left alone."""
        typed = self.typed()
        self.checked = Checked() if typed.is_blank else check(typed)
        for each, cell in self.cells.items():
            cell.mark(is_wrong=each in self.checked.problems)
        words = " ".join(self.checked.problems.values())
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._net.setText(money(self.checked.net_cents) if self.checked.line else "")

    def _connect(self) -> None:
        for cell in self.cells.values():
            cell.textChanged.connect(self._typed)
            cell.entered.connect(self.entered.emit)
            cell.table_pasted.connect(self.table_pasted.emit)
        self.cells[LineField.TEXT].erased.connect(self._erase)
        self._remove.clicked.connect(self.removed)

    def _erase(self) -> None:
        if self.typed().is_blank:
            self.removed.emit()

    def _typed(self) -> None:
        self.judge()
        self.changed.emit()
