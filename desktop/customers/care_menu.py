"""The menu behind "More" on a profile: what can be done for a customer."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.links import CareKind, CareWish
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock, day
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.care import MergeCustomers
from sync_server.contract.values import Module, Verb

C = CareKind


class CareMenu(Button):
    """A button with a menu; its entries are made anew each time it opens."""

    care_requested = signal(CareWish)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("More", Kind.PLAIN, "list", parent=parent)
        self.setObjectName(name)
        self._menu = QMenu(self)
        self._menu.setObjectName(f"{name}_menu")
        self._menu.triggered.connect(self._picked)
        self._wishes: dict[str, CareWish] = {}
        self.clicked.connect(self._open)

    def entries(self) -> list[str]:
        """Titles as they would be offered now."""
        self._fill_anew()
        return [action.text() for action in self._menu.actions() if action.text()]

    def fill(self) -> None:
        """Add entries with `offer`."""
        raise NotImplementedError

    def offer(self, title: str, wish: CareWish) -> None:
        action = self._menu.addAction(title.replace("&", "&&"))
        action.setObjectName(f"care_{wish.kind}")
        self._wishes[action.text()] = wish

    def _fill_anew(self) -> None:
        self._menu.clear()
        self._wishes.clear()
        self.fill()

    def _open(self) -> None:
        self._fill_anew()
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _picked(self, action: QAction) -> None:
        wish = self._wishes.get(action.text())
        if wish is not None:
            self.care_requested.emit(wish)


class ProfileCareMenu(CareMenu):
    """For one customer."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__("customer_more")
        self._store = store
        self._clock = clock
        self._rights = Rights(store)
        self._customer = RowId("")

    def show_customer(self, customer_id: RowId) -> None:
        self._customer = customer_id

    def fill(self) -> None:
        from desktop.replica.merges import standing_merges  # noqa: PLC0415 - when asked for

        here = self._customer
        if self._rights.has(Module.INVOICES, Verb.STATEMENT):
            self.offer("Statement…", CareWish(C.STATEMENT, here))
        if self._rights.may(MergeCustomers):
            self.offer("Merge with another customer…", CareWish(C.MERGE, here))
            for merge in standing_merges(self._store.reader(), here, self._clock()):
                until = day(merge.until, self._clock())
                title = f"Undo merge of {merge.merged_name} (until {until})"
                self.offer(title, CareWish(C.UNMERGE, merge.id))
        if self._rights.has(Module.CUSTOMERS, Verb.EXPORT):
            self.offer("Evidence for an audit…", CareWish(C.EVIDENCE, here))
