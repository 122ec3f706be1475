"""The import as one window: file, columns, check, import; the keyboard is enough."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from desktop.customers.import_check_view import CheckView
from desktop.customers.import_columns_view import ColumnsView
from desktop.customers.import_drop import FileDrop
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.progress import Progress, ProgressLine
from desktop.qt.signals import wish
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import EmptyState, Glyph, column, row, rule

WIDTH, HEIGHT = 1040, 720


class Stage(IntEnum):
    FILE = 0
    COLUMNS = 1
    CHECK = 2
    IMPORT = 3


_GOES_ON = "You can close this window and work on: the import goes on, and says when it is done."
_TITLES = ("1  File", "2  Columns", "3  Check", "4  Import")


class ImportWizard(QDialog):
    """Shows a step and emits wishes. Not modal: a call can go on beside it."""

    file_requested = wish()
    next_requested = wish()
    back_requested = wish()
    stop_requested = wish()
    undo_requested = wish()
    report_requested = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_wizard")
        self.setWindowTitle("Import customers")
        self.columns, self.check = ColumnsView(), CheckView()
        self._stage, self._works = Stage.FILE, False
        self._marks = [Label(title, Look.MUTED) for title in _TITLES]
        self._problem = WrappedLabel("", Look.ERROR)
        self._choose = EmptyState("file-text", "", "", "Choose a file…")
        self._last = Label("", Look.MUTED)
        self._undo_last = self._button("Undo this import", Kind.PLAIN, "undo-2", "import_undo_last")
        self._progress = ProgressLine()
        self._goes_on = Label(_GOES_ON, Look.MUTED)
        self._glyph, self._ended = Glyph("circle-check", size=32), Label("", Look.TITLE)
        self._result = WrappedLabel()
        self._report = self._button("Save report…", Kind.PLAIN, "download", "import_report")
        self._undo = self._button("Undo the import", Kind.PLAIN, "undo-2", "import_undo")
        self._close = self._button("Cancel", Kind.QUIET, "", "import_cancel")
        self._back = self._button("Back", Kind.PLAIN, "arrow-left", "import_back")
        self._next = self._button("Next", Kind.PRIMARY, "", "import_next")
        self._next.setDefault(True)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.drop = FileDrop(self)
        self.resize(WIDTH, HEIGHT)

    # -- showing

    def show_file(self, last: str = "") -> None:
        """The first step; `last` says which import can be undone."""
        self._choose.say(
            "Choose a CSV file",
            "Drop it on this window or choose it. You see what would happen before anything does.",
            "Choose a file…",
        )
        self._last.setText(last)
        for each in (self._last, self._undo_last):
            each.setVisible(bool(last))
        self._ask_undo(self._undo_last, "Undo this import")
        self._go(Stage.FILE)
        self._choose.findChildren(Button)[0].setFocus()

    def show_columns(self) -> None:
        self._go(Stage.COLUMNS)
        self.columns.first_field().setFocus()

    def show_checking(self, progress: Progress) -> None:
        if self._stage is not Stage.CHECK:
            self._go(Stage.CHECK)
        self._works = True
        self.check.show_progress(progress)
        self._label()

    def show_checked(self, new: int, *, can_import: bool) -> None:
        """The list is complete: `new` customers would come."""
        self._works = False
        self._label()
        self._next.relabel(f"Import {new:,} customers" if new != 1 else "Import 1 customer")
        self._next.setEnabled(can_import)
        (self._next if can_import else self._back).setFocus()

    def show_importing(self, progress: Progress) -> None:
        if self._stage is not Stage.IMPORT or not self._works:
            self._works = True
            self._go(Stage.IMPORT)
            self._close.setFocus()
        self._progress.show_progress(progress)
        self._goes_on.show()

    def show_result(self, title: str, words: str, *, can_undo: bool, can_report: bool) -> None:
        """It has ended."""
        self._works = False
        self._go(Stage.IMPORT)
        self._progress.clear()
        self._goes_on.hide()
        self._glyph.show_icon("circle-check", Tone.GREEN)
        self._ended.setText(title)
        self._result.setText(words)
        self._ask_undo(self._undo, "Undo the import")
        for each in (self._glyph, self._ended, self._result):
            each.show()
        self._undo.setVisible(can_undo)
        self._report.setVisible(can_report)
        self._close.setFocus()

    def show_problem(self, words: str) -> None:
        """Why it does not go on; empty: nothing is wrong."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._next.setEnabled(not words and self._stage is not Stage.FILE)

    def stage(self) -> Stage:
        return self._stage

    # -- inside

    def _go(self, stage: Stage) -> None:
        self._stage = stage
        for at, mark in enumerate(self._marks):
            mark.dress(Look.STRONG if at == stage else Look.MUTED)
        self._stack.setCurrentIndex(stage)
        for each in (self._glyph, self._ended, self._result, self._undo, self._report):
            each.hide()
        self.show_problem("")
        self._label()

    def _label(self) -> None:
        """What the buttons at the foot say and do in this step."""
        is_last = self._stage is Stage.IMPORT
        self._back.setVisible(self._stage in {Stage.COLUMNS, Stage.CHECK})
        self._next.setVisible(self._stage in {Stage.COLUMNS, Stage.CHECK})
        self._next.setEnabled(not self._works)
        self._next.relabel("Check the rows" if self._stage is Stage.COLUMNS else "Import")
        self._close.relabel("Stop" if self._works and is_last else "Close" if is_last else "Cancel")

    def _ask_undo(self, button: Button, words: str) -> None:
        button.restyle(Kind.PLAIN)
        button.relabel(words)

    def _undo_pressed(self) -> None:
        """The first press asks, the second one does it."""
        button = self._undo if self._stage is Stage.IMPORT else self._undo_last
        if button.property("kind") != Kind.DANGER.value:
            button.restyle(Kind.DANGER)
            button.relabel("Press again to take everybody back")
            return
        self.undo_requested.emit()

    def _close_pressed(self) -> None:
        if self._works and self._stage is Stage.IMPORT:
            self.stop_requested.emit()
        else:
            self.reject()

    def _button(self, words: str, kind: Kind, icon: str, name: str) -> Button:
        made = Button(words, kind, icon)
        made.setObjectName(name)
        return made

    def _connect(self) -> None:
        self._choose.acted.connect(self.file_requested.emit)
        self._next.clicked.connect(self.next_requested)
        self._back.clicked.connect(self.back_requested)
        self._close.clicked.connect(self._close_pressed)
        self._report.clicked.connect(self.report_requested)
        for each in (self._undo, self._undo_last):
            each.clicked.connect(self._undo_pressed)

    def _lay_out(self) -> None:
        stack = column(self, gap=16, edge=24)
        head = row(gap=20)
        head.addWidget(Label("Import customers", Look.TITLE))
        head.addStretch(1)
        for mark in self._marks:
            head.addWidget(mark)
        stack.addLayout(head)
        stack.addWidget(rule())
        for page in (self._file_page(), self.columns, self.check, self._import_page()):
            self._stack.addWidget(page)
        stack.addWidget(self._stack, 1)
        stack.addWidget(self._problem)
        self._problem.hide()
        foot = row(gap=8)
        foot.addStretch(1)
        for each in (self._close, self._back, self._next):
            foot.addWidget(each)
        stack.addLayout(foot)

    def _file_page(self) -> QWidget:
        page = QWidget()
        stack = column(page, gap=12)
        stack.addWidget(self._choose, 1)
        last = row(gap=12)
        last.addWidget(self._last)
        last.addWidget(self._undo_last)
        last.addStretch(1)
        stack.addLayout(last)
        return page

    def _import_page(self) -> QWidget:
        page = QWidget()
        stack = column(page, gap=12)
        stack.addWidget(self._progress)
        stack.addWidget(self._goes_on)
        stack.addStretch(2)
        for each in (self._glyph, self._ended):
            stack.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        self._result.setFixedWidth(560)
        self._result.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        stack.addWidget(self._result, 0, Qt.AlignmentFlag.AlignHCenter)
        after = row(gap=8)
        after.addStretch(1)
        after.addWidget(self._report)
        after.addWidget(self._undo)
        after.addStretch(1)
        stack.addLayout(after)
        stack.addStretch(3)
        return page
