"""Windows as a person uses them: find by name, click, type, wait for what happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QWidget

W = TypeVar("W", bound=QWidget)
DEADLINE_MS = 5000
STEP_MS = 5


def find(inside: QWidget, kind: type[W], name: str) -> W:
    """The one widget with this object name; of several, the one that can be seen."""
    found = inside.findChildren(kind, name)
    found = [each for each in found if each.isVisible()] or found
    assert len(found) == 1, f"{len(found)} widgets are called {name!r}"
    return found[0]


def click(widget: QWidget) -> None:
    """Press the left button in the middle of a widget, once it can be seen and used."""
    # What was put into a layout just now is shown with the next round of events.
    wait_until(widget.isVisible, f"{widget.objectName()} can be seen")
    assert widget.isEnabled(), f"{widget.objectName()} cannot be used"
    spot = widget.rect().center()
    if isinstance(widget, QCheckBox):  # takes clicks on its box and its words only
        spot.setX(8)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=spot)


def click_row(view: QAbstractItemView, row: int, *, left: int = 60) -> None:
    """Click into a row of a list or table."""
    where = view.visualRect(view.model().index(row, 0))
    spot = QPoint(where.left() + left, where.center().y())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def type_text(widget: QWidget, text: str) -> None:
    """Type into a widget."""
    QTest.keyClicks(widget, text)


def press(
    widget: QWidget,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press one key."""
    QTest.keyClick(widget, key, modifiers)


def settle(milliseconds: int = 20) -> None:
    """Let Qt finish what it has put off."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Wait for something to become true; fail with its name."""
    for _ in range(DEADLINE_MS // STEP_MS):
        if holds():
            return
        settle(STEP_MS)
    raise AssertionError(f"did not happen: {what}")
