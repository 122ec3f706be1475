"""Whether a link was followed with Ctrl or the middle button: then it opens in a tab of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

_WATCHED = "aside_watched"
_CTRL = Qt.KeyboardModifier.ControlModifier


class Asides(QObject):
    """Makes rows answer the middle button, and a Ctrl+click where two clicks open."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_pressing = False
        self._was_asked = False

    def watch(self, page: QWidget) -> None:
        """Every list of this page that does not tell by itself."""
        for view in page.findChildren(QAbstractItemView):
            if not view.property(_WATCHED) and not hasattr(view, "opened_aside"):
                view.setProperty(_WATCHED, True)  # noqa: FBT003 - Qt's own way
                view.viewport().installEventFilter(self)

    def is_wanted(self) -> bool:
        """Asked while a page's link is followed; with Ctrl and other keys a shortcut did it."""
        self._was_asked = True
        return self._is_pressing or QApplication.keyboardModifiers() == _CTRL

    def _press(self, view: QAbstractItemView, event: QMouseEvent, *, middle: bool) -> bool:
        index = view.indexAt(event.position().toPoint())
        if not index.isValid():
            return False
        self._is_pressing, self._was_asked = True, False
        try:
            if middle:
                view.clicked.emit(index)
            if not self._was_asked:
                view.doubleClicked.emit(index)
        finally:
            self._is_pressing = False
        return True

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            view = watched.parent()
            middle = event.button() is Qt.MouseButton.MiddleButton
            held = event.button() is Qt.MouseButton.LeftButton and event.modifiers() == _CTRL
            opens_by_two = hasattr(view, "opened")
            if isinstance(view, QAbstractItemView) and (middle or (held and opens_by_two)):
                return self._press(view, event, middle=middle)
        return False
