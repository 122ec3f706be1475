"""Saving a list, wired: where to, how far, cancelled or done, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.lists.export import export
from desktop.lists.export_cells import Exported, Sheet
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock, counted, number
from desktop.qt.progress import Progress
from desktop.qt.signals import signal, wish
from desktop.replica.connection import Connection
from desktop.store import Store

_EVERY = 5000
ENDINGS = {
    "csv": "Comma-separated values (*.csv)",
    "xlsx": "Excel workbook (*.xlsx)",
    "pdf": "PDF document (*.pdf)",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A table to write and how many rows it will have."""

    sheet: Sheet
    total: int


Pick = Callable[[Connection, Cancelled], Measured]
"""Works out which rows, in which order, from the worker's thread."""


class Exporting(QObject):
    """One export at a time. `rows` are called by the noun given (`call`)."""

    progressed = signal(Progress)
    ended = wish()
    said = signal(str)
    failed = signal(str)

    def __init__(self, store: Store, clock: Clock, noun: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._store = store
        self._clock = clock
        self._noun, _, many = noun.partition("|")
        self._many = many or f"{self._noun}s"
        self._work = Background("export", self)
        self._dialog: QFileDialog | None = None
        self._pick: Pick | None = None

    def ask(self, pick: Pick) -> None:
        """Ask where to, then write these rows there."""
        self._pick = pick
        name = f"{self._many} {self._clock().astimezone():%Y-%m-%d}.csv"
        filters = ";;".join(ENDINGS.values())
        dialog = QFileDialog(self._window.window(), f"Export {self._many}", name, filters)
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
            measured = pick(store.reader(), cancelled)
            last = 0

            def told(done: int) -> bool:
                nonlocal last
                if done - last >= _EVERY:
                    last = done
                    self._work.tell(lambda: self._progressed(done, measured.total))
                return cancelled()

            try:
                return export(measured.sheet, to, told)
            except OSError as failure:
                return failure.strerror or str(failure)

        self._work.run(work, self._done)

    def cancel(self) -> None:
        """Leave no file."""
        if self._work.is_busy():
            self._work.cancel()
            self.ended.emit()
            self.said.emit("Export cancelled. Nothing was saved.")

    def is_busy(self) -> bool:
        """Whether a file is being written."""
        return self._work.is_busy()

    def end(self) -> None:
        self._work.end()

    def _progressed(self, done: int, total: int) -> None:
        if self._work.is_busy():
            words = f"Writing {self._many}: {number(done)} of {number(total)}"
            self.progressed.emit(Progress(words, done, total))

    def _done(self, answer: Exported | str) -> None:
        self.ended.emit()
        if isinstance(answer, str):
            self.failed.emit(f"Not saved: {answer}.")
        else:
            rows = counted(answer.rows, self._noun, self._many)
            self.said.emit(f"{rows} saved in {answer.path.name}.")

    def _type_chosen(self, chosen: str) -> None:
        for ending, words in ENDINGS.items():
            if words == chosen and self._dialog is not None:
                self._dialog.setDefaultSuffix(ending)

    def _chosen(self, path: str) -> None:
        if self._pick is not None:
            self.write(self._pick, Path(path))
