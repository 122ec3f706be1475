"""Diagnostics: each thing that was looked at, how it is, what to do; and all of it to copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.admin.checkup import (
    Connections,
    Finding,
    Health,
    as_text,
    computer,
    connections,
    versions,
)
from desktop.admin.fields import Section
from desktop.qt.background import Background, Cancelled
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look, WrappedLabel
from desktop.qt.signals import signal
from desktop.qt.statuses import Badge
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Pill, column, empty, row

BADGES = {
    Health.GOOD: Badge("Works", Tone.GREEN, "circle-check"),
    Health.BAD: Badge("Needs you", Tone.ORANGE, "triangle-alert"),
    Health.UNKNOWN: Badge("Looking…", Tone.GREY, "loader"),
}
_LOOKING = tuple(
    Finding(title, Health.UNKNOWN, "")
    for title in ("System notifications", "Microphone", "Loudspeaker or headset")
)
Looking = Callable[[], tuple[Finding, ...]]


class CheckupPage(QWidget):
    """Looks when it is opened and whenever it is asked to."""

    said = signal(str)

    def __init__(self, known: Callable[[], Connections], look: Looking = computer) -> None:
        super().__init__()
        self._known = known
        self._look = look
        self._findings: tuple[Finding, ...] = ()
        self._work = Background("checkup", self)
        self._grid = QGridLayout()
        self._again = Button("Check again", Kind.PLAIN, "refresh-cw")
        self._copy = Button("Copy", Kind.PLAIN, "copy")
        self._lay_out()
        self._again.clicked.connect(self.check)
        self._copy.clicked.connect(self._copy_all)

    def check(self) -> None:
        """Look at everything again."""
        self._show((*connections(self._known()), *_LOOKING))
        look = self._look

        def work(_cancelled: Cancelled) -> tuple[Finding, ...]:
            return look()

        self._work.run(work, self._found)

    def text(self) -> str:
        """What Copy copies."""
        return as_text(self._findings)

    def end(self) -> None:
        self._work.end()

    def _found(self, found: tuple[Finding, ...]) -> None:
        self._show((*connections(self._known()), *found))

    def _show(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        empty(self._grid)
        for at, finding in enumerate(findings):
            self._grid.addWidget(Label(finding.title, Look.STRONG), at, 0)
            self._grid.addWidget(Pill(BADGES[finding.health]), at, 1)
            words = f"{finding.words} {finding.advice}".strip()
            self._grid.addWidget(WrappedLabel(words), at, 2)

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.said.emit("Copied. It holds no names and no numbers.")

    def _lay_out(self) -> None:
        self._again.setObjectName("checkup_again")
        self._copy.setObjectName("checkup_copy")
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(2, 1)
        card, about = Section("This computer"), Section("Versions")
        card.inside.addLayout(self._grid)
        actions = row(gap=8)
        actions.addWidget(self._again)
        actions.addWidget(self._copy)
        actions.addStretch(1)
        card.inside.addLayout(actions)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(1, 1)
        for at, (name, version) in enumerate(versions()):
            grid.addWidget(Label(name, Look.MUTED), at, 0)
            grid.addWidget(Label(version), at, 1)
        about.inside.addLayout(grid)
        stack = column(self, gap=12)
        stack.addWidget(card)
        stack.addWidget(about)
        stack.addStretch(1)
