"""The list of customers, wired: first rows from plain SQL at once, everything else after them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from desktop.customers.list_model import ADD_LABEL, LOOK, REMOVE_LABEL, first_row
from desktop.lists.list_view import ListView
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock
from desktop.qt.sources import Turned
from desktop.replica.first_frame import CustomerList
from desktop.replica.listing_query import shown_keys
from desktop.store import Store

if TYPE_CHECKING:
    from desktop.customers.label_picker import LabelPicker
    from desktop.lists.list_desk import ListDesk

_LATER = (
    "desktop.lists.list_desk",
    "desktop.replica.listing_customers",
    "desktop.customers.labelling",
    "desktop.customers.label_picker",
)


class CustomerListDesk(QObject):
    """Loads what the whole list needs in a thread, so that the first rows wait for nothing."""

    def __init__(self, view: ListView, store: Store, clock: Clock) -> None:
        super().__init__(view)
        self._view, self._store, self._clock = view, store, clock
        self._desk: ListDesk | None = None
        self._picker: LabelPicker | None = None
        self._action = ""
        self._loading = Background("load lists", self)
        keys = shown_keys(LOOK.views[0].query, LOOK.fields)
        view.grid.show_columns([LOOK.section(key) for key in keys], {})
        view.show_source(Turned(CustomerList(store.reader), first_row))
        self._loading.run(_load, self._loaded)

    def desk(self) -> ListDesk | None:
        """The whole list, once it is there."""
        return self._desk

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self._desk is not None:
            self._desk.refresh(entities)
        else:
            self._view.grid.refresh()
            self._view.show_count(self._view.grid.model_of_rows().rowCount())

    def end(self) -> None:
        """The desk closes."""
        self._loading.end()
        if self._desk is not None:
            self._desk.end()

    def _loaded(self, _nothing: None) -> None:
        from desktop.lists.list_desk import ListDesk  # noqa: PLC0415 - loaded by now
        from desktop.replica.listing_customers import CUSTOMER_LIST  # noqa: PLC0415

        if not self._store.is_ready:
            return  # everything was erased meanwhile
        self._desk = ListDesk(self._view, self._store, CUSTOMER_LIST, self._clock)
        self._desk.bulk_asked.connect(self._bulk_asked)

    def _bulk_asked(self, key: str) -> None:
        if self._desk is None or key not in {ADD_LABEL, REMOVE_LABEL}:
            return
        if self._picker is None:
            from desktop.customers.label_picker import LabelPicker  # noqa: PLC0415

            self._picker = LabelPicker(self._view)
            self._picker.picked.connect(self._label)
        self._action = key
        button = self._view.selected.button_of(key)
        corner = QPoint(0, 0)
        if button is not None:
            corner = button.mapToGlobal(button.rect().bottomLeft() + QPoint(0, 4))
        title = "Add label" if key == ADD_LABEL else "Remove label"
        self._picker.ask(title, self._desk.labels, corner, takes_new=key == ADD_LABEL)

    def _label(self, label: str) -> None:
        from desktop.customers.labelling import adding, removing  # noqa: PLC0415 - loaded by now

        if self._desk is None:
            return
        if self._action == ADD_LABEL:
            self._desk.run_bulk(f"Label “{label}” added to", adding(label))
        else:
            self._desk.run_bulk(f"Label “{label}” removed from", removing(label))


def _load(_cancelled: Cancelled) -> None:
    for name in _LATER:
        importlib.import_module(name)
