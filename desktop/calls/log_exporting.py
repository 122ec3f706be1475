"""Saving the call log, wired: where to, how far, cancelled or done, off the GUI thread."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.calls.log_export import Exported, export_calls
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock, counted, number
from desktop.qt.progress import Progress
from desktop.qt.signals import signal, wish
from desktop.replica.connection import Connection
from desktop.store import Store

_EVERY = 5000
_FILTERS = "Comma-separated values (*.csv);;Excel workbook (*.xlsx)"
Pick = Callable[[Connection, Cancelled], "array[int]"]
"""Works out which calls, in which order."""


class Exporting(QObject):
    """One export at a time."""

    progressed = signal(Progress)
    ended = wish()
    said = signal(str)
    failed = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._store = store
        self._clock = clock
        self._work = Background("export", self)
        self._dialog: QFileDialog | None = None
        self._pick: Pick | None = None

    def ask(self, pick: Pick) -> None:
        """Ask where to, then write these calls there."""
        self._pick = pick
        name = f"calls {self._clock().astimezone():%Y-%m-%d}.csv"
        dialog = QFileDialog(self._window.window(), "Export calls", name, _FILTERS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self._chosen)
        dialog.filterSelected.connect(self._type_chosen)
        dialog.setDefaultSuffix("csv")
        dialog.open()
        self._dialog = dialog

    def write(self, pick: Pick, to: Path) -> None:
        """Write them; the file is there only when it is whole."""
        self.progressed.emit(Progress(f"Writing {to.name}"))
        store = self._store

        def work(cancelled: Cancelled) -> Exported | str:
            db = store.reader()
            places = pick(db, cancelled)

            def told(done: int) -> bool:
                if done % _EVERY == 0:
                    self._work.tell(lambda: self._progressed(done, len(places)))
                return cancelled()

            try:
                return export_calls(db, places, to, told)
            except OSError as failure:
                return failure.strerror or str(failure)

        self._work.run(work, self._done)

    def cancel(self) -> None:
        """Leave no file."""
        if self._work.is_busy():
            self._work.cancel()
            self.ended.emit()
            self.said.emit("Export cancelled. Nothing was saved.")

    def end(self) -> None:
        self._work.end()

    def _progressed(self, done: int, total: int) -> None:
        if self._work.is_busy():
            words = f"Writing calls: {number(done)} of {number(total)}"
            self.progressed.emit(Progress(words, done, total))

    def _done(self, answer: Exported | str) -> None:
        self.ended.emit()
        if isinstance(answer, str):
            self.failed.emit(f"Not saved: {answer}.")
        else:
            self.said.emit(f"{counted(answer.calls, 'call')} saved in {answer.path.name}.")

    def _type_chosen(self, chosen: str) -> None:
        if self._dialog is not None:
            self._dialog.setDefaultSuffix("xlsx" if "xlsx" in chosen else "csv")

    def _chosen(self, path: str) -> None:
        if self._pick is not None:
            self.write(self._pick, Path(path))
