"""What can be done with a job on the calendar, as a menu of what the person may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from desktop.calendar.calendar_model import APPOINTMENTS, NOBODY, Block
from desktop.qt import icons, theme
from desktop.qt.statuses import BOOKINGS
from desktop.qt.tones import Tone
from desktop.replica.calendar import PlannedKind, Worker
from desktop.rights import Rights
from sync_server.contract.issues import ReportIssue
from sync_server.contract.records import MoveBooking
from sync_server.contract.scheduling import (
    AddAppointment,
    MoveAppointment,
    ScheduleBooking,
)
from sync_server.contract.values import AppointmentStatus, BookingStatus
from sync_server.rules.records import BOOKING_MOVES


class JobMenu(QMenu):
    """Built anew each time it opens: rights and people change. The page says what each does."""

    def __init__(self, block: Block, rights: Rights, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("calendar_menu")
        self._block = block
        self._rights = rights

    def offer(self, words: str, icon: str, act: Callable[[], None]) -> None:
        action = self.addAction(icons.icon(icon, theme.ink(Tone.GREY)), words)
        action.setObjectName(f"job_{words.split()[0].lower()}")
        action.triggered.connect(partial(_run, act))

    def offer_people(self, people: Iterable[Worker], assign: Callable[[Worker], None]) -> None:
        """Everybody but who does it already."""
        if not self._rights.may(ScheduleBooking):
            return
        menu = self._sub("Assign to", "user-check")
        for worker in people:
            if worker.id not in {NOBODY.id, self._block.worker_id}:
                action = menu.addAction(worker.name.replace("&", "&&"))
                action.triggered.connect(partial(_run, partial(assign, worker)))

    def offer_statuses(self, choose: Callable[[str], None]) -> None:
        """Only statuses the job may go to from where it is."""
        job = self._block.planned
        if job.kind is PlannedKind.BOOKING:
            may = self._rights.may(MoveBooking)
            goals = BOOKING_MOVES[BookingStatus(job.status)] if may else frozenset()
            words = {str(goal): BOOKINGS[goal].text for goal in BookingStatus if goal in goals}
        else:
            may = self._rights.may(MoveAppointment)
            others = [s for s in AppointmentStatus if s != job.status] if may else []
            words = {str(goal): APPOINTMENTS[goal].text for goal in others}
        if not words:
            return
        menu = self._sub("Status", "circle-dot")
        for goal, text in words.items():
            menu.addAction(text).triggered.connect(partial(_run, partial(choose, goal)))

    @property
    def may_report(self) -> bool:
        return self._block.planned.kind is PlannedKind.BOOKING and self._rights.may(ReportIssue)

    @property
    def may_add(self) -> bool:
        return self._rights.may(AddAppointment)

    @property
    def may_take_off(self) -> bool:
        is_job = self._block.planned.kind is PlannedKind.BOOKING
        return is_job and self._rights.may(ScheduleBooking)

    def _sub(self, words: str, icon: str) -> QMenu:
        menu = self.addMenu(icons.icon(icon, theme.ink(Tone.GREY)), words)
        menu.setObjectName(f"job_{words.split()[0].lower()}")
        return menu


def _run(act: Callable[[], None], *_checked: bool) -> None:
    act()
