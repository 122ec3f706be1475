"""The text of a message; a slash where a word could begin asks for a canned response."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from desktop.qt.signals import wish

_SLASH = "/"


class MessageText(QPlainTextEdit):
    """The slash stays in the text until something is chosen: who means it just types on."""

    canned_requested = wish()

    def put(self, words: str) -> None:
        """At the caret, in place of the slash that asked for it; one step to undo."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        if self._follows_slash(cursor):
            cursor.deletePreviousChar()
        cursor.insertText(words)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.setFocus()

    @staticmethod
    def _follows_slash(cursor: QTextCursor) -> bool:
        """Whether a slash that begins a word stands right before the caret."""
        before = cursor.block().text()[: cursor.positionInBlock()]
        return before.endswith(_SLASH) and (len(before) == 1 or before[-2].isspace())

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.text() == _SLASH and self._follows_slash(self.textCursor()):
            self.canned_requested.emit()
