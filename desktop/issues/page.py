"""Issues, wired: the filtered list, one issue beside it with its actions and its thread."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.issues.issue_model import ActionChosen
from desktop.issues.issue_shown import ACTIONS, issue_line, shown_issue
from desktop.issues.list_model import ALL_OPEN, StatusFilter
from desktop.issues.list_view import IssuesListView
from desktop.links import Link, LinkKind
from desktop.qt.formatting import Clock
from desktop.qt.grid import Order as Asked
from desktop.qt.signals import signal
from desktop.qt.sources import Turned
from desktop.replica.issues import Order, issue_counts, issue_list, issue_summary
from desktop.rights import Rights
from desktop.store import Store
from desktop.threads.panel import ThreadPanel
from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow, MoveIssue, ReportIssue
from sync_server.contract.values import IssueStatus
from sync_server.rules.effects import Refused

SHOWN = frozenset({"issue", "hold", "post", "customer", "staff", "permission"})
_ORDERS = {"number": Order.NUMBER, "status": Order.STATUS, "age": Order.AGE}


class IssuesPage(QWidget):
    link_requested = signal(Link)
    report_requested = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._filter = StatusFilter("All open", ALL_OPEN)
        self._order = Asked("age", descending=True)
        self._view = IssuesListView(clock)
        self._thread = ThreadPanel(store, self._view.issue.thread_panel, clock, self)
        self._thread.link_requested.connect(self.link_requested.emit)
        self._thread.refused.connect(self.refused.emit)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._view.open_requested.connect(self._open)
        self._view.filter_chosen.connect(self._choose)
        self._view.order_requested.connect(self._sort)
        self._view.report_requested.connect(self._report)
        self._view.issue.action_chosen.connect(self._act)
        self._rights = Rights(store)
        self._view.offer_report(may=self._rights.may(ReportIssue))
        self._show_filters()
        self._show_source()

    def open_issue(self, issue_id: RowId) -> None:
        """Show one issue beside the list."""
        if not self._show_issue(issue_id):
            self.refused.emit("This issue does not exist any more.")
            return
        self._thread.open(issue_id)
        self._view.issue.show()

    def refresh(self, entities: frozenset[str]) -> None:
        if not entities or entities & SHOWN:
            self._view.offer_report(may=self._rights.may(ReportIssue))
            self._show_filters()
            self._view.refresh()
            shown = self._view.issue.shown_id()
            if shown and self._view.issue.isVisible():
                self._show_issue(RowId(shown))
                self._thread.refresh()

    def _open(self, issue_id: str) -> None:
        self.link_requested.emit(Link(LinkKind.ISSUE, RowId(issue_id)))

    def _show_issue(self, issue_id: RowId) -> bool:
        summary = issue_summary(self._store.reader(), issue_id)
        row = self._store.view.get(IssueRow, issue_id)
        if summary is None or row is None:
            return False
        holds = self._store.view.where(HoldRow, issue_id=issue_id)
        shown = shown_issue(self._store.view, summary, row, holds, self._store.me)
        self._view.issue.show_issue(shown)
        return True

    def _show_filters(self) -> None:
        counts = issue_counts(self._store.reader())
        filters = [StatusFilter("All open", ALL_OPEN)]
        filters += [StatusFilter(_title(status), (status,)) for status in IssueStatus]
        filters = [
            StatusFilter(f.title, f.statuses, sum(counts.get(s, 0) for s in f.statuses))
            for f in filters
        ]
        self._view.show_filters(filters, self._filter.title)
        waiting = counts.get(IssueStatus.AWAITING_APPROVAL, 0)
        self._view.show_summary(f"{filters[0].count:,} open, {waiting:,} awaiting approval")

    def _show_source(self) -> None:
        order = _ORDERS.get(self._order.key, Order.AGE)
        source = issue_list(
            self._store.reader, self._filter.statuses, order, descending=self._order.descending
        )
        self._view.show_source(Turned(source, issue_line))

    def _choose(self, chosen: StatusFilter) -> None:
        self._filter = chosen
        self._show_source()

    def _sort(self, asked: Asked) -> None:
        self._order = asked
        self._show_source()

    def _report(self) -> None:
        shown = self._view.issue.shown_id()
        row = self._store.view.get(IssueRow, RowId(shown)) if shown else None
        self.report_requested.emit(row.customer_id if row else "")

    def _act(self, chosen: ActionChosen) -> None:
        row = self._store.view.get(IssueRow, RowId(chosen.issue_id))
        if row is None:
            return
        if chosen.key == "customer":
            self.link_requested.emit(Link(LinkKind.CUSTOMER, row.customer_id))
            return
        step = ACTIONS[chosen.key]
        command = MoveIssue(issue_id=row.id, seen=row.status, to=step.to, release_pay=step.releases)
        try:
            self._store.do(command)
        except Refused as refusal:
            self.refused.emit(refusal.detail)


def _title(status: IssueStatus) -> str:
    return str(status).replace("_", " ").capitalize()
