"""The Bill payer tab, wired."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.billing_model import PayerFound, PayerShown
from desktop.customers.payer_view import PayerView
from desktop.customers.timeline_shown import one_line
from desktop.links import Link, LinkKind
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.customer_finder import find_customers
from desktop.replica.customers import relations
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.billing import SetBillPayer
from sync_server.contract.customers import AddCustomer, CustomerRow
from sync_server.rules.effects import Refused

OFFERED = 6


class PayerTab(QObject):
    """Shows who pays and lets somebody else be chosen; history tells who changed it (TML-09)."""

    link_requested = signal(Link)
    said = signal(Notice)

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._rights = Rights(store)
        self._customer = RowId("")
        self._payer: RowId | None = None
        self._view = PayerView()
        self.page: QWidget = self._view
        self._view.words_changed.connect(self._find)
        self._view.chosen.connect(self._choose)
        self._view.create_requested.connect(self._create)
        self._view.cleared.connect(self._clear)
        self._view.open_requested.connect(self._open)

    def show_customer(self, customer_id: RowId) -> None:
        """Read anew."""
        if customer_id != self._customer:
            self._customer = customer_id
            self._view.reset()
        related = relations(self._store.reader(), customer_id)
        self._payer = related.payer.id if related.payer else None
        row = self._store.view.get(CustomerRow, customer_id)
        days = related.terms_days
        self._view.show_payer(
            PayerShown(
                customer=one_line(row.name) if row else "",
                payer_id=self._payer or "",
                payer=one_line(related.payer.name) if related.payer else "",
                terms="" if days is None else f"{days} days to pay",
                may_edit=self._rights.may(SetBillPayer),
            )
        )

    def end(self) -> None:
        """Nothing runs here."""

    def _find(self, words: str) -> None:
        found = find_customers(self._store.reader, words) if words else ()
        others = [one for one in found if one.id != self._customer][:OFFERED]
        self._view.show_found(
            words,
            [PayerFound(one.id, one_line(one.name), one_line(one.location)) for one in others],
        )

    def _choose(self, payer_id: str) -> None:
        self._set(RowId(payer_id))

    def _clear(self) -> None:
        self._set(None)

    def _create(self, name: str) -> None:
        command = AddCustomer(customer_id=self._store.new_id(), name=name)
        try:
            self._store.do(command)
        except Refused as refusal:
            self.said.emit(Notice(refusal.detail, Tone.ORANGE, "circle-alert"))
            return
        self._set(command.customer_id)

    def _set(self, payer_id: RowId | None) -> None:
        try:
            self._store.do(SetBillPayer(self._customer, self._payer, payer_id))
        except Refused as refusal:
            self.said.emit(Notice(refusal.detail, Tone.ORANGE, "circle-alert"))
            return
        self._view.reset()
        self.show_customer(self._customer)

    def _open(self) -> None:
        if self._payer is not None:
            self.link_requested.emit(Link(LinkKind.CUSTOMER, self._payer))
