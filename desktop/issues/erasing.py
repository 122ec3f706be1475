"""Deleting an issue forever, wired: evidence, the command, its answer, the certificate."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.history.bundle import safe_name
from desktop.issues.erase_certificate import write_certificate
from desktop.issues.erase_dialog import EraseDialog, Typed
from desktop.issues.erase_evidence import EraseEvidence
from desktop.issues.erase_model import EraseOffer, what_goes, what_stays
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.replica.erasures import hanging_on, is_confirmed
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import CommandId, RowId
from sync_server.contract.issues import DeleteIssue, ErasureReason, ErasureRow, IssueRow
from sync_server.contract.letters import BrandingRow
from sync_server.contract.values import RecordKind, code
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances, Refused

NOT_ALLOWED = "Only administrators delete issues forever."
NOT_THERE = "This issue does not exist any more."


class Erasing(QObject):
    """Owns the dialog. `refresh` is to be called when rows changed."""

    said = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._clock = store, clock
        self._issue, self._code = RowId(""), ""
        self._asked: CommandId | None = None
        self._picker: QFileDialog | None = None
        self._work = Background("certificate", self)
        self._dialog = EraseDialog(window)
        self._dialog.erase_requested.connect(self._erase)
        self._dialog.evidence_requested.connect(self._ask_evidence)
        self._dialog.certificate_requested.connect(self._ask_certificate)
        self._dialog.finished.connect(self._left)
        self._evidence = EraseEvidence(store, clock, self._dialog)
        self._evidence.progressed.connect(self._dialog.show_progress)
        self._evidence.ended.connect(lambda: self._dialog.show_progress(None))
        self._evidence.said.connect(self.said.emit)
        self._evidence.failed.connect(self._dialog.show_problem)

    def open(self, issue_id: RowId) -> None:
        """Say what would go, or why it may not."""
        issue = self._store.view.get(IssueRow, issue_id)
        if not Rights(self._store).may(DeleteIssue):
            self.refused.emit(NOT_ALLOWED)
        elif issue is None:
            self.refused.emit(NOT_THERE)
        else:
            self._issue, self._asked = issue_id, None
            self._code = code(RecordKind.ISSUE, issue.number, issue.id)
            found = hanging_on(self._store.reader(), issue_id)
            offer = EraseOffer(self._code, what_goes(found), what_stays(found), self._refusal())
            self._dialog.offer(offer)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed: has the server answered?"""
        if self._asked is None or (entities and not entities & {"erasure", "issue"}):
            return
        if is_confirmed(self._store.reader(), self._issue):
            self._asked = None
            self._dialog.show_done()
            return
        for told in self._store.rejections():
            if told.id == self._asked:
                self._asked = None
                self._store.dismiss(told.id)
                self._dialog.show_refused(told.sentence)

    def write_certificate(self, to: Path) -> None:
        """In the background; says what became of it."""
        left = self._store.view.get(ErasureRow, self._issue)
        branding = self._store.view.get(BrandingRow, RowId("branding"))
        if left is None:
            return
        business = branding.business_name if branding else ""

        def work(_cancelled: Cancelled) -> str:
            try:
                write_certificate(left, business, to)
            except OSError as failure:
                return f"Not saved: {failure.strerror or failure}."
            return ""

        self._work.run(work, lambda problem: self._written(problem, to))

    def end(self) -> None:
        """The desk closes."""
        self._dialog.reject()
        self._evidence.end()
        self._work.end()

    def _refusal(self) -> str:
        """What the rule would say now, before anybody types anything."""
        me = self._store.me
        if me is None:
            return "Sign in first."
        here = Circumstances(me.id, me.name, me.role, self._clock())
        command = DeleteIssue(issue_id=self._issue, typed=self._code, reason=ErasureReason.TEST)
        try:
            decide(self._store.view, command, here)
        except Refused as refusal:
            return refusal.detail
        return ""

    def _erase(self, typed: Typed) -> None:
        command = DeleteIssue(issue_id=self._issue, typed=typed.typed, reason=typed.reason)
        try:
            self._asked = self._store.do(command)
        except Refused as refusal:
            self._dialog.show_refused(refusal.detail)
            return
        self._dialog.show_waiting()

    def _left(self) -> None:
        self._evidence.cancel()

    def _ask_evidence(self) -> None:
        self._dialog.show_problem("")
        self._evidence.ask(self._issue, self._code)

    def _ask_certificate(self) -> None:
        name = safe_name(f"Certificate of deletion {self._code}.pdf")
        picker = QFileDialog(self._dialog, "Save the certificate", name, "PDF (*.pdf)")
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setDefaultSuffix("pdf")
        picker.fileSelected.connect(lambda path: self.write_certificate(Path(path)))
        picker.open()
        self._picker = picker

    def _written(self, problem: str, to: Path) -> None:
        self._dialog.show_problem(problem)
        if not problem:
            self.said.emit(f"Certificate saved in {to.name}.")
