"""The first frame: a short event loop of its own that ends when the window has been painted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication


class FirstFrame(QObject):
    """Ends the first event loop once the window has been painted."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._is_painted = False

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._is_painted and event.type() == QEvent.Type.Paint:
            self._is_painted = True
            # Not `quit`: that closes every window first.
            QTimer.singleShot(0, self._app.exit)
        return False
