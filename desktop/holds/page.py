"""Finance, wired: the grid of holds, pay runs and the reconciliation under three tabs."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.holds.holds_list import HoldsList
from desktop.links import Link
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.widgets import column
from desktop.store import Store


class HoldsPage(QWidget):
    link_requested = signal(Link)
    comment_requested = signal(Link)
    """An issue, with the composer in hand."""

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._store, self._clock = store, clock
        self._body = QStackedWidget()
        self.holds = self._new_grid()
        column(self, gap=0).addWidget(self._body, 1)
        self.setFocusProxy(self._body)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self.holds.day != self._clock().astimezone().date():
            self._begin_day()
        self.holds.refresh(entities)

    def is_busy(self) -> bool:
        """Whether anything is still worked out."""
        return self.holds.is_busy()

    def end(self) -> None:
        """The desk closes."""
        self.holds.end()

    def _new_grid(self) -> HoldsList:
        made = HoldsList(self._store, self._clock)
        made.link_chosen.connect(self.link_requested.emit)
        made.comment_chosen.connect(self.comment_requested.emit)
        self._body.insertWidget(0, made)
        return made

    def _begin_day(self) -> None:
        """Days are counted anew, for the same question."""
        old, was_shown = self.holds, self._body.currentWidget() is self.holds
        self.holds = self._new_grid()
        self.holds.desk.show_query(old.desk.query())
        if was_shown:
            self._body.setCurrentWidget(self.holds)
        self._body.removeWidget(old)
        old.deleteLater()
