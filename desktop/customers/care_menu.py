"""What can be done for a customer beside their records: entries of the menu on their page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desktop.links import CareKind, CareWish
from desktop.qt.formatting import Clock, day
from desktop.qt.signals import signal
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.care import MergeCustomers
from sync_server.contract.values import Module, Verb

C = CareKind


class _Offer(NamedTuple):
    title: str
    wish: CareWish


class ProfileCareMenu(QObject):
    """For one customer; made anew each time the menu opens, as rights and merges change."""

    care_requested = signal(CareWish)

    def __init__(self, store: Store, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._rights = Rights(store)
        self._customer = RowId("")
        self._menu: QMenu | None = None
        self._wishes: dict[QAction, CareWish] = {}

    def stand_in(self, menu: QMenu) -> None:
        """Add the entries at the end of this menu whenever it opens."""
        self._menu = menu
        menu.aboutToShow.connect(self._fill_anew)

    def show_customer(self, customer_id: RowId) -> None:
        self._customer = customer_id

    def entries(self) -> list[str]:
        """Titles as they would be offered now."""
        return [offer.title for offer in self._offers()]

    def _offers(self) -> Iterator[_Offer]:
        from desktop.replica.merges import standing_merges  # noqa: PLC0415 - when asked for

        here = self._customer
        if self._rights.has(Module.INVOICES, Verb.STATEMENT):
            yield _Offer("Statement…", CareWish(C.STATEMENT, here))
        if self._rights.may(MergeCustomers):
            yield _Offer("Merge with another customer…", CareWish(C.MERGE, here))
            for merge in standing_merges(self._store.reader(), here, self._clock()):
                until = day(merge.until, self._clock())
                title = f"Undo merge of {merge.merged_name} (until {until})"
                yield _Offer(title, CareWish(C.UNMERGE, merge.id))
        if self._rights.has(Module.CUSTOMERS, Verb.EXPORT):
            yield _Offer("Evidence for an audit…", CareWish(C.EVIDENCE, here))

    def _fill_anew(self) -> None:
        if self._menu is None:
            return
        for action in [*self._wishes]:
            self._menu.removeAction(action)
            action.deleteLater()  # a menu stays the owner of what was taken out of it
        self._wishes.clear()
        for at, offer in enumerate(self._offers()):
            if not at:
                line = self._menu.addSeparator()
                self._wishes[line] = offer.wish
            action = self._menu.addAction(offer.title.replace("&", "&&"))
            action.setObjectName(f"care_{offer.wish.kind}")
            action.triggered.connect(self._picked)
            self._wishes[action] = offer.wish

    def _picked(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self.care_requested.emit(self._wishes[sender])
