"""What a job on the calendar offers besides moving it: opening, statuses, calls, second visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.calendar.appointment_dialog import AppointmentDialog, Wanted
from desktop.calendar.calendar_model import NOBODY, Block, Move, moved, taken_off
from desktop.calendar.days import Zone, local
from desktop.calendar.job_menu import JobMenu
from desktop.links import Link, LinkKind
from desktop.qt.signals import signal
from desktop.replica.calendar import PlannedKind, Worker, planned
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.customers import ContactPointRow
from sync_server.contract.records import MoveBooking
from sync_server.contract.scheduling import AddAppointment, MoveAppointment
from sync_server.contract.values import AppointmentStatus, BookingStatus, ContactKind
from sync_server.rules.effects import Refused


@dataclass(frozen=True, slots=True)
class Reported:
    """An issue is to be reported about this customer's job."""

    customer_id: RowId
    booking_id: RowId


class JobDesk(QObject):
    link_requested = signal(Link)
    dial_requested = signal(str)
    report_requested = signal(Reported)
    move_requested = signal(Move)
    refused = signal(str)

    def __init__(self, store: Store, rights: Rights, window: QWidget, zone: Zone) -> None:
        super().__init__(window)
        self._store, self._rights, self._window, self._zone = store, rights, window, zone
        self._dialog: AppointmentDialog | None = None
        self._people: Sequence[Worker] = ()

    def open_key(self, key: str) -> None:
        kind, _, rest = key.partition(":")
        row_id = RowId(rest.partition(":")[0])
        if kind == PlannedKind.BOOKING:
            self.link_requested.emit(Link(LinkKind.BOOKING, row_id))
        else:
            found = planned(self._store.reader(), PlannedKind.APPOINTMENT, row_id)
            if found is not None:
                self.link_requested.emit(Link(LinkKind.CUSTOMER, found.customer_id))

    def open_booking(self, job_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.BOOKING, RowId(job_id)))

    def menu_of(self, block: Block, people: Sequence[Worker]) -> JobMenu:
        """Everything that can be done with a job, for who may."""
        menu, job = JobMenu(block, self._rights, self._window), block.planned
        menu.offer("Open", "arrow-right", partial(self.open_key, block.key))
        self._people = people
        menu.offer_people(people, partial(self._assign, block))
        menu.offer_statuses(partial(self._set_status, block))
        menu.addSeparator()
        menu.offer("Call the customer", "phone", partial(self._call, job.customer_id))
        if menu.may_report:
            report = Reported(job.customer_id, job.id)
            menu.offer("Report an issue", "triangle-alert", partial(self._report, report))
        if menu.may_add:
            menu.offer("Add an appointment", "plus", partial(self._add, block))
        if menu.may_take_off:
            menu.addSeparator()
            menu.offer(
                "Take off the calendar",
                "calendar-x",
                partial(self.move_requested.emit, taken_off(job)),
            )
        return menu

    def _assign(self, block: Block, worker: Worker) -> None:
        self.move_requested.emit(moved(block, worker.id, block.starts_at))

    def _set_status(self, block: Block, goal: str) -> None:
        job = block.planned
        try:
            if job.kind is PlannedKind.BOOKING:
                seen, to = BookingStatus(job.status), BookingStatus(goal)
                self._store.do(MoveBooking(booking_id=job.id, seen=seen, to=to))
            else:
                to_done = AppointmentStatus(goal)
                self._store.do(MoveAppointment(appointment_id=job.id, to=to_done))
        except Refused as refusal:
            self.refused.emit(refusal.detail)

    def _call(self, customer_id: RowId) -> None:
        points = self._store.view.where(ContactPointRow, customer_id=customer_id)
        numbers = [p.value for p in points if p.contact_kind is ContactKind.PHONE]
        if numbers:
            self.dial_requested.emit(numbers[0])
        else:
            self.refused.emit("This customer has no phone number. Add one on their page.")

    def _report(self, wanted: Reported) -> None:
        self.report_requested.emit(wanted)

    def _add(self, block: Block) -> None:
        if self._dialog is None:
            self._dialog = AppointmentDialog(self._window)
            self._dialog.wanted.connect(self._add_wanted)
        people = [worker for worker in self._people if worker.id != NOBODY.id]
        self._dialog.offer(block, people, local(block.ends_at, self._zone))

    def _add_wanted(self, wanted: Wanted) -> None:
        starts = (
            wanted.local_start.replace(tzinfo=self._zone)
            if self._zone
            else (wanted.local_start.astimezone())
        )
        command = AddAppointment(
            appointment_id=self._store.new_id(),
            customer_id=wanted.job.customer_id,
            title=wanted.title,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=wanted.minutes),
            worker_ids=(wanted.worker_id,),
            site=wanted.job.site,
            booking_id=wanted.job.id if wanted.job.kind is PlannedKind.BOOKING else None,
        )
        try:
            self._store.do(command)
        except Refused as refusal:
            self.refused.emit(refusal.detail)
