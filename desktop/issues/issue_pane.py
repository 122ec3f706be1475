"""One issue as its own page: its panel with actions and its thread."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.issues.issue_model import ActionChosen
from desktop.issues.issue_shown import ACTIONS, shown_issue
from desktop.issues.issue_view import IssueView
from desktop.links import Link, LinkKind, MessageWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.widgets import column
from desktop.replica.issues import issue_summary
from desktop.store import Store
from desktop.threads.panel import ThreadPanel
from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow, MoveIssue
from sync_server.rules.effects import Refused

SHOWN = frozenset({"issue", "hold", "post", "customer", "staff", "permission"})


class IssuePane(QWidget):
    """Open it with `open_issue`; what it wishes for is the shell's to fulfil."""

    link_requested = signal(Link)
    message_requested = signal(MessageWish)
    back_requested = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._store = store
        self._issue = RowId("")
        self._view = IssueView(clock)
        self._thread = ThreadPanel(store, self._view.thread_panel, clock, self)
        self._thread.link_requested.connect(self.link_requested.emit)
        self._thread.refused.connect(self.refused.emit)
        column(self, edge=16).addWidget(self._view)
        self._view.action_chosen.connect(self._act)
        self._view.closed.connect(self._leave)

    def open_issue(self, issue_id: RowId) -> bool:
        """Show this one; False when it is not on this desk."""
        self._issue = issue_id
        if not self._show():
            return False
        self._thread.open(issue_id)
        return True

    def shown_id(self) -> str:
        """The id of the issue that was opened last; empty before the first."""
        return self._issue

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self._issue and (not entities or entities & SHOWN) and self._show():
            self._thread.refresh()

    def end(self) -> None:
        """The desk closes."""

    def _show(self) -> bool:
        summary = issue_summary(self._store.reader(), self._issue)
        row = self._store.view.get(IssueRow, self._issue)
        if summary is None or row is None:
            return False
        holds = self._store.view.where(HoldRow, issue_id=self._issue)
        shown = shown_issue(self._store.view, summary, row, holds, self._store.me)
        self._view.show_issue(shown)
        return True

    def _leave(self) -> None:
        self.back_requested.emit(self._issue)

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
