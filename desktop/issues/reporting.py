"""Reporting an issue from anywhere: what to offer for a customer, and the command it becomes."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.issues.issue_sheet import colleagues, types_offered
from desktop.issues.report_dialog import ReportDialog
from desktop.issues.report_drafts import read_draft, written_draft
from desktop.issues.report_model import Report, ReportOffer
from desktop.issues.report_records import records_offered
from desktop.links import ReportIssueWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import CustomerRow
from sync_server.contract.issues import ReportIssue
from sync_server.contract.threads import WritePost
from sync_server.contract.values import Visibility
from sync_server.rules.effects import Refused

SAVE_PAUSE_MS = 150
"""The most a crash may cost of what is being typed."""


class Reporting(QObject):
    """Owns the dialog; opens it for a customer and reports what is filled in."""

    reported = signal(str)
    """Id of the new issue."""

    def __init__(self, store: Store, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._clock = clock
        self._wish = ReportIssueWish(RowId(""))
        self._dialog = ReportDialog(window)
        self._dialog.extras.files.keep_in(store.folder / "pasted")
        self._saving = QTimer(self, singleShot=True, interval=SAVE_PAUSE_MS)
        self._saving.timeout.connect(self._save_draft)
        self._dialog.report_requested.connect(self._report)
        self._dialog.changed.connect(self._draft_changed)
        self._dialog.afresh_requested.connect(self._begin_afresh)
        self._dialog.finished.connect(self._left)

    def open(self, wish: ReportIssueWish) -> None:
        """Offer the record that is named, then the customer's newest; the first is preselected.
        What was begun for this customer comes back."""
        self._wish = wish
        self._offer()
        draft = read_draft(self._store.draft(self._key()))
        if draft is not None:
            self._dialog.bring_back(draft)

    def _offer(self) -> None:
        wish, view = self._wish, self._store.view
        customer = view.get(CustomerRow, wish.customer_id)
        tomorrow = self._clock().astimezone().date() + timedelta(days=1)
        self._wish = ReportIssueWish(RowId(""))  # filling the form is not writing
        offer = ReportOffer(
            customer=customer.name if customer else "this customer",
            records=records_offered(self._store, wish, self._clock()),
            types=types_offered(view),
            call_id=wish.call_id or "",
            owners=tuple((each.id, each.name) for each in colleagues(view)),
            tomorrow=tomorrow.isoformat(),
        )
        self._dialog.offer(offer)
        self._wish = wish

    def _report(self, report: Report) -> None:
        issue_id = self._store.new_id()
        try:
            commands = self._commands(issue_id, report)
            refusal = self._store.do_many([commands])[0]
        except Refused as problem:
            refusal = problem
        except OSError as problem:
            self._dialog.show_problem(f"A file cannot be read: {problem.strerror}.")
            return
        if refusal is not None:
            self._dialog.show_problem(refusal.detail)
            return
        self._forget_draft()
        self._dialog.accept()
        self.reported.emit(issue_id)

    def _commands(self, issue_id: RowId, report: Report) -> list[AnyCommand]:
        """The issue, and its first post where something was noted: both or neither."""
        commands: list[AnyCommand] = [
            ReportIssue(
                issue_id=issue_id,
                record_kind=report.record_kind,
                record_id=RowId(report.record_id),
                issue_type=report.issue_type,
                description=report.description,
                responsible_ids=tuple(RowId(worker) for worker in report.worker_ids),
                call_id=RowId(report.call_id) if report.call_id else None,
                priority=report.priority,
                owner_id=RowId(report.owner_id) if report.owner_id else None,
                follow_up_on=report.follow_up_on,
            )
        ]
        if report.notes or report.files:
            post = WritePost(
                post_id=self._store.new_id(),
                thread_id=issue_id,
                body=report.notes,
                visibility=Visibility.STAFF,
                written_at=self._clock(),
                attachments=tuple(self._store.attach(file) for file in report.files),
            )
            commands.append(post)
        return commands

    def end(self) -> None:
        """The desk closes: what is being written is kept now."""
        if self._saving.isActive():
            self._save_draft()
        self._wish = ReportIssueWish(RowId(""))
        self._dialog.reject()

    # -- what is being written

    def _key(self) -> str:
        return f"report:{self._wish.customer_id}"

    def _draft_changed(self) -> None:
        if self._wish.customer_id and not self._saving.isActive():
            self._saving.start()

    def _save_draft(self) -> None:
        self._saving.stop()
        report = self._dialog.report()
        if self._wish.customer_id and self._store.is_ready and report is not None:
            self._store.set_draft(self._key(), written_draft(report))

    def _forget_draft(self) -> None:
        self._saving.stop()
        self._store.set_draft(self._key(), "")
        self._wish = ReportIssueWish(RowId(""))

    def _left(self, _result: int) -> None:
        """Left without reporting: what was written waits for the next time."""
        if self._saving.isActive():
            self._save_draft()

    def _begin_afresh(self) -> None:
        self._saving.stop()
        self._store.set_draft(self._key(), "")
        self._offer()
