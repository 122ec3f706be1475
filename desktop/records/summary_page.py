"""A fieldworker's booking summary, wired: read beside the window, toggled through the dialogs."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.links import Link, LinkKind
from desktop.qt.background import Background, Cancelled
from desktop.qt.signals import signal
from desktop.qt.widgets import EmptyState, column
from desktop.records.pay_acting import PayActing
from desktop.records.pay_asks import About
from desktop.records.summary_model import JobLine, job_line
from desktop.records.summary_view import SummaryView, WorkerChoice
from desktop.replica.records import fieldworkers
from desktop.replica.view import ReplicaView
from desktop.replica.worker_pay import jobs_of
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.holds import PlaceHold, ReleaseHold
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Module, Verb

SHOWN = frozenset({
    "booking", "booking_money", "hold", "pay_line", "payout", "issue", "customer", "staff",
    "status", "permission", "complaint_settings",
})  # fmt: skip


class SummaryPage(QWidget):
    """What one fieldworker earned, and what of it is withheld (PAY-08)."""

    link_requested = signal(Link)

    def __init__(self, store: Store, pay: PayActing) -> None:
        super().__init__()
        self._store, self._rights, self._pay = store, Rights(store), pay
        self._worker = RowId("")
        self._reading = Background("fieldworker-pay", self, store.is_there)
        self.view = SummaryView()
        self._hidden = EmptyState(
            "lock",
            "Your role does not see pay",
            "An administrator can give it the right to see payment holds.",
            "Back to the lists",
        )
        stack = column(self, gap=0)
        stack.addWidget(self.view)
        stack.addWidget(self._hidden)
        self._hidden.hide()
        self.back_wished = self._hidden.acted
        self.setFocusProxy(self.view)
        self.view.worker_chosen.connect(self._chosen)
        self.view.open_requested.connect(self._open)
        self.view.open_aside_requested.connect(self._open_aside)
        self.view.link_requested.connect(self.link_requested.emit)
        self.view.withhold_requested.connect(self._withhold)
        self.view.release_requested.connect(self._release)
        self.view.back_wished.connect(self._hidden.acted.emit)

    def open_worker(self, worker_id: RowId) -> None:
        """Show this fieldworker's jobs."""
        if worker_id != self._worker:
            self.view.show_reading()
        self._worker = worker_id
        self._show()

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self._worker and (not entities or entities & SHOWN):
            self._show()

    def is_reading(self) -> bool:
        """Whether the jobs are still being looked up."""
        return self._reading.is_busy()

    def end(self) -> None:
        """The desk closes: nothing is read any more."""
        self._reading.end()

    def _show(self) -> None:
        may_see = self._rights.has(Module.HOLDS, Verb.SEE)
        self.view.setVisible(may_see)
        self._hidden.setVisible(not may_see)
        if not may_see:
            return
        view, worker = self._store.view, self._worker
        rows = fieldworkers(view)
        left = view.get(StaffRow, worker)
        if left is not None and worker not in {row.id for row in rows}:
            rows.append(left)
        self.view.show_workers([WorkerChoice(row.id, row.name) for row in rows], worker)
        self.view.offer(withhold=self._rights.may(PlaceHold), release=self._rights.may(ReleaseHold))

        def read(_cancelled: Cancelled) -> tuple[JobLine, ...]:
            db = self._store.reader()
            found = ReplicaView(db)
            return tuple(job_line(found, job) for job in jobs_of(db, worker))

        self._reading.run(read, self.view.show_jobs)

    def _chosen(self, worker_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.FIELDWORKER, RowId(worker_id)))

    def _open(self, booking_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.BOOKING, RowId(booking_id)))

    def _open_aside(self, booking_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.BOOKING, RowId(booking_id), aside=True))

    def _withhold(self, booking_id: str) -> None:
        self._pay.ask_to_withhold(About(RowId(booking_id), self._worker))

    def _release(self, booking_id: str) -> None:
        job = RowId(booking_id)
        self._pay.ask_to_release(job, self._pay.active(job, self._worker))
