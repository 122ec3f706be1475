"""All versions of a template: what each said, how it differs from now, and the way back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.letters.versions_model import Change, ChangedLine, changes, columns
from desktop.qt import theme
from desktop.qt.grid import Grid
from desktop.qt.labels import Label, Look
from desktop.qt.sheet import Sheet
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import column, row
from sync_server.contract.base import RowId
from sync_server.contract.letters import TemplateRow, TemplateVersionRow

_TONES = {Change.ADDED: Tone.GREEN, Change.REMOVED: Tone.RED}
_SIGNS = {Change.ADDED: "+ ", Change.REMOVED: "- ", Change.SAME: "  "}


class VersionsDialog(Sheet):
    """Open it with `offer`; restoring makes a new version, so nothing is lost."""

    restore_requested = signal(TemplateVersionRow)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("versions", "Versions", "Restore this version", "rotate-ccw", parent)
        self._now = TemplateRow(id=RowId(""))
        self._versions: tuple[TemplateVersionRow, ...] = ()
        self._list, self._text = (
            Grid[TemplateVersionRow](columns(), "versions_list"),
            QPlainTextEdit(),
        )
        self._list.setAccessibleName("Versions")
        self._text.setObjectName("versions_text")
        self._text.setAccessibleName("What changed since this version")
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._list.current_changed.connect(self._show)
        self.act.clicked.connect(self._ask)
        self.leave.relabel("Close")
        left, right = column(gap=6), column(gap=6)
        left.addWidget(Label("Newest first", Look.MUTED))
        left.addWidget(self._list, 1)
        right.addWidget(Label("Since then: - was taken out, + was put in", Look.MUTED))
        right.addWidget(self._text, 1)
        both = row(gap=16)
        both.addLayout(left, 3)
        both.addLayout(right, 4)
        self.body.addLayout(both, 1)
        self.resize(1080, 560)

    def offer(self, now: TemplateRow, versions: Sequence[TemplateVersionRow]) -> None:
        self._now, self._versions = now, tuple(versions)
        self.title.setText(f"Versions of {now.name}")
        self.show_problem("")
        self._list.show_rows(versions)
        self._list.selectRow(0)
        self._show(self._list.current_id())
        self.present()
        self._list.setFocus()

    def _show(self, version_id: str) -> None:
        chosen = self._chosen(version_id)
        self.act.setEnabled(chosen is not None and chosen is not self._versions[0])
        self._text.clear()
        if chosen is not None:
            for line in changes(chosen, self._now):
                self._add(line)
            self._text.moveCursor(QTextCursor.MoveOperation.Start)

    def _chosen(self, version_id: str) -> TemplateVersionRow | None:
        return next((each for each in self._versions if each.id == version_id), None)

    def _add(self, line: ChangedLine) -> None:
        look = QTextCharFormat()
        tone = _TONES.get(line.change)
        if tone is not None:
            look.setBackground(theme.soft(tone))
            look.setForeground(theme.ink(tone))
        cursor = self._text.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        if not self._text.document().isEmpty():
            cursor.insertBlock()
        cursor.insertText(_SIGNS[line.change] + line.text, look)

    def _ask(self) -> None:
        chosen = self._chosen(self._list.current_id())
        if chosen is not None:
            self.restore_requested.emit(chosen)
