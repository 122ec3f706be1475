"""Finding the customer something is for: type, arrow down, Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from desktop.qt.signals import wish
from desktop.qt.widgets import column

MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class CustomerOption:
    """One customer to choose."""

    id: str
    name: str
    detail: str = ""


Find = Callable[[str], Sequence[CustomerOption]]


class PickerInput(QLineEdit):
    """The field; arrows move in the list below it."""

    stepped_down = wish()
    stepped_up = wish()
    taken = wish()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Down: self.stepped_down,
            Qt.Key.Key_Up: self.stepped_up,
            Qt.Key.Key_Return: self.taken,
            Qt.Key.Key_Enter: self.taken,
        }
        if (move := moves.get(Qt.Key(event.key()))) is not None:
            move.emit()
        else:
            super().keyPressEvent(event)


class CustomerPicker(QWidget):
    """Holds the chosen customer; other words in the field choose nobody until one is taken."""

    changed = wish()

    def __init__(self, find: Find) -> None:
        super().__init__()
        self._find = find
        self._found: Sequence[CustomerOption] = ()
        self._chosen = CustomerOption("", "")
        self.field = PickerInput()
        self.field.setObjectName("form_customer")
        self.field.setAccessibleName("Customer")
        self.field.setPlaceholderText("Name, phone or suburb")
        self._list = QListWidget()
        self._list.setObjectName("form_customer_results")
        self._list.setAccessibleName("Customers found")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.hide()
        self.setFocusProxy(self.field)
        stack = column(self, gap=2)
        stack.addWidget(self.field)
        stack.addWidget(self._list)
        self.field.textEdited.connect(self._typed)
        self.field.stepped_down.connect(self._down)
        self.field.stepped_up.connect(self._up)
        self.field.taken.connect(self._take)
        self._list.itemClicked.connect(self._take_item)

    def show_customer(self, option: CustomerOption) -> None:
        """Choose this one."""
        self._chosen = option
        self.field.setText(option.name)
        self._list.hide()

    def chosen_id(self) -> str:
        """Whose id is chosen; empty: nobody's."""
        return self._chosen.id

    def lock(self, *, is_locked: bool) -> None:
        """A record that exists stays with its customer."""
        self.field.setReadOnly(is_locked)
        self.field.setEnabled(not is_locked)

    def _typed(self, words: str) -> None:
        self._chosen = CustomerOption("", "")
        self._found = self._find(words)[:MOST_SHOWN] if len(words.strip()) > 1 else ()
        self._list.clear()
        for option in self._found:
            text = f"{option.name}  ·  {option.detail}" if option.detail else option.name
            self._list.addItem(QListWidgetItem(text))
        self._list.setCurrentRow(0)
        self._list.setFixedHeight(24 * max(1, len(self._found)) + 6)
        self._list.setVisible(bool(self._found))
        self.changed.emit()

    def _down(self) -> None:
        self._list.setCurrentRow(min(self._list.currentRow() + 1, len(self._found) - 1))

    def _up(self) -> None:
        self._list.setCurrentRow(max(0, self._list.currentRow() - 1))

    def _take_item(self, item: QListWidgetItem) -> None:
        self._choose(self._list.row(item))

    def _take(self) -> None:
        self._choose(self._list.currentRow())

    def _choose(self, at: int) -> None:
        if not self._list.isHidden() and 0 <= at < len(self._found):
            self.show_customer(self._found[at])
            self.changed.emit()
            self.focusNextChild()
