"""A customer's evidence as one ZIP, wired: history, files, and what proves them (TML-20)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.customers.evidence_view import EvidenceDialog
from desktop.history.bundle import Entry, safe_name, write_bundle
from desktop.history.history_file import as_csv
from desktop.history.history_model import shown_changes
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock, counted
from desktop.qt.progress import Progress
from desktop.qt.signals import signal
from desktop.replica.customers import customer_head
from desktop.replica.evidence import CustomerFile, files_of
from desktop.replica.view import ReplicaView
from desktop.rights import Rights
from desktop.store import Store
from desktop.sync.downloads import Fetched, Missing
from desktop.sync.histories import HistoryAnswer, HistoryTold
from sync_server.contract.base import RowId
from sync_server.contract.history import MOST_HISTORY_AT_ONCE, HistoryAsk, HistoryLine
from sync_server.contract.values import Module, Verb

NOT_ALLOWED = "Your role may not export customers. An administrator can change that."
NOT_READ = "Not saved: the history could not be read. Try again when the connection is back."
NOT_FETCHED = "Not saved: the files could not be fetched. Try again when the connection is back."
FOLDER, CSV_NAME = "attachments", "history.csv"
AskHistory = Callable[[HistoryAsk, HistoryTold], None]


class Evidence(QObject):
    """One ZIP at a time. Whatever goes wrong, or is stopped, leaves no file."""

    said = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, ask: AskHistory, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._ask, self._clock = store, ask, clock
        self._customer, self._name = RowId(""), ""
        self._to = Path()
        self._files: tuple[CustomerFile, ...] = ()
        self._missing: list[CustomerFile] = []
        self._gone: list[CustomerFile] = []
        self._lines: tuple[HistoryLine, ...] = ()
        self._asked: HistoryAsk | None = None
        self._fetching = ""
        self._picker: QFileDialog | None = None
        self._work = Background("evidence", self)
        self._dialog = EvidenceDialog(window)
        self._dialog.act.clicked.connect(self._ask_where)
        self._dialog.rejected.connect(self.cancel)

    def open(self, customer_id: RowId) -> None:
        """Say what would go in."""
        head = customer_head(self._store.reader(), customer_id)
        if not Rights(self._store).has(Module.CUSTOMERS, Verb.EXPORT):
            self.refused.emit(NOT_ALLOWED)
        elif head is None:
            self.refused.emit("This customer does not exist any more.")
        else:
            self.cancel()
            self._customer, self._name = customer_id, head.name
            self._files = files_of(self._store.reader(), customer_id)
            self._dialog.offer(head.name, len(self._files), sum(f.bytes for f in self._files))

    def write(self, to: Path) -> None:
        """Read the history, fetch what is missing, write."""
        self._to, self._lines, self._gone = to, (), []
        self._missing = [one for one in self._files if self._store.file(one.sha256) is None]
        self._dialog.act.setEnabled(False)
        self._dialog.show_problem("")
        self._read(0)

    def cancel(self) -> None:
        """Nobody waits any more."""
        self._asked, self._fetching = None, ""
        self._work.cancel()

    def end(self) -> None:
        self.cancel()
        self._work.end()

    def _ask_where(self) -> None:
        name = safe_name(f"Evidence {self._name} {self._clock().astimezone():%Y-%m-%d}.zip")
        picker = QFileDialog(self._dialog, "Save the evidence", name, "ZIP archive (*.zip)")
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setDefaultSuffix("zip")
        picker.fileSelected.connect(self._chosen)
        picker.open()
        self._picker = picker

    def _chosen(self, path: str) -> None:
        self.write(Path(path))

    # -- the history

    def _read(self, before: int) -> None:
        words = f"Reading the history: {counted(len(self._lines), 'line')}"
        self._dialog.show_progress(Progress(words))
        wanted = HistoryAsk(customer_id=self._customer, limit=MOST_HISTORY_AT_ONCE)
        self._asked = msgspec.structs.replace(wanted, before=before)
        self._ask(self._asked, self._told)

    def _told(self, answer: HistoryAnswer) -> None:
        if answer.ask != self._asked:
            return
        self._asked = None
        if answer.page is None or answer.unread is not None:
            self._fail(NOT_READ)
            return
        self._lines += answer.page.lines
        if answer.page.before:
            self._read(answer.page.before)
        else:
            self._fetch_next()

    # -- the files

    def _fetch_next(self) -> None:
        if not self._missing:
            self._write()
            return
        total = len(self._files)
        done = total - len(self._missing)
        words = f"Fetching attachments: {done} of {total}"
        self._dialog.show_progress(Progress(words, done, total))
        self._fetching = self._missing[0].sha256
        self._store.fetch(self._fetching, self._fetched)

    def _fetched(self, found: Fetched) -> None:
        if found.sha256 != self._fetching:
            return
        one = self._missing.pop(0)
        if found.path is None and found.missing is not Missing.GONE:
            no_room = "Not saved: this computer's disk is full."
            self._fail(no_room if found.missing is Missing.NO_ROOM else NOT_FETCHED)
            return
        if found.path is None:
            self._gone.append(one)
        self._fetch_next()

    # -- the bundle

    def _write(self) -> None:
        store, to, lines = self._store, self._to, self._lines
        about = self._about()
        entries = [
            Entry(one.name, path, FOLDER)
            for one in self._files
            if (path := store.file(one.sha256)) is not None
        ]
        self._dialog.show_progress(Progress("Writing the file…"))

        def work(cancelled: Cancelled) -> str | None:
            view = ReplicaView(store.reader())
            history = Entry(CSV_NAME, as_csv(shown_changes(view, lines)))
            try:
                made = write_bundle(to, (history, *entries), about, lambda _name: cancelled())
            except OSError as failure:
                return f"Not saved: {failure.strerror or failure}."
            return None if made is not None else ""

        self._work.run(work, self._written)

    def _about(self) -> dict[str, str]:
        me = self._store.me
        return {
            "customer": self._name,
            "customer_id": self._customer,
            "made_at": self._clock().isoformat(),
            "made_by": me.name if me else "",
            "history_lines": str(len(self._lines)),
            "no_longer_on_the_server": ", ".join(one.name for one in self._gone),
        }

    def _written(self, problem: str | None) -> None:
        if problem is not None:
            self._fail(problem)
            return
        self._dialog.show_progress(None)
        self._dialog.accept()
        lost = f" {counted(len(self._gone), 'file')} is gone." if self._gone else ""
        self.said.emit(f"Evidence saved in {self._to.name}.{lost}")

    def _fail(self, words: str) -> None:
        self._asked, self._fetching = None, ""
        self._dialog.show_progress(None)
        self._dialog.act.setEnabled(True)
        self._dialog.show_problem(words)
