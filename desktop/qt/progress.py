"""Work that takes a while: one sentence and a thin bar, which moves when nobody knows how long."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.qt.labels import Label, Look
from desktop.qt.widgets import column


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done; `total` of 0: nobody knows how much there is."""

    words: str
    done: int = 0
    total: int = 0


class ProgressLine(QWidget):
    """One piece of work. Hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress")
        self._words, self._bar = Label("", Look.MUTED), QProgressBar()
        self._bar.setTextVisible(False)
        stack = column(self, gap=6)
        stack.addWidget(self._words)
        stack.addWidget(self._bar)
        self.hide()

    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        self._words.setText(progress.words)
        self._bar.setRange(0, progress.total)
        self._bar.setValue(min(progress.done, progress.total))
        self._bar.setAccessibleName(progress.words)
        self.show()

    def clear(self) -> None:
        """It is done."""
        self.hide()
