"""Which of several customers is calling: choose one, never guess."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.calls.call_model import Candidate
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, empty

SHOWN = 5


class CandidateButton(Button):
    """One customer; Alt and its place choose it without the mouse."""

    chosen = signal(str)

    def __init__(self, candidate: Candidate, place: int) -> None:
        words = f"{candidate.name}, {candidate.detail}" if candidate.detail else candidate.name
        super().__init__(words, Kind.CHOICE, "user", f"Alt+{place}")
        self._id = candidate.id
        self.setObjectName(f"candidate_{place}")
        self.clicked.connect(self._tell)

    def _tell(self) -> None:
        self.chosen.emit(self._id)


class Chooser(QWidget):
    """The customers who share a number."""

    chosen = signal(str)

    def __init__(self, parent: QWidget | None = None, across: int = 1) -> None:
        """`across` customers stand side by side."""
        super().__init__(parent)
        self.setObjectName("chooser")
        self._across = across
        self._heading = Label("Who is calling?", Look.STRONG)
        self._more = Label("", Look.SMALL)
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        stack = column(self, gap=6)
        stack.addWidget(self._heading)
        stack.addLayout(self._grid)
        stack.addWidget(self._more)

    def show_candidates(self, candidates: Iterable[Candidate]) -> None:
        """Offer exactly these; the most recent first."""
        empty(self._grid)
        everyone = tuple(candidates)
        for place, candidate in enumerate(everyone[:SHOWN], start=1):
            button = CandidateButton(candidate, place)
            button.chosen.connect(self.chosen.emit)
            self._grid.addWidget(button, *divmod(place - 1, self._across))
        more = len(everyone) - SHOWN
        self._more.setText(f"{more} more: search by name")
        self._more.setVisible(more > 0)
