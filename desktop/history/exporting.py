"""Saving a record's bundle, wired: where to, every page read, then written (AUD-04)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.history.bundle import Entry, safe_name, write_bundle
from desktop.history.history_file import as_csv
from desktop.history.history_model import shown_changes
from desktop.history.history_pdf import RecordStory, as_pdf
from desktop.history.record_story import facts_of, title_of
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock, counted
from desktop.qt.progress import Progress
from desktop.qt.signals import signal, wish
from desktop.replica.view import ReplicaView
from desktop.store import Store
from desktop.sync.histories import HistoryAnswer, HistoryTold
from sync_server.contract.history import MOST_HISTORY_AT_ONCE, HistoryAsk, HistoryLine

NOT_READ = "Not saved: the history could not be read. Try again when the connection is back."
CSV_NAME, PDF_NAME = "history.csv", "record.pdf"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a bundle: how many changes it holds, or why it is not there."""

    changes: int
    problem: str = ""
    is_whole: bool = True


class HistoryExporting(QObject):
    """One bundle at a time."""

    progressed = signal(Progress)
    ended = wish()
    said = signal(str)
    failed = signal(str)

    def __init__(
        self,
        store: Store,
        fetch: Callable[[HistoryAsk, HistoryTold], None],
        clock: Clock,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._store = store
        self._fetch = fetch
        self._clock = clock
        self._work = Background("history export", self)
        self._dialog: QFileDialog | None = None
        self._waiting: HistoryAsk | None = None
        self._lines: tuple[HistoryLine, ...] = ()
        self._subject, self._to = HistoryAsk(), Path()
        self._more: tuple[Entry, ...] = ()

    def ask(self, subject: HistoryAsk) -> None:
        """Ask where to, then write the bundle of this record or customer there."""
        self._subject = subject
        title = title_of(self._store.view, subject)
        name = safe_name(f"{title} {self._clock().astimezone():%Y-%m-%d}.zip")
        dialog = QFileDialog(self._window.window(), "Save history", name, "ZIP archive (*.zip)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.fileSelected.connect(self._chosen)
        dialog.open()
        self._dialog = dialog

    def write(self, subject: HistoryAsk, to: Path, more: tuple[Entry, ...] = ()) -> None:
        """Read every page, then write, with `more` files; it is there only when it is whole."""
        self._subject, self._to, self._lines, self._more = subject, to, (), more
        self._read(0)

    def cancel(self) -> None:
        """Leave no file."""
        if self._waiting is not None or self._work.is_busy():
            self._waiting = None
            self._work.cancel()
            self.ended.emit()
            self.said.emit("Export cancelled. Nothing was saved.")

    def end(self) -> None:
        """The desk closes."""
        self._waiting = None
        self._work.end()

    def _chosen(self, path: str) -> None:
        self.write(self._subject, Path(path))

    def _read(self, before: int) -> None:
        self.progressed.emit(Progress(f"Reading {counted(len(self._lines), 'line')} of history"))
        self._waiting = msgspec.structs.replace(
            self._subject, before=before, limit=MOST_HISTORY_AT_ONCE
        )
        self._fetch(self._waiting, self._told)

    def _told(self, answer: HistoryAnswer) -> None:
        if answer.ask != self._waiting:
            return
        self._waiting = None
        if answer.page is None or answer.unread is not None:
            self.ended.emit()
            self.failed.emit(NOT_READ)
            return
        self._lines += answer.page.lines
        if answer.page.before:
            self._read(answer.page.before)
        else:
            self._write()

    def _write(self) -> None:
        self.progressed.emit(Progress(f"Writing {self._to.name}"))
        subject, to, lines, store = self._subject, self._to, self._lines, self._store
        made_at, me, more = self._clock(), store.me, self._more

        def work(cancelled: Cancelled) -> Saved:
            view = ReplicaView(store.reader())
            changes, title = shown_changes(view, lines), title_of(view, subject)
            by = me.name if me is not None else ""
            story = RecordStory(title, facts_of(view, subject), changes, made_at, by)
            entries = (
                Entry(CSV_NAME, as_csv(changes)),
                Entry(PDF_NAME, as_pdf(story, lambda _done: cancelled())),
                *more,
            )
            about = {
                "about": title,
                "exported_at": made_at.isoformat(timespec="seconds"),
                "exported_by": by,
            }
            try:
                packed = write_bundle(to, entries, about, lambda _name: cancelled())
            except OSError as failure:
                return Saved(0, failure.strerror or str(failure))
            return Saved(len(changes), is_whole=packed is not None)

        self._work.run(work, self._done)

    def _done(self, saved: Saved) -> None:
        self.ended.emit()
        if saved.problem:
            self.failed.emit(f"Not saved: {saved.problem}.")
        elif saved.is_whole:
            self.said.emit(f"{counted(saved.changes, 'change')} saved in {self._to.name}.")
