"""The dialog of an evidence file: what goes in, how far it is, and stopping it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.qt.formatting import counted
from desktop.qt.labels import Label
from desktop.qt.sheet import Sheet
from desktop.qt.widgets import Glyph, column, row


class EvidenceDialog(Sheet):
    """Leaving it stops the work; no half a file stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("evidence", "Evidence", "Save…", "file-down", parent)
        self._files, self._history = Label(""), Label("The whole history, as CSV")
        proof = Label("A list that proves each file by its SHA-256")
        lines = column(gap=8)
        for icon, words in (
            ("paperclip", self._files),
            ("history", self._history),
            ("file-check", proof),
        ):
            line = row(gap=10)
            line.addWidget(Glyph(icon))
            line.addWidget(words, 1)
            lines.addLayout(line)
        self.body.addLayout(lines)
        self.setFixedWidth(480)

    def offer(self, customer: str, files: int, size: int) -> None:
        """Say what would go in."""
        self.title.setText(f"Evidence for {customer}")
        self.explain("One ZIP file for an audit. Files that are not on this computer are fetched.")
        megabytes = f", {size / 1_000_000:.1f} MB" if size else ""
        self._files.setText(f"{counted(files, 'attachment')}{megabytes}")
        self.show_problem("")
        self.show_progress(None)
        self.act.setEnabled(True)
        self.present()
