"""The lists of inquiries, quotes, bookings and invoices under four tabs, each built when chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.links import Link, LinkKind, ListWish
from desktop.lists.list_page import ListPage
from desktop.lists.record_looks import RECORD_LOOKS
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import EmptyState, column, row
from desktop.replica.listing_records import RECORD_LISTS
from desktop.replica.records import fieldworkers
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.values import Module, RecordKind, Verb
from sync_server.rules.record_edits import MODULE_OF


class KindTab(Button):
    """Shows the list of one kind."""

    shows = RecordKind.BOOKING


class RecordList(ListPage):
    """One of the four; knows which kind its rows are."""

    link_chosen = signal(Link)
    new_chosen = signal(RecordKind)

    def __init__(self, kind: RecordKind, store: Store, clock: Clock) -> None:
        super().__init__(RECORD_LOOKS[kind], RECORD_LISTS[kind], store, clock)
        self._kind = kind
        self.opened.connect(self._open)
        self.opened_aside.connect(self._open_aside)
        self.add_requested.connect(self._add)

    def _open(self, row_id: str) -> None:
        self.link_chosen.emit(Link(LinkKind(self._kind.value), RowId(row_id)))

    def _open_aside(self, row_id: str) -> None:
        self.link_chosen.emit(Link(LinkKind(self._kind.value), RowId(row_id), aside=True))

    def _add(self) -> None:
        self.new_chosen.emit(self._kind)


class RecordLists(QWidget):
    """Only kinds that this person sees have a tab."""

    link_requested = signal(Link)
    new_requested = signal(RecordKind)

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self.setObjectName("page")
        self._store, self._clock, self._rights = store, clock, Rights(store)
        self._built: dict[RecordKind, RecordList] = {}
        self._tabs: dict[RecordKind, KindTab] = {}
        self._body = QStackedWidget()
        self._none = EmptyState(
            "lock", "Nothing to show here", "Your role does not see records. Ask an administrator."
        )
        self._body.addWidget(self._none)
        line = row(gap=16)
        line.setContentsMargins(16, 4, 16, 0)
        for kind, look in RECORD_LOOKS.items():
            tab = KindTab(look.title, Kind.TAB)
            tab.setObjectName(f"records_{kind}")
            tab.shows = kind
            tab.setCheckable(True)
            tab.setAutoExclusive(True)
            tab.clicked.connect(self._chosen)
            self._tabs[kind] = tab
            line.addWidget(tab)
        line.addStretch(1)
        self._pay = Button("Fieldworker pay", Kind.LINK, "hard-hat")
        self._pay.setObjectName("records_pay")
        self._pay.explain("What fieldworkers earned, and what of it is withheld")
        self._pay.clicked.connect(self._open_pay)
        line.addWidget(self._pay)
        stack = column(self, gap=0)
        stack.addLayout(line)
        stack.addWidget(self._body, 1)
        self.setFocusProxy(self._body)

    def show_kind(self, kind: RecordKind | None = None) -> None:
        """This list; none named: the one shown last, at first what waits for work."""
        for each, tab in self._tabs.items():
            tab.setVisible(self._rights.sees(MODULE_OF[each]))
        self._pay.setVisible(self._rights.has(Module.HOLDS, Verb.SEE))
        seen = [each for each, tab in self._tabs.items() if not tab.isHidden()]
        now = next((each for each, tab in self._tabs.items() if tab.isChecked()), None)
        usual = RecordKind.BOOKING if RecordKind.BOOKING in seen else next(iter(seen), None)
        wanted = next((each for each in (kind, now) if each in seen), usual)
        if wanted is None:
            self._body.setCurrentWidget(self._none)
            return
        self._tabs[wanted].setChecked(True)
        self._body.setCurrentWidget(self._list(wanted))

    def open_wish(self, wanted: ListWish) -> None:
        """The rows of a customer, of a status, or of both (TML-15)."""
        self.show_kind(wanted.kind)
        if self._rights.sees(MODULE_OF[wanted.kind]):
            self._list(wanted.kind).open_wish(wanted)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if not entities or entities & {"permission", "staff"}:
            self._follow_rights()
        for page in self._built.values():
            if page.isVisible():
                page.refresh(entities)

    def end(self) -> None:
        """The desk closes: nothing is read any more."""
        for page in self._built.values():
            page.end()

    def _list(self, kind: RecordKind) -> RecordList:
        if kind not in self._built:
            page = self._built[kind] = RecordList(kind, self._store, self._clock)
            page.link_chosen.connect(self.link_requested.emit)
            page.new_chosen.connect(self.new_requested.emit)
            self._body.addWidget(page)
            self._offer_new(kind, page)
        page = self._built[kind]
        page.refresh(frozenset())
        return page

    def _offer_new(self, kind: RecordKind, page: RecordList) -> None:
        for button in page.findChildren(Button, RECORD_LOOKS[kind].add_name):
            button.setVisible(self._rights.has(MODULE_OF[kind], Verb.ADD))

    def _follow_rights(self) -> None:
        """Rights can be given and taken while the lists are open."""
        for kind, page in self._built.items():
            self._offer_new(kind, page)
        if self.isVisible():
            self.show_kind()

    def _open_pay(self) -> None:
        """Of the first fieldworker; the page lets one choose another."""
        first = next(iter(fieldworkers(self._store.view)), None)
        self.link_requested.emit(Link(LinkKind.FIELDWORKER, first.id if first else RowId("nobody")))

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, KindTab):
            self.show_kind(sender.shows)
