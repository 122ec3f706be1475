"""Getting onto the GUI thread: hand over something to run there, from any thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

Work = Callable[[], None]
SOON_MS = 50


class GuiThread(QObject):
    """Lives in the GUI thread; `run` may be called from every other one."""

    _handed_over = Signal(object)
    _put_off = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handed_over.connect(self._do, Qt.ConnectionType.QueuedConnection)
        self._put_off.connect(self._do_soon, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Work) -> None:
        """Run `work` on the GUI thread as soon as it is free."""
        self._handed_over.emit(work)

    def run_soon(self, work: Work) -> None:
        """Run `work` on the GUI thread after a moment, for what may wait.

        Rows of a call arrive in the same instant in which it rings: the card goes first, then
        the lists.
        """
        self._put_off.emit(work)

    @Slot(object)
    def _do_soon(self, work: Work) -> None:
        QTimer.singleShot(SOON_MS, self, work)

    @Slot(object)
    def _do(self, work: Work) -> None:
        work()
