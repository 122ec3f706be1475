"""Payment holds, wired: figures, filters, the grid, and releasing what is ticked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.holds.grid_model import HoldFilter, HoldLine, HoldSums, WorkerChoice
from desktop.holds.grid_view import HoldIds, HoldsGridView
from desktop.links import Link, LinkKind
from desktop.qt.formatting import Clock, counted
from desktop.qt.grid import Order as Asked
from desktop.qt.signals import signal
from desktop.qt.sources import Turned
from desktop.replica import holds
from desktop.replica.holds import HoldSummary
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow, ReleaseHold
from sync_server.contract.values import IssueStatus, RecordKind, code
from sync_server.rules.effects import Refused

SHOWN = frozenset({"hold", "issue", "booking", "staff", "permission"})
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_ORDERS = {
    "held_at": holds.Order.HELD_AT,
    "amount": holds.Order.AMOUNT,
    "state": holds.Order.STATE,
}


class HoldsPage(QWidget):
    link_requested = signal(Link)
    refused = signal(str)
    released = signal(str)
    """A sentence that says what was released."""

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._order = Asked("held_at")
        self._view = HoldsGridView(clock)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._workers: tuple[WorkerChoice, ...] = ()
        self._view.filter_changed.connect(self._show_source)
        self._view.order_requested.connect(self._sort)
        self._view.open_requested.connect(self._open)
        self._view.release_requested.connect(self._release)
        self._rights = Rights(store)
        self._view.offer_release(may=self._rights.may(ReleaseHold))
        self._show_sums()
        self._show_source(self._view.filter())

    def refresh(self, entities: frozenset[str]) -> None:
        if not entities or entities & SHOWN:
            self._view.offer_release(may=self._rights.may(ReleaseHold))
            self._show_sums()
            self._view.refresh()

    def _show_sums(self) -> None:
        db, now = self._store.reader(), self._clock()
        totals = holds.hold_totals(db)
        monday = (now - timedelta(days=now.astimezone().weekday())).astimezone()
        week = monday.replace(hour=0, minute=0, second=0, microsecond=0)
        self._view.show_sums(
            HoldSums(
                totals.held_cents,
                totals.held_count,
                totals.ready_count,
                holds.released_since(db, week),
                totals.oldest_held_at,
            )
        )
        workers = tuple(WorkerChoice(w.id, w.name) for w in holds.held_workers(db))
        if workers != self._workers:
            self._workers = workers
            self._view.show_workers(workers)

    def _show_source(self, chosen: HoldFilter) -> None:
        since = timedelta(days=chosen.at_least_days)
        wanted = holds.HoldFilter(
            chosen.states,
            RowId(chosen.worker_id) if chosen.worker_id else None,
            self._clock() - since if chosen.at_least_days else None,
        )
        order = _ORDERS.get(self._order.key, holds.Order.HELD_AT)
        source = holds.hold_list(
            self._store.reader, wanted, order, descending=self._order.descending
        )
        self._view.show_source(Turned(source, _line))

    def _sort(self, asked: Asked) -> None:
        self._order = asked
        self._show_source(self._view.filter())

    def _open(self, hold_id: str) -> None:
        hold = self._store.view.get(HoldRow, RowId(hold_id))
        if hold is not None:
            self.link_requested.emit(Link(LinkKind.ISSUE, hold.issue_id))

    def _release(self, chosen: HoldIds) -> None:
        done, problem = 0, ""
        for hold_id in chosen.ids:
            hold = self._store.view.get(HoldRow, RowId(hold_id))
            if hold is None:
                continue
            try:
                self._store.do(ReleaseHold(hold_id=hold.id, seen_version=hold.version))
            except Refused as refusal:
                problem = refusal.detail
            else:
                done += 1
        self._view.grid.tick(())
        if problem:
            self.refused.emit(f"{counted(len(chosen.ids) - done, 'hold')} not released: {problem}")
        if done:
            self.released.emit(f"Pay released for {counted(done, 'hold')}.")


def _line(found: HoldSummary) -> HoldLine:
    return HoldLine(
        found.id,
        code(RecordKind.BOOKING, found.booking_number, found.booking_id),
        found.worker_name or "A former colleague",
        code(RecordKind.ISSUE, found.issue_number, found.issue_id),
        found.amount_cents,
        found.reason,
        found.held_at or _NEVER,
        found.state,
        found.issue_status or IssueStatus.CLOSED,
        is_pending=found.issue_number is None,
    )
