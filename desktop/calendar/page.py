"""The calendar, wired: which days, whose jobs, moving them, and what else a job offers."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.calendar.board_view import Asked
from desktop.calendar.calendar_model import (
    NOBODY,
    Block,
    Move,
    blocks_of,
    first_gap,
    loads,
    placed,
    range_of,
)
from desktop.calendar.days import Mode, Zone, clock, days_shown, local, short_day, stepped
from desktop.calendar.job_desk import JobDesk, Reported
from desktop.calendar.layout import lay_out
from desktop.calendar.moving import Moving
from desktop.calendar.page_view import CalendarView
from desktop.calendar.tray_view import waiting_key
from desktop.links import Link
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.calendar import (
    WITHOUT_END,
    Worker,
    planned_between,
    waiting_jobs,
    workers,
)
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.scheduling import (
    ScheduleBooking,
)
from sync_server.rules.effects import Refused

SHOWN = frozenset({"booking", "appointment", "staff", "customer", "permission"})
MINUTE_MS = 60_000
_MODE = "calendar mode"


class CalendarPage(QWidget):
    link_requested = signal(Link)
    dial_requested = signal(str)
    report_requested = signal(Reported)
    refused = signal(str)

    def __init__(self, store: Store, now: Clock, zone: Zone = None) -> None:
        super().__init__()
        self._store, self._now, self._zone = store, now, zone
        self._rights, self._moving = Rights(store), Moving(store)
        self._mode = Mode(store.setting(_MODE) or Mode.WEEK)
        self._day = local(now(), zone).date()
        self._people: tuple[Worker, ...] = ()
        self._blocks: tuple[Block, ...] = ()
        self._pending: Move | None = None
        self.view = CalendarView(now)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.view)
        self.setFocusProxy(self.view.board)
        self.jobs = JobDesk(store, self._rights, self, zone)
        self._ticking = QTimer(self, interval=MINUTE_MS)
        self._ticking.timeout.connect(self.view.board.viewport().update)
        self._ticking.start()
        self._connect()
        self.refresh(frozenset())

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if entities and not entities & SHOWN:
            return
        db = self._store.reader()
        days = days_shown(self._mode, self._day)
        found = workers(db)
        everyone = (NOBODY, *found)
        self._blocks = blocks_of(planned_between(db, *range_of(days, self._zone)), found)
        has_loose = any(block.worker_id == NOBODY.id for block in self._blocks)
        self._people = everyone if has_loose else found
        jobs = waiting_jobs(db)
        self._waiting = {waiting_key(job): job for job in jobs}
        can_move = self._rights.may(ScheduleBooking)
        self.view.tray.jobs.show_jobs(jobs, can_move=can_move)
        self.view.show_waiting(len(jobs))
        self.view.show_people(len(self._people))
        self.view.show_range(self._mode, self._day, local(self._now(), self._zone).date())
        self._draw(self.view.board.room())

    def show_day(self, day: date) -> None:
        """Go to a day, in the view that is chosen."""
        self._day = day
        self.refresh(frozenset())

    def show_job(self, starts_at: datetime) -> None:
        self.show_day(local(starts_at, self._zone).date())

    def _draw(self, room: int) -> None:
        days = days_shown(self._mode, self._day)
        board = lay_out(self._mode, days, self._people, self._blocks, room, self._zone)
        full = loads(self._blocks, self._people, days, self._zone)
        can_move = self._rights.may(ScheduleBooking)
        self.view.board.show_board(board, full, self._waiting, can_move=can_move)

    # -- moving

    def request(self, wanted: Move) -> None:
        """Do it, or ask first when somebody would have to be in two places."""
        words = self.view.board.in_the_way(wanted)
        if words:
            self._pending = wanted
            notice = Notice(words, Tone.RED, "triangle-alert", "Move anyway")
            self.view.banner.say(notice)
            return
        self._carry_out(wanted)

    def _carry_out(self, wanted: Move) -> None:
        self._pending = None
        try:
            title = self._moving.do(wanted)
        except Refused as refusal:
            self.refused.emit(refusal.detail)
            self.refresh(frozenset())
            return
        if title:
            self.view.banner.say(Notice(self._said(title, wanted), Tone.GREEN, "check", "Undo"))

    def _said(self, title: str, move: Move) -> str:
        if move.starts_at is None:
            return f"{title} is off the calendar."
        names = {worker.id: worker.name for worker in self._people}
        who = ", ".join(names[w] for w in move.worker_ids if w in names)
        day = short_day(local(move.starts_at, self._zone).date())
        at = f"{title}: {day}, {clock(move.starts_at, self._zone)}"
        return f"{at}, {who}." if who else f"{at}."

    def _banner_acted(self) -> None:
        if self._pending is not None:
            self._carry_out(self._pending)
        else:
            self.undo()

    def _banner_closed(self) -> None:
        self._pending = None

    def undo(self) -> None:
        """Take the last move back."""
        try:
            title = self._moving.undo()
        except Refused as refusal:
            self.refused.emit(refusal.detail)
            return
        if title:
            self.view.banner.say(Notice(f"{title} is back where it was.", Tone.BLUE, "undo-2"))

    def _place(self, job_id: str) -> None:
        """Enter in the tray: the first place that is free for who is chosen on the board."""
        job = self._waiting.get(f"waiting:{job_id}")
        chosen = self.view.board.current_block()
        people = [worker for worker in self._people if worker.id != NOBODY.id]
        if job is None or not people or not self._rights.may(ScheduleBooking):
            return
        worker = chosen.worker_id if chosen and chosen.worker_id else people[0].id
        at = first_gap(self._blocks, worker, self._day, WITHOUT_END, self._zone)
        self.request(placed(job, worker, at))

    def _menu(self, asked: Asked) -> None:
        block = self.view.board.block(asked.key)
        if block is not None:
            self.jobs.menu_of(block, self._people).popup(asked.at)

    # -- days

    def _choose_mode(self, mode: Mode) -> None:
        self._mode = mode
        self._store.set_setting(_MODE, mode)
        self.refresh(frozenset())

    def _step(self, by: int) -> None:
        self.show_day(stepped(self._mode, self._day, by))

    def _today(self, _wished: bool) -> None:  # noqa: FBT001 - a bare wish
        self.show_day(local(self._now(), self._zone).date())

    def _connect(self) -> None:
        view = self.view
        view.day_chosen.connect(self.show_day)
        view.mode_chosen.connect(self._choose_mode)
        view.stepped.connect(self._step)
        view.today_requested.connect(self._today)
        view.banner.acted.connect(self._banner_acted)
        view.banner.closed.connect(self._banner_closed)
        view.board.move_requested.connect(self.request)
        view.board.open_requested.connect(self.jobs.open_key)
        view.board.menu_requested.connect(self._menu)
        jobs = self.jobs
        jobs.move_requested.connect(self.request)
        jobs.link_requested.connect(self.link_requested.emit)
        jobs.dial_requested.connect(self.dial_requested.emit)
        jobs.report_requested.connect(self.report_requested.emit)
        jobs.refused.connect(self.refused.emit)
        view.board.width_changed.connect(self._draw)
        view.tray.place_requested.connect(self._place)
        view.tray.open_requested.connect(self.jobs.open_booking)
        undo = QShortcut(QKeySequence.StandardKey.Undo, self)
        undo.activated.connect(self.undo)
