"""Saving a snapshot, wired: where to, then in the background; half a file is never left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop.holds.snapshot import Told, write_snapshot
from desktop.lists.export_rows import sheet_of
from desktop.lists.list_desk import ListDesk
from desktop.lists.words_model import chip_words
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock, counted
from desktop.qt.progress import Progress
from desktop.qt.signals import signal, wish
from desktop.replica.listing import all_places, totals
from desktop.replica.listing_query import Query, settled
from desktop.replica.listing_spec import ListSpec, sums_of
from desktop.replica.standings import Span, books
from desktop.store import Store


class Snapshots(QObject):
    """One at a time, of what the grid shows."""

    progressed = signal(Progress)
    ended = wish()
    said = signal(str)
    failed = signal(str)

    def __init__(self, store: Store, clock: Clock, desk: ListDesk) -> None:
        super().__init__(desk)
        self._store, self._clock, self._desk = store, clock, desk
        self._work = Background("snapshot", self, store.is_there)
        self._dialog: QFileDialog | None = None

    def ask(self) -> None:
        """Ask where to, then save it there."""
        name = f"Payment holds {self._clock().astimezone():%Y-%m-%d %H%M}.csv"
        window = self._desk.view.window()
        dialog = QFileDialog(window, "Save a snapshot for audit", name, "Snapshot (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self._chosen)
        dialog.open()
        self._dialog = dialog

    def save(self, to: Path) -> None:
        """Save it; the file is there only when it is whole."""
        self.progressed.emit(Progress(f"Writing {to.name}"))
        store, spec, at = self._store, self._desk.spec, self._clock()
        query = settled(self._desk.query(), at)
        me = store.me
        by = f"{me.name} ({me.id})" if me is not None else "Unknown"

        def work(cancelled: Cancelled) -> int | str | None:
            db = store.reader()
            places = all_places(db, spec, query, cancelled)
            sheet = sheet_of(db, spec, query, places, "Payment holds")
            summed = zip(sums_of(spec), totals(db, spec, query).sums, strict=True)
            sums = [(field.title, cents) for field, cents in summed]
            told = Told(by, f"{at:%Y-%m-%d %H:%M:%S} UTC", asked_for(spec, query), sums)
            try:
                return write_snapshot(sheet, told, books(db, Span()), to, cancelled)
            except OSError as failure:
                return failure.strerror or str(failure)

        self._work.run(work, lambda answer: self._done(answer, to))

    def is_busy(self) -> bool:
        return self._work.is_busy()

    def end(self) -> None:
        self._work.end()

    def _chosen(self, path: str) -> None:
        self.save(Path(path))

    def _done(self, answer: int | str | None, to: Path) -> None:
        self.ended.emit()
        if isinstance(answer, str):
            self.failed.emit(f"Not saved: {answer}.")
        elif answer is not None:
            self.said.emit(f"Snapshot of {counted(answer, 'hold')} saved and sealed in {to.name}.")


def asked_for(spec: ListSpec, query: Query) -> str:
    """The filters and the words in force, in words."""
    parts = [chip_words(spec.field(each.key), each, {}) for each in query.filters]
    parts += [f"“{query.words}”"] if query.words.strip() else []
    return "; ".join(parts) or "Everything"
