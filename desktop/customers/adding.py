"""Adding a customer, wired: the dialog, who may be here already, the command, who it became."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.add_dialog import AddCustomerDialog, NewCustomer
from desktop.customers.duplicates_model import like_shown
from desktop.links import CustomerAdded
from desktop.qt.background import Background, Cancelled
from desktop.qt.signals import signal
from desktop.replica.duplicates import Alike, Wanted, Why, alike
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import AddContactPoint, AddCustomer, NewContactPoint
from sync_server.contract.values import ContactKind
from sync_server.rules.effects import Refused

_SPACING = re.compile(r"[\s().-]")


class Adding(QObject):
    """Owns the dialog."""

    added = signal(CustomerAdded)
    opened = signal(str)
    """Somebody wants to look at a customer who may be the one."""

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._found: tuple[Alike, ...] = ()
        self._work = Background("alike", self, store.is_there)
        self._dialog = AddCustomerDialog(window)
        self._dialog.add_requested.connect(self._add)
        self._dialog.typed.connect(self._look_for)
        self._dialog.alike.open_requested.connect(self.opened.emit)
        self._dialog.alike.use_requested.connect(self._use)

    def open(self, phone: str = "") -> None:
        self._dialog.offer(phone)

    def end(self) -> None:
        self._work.end()

    def _look_for(self, new: NewCustomer) -> None:
        wanted = Wanted(new.name, new.phone, new.email, new.location)
        store = self._store

        def work(_cancelled: Cancelled) -> tuple[Alike, ...]:
            return alike(store.reader(), wanted)

        self._work.run(work, self._show)

    def _show(self, found: tuple[Alike, ...]) -> None:
        self._found = found
        if self._dialog.isVisible():
            self._dialog.alike.show_alike(map(like_shown, found))

    def _use(self, customer_id: str) -> None:
        """It is them: what was typed of how to reach them is kept at the one who was here."""
        new = self._dialog.filled_in()
        known = {one.why for one in self._found if one.id == customer_id}
        points = [point for point in self._points(new) if _why(point) not in known]
        if self._did(
            *(
                AddContactPoint(customer_id=RowId(customer_id), contact_point=point)
                for point in points
            )
        ):
            self._dialog.accept()
            self.added.emit(CustomerAdded(RowId(customer_id), _SPACING.sub("", new.phone)))

    def _add(self, new: NewCustomer) -> None:
        command = AddCustomer(
            customer_id=self._store.new_id(),
            name=new.name,
            location=new.location,
            contact_points=self._points(new),
        )
        if self._did(command):
            self._dialog.accept()
            self.added.emit(CustomerAdded(command.customer_id, _SPACING.sub("", new.phone)))

    def _points(self, new: NewCustomer) -> tuple[NewContactPoint, ...]:
        given = ((ContactKind.PHONE, _SPACING.sub("", new.phone)), (ContactKind.EMAIL, new.email))
        return tuple(
            NewContactPoint(id=self._store.new_id(), contact_kind=kind, value=value)
            for kind, value in given
            if value
        )

    def _did(self, *commands: AnyCommand) -> bool:
        try:
            for command in commands:
                self._store.do(command)
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
            return False
        return True


def _why(point: NewContactPoint) -> Why:
    return Why.PHONE if point.contact_kind is ContactKind.PHONE else Why.EMAIL
