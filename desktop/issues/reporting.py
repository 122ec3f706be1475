"""Reporting an issue from anywhere: what to offer for a customer, and the command it becomes."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.issues.report_dialog import ReportDialog
from desktop.issues.report_model import RecordOption, Report, ReportOffer, WorkerOption
from desktop.qt.formatting import Clock, day
from desktop.qt.signals import signal
from desktop.replica.calls import LastBooking, last_bookings
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.customers import CustomerRow
from sync_server.contract.issues import ReportIssue
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import RecordKind, code
from sync_server.rules.effects import Refused

TYPES = ("Damage", "Missed area", "No-show", "Late arrival", "Billing dispute", "Other")


class Reporting(QObject):
    """Owns the dialog; opens it for a customer and reports what is filled in."""

    reported = signal(str)
    """Id of the new issue."""

    def __init__(self, store: Store, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._clock = clock
        self._dialog = ReportDialog(window)
        self._dialog.report_requested.connect(self._report)

    def open(self, customer_id: RowId, call_id: RowId | None = None) -> None:
        """Offer the customer's newest bookings, the first preselected."""
        customer = self._store.view.get(CustomerRow, customer_id)
        bookings = last_bookings(self._store.reader(), customer_id)
        offer = ReportOffer(
            customer=customer.name if customer else "this customer",
            records=tuple(self._option(booking) for booking in bookings),
            types=TYPES,
            call_id=call_id or "",
        )
        self._dialog.offer(offer)

    def _option(self, booking: LastBooking) -> RecordOption:
        number = code(RecordKind.BOOKING, booking.number, booking.id)
        when = f", {day(booking.starts_at, self._clock())}" if booking.starts_at else ""
        return RecordOption(
            booking.id,
            RecordKind.BOOKING,
            number,
            f"{number} {booking.title}{when}",
            tuple(self._worker(worker) for worker in booking.worker_ids),
        )

    def _worker(self, worker_id: RowId) -> WorkerOption:
        staff = self._store.view.get(StaffRow, worker_id)
        return WorkerOption(worker_id, staff.name if staff else "A former colleague")

    def _report(self, report: Report) -> None:
        issue_id = self._store.new_id()
        command = ReportIssue(
            issue_id=issue_id,
            record_kind=report.record_kind,
            record_id=RowId(report.record_id),
            issue_type=report.issue_type,
            description=report.description,
            responsible_ids=tuple(RowId(worker) for worker in report.worker_ids),
            call_id=RowId(report.call_id) if report.call_id else None,
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
            return
        self._dialog.accept()
        self.reported.emit(issue_id)
