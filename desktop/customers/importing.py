"""Importing customers, wired: looking, checking, bringing in, undoing, off the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.customers import import_mapping as mapping
from desktop.customers import import_model as model
from desktop.customers.import_journal import Journal, kept, last
from desktop.customers.import_mapping import Chosen
from desktop.customers.import_plan import Cancelled, Fate, Plan, Task, checksum, dry_run
from desktop.customers.import_report import ReportSaving
from desktop.customers.import_run import Ended, Import, Outcome, Step, Undone, undo
from desktop.customers.import_telling import Teller
from desktop.customers.import_wizard import ImportWizard, Stage
from desktop.lists.import_reader import Format, Probe, probe
from desktop.lists.import_text import Unreadable, why_not
from desktop.qt.background import Background
from desktop.qt.background import Cancelled as Stopped
from desktop.qt.formatting import counted
from desktop.qt.progress import Progress
from desktop.qt.signals import signal
from desktop.replica.connection import DiskFull
from desktop.replica.import_matches import names
from desktop.replica.profile import NotFilled
from desktop.store import Store
from sync_server.contract.base import RowId

COUNTRY = "import country"
_FILTERS = "Lists (*.csv *.txt *.tsv);;All files (*)"
_BUSY = "An import is running. Let it end, or stop it first."


class Importing(QObject):
    """Owns the window and one thread. What was begun goes on when the window is closed."""

    said = signal(str)

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._work = Background("import", self)
        self._stop = Event()
        self._probe: Probe | None = None
        self._plan: Plan | None = None
        self._outcome: Outcome | None = None
        self._undoable = ""
        self._running = False
        self._dialog: QFileDialog | None = None
        self.wizard = ImportWizard(window)
        self._reports = ReportSaving(self._work, self.wizard)
        self._connect()

    def open(self, path: Path | None = None) -> None:
        """Begin, with a file when there is one; show how far it is while one is running."""
        if not self._running:
            self._begin()
            if path is not None:
                self.look(path)
        elif path is not None:
            self.wizard.show_problem(_BUSY)
        self.wizard.show()
        self.wizard.raise_()
        self.wizard.activateWindow()

    def end(self) -> None:
        """At the end of a desk: what is not in yet goes on when the file is imported again."""
        self._stop.set()
        self._work.end()

    # -- file and columns

    def look(self, path: Path, chosen: Format | None = None) -> None:
        """Look at a file, as guessed or as the person says."""

        def work(_stopped: Stopped) -> Probe | str:
            try:
                return probe(path, chosen)
            except (Unreadable, OSError) as failure:
                return why_not(path, failure)

        self._work.run(work, self._looked)

    def _looked(self, found: Probe | str) -> None:
        if isinstance(found, str):
            self.wizard.show_problem(found)
            return
        self._probe = found
        before = self._store.setting(mapping.key_of(found.headers))
        chosen = mapping.remembered(before, found.headers) or self._guessed(found)
        self.wizard.columns.show_format(model.looked_at(found), found.format, chosen.country)
        self.wizard.columns.show_columns(mapping.shown(found, chosen.targets))
        self.wizard.show_columns()
        self._check_columns()

    def _guessed(self, found: Probe) -> Chosen:
        country = self._store.setting(COUNTRY) or model.usual_country()
        return Chosen(mapping.guess(found), country)

    def _check_columns(self) -> None:
        self.wizard.show_problem(mapping.problem_of(self.wizard.columns.targets()))

    # -- dry run

    def _check(self) -> None:
        if self._probe is None:
            return
        store, looked = self._store, self._probe
        chosen = Chosen(self.wizard.columns.targets(), self.wizard.columns.country())
        self.wizard.show_checking(Progress("Checking every row"))

        def work(stopped: Stopped) -> Plan | str:
            def told(read: int, size: int) -> bool:
                self._work.tell(lambda: self._checking(stopped, read, size))
                return stopped()

            try:
                sha256 = checksum(looked.path)
                before = kept(store, sha256)
                run = before.run if before else 0
                task = Task(looked.path, looked.format, chosen, sha256, run)
                return dry_run(store.reader(), task, told)
            except (Unreadable, OSError) as failure:
                return why_not(looked.path, failure)
            except Cancelled:
                return ""

        self._work.run(work, self._checked)

    def _checking(self, stopped: Stopped, read: int, size: int) -> None:
        if not stopped():
            self.wizard.show_checking(model.checking(read, size))

    def _checked(self, found: Plan | str) -> None:
        if isinstance(found, str):
            self.wizard.show_columns()
            self.wizard.show_problem(found)
            return
        self._plan = found
        self.wizard.check.show_plan(found, self._names)
        can_import = bool(found.count(Fate.NEW) or found.matched)
        self.wizard.show_checked(found.count(Fate.NEW), can_import=can_import)

    def _names(self, ids: Sequence[RowId]) -> Mapping[RowId, str]:
        return names(self._store.reader(), ids)

    # -- bringing in

    def _import(self) -> None:
        if self._plan is None or self._probe is None:
            return
        store, plan, stop = self._store, self._plan, self._begun()
        store.set_setting(mapping.key_of(self._probe.headers), mapping.encoded(plan.task.chosen))
        store.set_setting(COUNTRY, plan.task.chosen.country)
        job = Import(store, plan, completes=self.wizard.check.completes())
        self.wizard.show_importing(model.bringing(Step(0, len(plan))))

        def work(_stopped: Stopped) -> Outcome | str:
            try:
                return job.run(stop, self._teller("Importing"))
            except NotFilled:
                return "Wait until this computer has received the customers, then import."

        self._work.run(work, self._imported)

    def _imported(self, outcome: Outcome | str) -> None:
        self._ended()
        if isinstance(outcome, str):
            self.wizard.show_result("Not imported", outcome, can_undo=False, can_report=False)
            return
        self._outcome, self._undoable = outcome, outcome.plan.task.sha256
        title = "Import complete" if outcome.is_whole else "Import stopped"
        in_now = outcome.count(Ended.ADDED) + outcome.count(Ended.COMPLETED)
        words = model.result(outcome)
        self.wizard.show_result(title, words, can_undo=bool(in_now), can_report=True)
        self._say_if_hidden(f"{title}: {counted(outcome.count(Ended.ADDED), 'customer')} added.")

    def _undo(self) -> None:
        if not self._undoable:
            return
        store, stop = self._store, self._begun()
        journal = Journal(store, self._undoable)
        self.wizard.show_importing(Progress("Taking back"))

        def work(_stopped: Stopped) -> Undone | str:
            try:
                return undo(store, journal, stop, self._teller("Taking back"))
            except (DiskFull, NotFilled):
                return "It could not be taken back now. Make room on the disk and try again."

        self._work.run(work, self._undone)

    def _undone(self, found: Undone | str) -> None:
        self._ended()
        words = found if isinstance(found, str) else model.taken_back(found)
        self.wizard.show_result("Import undone", words, can_undo=False, can_report=False)
        self._say_if_hidden(words)

    def _stop_asked(self) -> None:
        self._stop.set()

    def _teller(self, doing: str) -> Teller:
        return Teller(self._work, self.wizard, doing)

    def _ask_where(self) -> None:
        if self._outcome is not None:
            self._reports.ask(self._outcome)

    def _report_saved(self, words: str) -> None:
        self.said.emit(words)

    # -- steps

    def _begin(self) -> None:
        self._work.cancel()
        self._plan = self._probe = self._outcome = None
        before = last(self._store)
        self._undoable = before.sha256 if before else ""
        words = ""
        if before is not None:
            state = "" if before.is_whole else ", broken off"
            words = f"Last import: {before.file}, {counted(before.rows, 'row')}{state}."
        self.wizard.show_file(words)

    def _next(self) -> None:
        if self.wizard.stage() is Stage.COLUMNS:
            self._check()
        elif self.wizard.stage() is Stage.CHECK:
            self._import()

    def _back(self) -> None:
        self._work.cancel()
        if self.wizard.stage() is Stage.CHECK:
            self.wizard.show_columns()
            self._check_columns()
        else:
            self._begin()

    def _format_asked(self, form: Format) -> None:
        if self._probe is not None:
            self.look(self._probe.path, form)

    def _choose(self) -> None:
        dialog = QFileDialog(self.wizard, "Choose a list of customers", "", _FILTERS)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen)
        dialog.open()
        self._dialog = dialog

    def _chosen(self, path: str) -> None:
        self.look(Path(path))

    def _dropped(self, path: str) -> None:
        self.open(Path(path))

    def _begun(self) -> Event:
        self._stop = Event()
        self._running = True
        return self._stop

    def _ended(self) -> None:
        self._running = False

    def _say_if_hidden(self, words: str) -> None:
        if not self.wizard.isVisible():
            self.said.emit(words)

    def _connect(self) -> None:
        wizard = self.wizard
        wizard.drop.dropped.connect(self._dropped)
        wizard.file_requested.connect(self._choose)
        wizard.next_requested.connect(self._next)
        wizard.back_requested.connect(self._back)
        wizard.stop_requested.connect(self._stop_asked)
        wizard.undo_requested.connect(self._undo)
        wizard.report_requested.connect(self._ask_where)
        self._reports.saved.connect(self._report_saved)
        self._reports.failed.connect(wizard.show_problem)
        wizard.columns.format_requested.connect(self._format_asked)
        wizard.columns.changed.connect(self._check_columns)
