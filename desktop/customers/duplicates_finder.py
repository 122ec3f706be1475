"""Looking for duplicates among all customers, wired: in the background, then pair by pair."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.duplicates_dialog import DuplicatesDialog
from desktop.customers.duplicates_model import PairShown, pair_shown
from desktop.qt.background import Background, Cancelled
from desktop.qt.signals import signal
from desktop.replica.duplicates import possible_duplicates
from desktop.store import Store


class DuplicatesFinder(QObject):
    """Owns the dialog."""

    compare_requested = signal(str)

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._work = Background("duplicates", self, store.is_there)
        self._dialog = DuplicatesDialog(window)
        self._dialog.compare_requested.connect(self.compare_requested.emit)
        self._dialog.rejected.connect(self._work.cancel)

    def open(self) -> None:
        self._dialog.looking()
        self._look()

    def refresh(self) -> None:
        """A pair was merged: it is no duplicate any more."""
        if self._dialog.isVisible():
            self._look()

    def end(self) -> None:
        self._work.end()

    def _look(self) -> None:
        store = self._store

        def work(cancelled: Cancelled) -> tuple[PairShown, ...]:
            return tuple(map(pair_shown, possible_duplicates(store.reader(), cancelled)))

        self._work.run(work, self._dialog.show_pairs)
