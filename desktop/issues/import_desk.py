"""Importing issues, wired: the dry run and the import run beside the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.issues.import_model import Checked, ImportLine
from desktop.issues.import_plan import dry_run, finished
from desktop.issues.import_sheet import ImportSheet
from desktop.lists.import_text import Unreadable, why_not
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import counted
from desktop.qt.progress import Progress
from desktop.qt.signals import signal
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.issues import MAX_CHANGED, IssueRow, WithdrawIssues

AT_ONCE = 50
"""Whoever else writes here waits for so many at most."""


class ImportIssues(QObject):
    """Opens with `open`; what was imported is said when it is over."""

    said = signal(str)

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._checked = Checked()
        self._made: tuple[RowId, ...] = ()
        self._aside = Background("import issues", self, store.is_there)
        self.sheet = ImportSheet(window)
        self.sheet.file_chosen.connect(self._look)
        self.sheet.import_requested.connect(self._import)
        self.sheet.undo_requested.connect(self._undo)
        self.sheet.finished.connect(self._left)

    def open(self, path: Path | None = None) -> None:
        """Choose a file, or begin with one."""
        self._checked = Checked()
        self.sheet.begin()
        if path is not None:
            self._look(str(path))

    def end(self) -> None:
        """The desk closes."""
        self._aside.end()
        self.sheet.reject()

    def _look(self, name: str) -> None:
        path = Path(name)
        self.sheet.show_progress(Progress(f"Reading {path.name}"))

        def read(is_over: Cancelled) -> Checked | str:
            try:
                return dry_run(self._store, path, is_over)
            except (Unreadable, OSError) as failure:
                return why_not(path, failure)

        self._aside.run(read, self._looked)

    def _looked(self, found: Checked | str) -> None:
        self.sheet.show_progress(None)
        self._checked = found if isinstance(found, Checked) else Checked()
        self.sheet.show_checked(self._checked)
        if isinstance(found, str):
            self.sheet.show_problem(found)

    def _import(self) -> None:
        lines = self._checked.ready
        self.sheet.act.setEnabled(False)
        self.sheet.show_progress(Progress(f"Importing {counted(len(lines), 'issue')}"))

        def work(is_over: Cancelled) -> dict[str, str]:
            return self._report(lines, is_over)

        self._aside.run(work, self._imported)

    def _report(self, lines: tuple[ImportLine, ...], is_over: Cancelled) -> dict[str, str]:
        """In the thread: why rows were refused, by their ids."""
        refused: dict[str, str] = {}
        for at in range(0, len(lines), AT_ONCE):
            some = lines[at : at + AT_ONCE]
            if is_over():
                refused |= {each.id: "The import was stopped before it." for each in some}
                continue
            groups = [(each.command,) for each in some if each.command is not None]
            for each, refusal in zip(some, self._store.do_many(groups), strict=True):
                if refusal is not None:
                    refused[each.id] = refusal.detail
        return refused

    def _imported(self, refused: dict[str, str]) -> None:
        self.sheet.show_progress(None)
        done = finished(self._checked.lines, refused)
        self._checked = Checked()
        self._made = tuple(
            each.command.issue_id for each in done.lines if each.is_done and each.command
        )
        self.sheet.show_done(done)
        count = sum(each.is_done for each in done.lines)
        self.said.emit(f"{counted(count, 'issue')} imported.")

    def _undo(self) -> None:
        """Those nobody has begun with meanwhile."""
        made = self._made
        self.sheet.show_progress(Progress(f"Taking back {counted(len(made), 'issue')}"))

        def work(_is_over: Cancelled) -> str:
            groups = [
                (WithdrawIssues(made[at : at + MAX_CHANGED]),)
                for at in range(0, len(made), MAX_CHANGED)
            ]
            refused = [each.detail for each in self._store.do_many(groups) if each is not None]
            return " ".join(dict.fromkeys(refused))

        self._aside.run(work, self._undone)

    def _undone(self, problem: str) -> None:
        self.sheet.show_progress(None)
        if problem:
            self.sheet.show_problem(problem)
            return
        gone = sum(self._store.view.get(IssueRow, each) is None for each in self._made)
        left = len(self._made) - gone
        words = f"{counted(gone, 'issue')} taken back."
        words += f" {counted(left, 'issue')} left: work has begun." if left else ""
        self._made = ()
        self.sheet.show_undone(words)
        self.said.emit(words)

    def _left(self, _result: int) -> None:
        """Leaving stops it after the rows in hand."""
        self._aside.stop_soon()
