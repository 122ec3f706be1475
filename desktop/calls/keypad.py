"""The keypad that opens from the call bar; digits may be typed too."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column

KEYS = "123456789*0#"
SPOKEN = {"*": "Star", "#": "Hash"}
PRESSED_SHOWN = 12


class Keypad(QFrame):
    """Twelve keys in a pop-up; Escape closes it."""

    pressed_key = signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("keypad")
        self.setProperty("card", "raised")
        self._so_far = Label("", Look.HEADING)
        self._so_far.setAlignment(Qt.AlignmentFlag.AlignCenter)
        stack = column(self, gap=8, edge=12)
        stack.addWidget(self._so_far)
        grid = QGridLayout()
        grid.setSpacing(6)
        self._keys: dict[Button, str] = {}
        for at, digit in enumerate(KEYS):
            button = Button(digit, Kind.KEY)
            button.setAccessibleName(SPOKEN.get(digit, digit))
            button.setObjectName(f"key_{SPOKEN.get(digit, digit).lower()}")
            button.clicked.connect(self._pressed)
            self._keys[button] = digit
            grid.addWidget(button, at // 3, at % 3)
        stack.addLayout(grid)

    def start_over(self) -> None:
        """Forget what was pressed in the last call."""
        self._so_far.setText("")

    def _pressed(self) -> None:
        sender = self.sender()
        if isinstance(sender, Button):
            self._press(self._keys[sender])

    def _press(self, digit: str) -> None:
        self._so_far.setText((self._so_far.text() + digit)[-PRESSED_SHOWN:])
        self.pressed_key.emit(digit)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() and event.text() in KEYS:
            self._press(event.text())
        else:
            super().keyPressEvent(event)
