"""The four lists of records under one roof: each kind a tab, built when it is first looked at."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.links import Link, LinkKind, ListWish, NewRecordWish
from desktop.lists.list_page import ListPage
from desktop.lists.record_looks import RECORD_LOOKS
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import EmptyState, column, row
from desktop.replica.listing_records import RECORD_LISTS
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.values import RecordKind, Verb
from sync_server.rules.record_edits import MODULE_OF

KEPT = "records list"
"""Which kind was looked at last."""


class KindButton(Button):
    """Chooses one kind of record."""

    shows = RecordKind.BOOKING


class RecordLists(QWidget):
    """Only the kinds this person may see; rights that change while it is open are followed."""

    link_requested = signal(Link)
    new_requested = signal(NewRecordWish)

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._store, self._clock, self._rights = store, clock, Rights(store)
        self._pages: dict[RecordKind, ListPage] = {}
        self._kind = RecordKind.BOOKING
        self._buttons = {kind: self._button(kind) for kind in RECORD_LOOKS}
        self._body = QStackedWidget()
        self._none = EmptyState(
            "lock", "Nothing to show here", "Your role does not see records. Ask an administrator."
        )
        self._body.addWidget(self._none)
        kinds = row(gap=4)
        kinds.setContentsMargins(16, 12, 16, 0)
        for button in self._buttons.values():
            kinds.addWidget(button)
        kinds.addStretch(1)
        stack = column(self, gap=0)
        stack.addLayout(kinds)
        stack.addWidget(self._body, 1)
        self.show_kind(self._last_kind())

    def show_kind(self, kind: RecordKind) -> None:
        """Show the list of this kind, or of the first kind this person may see."""
        seen = self._offer()
        if not seen:
            self._body.setCurrentWidget(self._none)
            return
        self._kind = kind if kind in seen else seen[0]
        for each, button in self._buttons.items():
            button.setChecked(each is self._kind)
        page = self._page(self._kind)
        self._body.setCurrentWidget(page)
        self.setFocusProxy(page)
        page.refresh(frozenset())
        self._store.set_setting(KEPT, self._kind)

    def show_last(self) -> None:
        """The list that was looked at last, with its filters."""
        self.show_kind(self._kind)

    def open_wish(self, wanted: ListWish) -> None:
        """Only those of a customer, of a status, or both (TML-15)."""
        self.show_kind(wanted.kind)
        if self._kind is wanted.kind:
            self._page(self._kind).open_wish(wanted)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if not entities or entities & {"permission", "staff"}:
            self._forget()
            self.show_kind(self._kind)
        elif self._kind in self._pages:
            self._pages[self._kind].refresh(entities)

    def end(self) -> None:
        """The desk closes."""
        for page in self._pages.values():
            page.end()

    def _last_kind(self) -> RecordKind:
        kept = self._store.setting(KEPT) or ""
        return RecordKind(kept) if kept in list(RECORD_LOOKS) else RecordKind.BOOKING

    def _offer(self) -> list[RecordKind]:
        seen = [kind for kind in RECORD_LOOKS if self._rights.sees(MODULE_OF[kind])]
        for kind, button in self._buttons.items():
            button.setVisible(kind in seen)
        return seen

    def _forget(self) -> None:
        """Lists whose kind or button for new ones this person lost."""
        for kind in [*self._pages]:
            if not self._rights.sees(MODULE_OF[kind]) or self._may_add(kind) != bool(
                self._pages[kind].view.look.add_label
            ):
                page = self._pages.pop(kind)
                self._body.removeWidget(page)
                page.end()
                page.deleteLater()

    def _may_add(self, kind: RecordKind) -> bool:
        return self._rights.has(MODULE_OF[kind], Verb.ADD)

    def _page(self, kind: RecordKind) -> ListPage:
        if kind not in self._pages:
            look = RECORD_LOOKS[kind]
            if not self._may_add(kind):
                look = replace(look, add_label="")
            page = ListPage(look, RECORD_LISTS[kind], self._store, self._clock)
            page.opened.connect(self._opened)
            page.opened_aside.connect(self._opened_aside)
            page.add_requested.connect(self._add)
            self._pages[kind] = page
            self._body.addWidget(page)
        return self._pages[kind]

    def _opened(self, record_id: str) -> None:
        self.link_requested.emit(Link(LinkKind(self._kind.value), RowId(record_id)))

    def _opened_aside(self, record_id: str) -> None:
        link = Link(LinkKind(self._kind.value), RowId(record_id), aside=True)
        self.link_requested.emit(link)

    def _add(self) -> None:
        self.new_requested.emit(NewRecordWish(self._kind))

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, KindButton):
            self.show_kind(sender.shows)

    def _button(self, kind: RecordKind) -> KindButton:
        look = RECORD_LOOKS[kind]
        button = KindButton(look.title, Kind.CHOICE, look.icon)
        button.setObjectName(f"list_{look.name}")
        button.setCheckable(True)
        button.shows = kind
        button.clicked.connect(self._chosen)
        return button
