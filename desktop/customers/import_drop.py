"""The ways into the import from the list: its button, and a file dropped on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.lists.list_view import ListView
from desktop.qt.buttons import Button
from desktop.qt.signals import signal
from desktop.qt.tones import Kind


class FileDrop(QObject):
    """Watches a widget; says which file was dropped on it."""

    dropped = signal(str)

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        watched.setAcceptDrops(True)
        watched.installEventFilter(self)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent):  # a drag that enters is one, too
            file = _file(event)
            if file is None:
                return False
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.Drop:
                self.dropped.emit(str(file))
            return True
        return super().eventFilter(watched, event)


class ImportEntry(QObject):
    """Says which file to import; empty where the person has yet to choose one."""

    file_given = signal(str)

    def __init__(self, view: ListView) -> None:
        super().__init__(view)
        self._button = Button("Import…", Kind.PLAIN, "cloud-upload")
        self._button.setObjectName("import_customers")
        self._button.clicked.connect(self._ask)
        view.add_tool(self._button)
        FileDrop(view).dropped.connect(self.file_given.emit)

    def _ask(self) -> None:
        self.file_given.emit("")


def _file(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.is_file() else None
