"""The window of an import of issues: choose a file, read the report, import."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.issues.import_model import EXAMPLE, Checked, ImportLine, table_columns
from desktop.qt.buttons import Button
from desktop.qt.formatting import counted
from desktop.qt.grid import Grid
from desktop.qt.labels import Look, WrappedLabel
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal, wish
from desktop.qt.table_model import Rows
from desktop.qt.tones import Kind
from desktop.qt.widgets import row

HINT = (
    "A CSV file with one issue in each row. Its first line names the columns: "
    f"{EXAMPLE}. Nothing is imported before you have seen what each row becomes."
)


class ImportSheet(Sheet):
    """Shows a `Checked`; imports only when told to."""

    file_chosen = signal(str)
    import_requested = wish()
    undo_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("issue_import", "Import issues", "Import", "cloud-upload", parent)
        self.explain(HINT)
        self._dialog: QFileDialog | None = None
        self._choose = Button("Choose a file", Kind.PLAIN, "file-up")
        self._choose.setObjectName("issue_import_choose")
        self._report = WrappedLabel("", Look.STRONG)
        self._report.setObjectName("issue_import_report")
        self._grid = Grid[ImportLine](table_columns(), "issue_import_rows")
        self._grid.setAccessibleName("Rows of the file")
        self._grid.setMinimumHeight(300)
        top = row(gap=8)
        top.addWidget(self._choose)
        top.addWidget(self._report, 1)
        self.body.addLayout(top)
        self.body.addWidget(self._grid, 1)
        self._undo = Button("Undo the import", Kind.PLAIN, "undo-2")
        self._undo.setObjectName("issue_import_undo")
        self._undo.hide()
        self._undo.clicked.connect(self.undo_requested)
        self.foot.insertWidget(0, self._undo)
        self.act.setEnabled(False)
        self._choose.clicked.connect(self._ask)
        self.act.clicked.connect(self.import_requested)
        self.resize(860, 560)

    def begin(self) -> None:
        """Without a file."""
        self._show(Checked(), "")
        self.leave.relabel("Cancel")
        self.present()
        self._choose.setFocus()

    def show_checked(self, checked: Checked) -> None:
        """The dry run: what each row becomes."""
        self._show(checked, checked.words())
        count = len(checked.ready)
        self.act.relabel(f"Import {counted(count, 'issue')}" if count else "Import")
        self.act.setEnabled(bool(count))

    def show_done(self, done: Checked) -> None:
        """The end: what was imported, and what was not."""
        count = sum(each.is_done for each in done.lines)
        left = len(done.lines) - count
        words = f"{counted(count, 'issue')} imported."
        words += f" {counted(left, 'row')} left out." if left else ""
        self._show(done, words)
        self._undo.setVisible(bool(count))
        self.leave.relabel("Close")

    def show_undone(self, words: str) -> None:
        """The import was taken back."""
        self._show(Checked(), words)

    def _show(self, checked: Checked, words: str) -> None:
        self.show_problem("")
        self._undo.hide()
        self._report.setText(words)
        self._grid.setVisible(bool(checked.lines))
        self._grid.show_source(Rows(checked.lines))
        self.act.relabel("Import")
        self.act.setEnabled(False)

    def _ask(self) -> None:
        if self._dialog is None:
            self._dialog = QFileDialog(self.window(), "Import issues")
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            self._dialog.setNameFilter("Lists (*.csv *.txt)")
            self._dialog.fileSelected.connect(self.file_chosen.emit)
        self._dialog.open()
