"""The Billing cycles tab, wired."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.billing_model import (
    CycleForm,
    cents_of,
    due_at,
    form_of,
    shown_cycle,
    tax_of,
)
from desktop.customers.cycles_view import CycleDialog, CyclesView
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.billing import (
    BillingCycleRow,
    RemoveBillingCycle,
    RunBillingCycle,
    SaveBillingCycle,
)
from sync_server.contract.commands import AnyCommand
from sync_server.rules.effects import Refused

FIRST_IN = timedelta(days=30)


class CyclesTab(QObject):
    """Shows, makes and changes what is billed again and again."""

    said = signal(Notice)

    def __init__(self, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._clock = store, clock
        self._rights = Rights(store)
        self._customer = RowId("")
        self._edited: BillingCycleRow | None = None
        self._dialog: CycleDialog | None = None
        self._view = CyclesView()
        self.page: QWidget = self._view
        self._view.new_requested.connect(self._new)
        self._view.edit_requested.connect(self._edit)
        self._view.bill_requested.connect(self._bill)
        self._view.pause_requested.connect(self._pause)
        self._view.remove_requested.connect(self._remove)

    def show_customer(self, customer_id: RowId) -> None:
        """Read anew."""
        if customer_id != self._customer and self._dialog is not None:
            self._dialog.reject()
        self._customer = customer_id
        rows = self._store.view.where(BillingCycleRow, customer_id=customer_id)
        now = self._clock()
        shown = [shown_cycle(row, now) for row in rows]
        self._view.show_cycles(shown, may_edit=self._rights.may(SaveBillingCycle))

    def end(self) -> None:
        """Nothing runs here."""

    def _row(self, cycle_id: str) -> BillingCycleRow | None:
        return self._store.view.get(BillingCycleRow, RowId(cycle_id))

    def _new(self) -> None:
        self._edited = None
        self._open(CycleForm(next_on=(self._clock() + FIRST_IN).astimezone().date()))

    def _edit(self, cycle_id: str) -> None:
        self._edited = self._row(cycle_id)
        if self._edited is not None:
            self._open(form_of(self._edited))

    def _open(self, form: CycleForm) -> None:
        if self._dialog is None:
            self._dialog = CycleDialog(self._view)
            self._dialog.save_requested.connect(self._save)
        self._dialog.open_for(form)

    def _save(self, form: CycleForm) -> None:
        amount, tax = cents_of(form.amount), tax_of(form.tax)
        if self._dialog is None:
            return
        if amount is None or tax is None:
            what = "The amount" if amount is None else "The tax"
            self._dialog.show_problem(f"{what} must be a number, such as 120 or 120.50.")
            return
        row = self._edited
        command = SaveBillingCycle(
            cycle_id=row.id if row else self._store.new_id(),
            seen_version=row.version if row else -1,
            customer_id=self._customer,
            title=form.title,
            amount_cents=amount,
            next_at=due_at(form.next_on),
            origin=form.origin,
            unit=form.unit,
            every=form.every,
            tax_bp=tax,
            until_at=row.until_at if row else None,
            is_paused=row.is_paused if row else False,
            booking_id=row.booking_id if row else None,
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
            return
        self._dialog.accept()

    def _bill(self, cycle_id: str) -> None:
        row = self._row(cycle_id)
        if row is not None and row.next_at is not None:
            self._do(RunBillingCycle(row.id, row.next_at), "The invoice was made.")

    def _pause(self, cycle_id: str) -> None:
        row = self._row(cycle_id)
        if row is None or row.next_at is None:
            return
        command = SaveBillingCycle(
            cycle_id=row.id,
            seen_version=row.version,
            customer_id=row.customer_id,
            title=row.title,
            amount_cents=row.amount_cents,
            next_at=row.next_at,
            origin=row.origin,
            unit=row.unit,
            every=row.every,
            tax_bp=row.tax_bp,
            until_at=row.until_at,
            is_paused=not row.is_paused,
            booking_id=row.booking_id,
        )
        self._do(command, "Billing goes on." if row.is_paused else "Billing is paused.")

    def _remove(self, cycle_id: str) -> None:
        self._do(RemoveBillingCycle(RowId(cycle_id)), "The billing cycle was removed.")

    def _do(self, command: AnyCommand, done: str) -> None:
        try:
            self._store.do(command)
        except Refused as refusal:
            self.said.emit(Notice(refusal.detail, Tone.ORANGE, "circle-alert"))
            return
        self.said.emit(Notice(done, Tone.GREEN, "circle-check"))
