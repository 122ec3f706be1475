"""Getting onto the GUI thread: hand over something to run there, from any thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

Work = Callable[[], None]


class GuiThread(QObject):
    """Lives in the GUI thread; `run` may be called from every other one."""

    _handed_over = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handed_over.connect(self._do, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Work) -> None:
        """Run `work` on the GUI thread as soon as it is free."""
        self._handed_over.emit(work)

    @Slot(object)
    def _do(self, work: Work) -> None:
        work()
