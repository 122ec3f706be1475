"""The list of customers: find one, open one."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from desktop.customers.list_model import CustomerLine, columns
from desktop.qt.buttons import Button
from desktop.qt.formatting import Clock, counted
from desktop.qt.grid import Grid, Order
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.table_model import Source
from desktop.qt.tones import Kind
from desktop.qt.widgets import Card, EmptyState, column, page_head

PAUSE_MS = 80


class CustomersListView(QWidget):
    """Every customer, filtered by what is typed."""

    open_requested = signal(str)
    filter_changed = signal(str)
    order_requested = signal(Order)
    add_requested = wish()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.grid = Grid[CustomerLine](columns(clock), "customers_grid")
        self.grid.setAccessibleName("Customers")
        self._count = Label("", Look.MUTED)
        self._filter = QLineEdit()
        self._filter.setObjectName("customers_filter")
        self._filter.setAccessibleName("Filter customers")
        self._filter.setPlaceholderText("Name, phone or suburb")
        self._filter.setClearButtonEnabled(True)
        self._filter.setMinimumWidth(280)
        self._add = Button("New customer", Kind.PRIMARY, "user-plus", "customers.new")
        self._add.setObjectName("new_customer")
        self._add.clicked.connect(self.add_requested)
        self._empty = EmptyState("users", "", "")
        self._body = QStackedWidget()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._lay_out()
        self.setFocusProxy(self.grid)
        self._pause.timeout.connect(self._tell_filter)
        self._filter.textChanged.connect(self._typed)
        self.grid.opened.connect(self.open_requested.emit)
        self.grid.order_requested.connect(self.order_requested.emit)

    def show_source(self, source: Source[CustomerLine]) -> None:
        """Show these customers from the top."""
        self.grid.show_source(source)
        self._say_count()

    def refresh(self) -> None:
        """The same customers have changed."""
        self.grid.refresh()
        self._say_count()

    def _say_count(self) -> None:
        count = self.grid.model_of_rows().rowCount()
        self._count.setText(counted(count, "customer"))
        self._body.setCurrentIndex(0 if count else 1)
        self.setFocusProxy(self.grid if count else self._filter)
        if self._filter.text():
            self._empty.say("No customer matches", "Check the spelling, or search by phone number.")
        else:
            hint = "Customers arrive with the first sync, or when a call or booking creates one."
            self._empty.say("No customers yet", hint)

    def _typed(self) -> None:
        self._pause.start()

    def _tell_filter(self) -> None:
        self.filter_changed.emit(self._filter.text().strip())

    def _lay_out(self) -> None:
        stack = column(self, gap=16, edge=16)
        stack.addLayout(
            page_head(Label("Customers", Look.TITLE), self._count, self._filter, self._add)
        )
        card = Card()
        inner = column(card, gap=0, edge=1)
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        self._body.setMinimumHeight(120)
        inner.addWidget(self._body)
        inner.setContentsMargins(1, 8, 1, 8)
        stack.addWidget(card, 1)
