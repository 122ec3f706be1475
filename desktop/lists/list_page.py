"""A page that is one list: a look and a description of its rows are all another page needs."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.links import ListWish
from desktop.lists.bulk import Plan
from desktop.lists.list_desk import ListDesk
from desktop.lists.list_look import ListLook
from desktop.lists.list_view import ListView
from desktop.lists.selection_bar import RowAction
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal, wish
from desktop.qt.widgets import column
from desktop.replica.listing_query import Filter, Op, Query, read_query
from desktop.replica.listing_spec import ListSpec
from desktop.store import Store


class ListPage(QWidget):
    """Rows open, open beside, and have actions; what is done to many is asked of the page."""

    opened = signal(str)
    opened_aside = signal(str)
    row_action_chosen = signal(RowAction)
    """For the row `view.menu_row`."""
    bulk_asked = signal(str)
    add_requested = wish()

    def __init__(
        self,
        look: ListLook,
        spec: ListSpec,
        store: Store,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.view = ListView(look, clock)
        self.desk = ListDesk(self.view, store, spec, clock)
        column(self, gap=0).addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.grid.opened.connect(self.opened.emit)
        self.view.grid.opened_aside.connect(self.opened_aside.emit)
        self.view.row_action_chosen.connect(self.row_action_chosen.emit)
        self.view.add_requested.connect(self.add_requested.emit)
        self.desk.bulk_asked.connect(self.bulk_asked.emit)

    def open_with(self, *filters: Filter) -> None:
        """Only the rows that pass these (TML-15)."""
        self.desk.open_with(*filters)

    def open_wish(self, wanted: ListWish) -> None:
        """The rows of a customer, of a status, or of what else is asked (TML-15, ISS-68)."""
        asked = read_query(wanted.query, self.desk.spec.fields).query if wanted.query else Query()
        self.desk.open_with(*filters_of(wanted), *asked.filters)

    def run_bulk(self, words: str, plan: Plan) -> None:
        """Do this to every selected row, as one step that can be undone."""
        self.desk.run_bulk(words, plan)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        self.desk.refresh(entities)

    def end(self) -> None:
        """The desk closes."""
        self.desk.end()


def filters_of(wanted: ListWish) -> tuple[Filter, ...]:
    """What `Show all` means as filters of a list of records."""
    named = (
        ("customer_id", wanted.customer_id),
        ("status", wanted.status),
        ("status_id", wanted.status_id),
    )
    return tuple(Filter(key, Op.ONE_OF, (value,)) for key, value in named if value)
