"""Adding a customer, wired: the dialog, the command, and who it became."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.add_dialog import AddCustomerDialog, NewCustomer
from desktop.links import CustomerAdded
from desktop.qt.signals import signal
from desktop.store import Store
from sync_server.contract.customers import AddCustomer, NewContactPoint
from sync_server.contract.values import ContactKind
from sync_server.rules.effects import Refused

_SPACING = re.compile(r"[\s().-]")


class Adding(QObject):
    """Owns the dialog."""

    added = signal(CustomerAdded)

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._dialog = AddCustomerDialog(window)
        self._dialog.add_requested.connect(self._add)

    def open(self, phone: str = "") -> None:
        self._dialog.offer(phone)

    def _add(self, new: NewCustomer) -> None:
        phone = _SPACING.sub("", new.phone)
        point = NewContactPoint(
            id=self._store.new_id(), contact_kind=ContactKind.PHONE, value=phone
        )
        command = AddCustomer(
            customer_id=self._store.new_id(),
            name=new.name,
            location=new.location,
            contact_points=(point,) if phone else (),
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
            return
        self._dialog.accept()
        self.added.emit(CustomerAdded(command.customer_id, phone))
