"""The evidence of an issue before it is deleted: history, record and every file in one ZIP."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.history.bundle import Entry, safe_name
from desktop.history.exporting import HistoryExporting
from desktop.qt.formatting import Clock
from desktop.qt.progress import Progress
from desktop.qt.signals import signal, wish
from desktop.replica.erasures import IssueFile, files_of_issue
from desktop.store import Store
from desktop.sync.downloads import Fetched, Missing
from sync_server.contract.base import RowId
from sync_server.contract.history import HistoryAsk

FOLDER = "attachments"
NOT_FETCHED = "Not saved: the files could not be fetched. Try again when the connection is back."


class EraseEvidence(QObject):
    """One ZIP at a time: what is not on this computer is fetched, then the bundle is written."""

    progressed = signal(Progress)
    ended = wish()
    said = signal(str)
    failed = signal(str)

    def __init__(self, store: Store, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._clock, self._window = store, clock, window
        self._issue, self._to = RowId(""), Path()
        self._files: tuple[IssueFile, ...] = ()
        self._missing: list[IssueFile] = []
        self._fetching = ""
        self._picker: QFileDialog | None = None
        self._exporting = HistoryExporting(store, store.history, clock, window)
        self._exporting.progressed.connect(self.progressed.emit)
        self._exporting.ended.connect(self._stopped)
        self._exporting.said.connect(self.said.emit)
        self._exporting.failed.connect(self.failed.emit)

    def ask(self, issue_id: RowId, code: str) -> None:
        """Ask where to, then write it there."""
        self._issue = issue_id
        name = safe_name(f"Evidence {code} {self._clock().astimezone():%Y-%m-%d}.zip")
        picker = QFileDialog(self._window, "Save the evidence", name, "ZIP archive (*.zip)")
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setDefaultSuffix("zip")
        picker.fileSelected.connect(self._chosen)
        picker.open()
        self._picker = picker

    def write(self, issue_id: RowId, to: Path) -> None:
        """Fetch what is missing, read the history, write; no half a file stays."""
        self._issue, self._to = issue_id, to
        self._files = files_of_issue(self._store.reader(), issue_id)
        self._missing = [one for one in self._files if self._store.file(one.sha256) is None]
        self._fetch_next()

    def cancel(self) -> None:
        """Nobody waits any more."""
        self._fetching = ""
        self._exporting.cancel()

    def end(self) -> None:
        self._fetching = ""
        self._exporting.end()

    def _stopped(self) -> None:
        self.ended.emit()

    def _chosen(self, path: str) -> None:
        self.write(self._issue, Path(path))

    def _fetch_next(self) -> None:
        if not self._missing:
            self._bundle()
            return
        total = len(self._files)
        done = total - len(self._missing)
        self.progressed.emit(Progress(f"Fetching files: {done} of {total}", done, total))
        self._fetching = self._missing[0].sha256
        self._store.fetch(self._fetching, self._fetched)

    def _fetched(self, found: Fetched) -> None:
        if found.sha256 != self._fetching:
            return
        self._missing.pop(0)
        if found.path is None and found.missing is not Missing.GONE:
            self.ended.emit()
            self.failed.emit(NOT_FETCHED)
            return
        self._fetch_next()

    def _bundle(self) -> None:
        entries = tuple(
            Entry(one.name, path, FOLDER)
            for one in self._files
            if (path := self._store.file(one.sha256)) is not None
        )
        subject = HistoryAsk(entity="issue", row_id=self._issue)
        self._exporting.write(subject, self._to, entries)
